package import CrowdsourcingApplication
import CrowdsourcingDomain
package import HTTPServer
import JSON
import Kernel

extension HTTPRequest {
    /// The vendor for whom the asker speaks.
    func vendorID() throws(Problem) -> String {
        guard let vendor = try authenticatedPrincipal().vendor else {
            throw .forbidden("The token names no vendor for whom this account speaks.")
        }
        return vendor
    }
}

extension HTTPResponse {
    static func json(_ members: JSONMembers, status: Int = 200) -> HTTPResponse {
        .json(JSONValue.object(members).bytes(order: .asWritten), status: status)
    }

    static func page(_ page: DemandPage) -> HTTPResponse {
        var members: JSONMembers = ["demands": .array(page.demands.map(DemandJSON.summary))]
        members["next"] = page.next.map(JSONValue.string)
        return .json(members)
    }
}

extension CursorUnusable: ProblemConvertible {
    package var problem: Problem {
        .badRequest("The cursor must be the 'next' of an earlier page, or absent.", field: "cursor")
    }
}

extension Demand.Content {
    init(_ body: JSONObject) throws(JSONError) {
        try self.init(
            market: body.choice("market", Market.init(rawValue:), among: Market.allCases.map(\.rawValue)),
            subtype: body.string("subtype", length: 1...40), sentence: body.string("sentence", length: 1...100),
            details: body.optionalString("details", length: 0...2_000) ?? "",
            budget: body.optionalChoice("budget", Budget.init(rawValue:), among: Budget.allCases.map(\.rawValue)),
            region: body.optionalString("region", length: 0...40) ?? "")
    }
}

extension Proposal.Line {
    /// The product's name is left for the catalog to say.
    init(_ object: JSONObject) throws(JSONError) {
        try self.init(
            productID: object.id("productId"), productName: "",
            choiceID: object.string("choiceId", length: 1...64),
            quantity: object.optionalInt("quantity", in: 1...1_000) ?? 1,
            amount: Money(fen: object.int64("amountFen", in: 0...10_000_000_000)))
    }
}
