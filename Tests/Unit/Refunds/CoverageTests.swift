import DomainTestKit
import Kernel
import RefundsDomain
import Testing

@Suite("What the guarantee covers")
struct CoverageTests {
    @Test(
        "REF-02 ready-made software is covered up to the last instant of the fifth day, and not in the next",
        arguments: [ProductType.saas, .licence, .resourceOrchestration, .containerImage])
    func fiveDays(type: ProductType) throws {
        let state = try Story.paid(.sample(.sample("O-1-1", type))).state
        #expect(state.coverage(at: .paid) == .covered(until: .fiveDaysLater))
        #expect(state.excludedBy(at: Instant.fiveDaysLater.justBefore) == nil)
        #expect(state.excludedBy(at: .fiveDaysLater) == "five-days-over")
    }

    @Test(
        "REF-01 without the badge nothing is covered, not even in the first instant",
        arguments: [ProductType.saas, .image, .humanService])
    func noBadge(type: ProductType) throws {
        let state = try Story.paid(.sample(.sample("O-1-1", type, badge: false))).state
        #expect(state.excludedBy(at: .paid) == "no-badge")
    }

    @Test(
        "REF-02 downloads and API products are never refunded, badge or not, nor is what we do not know",
        arguments: [ProductType.download, .api])
    func neverByType(type: ProductType) throws {
        let state = try Story.paid(.sample(.sample("O-1-1", type, .package))).state
        #expect(state.excludedBy(at: .paid) == "type-never-refunded")
    }

    @Test(
        "REF-02 images are refunded by period only",
        arguments: [BillingMode?.some(.payAsYouGo), .some(.package), .some(.once), nil])
    func imagesNotByPeriod(billing: BillingMode?) throws {
        let state = try Story.paid(.sample(.sample("O-1-1", .image, billing))).state
        #expect(state.excludedBy(at: .paid) == "image-not-by-period")
    }

    @Test("REF-02 an image in use must first be taken out of use, within the five days")
    func imageInUse() throws {
        var story = try Story.paid(.sample(.sample("O-1-1", .image, .period)))
        #expect(story.state.excludedBy(at: story.now) == nil)
        let inUse = Finding(.imageInUse, since: .paid)
        try story.take(.find(lineID: "O-1-1", inUse, holds: true, operatorID: "S-1"))
        #expect(story.state.excludedBy(at: story.now) == "image-in-use")
        try story.take(.find(lineID: "O-1-1", inUse, holds: false, operatorID: "S-1"))
        #expect(story.state.excludedBy(at: Instant.fiveDaysLater.justBefore) == nil)
        #expect(story.state.excludedBy(at: .fiveDaysLater) == "five-days-over")
    }

    @Test("REF-02 a partner's domain is never given back at will")
    func domain() throws {
        let state = try Story.paid(.domain).state
        #expect(state.excludedBy(at: .paid) == "domain-paid")
    }

    @Test("REF-02 a human service is covered until it is accepted, long after five days")
    func humanService() throws {
        var story = try Story.paid(.sample(.sample("O-1-1", .humanService, .once)))
        try story.take(.requirementFiled(lineID: "O-1-1", at: .paid + .days(1)))
        #expect(story.state.coverage(at: .paid + .days(300)) == .covered(until: nil))
        try story.take(.deliveryAccepted(lineID: "O-1-1", at: .paid + .days(301)))
        #expect(story.state.excludedBy(at: .paid + .days(301)) == "accepted")
    }

    @Test("REF-02 the guarantee of human services ends when everything was accepted, not with the first of them")
    func severalServices() throws {
        var story = try Story.paid(
            .sample(.sample("O-1-1", .humanService, .once), .sample("O-1-2", .humanService, .once)))
        for line in ["O-1-1", "O-1-2"] { try story.take(.requirementFiled(lineID: line, at: .paid)) }
        try story.take(.deliveryAccepted(lineID: "O-1-1", at: .paid + .days(10)))
        #expect(story.state.coverage(at: .paid + .days(300)) == .covered(until: nil))
        try story.take(.deliveryAccepted(lineID: "O-1-2", at: .paid + .days(301)))
        #expect(story.state.excludedBy(at: .paid + .days(301)) == "accepted")
    }

