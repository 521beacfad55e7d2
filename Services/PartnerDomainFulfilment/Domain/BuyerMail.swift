package import Kernel

/// DOM-02: what a buyer is told by mail.
package enum MailKind: String, Codable, Hashable, Sendable, CaseIterable { case processing, bought, failed }

/// A mail to the buyer. Holds no address: the adapter takes it from the account when it sends.
package struct BuyerMail: Effect, Hashable {
    package static let port = "mail"

    package let kind: MailKind
    /// When what it tells happened; the mail's date, however late it is sent.
    package let writtenAt: Instant
    package let orderID: String
    package let accountID: String
    package let domain: String
    /// Present when bought.
    package let expiresOn: CivilDate?
    /// DOM-04: asks for the papers that the change of holder needs.
    package let asksForPapers: Bool
    /// Present when failed.
    package let reason: FailureReason?

    package init(
        _ kind: MailKind, about order: PaidDomainOrder, at writtenAt: Instant, expiresOn: CivilDate? = nil,
        asksForPapers: Bool = false,
        reason: FailureReason? = nil
    ) {
        self.kind = kind
        self.writtenAt = writtenAt
        orderID = order.orderID
        accountID = order.accountID
        domain = order.domain
        self.expiresOn = expiresOn
        self.asksForPapers = asksForPapers
        self.reason = reason
    }

    /// Left part of the mail's Message-ID: the same for every attempt, so that a mail server may drop a second copy.
    package var messageName: String { "\(orderID).\(kind.rawValue)" }
}

package enum MailOutcome: String, Codable, Hashable, Sendable {
    case sent
    /// The buyer's server will not take it, or the account has no address or is gone: nothing to repeat.
    case refused
}
