import Kernel
import PartnerDomainFulfilmentDomain

/// Plays inputs into one purchase, as the machine would, and keeps what followed.
struct Story {
    private(set) var state = Purchase.initial("O-1")
    private(set) var now: Instant
    private(set) var lastEvents: [Purchase.Event] = []
    private(set) var calls: [PartnerCall] = []
    private(set) var mails: [BuyerMail] = []
    /// When the purchase wants to be woken; nil if it does not.
    private(set) var wake: (due: Instant, input: Purchase.Input)?

    init(at now: Instant = .paid) { self.now = now }

    @discardableResult
    mutating func take(_ input: Purchase.Input, after span: Instant.Span = .seconds(1)) throws(Rejection) -> [Purchase
        .Event]
    {
        now = now + span
        let decision = try Purchase.decide(state, input, Cause(now: now, inputID: "in", aggregateID: "O-1"))
        for event in decision.events { Purchase.evolve(&state, event, at: now) }
        for timer in decision.timers {
            switch timer {
            case .set(_, let due, let input): wake = (due, input)
            case .cancel: wake = nil
            }
        }
        calls += decision.effects.compactMap { $0 as? PartnerCall }
        mails += decision.effects.compactMap { $0 as? BuyerMail }
        lastEvents = decision.events
        return decision.events
    }

    /// Lets time pass until the timer falls due, and fires it.
    mutating func sleep() throws(Rejection) {
        guard let (due, input) = wake else { return }
        wake = nil
        try take(input, after: due - now)
    }

    mutating func answer(_ answer: PartnerAnswer, after span: Instant.Span = .seconds(1)) throws(Rejection) {
        try take(.partnerAnswered(round: state.round, answer), after: span)
    }
}

extension Story {
    /// Paid, asked, and the first mail sent.
    static func started(_ order: PaidDomainOrder = .sample()) throws(Rejection) -> Story {
        var story = Story()
        try story.take(.orderPaid(order))
        try story.take(.mailed(.processing, .sent))
        return story
    }
}

extension PaidDomainOrder {
    static func sample(
        domain: String = "example.com", source: Source = .sedo, papersOnTemplate: Bool = false
    ) -> PaidDomainOrder {
        PaidDomainOrder(
            orderID: "O-1", lineID: "O-1-1", accountID: "A-1", domain: domain, source: source, listingID: "L-1",
            price: Money(yuan: 1_100),
            registrant: Registrant(templateID: "T-1", kind: .individual, papersOnTemplate: papersOnTemplate),
            paidAt: .paid)
    }
}

extension Instant {
    static let paid = Instant(rfc3339: "2026-11-21T08:00:00Z") ?? Instant(microseconds: 0)
}

extension CivilDate {
    static func day(_ text: String) -> CivilDate { CivilDate(text) ?? CivilDate(daysSince1970: 0) }
}

extension PartnerAnswer {
    static let got = PartnerAnswer.bought(partnerReference: "S-1", expiresOn: .day("2027-05-01"))
    static let busy = PartnerAnswer.processing(partnerReference: "S-1")
    static func silent(_ trouble: Trouble = .unreachable) -> PartnerAnswer { .silent(trouble, notBefore: nil) }
}
