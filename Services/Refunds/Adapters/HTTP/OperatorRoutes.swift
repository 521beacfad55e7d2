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
                    ["verdict": .words(["approve", "reject"]), "reason": .text(1...500)], optional: ["reason"]),
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
        guard let status = RefundCase.Status(rawValue: request.query["status"] ?? RefundCase.Status.inReview.rawValue)
        else {
            throw Problem.badRequest(
                "The status must be one of \(RefundCase.Status.words.joined(separator: ", ")).", field: "status")
        }
        let refunds = try await queries.refunds(with: status, after: page.cursor, limit: page.limit)
        let next = refunds.count == page.limit ? refunds.last?.refundID : nil
        return .json { $0.page("refunds", refunds, next: next) { RefundJSON.refund($0, into: &$1) } }
    }

    private func review(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try JSONObject(request.body)
        let approves = try body.choice(
            "verdict", { ["approve": true, "reject": false][$0] }, among: ["approve", "reject"])
        let verdict = approves ? Guarantee.Verdict.approve : .reject(reason: try body.string("reason", length: 1...500))
        try body.refuseUnknownMembers()
        guard let view = try await queries.refund(try request.parameter("refundId")) else { throw Rejection.noSuchCase }
        let operatorID = try request.authenticatedPrincipal().account
        return .json(
            try await submit(view.orderID, .review(refundID: view.refundID, verdict, operatorID: operatorID), request))
    }

    private func find(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try JSONObject(request.body)
        let lineID = try body.id("lineId")
        let kind = try body.choice("finding", Finding.Kind.init, among: Finding.Kind.words)
        guard let since = Instant(rfc3339: try body.string("since", length: 1...40)) else {
            throw body.invalid("since", "expected an RFC 3339 date-time")
        }
        let holds = try body.bool("holds")
        try body.refuseUnknownMembers()
        let operatorID = try request.authenticatedPrincipal().account
        let orderID = try request.parameter("orderId")
        _ = try await submit(
            orderID, .find(lineID: lineID, Finding(kind, since: since), holds: holds, operatorID: operatorID), request)
        return .noContent()
    }
}

extension CaseIterable where Self: RawRepresentable<String> {
    fileprivate static var words: [String] { allCases.map(\.rawValue) }
}
