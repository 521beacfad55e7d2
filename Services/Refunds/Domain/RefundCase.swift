package import Kernel

/// Why something happened to a case.
package enum Reason: Codable, Hashable, Sendable {
    /// What the buyer wrote, or an operator wrote to the buyer: forgotten with the buyer.
    case written(Personal)
    /// What a service says, about nobody.
    case told(String)

    /// nil once it is forgotten.
    package var text: String? {
        switch self {
        case .written(let personal): personal.text
        case .told(let text): text
        }
    }
}

/// One application for a refund, or one that opened by itself.
package struct RefundCase: Codable, Hashable, Sendable {
    /// REF-08.
    package enum Status: String, Codable, Hashable, Sendable, CaseIterable {
        case inReview = "in-review"
        /// The money is on its way.
        case approved
        /// The money has moved.
        case completed
        case rejected, cancelled
    }

    package let id: String
    package let reason: Reason
    /// Opened by a failed purchase and not by a person.
    package let isAutomatic: Bool
    package let amounts: [LineAmount]
    package let appliedAt: Instant
    package var status: Status
    package var reviewedAt: Instant?
    package var rejectedBecause: Reason?
    package var returnedAt: Instant?

    package init(id: String, reason: Reason, isAutomatic: Bool, amounts: [LineAmount], appliedAt: Instant) {
        self.id = id
        self.reason = reason
        self.isAutomatic = isAutomatic
        self.amounts = amounts
        self.appliedAt = appliedAt
        status = .inReview
    }

    package var cash: Money { amounts.map(\.cash).sum() }
    package var voucher: Money { amounts.map(\.voucher).sum() }

    /// The one case that a failed domain purchase opens; the order's number makes it the same however often it is told.
    package static func automaticID(orderID: String) -> String {
        "R-\(orderID)"
    }
}

extension PaidOrder {
    /// REF-03: the cash of every line; vouchers only after a failed purchase (DOM-05).
    package func refundAmounts(withVouchers: Bool) -> [LineAmount] {
        lines.map { LineAmount(lineID: $0.lineID, cash: $0.cash, voucher: withVouchers ? $0.voucher : .zero) }
    }
}
