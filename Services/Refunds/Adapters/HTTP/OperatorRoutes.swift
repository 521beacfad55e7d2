package import HTTPServer
import JSON
import Kernel
package import RefundsApplication
import RefundsDomain

/// What operators may ask: review cases, and establish what no system sees (REF-02, REF-06).
package struct OperatorRoutes: Sendable {
    private let queries: any RefundQueries
    private let submit: SubmitCommand

    package init(queries: any RefundQueries, submit: @escaping SubmitCommand) {
        self.queries = queries
        self.submit = submit
    }

    package func add(to router: inout Router) {
        router.add(
            .get, "/operator/refunds",
            operation(
                "listRefundsByStatus", "Cases of a status, oldest first.",
                parameters: [
                    .query("status", "In review if left out.", schema: .words(RefundCase.Status.self))
                ] + Parameter.paging,
                responses: .ok("A page.", .page("refunds", of: Schemas.refund))),
            list)
        router.add(
            .post, "/refunds/{refundId}/review",
            operation(
                "reviewRefund", "Approve a case, which moves the money, or reject it with a reason.",
                body: .object(
                    [
                        "verdict": .words(["approve", "reject"]),
                        "reason": .text(1...Guarantee.reasonLengthMax).described(
                            as: "For the buyer; a rejection needs one."),
                    ], optional: ["reason"]),
                idempotencyKey: .required),
            review)
        router.add(
            .post, "/operator/guarantees/{orderId}/findings",
            operation(
                "recordFinding", "Establish, or take back, a fact the guarantee of a line depends on.",
                body: .object([
                    "lineId": .id, "finding": .words(Finding.Kind.self), "since": .instant, "holds": .boolean,
                ]), responses: .done("It is established."), idempotencyKey: .optional),
            find)
    }

    private func operation(
        _ id: String, _ summary: String, parameters: [Parameter] = [], body: JSONSchema? = nil,
        responses: Answers = .ok("The case.", Schemas.refund),
        idempotencyKey: Operation.IdempotencyKeyUse = .unused
    ) -> Operation {
        Operation(
            id: id, summary: summary, access: .roles([.operator]), tag: "operation", parameters: parameters,
            requestSchema: body, responses: responses,
            idempotencyKey: idempotencyKey)
    }

    private func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let page = try PageRequest(request.query)
        let status = request.query["status"].flatMap(RefundCase.Status.init) ?? .inReview
        let refunds = try await queries.refunds(with: status, after: page.cursor, limit: page.limit)
        let next = refunds.count == page.limit ? refunds.last?.refundID : nil
        return .json { $0.page("refunds", refunds, next: next) { RefundJSON.refund($0, into: &$1) } }
    }

    private func review(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try request.members()
        let approves = try body.choice(
            "verdict", { ["approve": true, "reject": false][$0] }, among: ["approve", "reject"])
        let reason = try body.optionalString("reason")
        try body.refuseUnknownMembers()
        guard let view = try await queries.refund(try request.parameter("refundId")) else { throw Rejection.noSuchCase }
        // The operator writes to the buyer, and of the buyer.
        let verdict =
            approves ? Guarantee.Verdict.approve : .reject(reason: Personal(reason ?? "", of: view.accountID))
        let operatorID = try request.authenticatedPrincipal().account
        return .json(
            try await submit(view.orderID, .review(refundID: view.refundID, verdict, operatorID: operatorID), request))
    }

    private func find(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try request.members()
        let lineID = try body.string("lineId")
        let kind = try body.choice("finding", Finding.Kind.self)
        let since = try body.instant("since")
        let holds = try body.bool("holds")
        try body.refuseUnknownMembers()
        let operatorID = try request.authenticatedPrincipal().account
        let orderID = try request.parameter("orderId")
        _ = try await submit(
            orderID, .find(lineID: lineID, Finding(kind, since: since), holds: holds, operatorID: operatorID), request)
        return .noContent()
    }
}
