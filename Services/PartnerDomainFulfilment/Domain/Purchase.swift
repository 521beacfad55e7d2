package import Kernel

/// A domain that is being bought at a partner, and then the buyer's. Its id is the order's.
package enum Purchase: Decider {
    package static let kind = "purchase"

    package enum Phase: String, Codable, Hashable, CaseIterable, Sendable {
        case unopened
        /// A conversation with the partner is under way.
        case asking
        /// Between two conversations.
        case waiting
        /// An operator buys it by hand.
        case atDesk = "at-desk"
        case bought, failed

        package var isSettled: Bool { self == .bought || self == .failed }
    }

    package struct State: Codable, Hashable, Sendable {
        package var phase = Phase.unopened
        package var order: PaidDomainOrder?
        package var startedAt: Instant?
        /// Number of the last conversation.
        package var round = 0
        /// The partner's own number; once it is known the order is never sent again.
        package var partnerReference: String?
        package var acceptedAt: Instant?
        package var nextAskAt: Instant?
        package var silentInARow = 0
        package var lastTrouble: Trouble?
        package var owned: OwnedDomain?
        package var failure: FailureReason?
        package var settledAt: Instant?
        /// The first is being sent, the others wait for it, so that mails arrive in the order of what they tell.
        package var mailQueue: [MailKind] = []
        package var mailed: [MailKind] = []

        package init() {}
    }

    package enum Input: Codable, Hashable, Sendable {
        case orderPaid(PaidDomainOrder)
        case askDue(round: Int)
        case partnerAnswered(round: Int, PartnerAnswer)
        case mailed(MailKind, MailOutcome)
        /// An operator does not want to wait for the next conversation.
        case askNow(operatorID: String)
        /// An operator tells how a purchase ended that is made by hand.
        case reportOutcome(DeskOutcome, operatorID: String)
        /// The buyer names a template that bears the identity papers; `hasPapers` is what the account's facts say of it.
        case filePapers(templateID: String, hasPapers: Bool, accountID: String)
        /// An operator says that the registry has changed the holder.
        case confirmHolderChange(operatorID: String)
    }

    package enum DeskOutcome: Codable, Hashable, Sendable {
        case bought(expiresOn: CivilDate)
        case failed(FailureReason)
    }

    package enum Event: Codable, Hashable, Sendable {
        case started(PaidDomainOrder)
        case accepted(partnerReference: String)
        case stillProcessing(nextAskAt: Instant)
        case partnerSilent(Trouble, nextAskAt: Instant)
        case asked(round: Int, operatorID: String?)
        case bought(OwnedDomain, operatorID: String?)
        case failed(FailureReason, operatorID: String?)
        case mailed(MailKind, MailOutcome)
        case papersFiled(templateID: String)
        case holderChanged(operatorID: String)
    }

    package static func initial(_ id: String) -> State { State() }
}
