package import HTTPServer
import JSON
import Kernel
package import Observability
package import RefundsApplication
package import RefundsDomain
import Runtime

/// Has the guarantee of an order decide a command that came with a request; gives its last case afterwards.
package typealias SubmitCommand =
    @Sendable (_ orderID: String, _ input: Guarantee.Input, _ request: HTTPRequest) async throws -> [UInt8]

/// What buyers may ask.
package struct BuyerRoutes: Sendable {
    private let queries: any RefundQueries
    private let submit: SubmitCommand
    private let clock: any WallClock

    package init(queries: any RefundQueries, submit: @escaping SubmitCommand, clock: any WallClock) {
        self.queries = queries
        self.submit = submit
        self.clock = clock
    }

    package func add(to router: inout Router) {
        router.add(
            .get, "/refundable",
            operation(
                "listRefundable", "What can be refunded now, latest order first.", parameters: Parameter.paging,
                responses: .ok("A page.", .page("refundable", of: Schemas.refundable))),
            listRefundable)
        router.add(
            .get, "/refundable/{orderId}",
            operation(
                "getRefundable", "Whether an order can be refunded now, or which rule excludes it.",
                responses: .ok("It can.", Schemas.refundable), refusals: [409]),
            getRefundable)
        router.add(
            .post, "/refunds",
            operation(
                "applyForRefund", "Apply for the refund of an order. The product closes at once; back up first.",
                body: .object(
                    [
                        "orderId": .id, "reason": .text(1...Guarantee.reasonLengthMax), "rulesAccepted": .boolean,
                        "amountFen": .fen,
                    ],
                    optional: ["amountFen"]),
                responses: .created("The case, in review.", Schemas.refund), refusals: [404], idempotencyKey: .required),
            apply)
        router.add(
            .get, "/refunds",
            operation(
                "listRefunds", "The account's cases, latest first.", parameters: Parameter.paging,
                responses: .ok("A page.", .page("refunds", of: Schemas.refund))), listRefunds)
        router.add(.get, "/refunds/{refundId}", operation("getRefund", "One case."), getRefund)
        router.add(
            .post, "/refunds/{refundId}/cancel",
            operation(
                "cancelRefund", "Take an application back while it is in review; the product opens again.",
                idempotencyKey: .optional), cancel)
    }

    private func operation(
        _ id: String, _ summary: String, parameters: [Parameter] = [], body: JSONSchema? = nil,
        responses: Answers = .ok("The case.", Schemas.refund), refusals: Set<Int> = [],
        idempotencyKey: Operation.IdempotencyKeyUse = .unused
    ) -> Operation {
        Operation(
            id: id, summary: summary, access: .roles([.buyer]), tag: "refunds", parameters: parameters,
            requestSchema: body,
            responses: responses, refusals: refusals, idempotencyKey: idempotencyKey)
    }

    private func listRefundable(_ request: HTTPRequest) async throws -> HTTPResponse {
        let page = try PageRequest(request.query)
        let account = try request.authenticatedPrincipal().account
        let found = try await RefundableList(queries).page(
            of: account, at: clock.now(), before: page.cursor, limit: page.limit)
        return .json { $0.page("refundable", found.items, next: found.next) { RefundJSON.refundable($0, into: &$1) } }
    }

    /// REF-05: what is not in the list names the rule that excludes it.
    private func getRefundable(_ request: HTTPRequest) async throws -> HTTPResponse {
        let account = try request.authenticatedPrincipal().account
        guard let state = try await queries.guarantee(try request.parameter("orderId")),
            state.order?.accountID == account
        else {
            throw Rejection.noSuchOrder
        }
        try state.checkMayApply()
        if case .excluded(let exclusion) = Coverage.of(state, at: clock.now()) { throw exclusion.rejection }
        guard let item = RefundableItem(state, at: clock.now()) else { throw Rejection.noSuchOrder }
        return .json { RefundJSON.refundable(item, into: &$0) }
    }

    private func apply(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try request.members()
        let orderID = try body.string("orderId")
        let account = try request.authenticatedPrincipal().account
        let application = RefundApplication(
            refundID: try CommandDesk.newID("R-", from: request), accountID: account,
            reason: Personal(try body.string("reason"), of: account), acceptsRules: try body.bool("rulesAccepted"),
            amount: try body.optionalMoney("amountFen"))
        try body.refuseUnknownMembers()
        return .created(at: "/refunds/\(application.refundID)", try await submit(orderID, .apply(application), request))
    }

    private func listRefunds(_ request: HTTPRequest) async throws -> HTTPResponse {
        let page = try PageRequest(request.query)
        let account = try request.authenticatedPrincipal().account
        let refunds = try await queries.refunds(of: account, before: page.cursor, limit: page.limit)
        let next = refunds.count == page.limit ? refunds.last?.refundID : nil
        return .json { $0.page("refunds", refunds, next: next) { RefundJSON.refund($0, into: &$1) } }
    }

    private func getRefund(_ request: HTTPRequest) async throws -> HTTPResponse {
        let view = try await ownRefund(request)
        return .json { RefundJSON.refund(view, into: &$0) }
    }

    private func cancel(_ request: HTTPRequest) async throws -> HTTPResponse {
        let view = try await ownRefund(request)
        return .json(
            try await submit(view.orderID, .cancel(refundID: view.refundID, accountID: view.accountID), request))
    }

    private func ownRefund(_ request: HTTPRequest) async throws -> RefundView {
        let account = try request.authenticatedPrincipal().account
        guard let view = try await queries.refund(try request.parameter("refundId")), view.accountID == account else {
            throw Rejection.noSuchCase
        }
        return view
    }
}
