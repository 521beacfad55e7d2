import HTTPServer
import JSON
import Kernel
import Synchronization

/// All payments at the provider.
final class PaymentBook: Sendable {
    /// What callers are to be told about.
    struct Report: Sendable {
        let payment: Payment
        let type: String
        var refundID: String?
    }

    private let payments = Mutex<[String: Payment]>([:])

    subscript(_ id: String) -> Payment? { payments.withLock { $0[id] } }

    var all: [Payment] { payments.withLock { $0.values.sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) } } }

    func reset() { payments.withLock { $0 = [:] } }

    /// - Throws: 422 when the id stands for a payment on other terms.
    func open(_ id: String, _ terms: PaymentTerms, at now: Instant, paysAt: Instant?) throws(Problem) {
        let known = payments.withLock { payments in
            if payments[id] == nil { payments[id] = Payment(id: id, terms: terms, openedAt: now, paysAt: paysAt) }
            return payments[id]?.terms
        }
        guard known == terms else { throw .unprocessable("The Idempotency-Key was used for another payment.") }
    }

    /// The buyer hands over money; nil means what is asked for.
    /// - Throws: 404, or 409 at and after the expiry.
    func pay(_ id: String, amountFen: Int64?, at now: Instant) throws(Problem) -> Report {
        try change(id) { payment throws(Problem) in
            guard now < payment.terms.expiresAt else { throw .conflict("The payment has expired.") }
            payment.paidFen += amountFen ?? payment.terms.amountFen
            payment.hasPaid = true
            return Report(payment: payment, type: "payment.paid")
        }
    }

    /// - Throws: 404, 409 when it is more than was paid, 422 when the id stands for a refund of another amount.
    func refund(_ id: String, _ refund: Payment.Refund) throws(Problem) -> Payment.Refund {
        try change(id) { payment throws(Problem) in
            if let known = payment.refunds.first(where: { $0.id == refund.id }) {
                guard known.amountFen == refund.amountFen else {
                    throw .unprocessable("The Idempotency-Key was used for another refund.")
                }
                return known
            }
            guard refund.amountFen <= payment.paidFen - payment.refundedFen else {
                throw .conflict("This is more than was paid.")
            }
            payment.refunds.append(refund)
            return refund
        }
    }

    /// What has become true with time and was not reported yet.
    func takeDueReports(at now: Instant) -> [Report] {
        payments.withLock { payments in
            payments.keys.sorted().flatMap { id in payments[id]?.takeDueReports(at: now) ?? [] }
        }
    }

    private func change<Result: Sendable>(_ id: String, _ body: (inout Payment) throws(Problem) -> Result)
        throws(Problem) -> Result
    {
        try payments.withLock { payments throws(Problem) in
            guard var payment = payments[id] else { throw .notFound("There is no such payment.") }
            let result = try body(&payment)
            payments[id] = payment
            return result
        }
    }
}

extension Payment {
    fileprivate mutating func takeDueReports(at now: Instant) -> [PaymentBook.Report] {
        var reports: [PaymentBook.Report] = []
        if let paysAt, paysAt <= now, paysAt < terms.expiresAt, !hasPaid {
            paidFen = terms.amountFen
            hasPaid = true
            reports.append(.init(payment: self, type: "payment.paid"))
        }
        if status(at: now) == "closed", !isClosureReported {
            isClosureReported = true
            reports.append(.init(payment: self, type: "payment.closed"))
        }
        for index in refunds.indices where !refunds[index].isReported && refunds[index].doneAt <= now {
            refunds[index].isReported = true
            reports.append(.init(payment: self, type: "refund.done", refundID: refunds[index].id))
        }
        return reports
    }
}
