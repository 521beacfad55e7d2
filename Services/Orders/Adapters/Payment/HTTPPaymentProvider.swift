import Crypto
import FoundationEssentials
import HTTPClient
import HTTPServer
import JSON
import Kernel
import Messaging
import OrdersApplication
import OrdersDomain

/// The payment provider over HTTP, as the service's README describes its protocol.
struct HTTPPaymentProvider: PaymentProvider {
    let client: OutboundHTTPClient
    /// Without a final slash.
    let baseURL: String
    /// Where the provider reports to.
    let callbackURL: String
    let signature: ProviderSignature
    let now: @Sendable () -> Instant

    func create(paymentID: String, _ terms: OpenPayment) async throws -> CreationOutcome {
        let body = CreateBody(
            paymentId: paymentID, amountFen: terms.amount, currency: "CNY", subject: terms.subject,
            expiresAt: terms.noLaterThan,
            callbackUrl: callbackURL)
        let response = try await send("POST", "/v1/payments", idempotencyKey: paymentID, try sortedJSON(body))
        guard response.isSuccess else { return .refused(reason: "provider answered \(response.status)") }
        let payURL = try read(CreateAnswer.self, response).payUrl
        guard payURL.isWebAddress else { throw ProviderSilence("the provider's payUrl is no http or https address") }
        return .opened(payURL: payURL)
    }

    func query(paymentID: String) async throws -> ProviderReport {
        let response = try await send("GET", "/v1/payments/\(paymentID)", idempotencyKey: nil, [])
        if response.status == 404 { return ProviderReport(status: .unknown, amount: .zero) }
        guard response.isSuccess else {
            throw ProviderSilence("the provider answered the query with \(response.status)")
        }
        let answer = try read(QueryAnswer.self, response)
        let report = ProviderReport(status: .init(rawValue: answer.status) ?? .pending, amount: answer.paidFen)
        guard report.isCredible else { throw ProviderSilence("the provider's paidFen is beyond what can be paid") }
        return report
    }

    func refund(paymentID: String, refundID: String, amount: Money, reason: String) async throws -> RefundOutcome {
        let body = try sortedJSON(RefundBody(refundId: refundID, amountFen: amount, reason: reason))
        let response = try await send("POST", "/v1/payments/\(paymentID)/refunds", idempotencyKey: refundID, body)
        guard response.isSuccess else { return .refused(reason: "provider answered \(response.status)") }
        return try read(RefundAnswer.self, response).status == "done" ? .done : .accepted
    }

    /// - Throws: when the call should be made again: no answer, or one that says so.
    private func send(_ method: String, _ path: String, idempotencyKey: String?, _ body: [UInt8]) async throws
        -> OutboundResponse
    {
        let (timestamp, mac) = signature.sign(body, at: now())
        var headers = [OutboundHeader("X-Timestamp", timestamp), OutboundHeader("X-Signature", mac)]
        if !body.isEmpty { headers.append(OutboundHeader("Content-Type", "application/json")) }
        if let idempotencyKey { headers.append(OutboundHeader("Idempotency-Key", idempotencyKey)) }
        let response = try await client.send(OutboundRequest(method, baseURL + path, headers: headers, body: body))
        // 401 is our own configuration's fault; giving up the payment would not mend it.
        if response.isRetriable || response.status == 401 {
            throw ProviderSilence("the provider answered \(method) with \(response.status)")
        }
        return response
    }

    private func read<Answer: Decodable>(_: Answer.Type, _ response: OutboundResponse) throws -> Answer {
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(response.body))
        } catch {
            throw ProviderSilence("the provider's answer is not what its protocol says")
        }
    }
}

private struct CreateBody: Codable {
    let paymentId: String
    let amountFen: Money
    let currency, subject: String
    let expiresAt: Instant
    let callbackUrl: String
}

private struct CreateAnswer: Decodable { let payUrl: String }

private struct QueryAnswer: Decodable {
    let status: String
    let paidFen: Money
}

private struct RefundBody: Codable {
    let refundId: String
    let amountFen: Money
    let reason: String
}

private struct RefundAnswer: Decodable { let status: String }

/// What the provider calls back with.
struct ProviderCallback: Sendable {
    let type, paymentID: String
    let paid: Money
    let refundID: String?

    /// - Throws: `JSONError` for what the protocol does not allow.
    init(_ body: JSONObject) throws(JSONError) {
        _ = try body.string("eventId")
        type = try body.string("type")
        paymentID = try body.string("paymentId")
        paid = try body.money("paidFen")
        refundID = try body.optionalString("refundId")
    }

    /// What it means to the payment; nil for a kind of callback this service does not know.
    var input: OnlinePayment.Input? {
        switch type {
        case "payment.paid": .reported(ProviderReport(status: .paid, amount: paid))
        case "payment.closed": .reported(ProviderReport(status: .closed, amount: paid))
        case "refund.done": refundID.map { .refundAnswered(refundID: $0, .done) }
        default: nil
        }
    }
}
