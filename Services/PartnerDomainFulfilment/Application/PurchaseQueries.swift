package import Kernel
package import PartnerDomainFulfilmentDomain

/// A purchase as buyers and operators see it.
package struct PurchaseView: Hashable, Sendable {
    package let orderID: String
    package let accountID: String
    package let domain: String
    package let source: Source
    package let phase: Purchase.Phase
    package let startedAt: Instant
    package let settledAt: Instant?
    package let expiresOn: CivilDate?
    package let holder: Holder?
    package let failure: FailureReason?
    package let partnerReference: String?
    package let nextAskAt: Instant?
    package let rounds: Int
    package let silentInARow: Int
    package let lastTrouble: Trouble?

    package init(
        orderID: String, accountID: String, domain: String, source: Source, phase: Purchase.Phase, startedAt: Instant,
        settledAt: Instant?,
        expiresOn: CivilDate?, holder: Holder?, failure: FailureReason?, partnerReference: String?, nextAskAt: Instant?,
        rounds: Int,
        silentInARow: Int, lastTrouble: Trouble?
    ) {
        self.orderID = orderID
        self.accountID = accountID
        self.domain = domain
        self.source = source
        self.phase = phase
        self.startedAt = startedAt
        self.settledAt = settledAt
        self.expiresOn = expiresOn
        self.holder = holder
        self.failure = failure
        self.partnerReference = partnerReference
        self.nextAskAt = nextAskAt
        self.rounds = rounds
        self.silentInARow = silentInARow
        self.lastTrouble = lastTrouble
    }
}

extension PurchaseView {
    /// nil before the purchase has begun.
    package init?(_ state: Purchase.State) {
        guard let order = state.order, let startedAt = state.startedAt else { return nil }
        self.init(
            orderID: order.orderID, accountID: order.accountID, domain: order.domain, source: order.source,
            phase: state.phase,
            startedAt: startedAt, settledAt: state.settledAt, expiresOn: state.owned?.expiresOn,
            holder: state.owned?.holder,
            failure: state.failure, partnerReference: state.partnerReference, nextAskAt: state.nextAskAt,
            rounds: state.round,
            silentInARow: state.silentInARow, lastTrouble: state.lastTrouble)
    }
}

/// One entry of a purchase's timeline.
package struct PurchaseStep: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case started, accepted, bought, failed
        case papersFiled = "papers-filed"
        case holderChanged = "holder-changed"
    }

    package let kind: Kind
    package let at: Instant

    package init(_ kind: Kind, at: Instant) {
        self.kind = kind
        self.at = at
    }
}

/// A domain in its buyer's account.
package struct OwnedDomainView: Hashable, Sendable {
    package let domain: String
    package let orderID: String
    package let expiresOn: CivilDate
    package let holder: Holder
    package let ownedSince: Instant

    package init(domain: String, orderID: String, expiresOn: CivilDate, holder: Holder, ownedSince: Instant) {
        self.domain = domain
        self.orderID = orderID
        self.expiresOn = expiresOn
        self.holder = holder
        self.ownedSince = ownedSince
    }
}

/// Which unfinished purchases an operator wants to see.
package enum Backlog: String, Sendable, CaseIterable {
    case all
    /// Waiting for an operator to buy and enter the outcome.
    case desk
    /// Those that do not get on by themselves; see `Attention`.
    case stuck
}

/// When a purchase deserves an operator's look.
package enum Attention {
    /// Conversations in a row that came to nothing: hours of silence.
    package static let silentInARow = 8
    /// Most purchases are done in minutes, few take longer than this (DOM-01).
    package static let age = Instant.Span.days(15)
    /// What no repetition mends.
    package static let troubles: [Trouble] = [.unintelligible, .lostTrack]
}

/// The port through which purchases are read.
package protocol PurchaseQueries: Sendable {
    func purchase(_ orderID: String) async throws -> PurchaseView?
    /// Oldest first.
    func steps(_ orderID: String) async throws -> [PurchaseStep]
    /// By name, those after `name`.
    func domains(of accountID: String, after name: String?, limit: Int) async throws -> [OwnedDomainView]
    /// By order number, those after `orderID`.
    func unfinished(_ backlog: Backlog, at now: Instant, after orderID: String?, limit: Int) async throws
        -> [PurchaseView]
    func hasPapers(accountID: String, templateID: String) async throws -> Bool
    /// Whether the account is known at all, and where to write to.
    func mailAddress(of accountID: String) async throws -> MailAddress
}

package enum MailAddress: Hashable, Sendable {
    case known(String)
    /// The account has none, or is gone.
    case none
    /// The account has not been told of yet.
    case unknownAccount
}
