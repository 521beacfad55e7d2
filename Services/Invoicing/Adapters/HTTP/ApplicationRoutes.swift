package import HTTPServer
package import InvoicingApplication
import InvoicingDomain
import JSON
import Kernel
import Messaging
package import Runtime

/// What can be invoiced, and applications for it.
package struct ApplicationRoutes: Sendable {
    private let desk: CommandDesk
    private let queries: any InvoiceQueries
    private let applying: Applying

    package init(desk: CommandDesk, queries: any InvoiceQueries, applying: Applying) {
        self.desk = desk
        self.queries = queries
        self.applying = applying
    }

    package func add(to router: inout Router) {
        router.add(
            .get, "/invoiceable",
            operation(
                "listInvoiceable",
                "What can be invoiced: by seller, or with 'seller' the orders of one, latest paid first.",
                parameters: [.query("seller", "A vendor's id, or first-party.", schema: .id)] + Parameter.paging,
                responses: .ok("Sellers, or orders.", Schemas.invoiceable)),
            invoiceable)
        router.add(
            .post, "/invoice-applications",
            operation(
                "applyForInvoice", "Apply for one invoice over orders of one seller.", body: Schemas.applicationRequest,
                responses: .created("The application.", Schemas.outcome), refusals: [404], idempotencyKey: .required),
            apply)
        router.add(
            .get, "/invoice-applications",
            operation(
                "listInvoiceApplications", "One's own applications, newest first.", parameters: Parameter.paging,
                responses: .ok("A page.", .page("applications", of: Schemas.summary))),
            list)
        router.add(
            .get, "/invoice-applications/{applicationId}",
            operation(
                "getInvoiceApplication", "How an application goes.",
                responses: .ok("The application.", Schemas.application)), show)
        router.add(
            .post, "/invoice-applications/{applicationId}/cancellation",
            operation(
                "cancelInvoiceApplication", "Take an application back while it waits for its issuer.",
                idempotencyKey: .optional), cancel)
    }

    private func operation(
        _ id: String, _ summary: String, parameters: [Parameter] = [], body: JSONSchema? = nil,
        responses: Answers = .ok("Where the application stands.", Schemas.outcome), refusals: Set<Int> = [],
        idempotencyKey: Operation.IdempotencyKeyUse = .unused
    ) -> Operation {
        Operation(
            id: id, summary: summary, access: .roles([.buyer]), tag: "buyers", parameters: parameters,
            requestSchema: body, responses: responses, refusals: refusals,
            idempotencyKey: idempotencyKey)
    }

    private func invoiceable(_ request: HTTPRequest) async throws -> HTTPResponse {
        let account = try request.authenticatedPrincipal().account
        guard let sellerID = request.query["seller"] else {
            return .json(["sellers": .array(try await queries.sellers(of: account).map(InvoiceJSON.seller))])
        }
        let paging = try PageRequest(request.query)
        let orders = try await queries.orders(
            of: account, sellerID: sellerID, limit: paging.limit, cursor: paging.cursor)
        return .page("orders", orders, InvoiceJSON.order)
    }

    private func apply(_ request: HTTPRequest) async throws -> HTTPResponse {
        let account = try request.authenticatedPrincipal().account
        let body = try request.members()
        let sellerID = try body.string("sellerId")
        let orderIDs = try body.strings("orderIds")
        let medium = try body.choice("medium", Medium.self)
        try body.refuseUnknownMembers()
        let application = try await applying.request(
            accountID: account, sellerID: sellerID, orderIDs: orderIDs, medium: medium)
        let id = try CommandDesk.newID("IA-", from: request)
        let result = try await desk.submit(InvoiceApplication.self, id: id, .apply(application), from: request)
        return .created(at: "/invoice-applications/\(id)", result.representation)
    }

    private func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let paging = try PageRequest(request.query)
        let account = try request.authenticatedPrincipal().account
        return .page(
            "applications",
            try await queries.applications(for: .buyer(account), limit: paging.limit, cursor: paging.cursor),
            InvoiceJSON.application)
    }

    private func show(_ request: HTTPRequest) async throws -> HTTPResponse {
        let id = try request.parameter("applicationId")
        guard let state = try await queries.application(id),
            state.request?.accountID == (try request.authenticatedPrincipal().account)
        else {
            throw Rejection.noSuchApplication
        }
        return .json(InvoiceJSON.application(id, state))
    }

    private func cancel(_ request: HTTPRequest) async throws -> HTTPResponse {
        let account = try request.authenticatedPrincipal().account
        let id = try request.parameter("applicationId")
        return .json(
            try await desk.submit(InvoiceApplication.self, id: id, .cancel(accountID: account), from: request)
                .representation)
    }
}