    @Test("REF-01 an order of several lines is covered only if all of them are, and only as long as the shortest")
    func severalLines() throws {
        let mixed = try Story.paid(.sample(.sample("O-1-1"), .sample("O-1-2", .api, .package))).state
        #expect(mixed.excludedBy(at: .paid) == "type-never-refunded")
        var both = try Story.paid(.sample(.sample("O-1-1", .humanService, .once), .sample("O-1-2")))
        try both.take(.requirementFiled(lineID: "O-1-1", at: .paid))
        #expect(both.state.coverage(at: .paid) == .covered(until: .fiveDaysLater))
    }

    @Test("REF-05 an order that is not paid is outside, and says so")
    func notPaid() {
        #expect(Guarantee.initial("O-1").excludedBy(at: .paid) == "not-paid")
    }
}

@Suite("What excludes a human service")
struct HumanServiceTests {
    private func service() throws(Rejection) -> Story {
        try Story.paid(.sample(.sample("O-1-1", .humanService, .once)))
    }

    @Test("REF-06 a requirement must be filed within three months of the payment")
    func requirementDue() throws {
        let state = try service().state
        #expect(state.excludedBy(at: Instant.threeMonthsLater.justBefore) == nil)
        #expect(state.excludedBy(at: .threeMonthsLater) == "no-requirement")
    }

    @Test("REF-06 a requirement filed in the last instant counts, one filed in the next does not")
    func requirementAtTheEdge() throws {
        var inTime = try service()
        try inTime.take(.requirementFiled(lineID: "O-1-1", at: Instant.threeMonthsLater.justBefore))
        #expect(inTime.state.excludedBy(at: .threeMonthsLater) == nil)
        var late = try service()
        try late.take(.requirementFiled(lineID: "O-1-1", at: .threeMonthsLater))
        #expect(late.state.excludedBy(at: .threeMonthsLater) == "no-requirement")
    }

    @Test("DLV-07 REF-06 the three months for the requirement end later by as long as the project stood still")
    func requirementPostponed() throws {
        var story = try service()
        try story.take(.deliveryPaused(lineID: "O-1-1", at: .paid + .days(10)))
        #expect(story.state.excludedBy(at: .paid + .days(1_000)) == nil)
        try story.take(.deliveryResumed(lineID: "O-1-1", at: .paid + .days(30)))
        let due = Instant.threeMonthsLater + .days(20)
        #expect(story.state.excludedBy(at: due.justBefore) == nil)
        #expect(story.state.excludedBy(at: due) == "no-requirement")
        var filed = story
        try filed.take(.requirementFiled(lineID: "O-1-1", at: due.justBefore))
        #expect(filed.state.excludedBy(at: due) == nil)
        try story.take(.requirementFiled(lineID: "O-1-1", at: due))
        #expect(story.state.excludedBy(at: due) == "no-requirement")
    }

    @Test("DLV-07 REF-06 of a pause only what lies within the deadline counts, and one that is told twice counts once")
    func pauses() throws {
        var story = try service()
        let since = Instant.paid + .days(20)
        try story.take(.requirementFiled(lineID: "O-1-1", at: .paid))
        for (from, to) in [(10, 30), (40, 45)] {
            for _ in 1...2 { try story.take(.deliveryPaused(lineID: "O-1-1", at: .paid + .days(from))) }
            for _ in 1...2 { try story.take(.deliveryResumed(lineID: "O-1-1", at: .paid + .days(to))) }
            #expect(try story.take(.deliveryPaused(lineID: "O-1-1", at: .paid + .days(from))).isEmpty)
        }
        let finding = Finding(.materialWithheld, since: since)
        try story.take(.find(lineID: "O-1-1", finding, holds: true, operatorID: "S-1"))
        let due = ShanghaiCalendar.adding(months: 3, to: since) + .days(15)
        #expect(story.state.excludedBy(at: due.justBefore) == nil)
        #expect(story.state.excludedBy(at: due) == "material-withheld")
    }

