import DomainTestKit
import Kernel
import PartnerDomainFulfilmentDomain
import Testing

@Suite("The partner's word")
struct OutcomeTests {
    @Test("DOM-03 a bought domain is the buyer's, with the paid year added to its expiry")
    func bought() throws {
        var story = try Story.started()
        try story.answer(.got)
        #expect(story.state.owned == OwnedDomain(expiresOn: .day("2028-05-01"), holder: .buyer))
        #expect(story.state.partnerReference == "S-1")
        #expect(story.state.settledAt == story.now)
    }

    @Test(
        "DOM-03 the year added ends on the last day a month has, and never runs more than ten years ahead",
        arguments: [
            ("2027-05-01", "2028-05-01"), ("2028-02-29", "2029-02-28"), ("2035-11-20", "2036-11-20"),
            ("2036-05-01", "2036-11-21"),
            ("2036-11-21", "2036-11-21"), ("2037-01-01", "2037-01-01"),
        ])
    func expiry(registry: String, expected: String) {
        #expect(expiryWithRenewal(registryDate: .day(registry), today: .day("2026-11-21")) == .day(expected))
    }

    @Test(
        "DOM-04 registration data are the buyer's at once, but under country codes and .xin stay the former holder's",
        arguments: [
            ("example.com", Holder.buyer), ("example.xyz", .buyer), ("example.cn", .formerPapersNeeded),
            ("example.com.cn", .formerPapersNeeded),
            ("EXAMPLE.CN", .formerPapersNeeded), ("example.xin", .formerPapersNeeded),
            ("example.xn--fiqs8s", .formerPapersNeeded),
            ("example.xinyi", .buyer),
        ])
    func holderAfterTransfer(domain: String, holder: Holder) throws {
        var story = try Story.started(.sample(domain: domain))
        try story.answer(.got)
        #expect(story.state.owned?.holder == holder)
    }

    @Test(
        "DOM-04 with papers on the template the platform changes the holder, without them the buyer is asked for them")
    func changeOfHolder() throws {
        var withPapers = try Story.started(.sample(domain: "example.cn", papersOnTemplate: true))
        try withPapers.answer(.got)
        #expect(withPapers.state.owned?.holder == .formerChangeUnderway)
        #expect(withPapers.mails.last?.asksForPapers == false)

        var without = try Story.started(.sample(domain: "example.cn"))
        try without.answer(.got)
        #expect(without.mails.last?.asksForPapers == true)
        #expect(throws: Rejection.self) { try without.take(.confirmHolderChange(operatorID: "S-1")) }
        try without.take(.filePapers(templateID: "T-2", hasPapers: true, accountID: "A-1"))
        #expect(without.state.owned?.holder == .formerChangeUnderway)
        try without.take(.confirmHolderChange(operatorID: "S-1"))
        #expect(without.state.owned?.holder == .buyer)
    }

