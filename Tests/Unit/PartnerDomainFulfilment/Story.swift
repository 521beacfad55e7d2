import DomainTestKit
import Kernel
import PartnerDomainFulfilmentDomain

/// One purchase; a second passes between inputs.
typealias Story = Scenario<Purchase>

extension Scenario where D == Purchase {
    init(at now: Instant = .paid) { self.init("O-1", at: now, pause: .seconds(1)) }

    /// Paid, asked, and the first mail sent.
    static func started(_ order: PaidDomainOrder = .sample()) throws(Rejection) -> Story {
        var story = Story()
        try story.take(.orderPaid(order))
        try story.take(.mailed(.processing, .sent))
        return story
    }

    mutating func answer(_ answer: PartnerAnswer, after span: Instant.Span = .seconds(1)) throws(Rejection) {
        try take(.partnerAnswered(round: state.round, answer), after: span)
    }

    var calls: [PartnerCall] { effects.compactMap { $0 as? PartnerCall } }
    var mails: [BuyerMail] { effects.compactMap { $0 as? BuyerMail } }
    /// When the purchase wants to be woken; nil if it does not.
    var wake: (due: Instant, input: Purchase.Input)? { timers["ask"] }
}

extension PaidDomainOrder {
    static func sample(
        domain: String = "example.com", source: Source = .sedo, papersOnTemplate: Bool = false,
        price: Money = Money(yuan: 1_100)
    ) -> PaidDomainOrder {
        PaidDomainOrder(
            orderID: "O-1", lineID: "O-1-1", accountID: "A-1", domain: domain, source: source, listingID: "L-1",
            price: price,
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
