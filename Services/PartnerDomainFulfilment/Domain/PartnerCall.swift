package import Kernel

/// One conversation with the partner about one purchase.
package struct PartnerCall: Effect, Hashable {
    package static let port = "partner"

    package enum Mode: String, Codable, Hashable, Sendable {
        /// Look the purchase up by our reference, and order only if the partner does not know it.
        case obtain
        /// Look it up only: the partner has taken the order once, so it is never sent again.
        case check
    }

    package let order: PaidDomainOrder
    package let mode: Mode
    /// Comes back with the answer; an answer to another round than the last is ignored.
    package let round: Int

    package init(order: PaidDomainOrder, mode: Mode, round: Int) {
        self.order = order
        self.mode = mode
        self.round = round
    }
}

/// What a conversation came to, in words that are the same for all partners.
package enum PartnerAnswer: Codable, Hashable, Sendable {
    /// The domain has arrived in our holding; `expiresOn` is what the registry says before the renewal year is added.
    case bought(partnerReference: String, expiresOn: CivilDate)
    /// The partner's last word: it will not be got.
    case refused(FailureReason)
    /// The partner works on it: seller asked, payment checked, transfer running or locked.
    case processing(partnerReference: String)
    /// No answer, or none that says anything. Whether the order was taken is unknown.
    case silent(Trouble, notBefore: Instant?)
}

/// Why a conversation came to nothing.
package enum Trouble: String, Codable, Hashable, CaseIterable, Sendable {
    /// No connection, or a server error.
    case unreachable
    /// Sent, but no answer came in time: the order may have been taken.
    case answerLost = "answer-lost"
    /// The partner, or our own limit, wants fewer calls.
    case rateLimited = "rate-limited"
    /// Not asked: the partner failed too often just now.
    case circuitOpen = "circuit-open"
    /// An answer we cannot read, or credentials it does not take: needs an operator.
    case unintelligible
    /// The partner took the order once and does not know it any more: needs an operator.
    case lostTrack = "lost-track"
}