    @Test("DOM-04 papers are taken from the buyer only, and only when they are needed")
    func papers() throws {
        var story = try Story.started(.sample(domain: "example.cn"))
        #expect(throws: Rejection.self) {
            try story.take(.filePapers(templateID: "T-2", hasPapers: true, accountID: "A-1"))
        }
        try story.answer(.got)
        let bare = #expect(throws: Rejection.self) {
            try story.take(.filePapers(templateID: "T-1", hasPapers: false, accountID: "A-1"))
        }
        #expect(bare?.code == "template-without-papers")
        #expect(throws: Rejection.noSuchPurchase) {
            try story.take(.filePapers(templateID: "T-2", hasPapers: true, accountID: "A-2"))
        }
        try story.take(.filePapers(templateID: "T-2", hasPapers: true, accountID: "A-1"))
        #expect(throws: Rejection.self) {
            try story.take(.filePapers(templateID: "T-3", hasPapers: true, accountID: "A-1"))
        }
    }

    @Test(
        "DOM-05 each reason is kept, and says whether the listing has to go",
        arguments: [
            (FailureReason.holderGaveUp, true), (.staleListing, true), (.upstreamForbids, true),
            (.sellerUnreachable, false),
        ])
    func failed(reason: FailureReason, stale: Bool) throws {
        var story = try Story.started()
        try story.answer(.refused(reason))
        #expect(story.lastEvents == [.failed(reason, operatorID: nil)])
        #expect(story.state.phase == .failed)
        #expect(story.state.failure?.listingIsStale == stale)
    }

    @Test("DOM-05 the last word is the last: later answers, timers and operators change nothing")
    func lastWord() throws {
        var story = try Story.started()
        try story.answer(.refused(.holderGaveUp))
        try story.answer(.got)
        #expect(story.lastEvents.isEmpty)
        #expect(try story.take(.askDue(round: 1)).isEmpty)
        #expect(throws: Rejection.self) { try story.take(.askNow(operatorID: "S-1")) }
        #expect(throws: Rejection.self) {
            try story.take(.reportOutcome(.bought(expiresOn: .day("2027-05-01")), operatorID: "S-1"))
        }
        #expect(story.state.phase == .failed)
    }

    @Test("DOM-06 a source without an interface waits for an operator, who enters how it ended")
    func desk() throws {
        var story = try Story.started(.sample(source: .other))
        #expect(story.calls.isEmpty)
        #expect(story.state.phase == .atDesk)
        try story.take(.reportOutcome(.bought(expiresOn: .day("2027-05-01")), operatorID: "S-1"))
        #expect(
            story.lastEvents == [.bought(OwnedDomain(expiresOn: .day("2028-05-01"), holder: .buyer), operatorID: "S-1")]
        )
    }

    @Test("DOM-06 nobody enters an outcome for a partner that can be asked")
    func notAtDesk() throws {
        var story = try Story.started()
        let rejection = #expect(throws: Rejection.self) {
            try story.take(.reportOutcome(.failed(.sellerUnreachable), operatorID: "S-1"))
        }
        #expect(rejection?.rule == "DOM-06")
    }
}

@Suite("Mails to the buyer")
struct MailTests {
    @Test("DOM-02 processing, bought and failed are told once each")
    func onceEach() throws {
        var story = try Story.started()
        try story.answer(.busy)
        try story.sleep()
        try story.answer(.got)
        try story.take(.mailed(.bought, .sent))
        try story.take(.mailed(.bought, .sent))
        #expect(story.mails.map(\.kind) == [.processing, .bought])
        #expect(story.state.mailed == [.processing, .bought])
    }

    @Test("DOM-02 a mail waits for the one before it, so that they arrive in order")
    func inOrder() throws {
        var story = Story()
        try story.take(.orderPaid(.sample()))
        try story.answer(.refused(.staleListing))
        #expect(story.mails.map(\.kind) == [.processing])
        try story.take(.mailed(.processing, .sent))
        #expect(story.mails.map(\.kind) == [.processing, .failed])
        #expect(story.mails.last?.reason == .staleListing)
    }

    @Test("DOM-02 a mail that cannot be delivered does not hold up the next")
    func refusedMail() throws {
        var story = Story()
        try story.take(.orderPaid(.sample()))
        try story.answer(.got)
        try story.take(.mailed(.processing, .refused))
        #expect(story.mails.last?.kind == .bought)
        try story.take(.mailed(.bought, .sent))
        #expect(story.state.mailed == [.bought])
    }

    @Test("DOM-02 every attempt at a mail bears the same name")
    func messageName() {
        #expect(BuyerMail(.bought, about: .sample(), at: .paid).messageName == "O-1.bought")
    }

    @Test("ORD-10 A partner is never offered nothing: the purchase fails, and the buyer is told in order")
    func nothingToOffer() throws {
        var story = Story()
        try story.take(.orderPaid(.sample(price: .zero)))
        #expect(story.calls.isEmpty)
        #expect(story.state.phase == .failed && story.state.failure == .staleListing)
        try story.take(.mailed(.processing, .sent))
        #expect(story.mails.map(\.kind) == [.processing, .failed])
    }
}
