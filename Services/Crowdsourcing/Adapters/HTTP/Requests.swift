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
    init(_ body: JSONObject, of buyerID: String) throws(JSONError) {
        try self.init(
            market: body.choice("market", Market.self),
            subtype: body.string("subtype"), sentence: body.string("sentence"),
            details: body.optionalString("details") ?? "",
            budget: body.optionalChoice("budget", Budget.self),
            region: body.optionalString("region") ?? "",
            of: buyerID)
    }
}

extension Proposal.Line {
    /// The product's name is left for the catalog to say.
    init(_ object: JSONObject) throws(JSONError) {
        try self.init(
            productID: object.string("productId"), productName: "",
            choiceID: object.string("choiceId"),
            quantity: object.optionalInt("quantity") ?? 1,
            amount: object.money("amountFen"))
    }
}
