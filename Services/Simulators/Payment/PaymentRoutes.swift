import HTTPServer
import JSON
import Kernel
import SimulatorKit

extension PaymentSimulator {
    var router: Router {
        var router = Router()
        let create = Operation(
            id: "createPayment", summary: "Open a payment.", access: .anyone, idempotencyKey: .required)
        router.add(.post, "/v1/payments", create) { request in try await open(request) }
        let query = Operation(id: "queryPayment", summary: "How a payment stands.", access: .anyone)
        router.add(.get, "/v1/payments/{paymentId}", query) { request in try await show(request) }
        let refund = Operation(
            id: "refundPayment", summary: "Give money back.", access: .anyone, idempotencyKey: .required)
        router.add(.post, "/v1/payments/{paymentId}/refunds", refund) { request in try await giveBack(request) }
        let page = Operation(
            id: "showPayPage", summary: "What the buyer is asked to pay.", access: .anyone, tag: "buyer")
        router.add(.get, "/pay/{paymentId}", page) { request in
            guard let payment = book[try request.parameter("paymentId")] else {
                throw Problem.notFound("There is no such payment.")
            }
            return .text("\(payment.terms.subject): \(payment.terms.amountFen) fen. POST to this address pays.\n")
        }
        let pay = Operation(
            id: "pay", summary: "The buyer pays: all, or the amountFen of the body.", access: .anyone, tag: "buyer")
        router.add(.post, "/pay/{paymentId}", pay) { request in try self.pay(request) }
        return router
    }

    private func open(_ request: HTTPRequest) async throws -> HTTPResponse {
        try prove(request)
        let body = try JSONValue(request.body)
        let id = try body.string(at: "/paymentId"), terms = try PaymentTerms(body)
        guard request.idempotencyKey == id else {
            throw Problem.badRequest("The Idempotency-Key must be the paymentId.")
        }
        return try await context.answer("createPayment", keys: [id, terms.subject], asked: body) {
            let script = context.faults.script(for: [id, terms.subject])
            if script?.flag("refuse") == true { throw Problem.forbidden("The provider refuses this payment.") }
            let now = context.now, payAfterMs = script?.integer("payAfterMs") ?? payAfterMs
            try book.open(id, terms, at: now, paysAt: payAfterMs.map { now + .milliseconds($0) })
            let payURL = context.settings["PUBLIC_URL"] + "/pay/" + id
            return .json(
                JSONValue.object(["paymentId": .string(id), "status": "pending", "payUrl": .string(payURL)]).bytes(),
                status: 201)
        }
    }

    private func show(_ request: HTTPRequest) async throws -> HTTPResponse {
        try prove(request)
        let id = try request.parameter("paymentId")
        return try await context.answer("queryPayment", keys: keys(ofID: id), asked: ["paymentId": .string(id)]) {
            guard let payment = book[id] else { throw Problem.notFound("There is no such payment.") }
            return .json(payment.json(at: context.now).bytes())
        }
    }

    private func giveBack(_ request: HTTPRequest) async throws -> HTTPResponse {
        try prove(request)
        let body = try JSONValue(request.body), id = try request.parameter("paymentId"), keys = keys(ofID: id)
        let refundID = try body.string(at: "/refundId"), amountFen = try body.int64(at: "/amountFen")
        guard request.idempotencyKey == refundID else {
            throw Problem.badRequest("The Idempotency-Key must be the refundId.")
        }
        guard amountFen > 0 else { throw Problem.badRequest("amountFen must be above 0.") }
        var asked = body
        asked["paymentId"] = .string(id)
        return try await context.answer("refundPayment", keys: keys, asked: asked) {
            let script = context.faults.script(for: keys), now = context.now
            if script?.flag("refuseRefund") == true { throw Problem.forbidden("The provider refuses this refund.") }
            let doneAt = now + .seconds(script?.integer("refundSeconds") ?? 0)
            let refund = try book.refund(id, Payment.Refund(id: refundID, amountFen: amountFen, doneAt: doneAt))
            return .json(
                JSONValue.object(["refundId": .string(refundID), "status": .string(refund.status(at: now))]).bytes())
        }
    }

    private func pay(_ request: HTTPRequest) throws -> HTTPResponse {
        let amountFen = request.body.isEmpty ? nil : try JSONValue(request.body).int64(at: "/amountFen")
        guard amountFen.map({ (1...1_000_000_000_000).contains($0) }) ?? true else {
            throw Problem.badRequest("amountFen must be above 0.")
        }
        let now = context.now
        let report = try book.pay(try request.parameter("paymentId"), amountFen: amountFen, at: now)
        tell(report)
        return .json(report.payment.json(at: now).bytes())
    }

    /// - Throws: 401 for what is unsigned, wrongly signed or too old.
    private func prove(_ request: HTTPRequest) throws(Problem) {
        let isRight = signature.isRight(
            request.headers["X-Signature"], timestamp: request.headers["X-Timestamp"], body: request.body,
            at: context.now)
        guard isRight else {
            throw .unauthenticated("The signature is wrong, or its timestamp more than 300 seconds off.")
        }
    }

    private func keys(ofID id: String) -> [String] { book[id].map(keys) ?? [id] }
}

extension PaymentTerms {
    /// - Throws: `JSONError` or 400 for a body that opens no payment.
    fileprivate init(_ body: JSONValue) throws {
        amountFen = try body.int64(at: "/amountFen")
        subject = try body.string(at: "/subject")
        callbackURL = try body.string(at: "/callbackUrl")
        guard (1...1_000_000_000_000).contains(amountFen) else {
            throw Problem.badRequest("amountFen must be above 0.")
        }
        guard try body.string(at: "/currency") == "CNY" else { throw Problem.badRequest("The only currency is CNY.") }
        guard let expiresAt = Instant(rfc3339: try body.string(at: "/expiresAt")) else {
            throw Problem.badRequest("expiresAt must be an RFC 3339 instant.")
        }
        self.expiresAt = expiresAt
    }
}
