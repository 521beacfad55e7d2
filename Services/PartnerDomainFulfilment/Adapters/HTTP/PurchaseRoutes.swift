package import HTTPServer
import Kernel
import JSON
package import PartnerDomainFulfilmentApplication
package import PartnerDomainFulfilmentDomain

/// Has the purchase under an order number decide a command that came with a request; gives its representation afterwards.
package typealias SubmitCommand =
    @Sendable (_ orderID: String, _ input: Purchase.Input, _ request: HTTPRequest) async throws -> [UInt8]

/// What buyers may ask.
package struct PurchaseRoutes: Sendable {
    private let queries: any PurchaseQueries
    private let submit: SubmitCommand

    package init(queries: any PurchaseQueries, submit: @escaping SubmitCommand) {
        self.queries = queries
        self.submit = submit
    }

    package func add(to router: inout Router) {
        router.add(
            .get, "/purchases/{orderId}",
            Operation(
                id: "getPurchase", summary: "How the purchase of a domain gets on.", access: .roles([.buyer]),
                tag: "purchases",
                responses: .ok("The purchase and its steps.", Schemas.purchaseWithSteps)),
            getPurchase)
        router.add(
            .get, "/domains",
            Operation(
                id: "listDomains", summary: "The account's domains, by name.", access: .roles([.buyer]), tag: "domains",
                parameters: Parameter.paging, responses: .ok("A page of domains.", .page("domains", of: Schemas.domain))
            ),
            listDomains)
        router.add(
            .post, "/purchases/{orderId}/papers",
            Operation(
                id: "filePapers", summary: "Name a template with the identity papers that the change of holder needs.",
                access: .roles([.buyer]), tag: "purchases", requestSchema: .object(["templateId": .id]),
                responses: .ok("The change of holder is under way.", Schemas.purchase), idempotencyKey: .optional),
            filePapers)
    }

    private func getPurchase(_ request: HTTPRequest) async throws -> HTTPResponse {
        let account = try request.authenticatedPrincipal().account
        let orderID = try request.parameter("orderId")
        guard let view = try await queries.purchase(orderID), view.accountID == account else {
            throw Rejection.noSuchPurchase
        }
        let steps = try await queries.steps(orderID)
        return .json { writer in
            writer.beginObject()
            PurchaseJSON.members(view, into: &writer)
            PurchaseJSON.steps(steps, into: &writer)
            writer.endObject()
        }
    }

    private func listDomains(_ request: HTTPRequest) async throws -> HTTPResponse {
        let page = try PageRequest(request.query)
        let account = try request.authenticatedPrincipal().account
        let domains = try await queries.domains(of: account, after: page.cursor, limit: page.limit)
        return .json {
            $0.page("domains", domains, limit: page.limit, cursor: \.domain) { PurchaseJSON.domain($0, into: &$1) }
        }
    }

    private func filePapers(_ request: HTTPRequest) async throws -> HTTPResponse {
        let templateID = try request.readJSON { try $0.string("templateId") }
        let account = try request.authenticatedPrincipal().account
        let hasPapers = try await queries.hasPapers(accountID: account, templateID: templateID)
        let input = Purchase.Input.filePapers(templateID: templateID, hasPapers: hasPapers, accountID: account)
        return .json(try await submit(try request.parameter("orderId"), input, request))
    }
}
