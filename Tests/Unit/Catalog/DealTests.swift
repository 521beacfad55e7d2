import CatalogDomain
import DomainTestKit
import Kernel
import Testing

@Suite("Deals") struct DealTests {
    static let today = ShanghaiCalendar.date(of: .start).daysSince1970

    @Test("CAT-07 As a deal, a paid order counts for each of its products once, a refund takes it back once")
    func order() throws {
        var deal = Scenario<Deal>("O-1")
        let lines = [Deal.Line(productID: "P-1", quantity: 2), Deal.Line(productID: "P-2", quantity: 1)]
        let paid = try deal.take(.paid(lines: lines, at: .start))
        #expect(paid.messages.map(\.id) == ["P-1", "P-2"])
        #expect(try deal.take(.paid(lines: lines, at: .start)).events.isEmpty)
        let refunded = try deal.take(.refunded)
        #expect(
            refunded.messages.compactMap { $0.input as? DealCount.Input } == [
                .add(day: Self.today, count: -2), .add(day: Self.today, count: -1),
            ])
        #expect(try deal.take(.refunded).events.isEmpty)
    }

    @Test("CAT-07 A refund of an order that sold nothing of ours, or that is not known, counts nothing")
    func unknown() throws {
        var deal = Scenario<Deal>("O-2")
        #expect(try deal.take(.paid(lines: [], at: .start)).events.isEmpty)
        #expect(try deal.take(.refunded).events.isEmpty)
    }

    @Test("CAT-04 Deals count for 180 days, today included, and are forgotten on the day after")
    func window() throws {
        var count = Scenario<DealCount>("P-1")
        try count.take(.add(day: Self.today - 180, count: 5))
        #expect(count.state.total == 0)
        let decision = try count.take(.add(day: Self.today - 179, count: 5))
        #expect(count.state.total == 5)
        let midnight = ShanghaiCalendar.start(of: CivilDate(daysSince1970: Self.today + 1))
        guard case .set(_, let due, .dayPassed)? = decision.timers.first else { throw Missing() }
        #expect(due == midnight)
        count.now = Instant(microseconds: midnight.microseconds - 1)
        #expect(try count.take(.dayPassed).events.isEmpty)
        count.now = midnight
        try count.take(.dayPassed)
        #expect(count.state.total == 0)
        #expect(count.state.days.isEmpty)
    }

    @Test("A refund on a later day takes back the deal of its own day")
    func refundDay() throws {
        var count = Scenario<DealCount>("P-1")
        try count.take(.add(day: Self.today, count: 2))
        count.now = .start + .days(3)
        try count.take(.add(day: Self.today + 3, count: 1))
        try count.take(.add(day: Self.today, count: -2))
        #expect(count.state.days.map(\.number) == [Self.today + 3])
        #expect(count.state.total == 1)
    }

    struct Missing: Error {}
}