    @Test("REF-06 three months are calendar months in Shanghai: from 30 November they end with February")
    func shortMonth() throws {
        let paid = Instant.at("2026-11-29T17:00:00Z")
        let facts = LineFacts(lineID: "O-1-1")
        let line = PaidLine.sample("O-1-1", .humanService, .once)
        let end = Instant.at("2027-02-27T17:00:00Z")
        #expect(
            Coverage.of(line, facts, isAllAccepted: false, paidAt: paid, at: end.justBefore) == .covered(until: nil))
        #expect(Coverage.of(line, facts, isAllAccepted: false, paidAt: paid, at: end) != .covered(until: nil))
    }

    @Test(
        "REF-06 material or feedback withheld for three months excludes, a microsecond less does not",
        arguments: [(Finding.Kind.materialWithheld, "material-withheld"), (.feedbackWithheld, "silence")])
    func withheld(kind: Finding.Kind, code: String) throws {
        var story = try service()
        try story.take(.requirementFiled(lineID: "O-1-1", at: .paid))
        try story.take(.find(lineID: "O-1-1", Finding(kind, since: .paid), holds: true, operatorID: "S-1"))
        #expect(story.state.excludedBy(at: Instant.threeMonthsLater.justBefore) == nil)
        #expect(story.state.excludedBy(at: .threeMonthsLater) == code)
    }

    @Test(
        "REF-06 demands beyond the promise and a breach of law exclude at once",
        arguments: [(Finding.Kind.demandsBeyondPromise, "demands-beyond-promise"), (.breachOfLaw, "breach-of-law")])
    func atOnce(kind: Finding.Kind, code: String) throws {
        var story = try service()
        try story.take(.find(lineID: "O-1-1", Finding(kind, since: .paid), holds: true, operatorID: "S-1"))
        #expect(story.state.excludedBy(at: story.now) == code)
        try story.take(.find(lineID: "O-1-1", Finding(kind, since: .paid), holds: false, operatorID: "S-1"))
        #expect(story.state.excludedBy(at: story.now) == nil)
    }

    @Test("REF-06 a project that expired for the buyer's silence is out")
    func expired() throws {
        var story = try service()
        try story.take(.requirementFiled(lineID: "O-1-1", at: .paid))
        try story.take(.deliveryExpired(lineID: "O-1-1", at: .paid + .days(120)))
        #expect(story.state.excludedBy(at: .paid + .days(120)) == "silence")
    }

    @Test("REF-06 the conduct of a buyer matters for human services only")
    func otherTypes() throws {
        var story = try Story.paid()
        try story.take(.find(lineID: "O-1-1", Finding(.breachOfLaw, since: .paid), holds: true, operatorID: "S-1"))
        #expect(story.state.excludedBy(at: story.now) == nil)
    }

    @Test("REF-06 a finding needs a line of a paid order, and is recorded once")
    func findings() throws {
        var story = try service()
        let finding = Finding(.breachOfLaw, since: .paid)
        #expect(throws: Rejection.noSuchOrder) {
            try story.take(.find(lineID: "O-1-9", finding, holds: true, operatorID: "S-1"))
        }
        #expect(try story.take(.find(lineID: "O-1-1", finding, holds: false, operatorID: "S-1")).isEmpty)
        #expect(try story.take(.find(lineID: "O-1-1", finding, holds: true, operatorID: "S-1")).events.count == 1)
        #expect(try story.take(.find(lineID: "O-1-1", finding, holds: true, operatorID: "S-1")).isEmpty)
    }
}
