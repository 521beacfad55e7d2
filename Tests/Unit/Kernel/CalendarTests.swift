import DomainTestKit
import Kernel
import Testing

@Suite("Calendars, driven at random")
struct CalendarTests {
    @Test("Any instant of eight thousand years reads back what it writes", arguments: WalkSeeds.all)
    func instants(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let range = -62_135_596_800_000_000...191_000_000_000_000_000 as ClosedRange<Int64>
        for _ in 0..<3_000 {
            let instant = Instant(microseconds: Int64.random(in: range, using: &random))
            #expect(Instant(rfc3339: instant.rfc3339) == instant)
        }
    }

    @Test(
        "Months later is the same time of a day of that month, and what came first stays first",
        arguments: WalkSeeds.all)
    func months(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let start = instant(&random)
            let months = Int.random(in: -240...240, using: &random)
            let (today, later) = (ShanghaiCalendar.date(of: start), ShanghaiCalendar.adding(months: months, to: start))
            let then = ShanghaiCalendar.date(of: later)
            #expect(then.year * 12 + then.month == today.year * 12 + today.month + months)
            #expect(then.day == min(today.day, CivilDate.days(inMonth: then.month, of: then.year)))
            #expect(later - ShanghaiCalendar.start(of: then) == start - ShanghaiCalendar.start(of: today))
            let after = start + Instant.Span(microseconds: Int64.random(in: 0...100_000_000_000, using: &random))
            // 30 and 31 January both lead to the end of February: days may meet, but the times of two days never change sides.
            #expect(
                ShanghaiCalendar.date(of: ShanghaiCalendar.adding(months: months, to: after))
                    >= ShanghaiCalendar.date(of: later))
        }
    }

    @Test("A day begins when it is that day and was another one a microsecond before", arguments: WalkSeeds.all)
    func days(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let day = ShanghaiCalendar.date(of: instant(&random))
            let start = ShanghaiCalendar.start(of: day)
            #expect(ShanghaiCalendar.date(of: start) == day)
            #expect(ShanghaiCalendar.date(of: start - Instant.Span(microseconds: 1)) == day.adding(days: -1))
            #expect(day.adding(days: 366).adding(days: -366) == day)
            #expect(CivilDate(day.description) == day)
        }
    }

    /// Of the years 1990 to 2100.
    private func instant(_ random: inout SeededGenerator) -> Instant {
        Instant(microseconds: Int64.random(in: 631_152_000_000_000...4_102_444_800_000_000, using: &random))
    }
}
