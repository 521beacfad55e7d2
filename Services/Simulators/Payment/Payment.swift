import JSON
import Kernel

/// One payment at the provider.
struct Payment: Sendable {
    struct Refund: Sendable {
        let id: String
        let amountFen: Int64
        /// From when on the bank has done it.
        let doneAt: Instant
        var isReported = false
    }

    let id: String
    let terms: PaymentTerms
    let openedAt: Instant
    /// When the buyer pays without being asked to; nil if they do it themselves.
    let paysAt: Instant?
    var paidFen: Int64 = 0
    var hasPaid = false
    var isClosureReported = false
    var refunds: [Refund] = []

    var refundedFen: Int64 { refunds.reduce(0) { $0 + $1.amountFen } }

    func status(at now: Instant) -> String { hasPaid ? "paid" : now >= terms.expiresAt ? "closed" : "pending" }

    func json(at now: Instant) -> JSONValue {
        [
            "paymentId": .string(id), "status": .string(status(at: now)), "paidFen": .int(paidFen),
            "refunds": .array(
                refunds.map { refund in
                    [
                        "refundId": .string(refund.id), "amountFen": .int(refund.amountFen),
                        "status": .string(refund.status(at: now)),
                    ]
                }),
        ]
    }
}

extension Payment.Refund {
    func status(at now: Instant) -> String { now >= doneAt ? "done" : "accepted" }
}

/// What a payment is opened with; equal for a repeated request.
struct PaymentTerms: Sendable, Equatable {
    let amountFen: Int64
    let subject: String
    let expiresAt: Instant
    let callbackURL: String
}
