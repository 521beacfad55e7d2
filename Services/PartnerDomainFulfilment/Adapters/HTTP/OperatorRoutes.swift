package import HTTPClient
package import HTTPServer
import JSON
import Kernel
package import Observability
package import PartnerDomainFulfilmentApplication
package import PartnerDomainFulfilmentDomain

/// What operators may ask: what is stuck, how the partners do, and what only people can decide.
package struct OperatorRoutes: Sendable {
    package typealias Circuits = @Sendable () -> [(source: Source, state: CircuitBreaker.State)]

    private let queries: any PurchaseQueries
    private let submit: SubmitCommand
    private let circuits: Circuits
    private let clock: any WallClock

    package init(
        queries: any PurchaseQueries, submit: @escaping SubmitCommand, circuits: @escaping Circuits,
        clock: any WallClock
    ) {
        self.queries = queries
        self.submit = submit
        self.circuits = circuits
        self.clock = clock
    }

    package func add(to router: inout Router) {
        router.add(
            .get, "/operator/purchases",
            operation(
                "listUnfinishedPurchases",
                "Unfinished purchases by order number: all, those at the desk, those that are stuck.",
                parameters: [.query("view", "Which ones; stuck if left out.", schema: .words(Backlog.self))]
                    + Parameter.paging,
                responses: .ok("A page.", .page("purchases", of: Schemas.inspectedPurchase))),
            listUnfinished)
        router.add(
            .get, "/operator/purchases/{orderId}",
            operation(
                "inspectPurchase", "A purchase with all that is known of its partner.",
                responses: .ok("The purchase.", Schemas.inspectedPurchaseWithSteps)), inspect)
        router.add(
            .post, "/operator/purchases/{orderId}/ask-now",
            operation("askPartnerNow", "Ask the partner now instead of when it is due.", idempotencyKey: .optional),
            askNow)
        router.add(
            .post, "/operator/purchases/{orderId}/outcome",
            operation(
                "reportOutcome",
                "How a purchase ended that was made by hand; a failure gives the buyer the money back.",
                body: JSONSchema.object(
                    [
                        "outcome": .words(["bought", "failed"]),
                        "expiresOn": .date.described(as: "Of what was bought, and only then."),
                        "reason": .words(FailureReason.self).described(as: "Of a failure, and only then."),
                    ], optional: ["expiresOn", "reason"]),
                idempotencyKey: .required),
            reportOutcome)
        router.add(
            .post, "/operator/purchases/{orderId}/holder-changed",
            operation(
                "confirmHolderChange", "The registry has changed the holder to the buyer.", idempotencyKey: .optional),
            confirmHolderChange)
        router.add(
            .get, "/operator/partners",
            operation(
                "listPartners", "Circuits to the partners, as this instance sees them.",
                responses: .ok("All partners.", Schemas.partners)), listPartners)
    }

    private func operation(
        _ id: String, _ summary: String, parameters: [Parameter] = [], body: JSONSchema? = nil,
        responses: Answers = .ok("The purchase.", Schemas.purchase),
        idempotencyKey: Operation.IdempotencyKeyUse = .unused
    ) -> Operation {
        Operation(
            id: id, summary: summary, access: .roles([.operator]), tag: "operation", parameters: parameters,
            requestSchema: body, responses: responses,
            idempotencyKey: idempotencyKey)
    }

    private func listUnfinished(_ request: HTTPRequest) async throws -> HTTPResponse {
        let page = try PageRequest(request.query)
        let backlog = request.query["view"].flatMap(Backlog.init) ?? .stuck
        let purchases = try await queries.unfinished(backlog, at: clock.now(), after: page.cursor, limit: page.limit)
        return .json { writer in
            writer.page("purchases", purchases, limit: page.limit, cursor: \.orderID) { view, writer in
                writer.beginObject()
                PurchaseJSON.members(view, into: &writer)
                PurchaseJSON.inside(view, into: &writer)
                writer.endObject()
            }
        }
    }

    private func inspect(_ request: HTTPRequest) async throws -> HTTPResponse {
        let orderID = try request.parameter("orderId")
        guard let view = try await queries.purchase(orderID) else { throw Rejection.noSuchPurchase }
        let steps = try await queries.steps(orderID)
        return .json { writer in
            writer.beginObject()
            PurchaseJSON.members(view, into: &writer)
            PurchaseJSON.inside(view, into: &writer)
            PurchaseJSON.steps(steps, into: &writer)
            writer.endObject()
        }
    }

    private func askNow(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await answer(request, .askNow(operatorID: try request.authenticatedPrincipal().account))
    }

    private func reportOutcome(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try request.members()
        let outcome: Purchase.DeskOutcome
        if try body.choice("outcome", { ["bought": true, "failed": false][$0] }, among: ["bought", "failed"]) {
            outcome = .bought(expiresOn: try body.date("expiresOn"))
        } else {
            outcome = .failed(try body.choice("reason", FailureReason.self))
        }
        try body.refuseUnknownMembers()
        return try await answer(
            request, .reportOutcome(outcome, operatorID: try request.authenticatedPrincipal().account))
    }

    private func confirmHolderChange(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await answer(request, .confirmHolderChange(operatorID: try request.authenticatedPrincipal().account))
    }

    private func answer(_ request: HTTPRequest, _ input: Purchase.Input) async throws -> HTTPResponse {
        .json(try await submit(try request.parameter("orderId"), input, request))
    }

    private func listPartners(_ request: HTTPRequest) async throws -> HTTPResponse {
        .json { writer in
            writer.beginObject()
            writer.name("partners")
            writer.beginArray()
            for (source, state) in circuits() {
                writer.beginObject()
                writer.member("source", source.rawValue)
                switch state {
                case .closed(let failures):
                    writer.member("circuit", "closed")
                    writer.name("failuresInARow")
                    writer.int64(Int64(failures))
                case .open: writer.member("circuit", "open")
                case .probing: writer.member("circuit", "probing")
                }
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
        }
    }
}
