import CatalogDomain
import DomainTestKit
import Kernel
import Testing

@Suite("Every decider of the catalog, driven at random")
struct WalkTests {
    @Test("A product", arguments: WalkSeeds.all)
    func product(seed: UInt64) {
        let vendor = "V-1"
        let staff = "S-1"
        let course = Course<Product>(
            "P-1",
            [
                .create(vendorID: vendor, account: .vendor, content: .saas), .submit(vendorID: vendor),
                .reject(operatorID: staff, reason: "截图缺失"),
                .edit(vendorID: vendor, revision: nil, content: .service), .submit(vendorID: vendor),
                .passTesting(operatorID: staff), .approve(operatorID: staff),
                .edit(vendorID: vendor, revision: nil, content: .service.with { $0.name = "改" }),
                .delist(by: .vendor(vendor), reason: "停售"),
                .edit(vendorID: vendor, revision: nil, content: .saas),
            ])
        let all: Set<String> = ["create", "edit", "submit", "passTesting", "approve", "reject", "delist"]
        var walk = Walk(Product.self, courses: [course], commands: all)
        walk.fault = { state in
            guard [.testing, .review, .listed].contains(state.phase) else { return nil }
            let problems = state.content.map(ProductRules.problems) ?? []
            return problems.isEmpty && state.content != nil ? nil : "on its way into the shop, and cannot be sold"
        }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("What is known of an account", arguments: WalkSeeds.all)
    func account(seed: UInt64) {
        let course = Course<Account>(
            "A-1", [.changed(.vendor), .changed(Account.State(name: "买家")), .changed(.vendor), .forgotten])
        var walk = Walk(Account.self, courses: [course])
        walk.fault = { $0.vendorID == nil && !$0.name.isEmpty ? "a name is kept that nobody sells under" : nil }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("A partner's feed", arguments: WalkSeeds.all)
    func feed(seed: UInt64) {
        let reports = ["r1", "r2"].map {
            FeedReport(runID: $0, partner: .sedo, kind: .full, generatedAt: .start, lines: 3, added: 3)
        }
        let walk = Walk(Feed.self, courses: [Course("sedo", reports.map { .ingested($0) })])
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("CAT-07 A deal", arguments: WalkSeeds.all)
    func deal(seed: UInt64) {
        let lines = [Deal.Line(productID: "P-1", quantity: 2)]
        var walk = Walk(Deal.self, courses: [Course("O-1", [.paid(lines: lines, at: .start), .refunded])])
        walk.isTerminal = { $0.isTakenBack }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("CAT-04 A count of deals holds no empty day and no day twice", arguments: WalkSeeds.all)
    func dealCount(seed: UInt64) {
        let today = ShanghaiCalendar.date(of: .start).daysSince1970
        let course = Course<DealCount>(
            "P-1",
            [
                .add(day: today, count: 2), .add(day: today - 179, count: 1), .add(day: today + 1, count: 1),
                .add(day: today, count: -2), .dayPassed,
            ])
        var walk = Walk(DealCount.self, courses: [course])
        walk.start = .start
        walk.cumulative = ["add"]
        walk.fault = { state in
            let numbers = state.days.map(\.number)
            return state.days.allSatisfy { $0.count != 0 } && numbers == Set(numbers).sorted() ? nil : "days disagree"
        }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("CAT-10 A watched listing", arguments: WalkSeeds.all)
    func listing(seed: UInt64) {
        let course = Course<ListingWatch>(
            "a.com",
            [
                .suppress(operatorID: "S-1", partner: .yumi, isListed: true, reason: "过期"),
                .reinstate(operatorID: "S-1", partner: .yumi),
                .purchaseFailed(partner: "sedo", orderID: "O-1", reason: "stale-listing", isStale: true),
                .purchased(orderID: "O-2"),
            ])
        var walk = Walk(ListingWatch.self, courses: [course], commands: ["suppress", "reinstate"])
        walk.cumulative = ["suppress", "reinstate", "purchaseFailed"]
        #expect(walk.finding(seed: seed) == nil)
    }
}
