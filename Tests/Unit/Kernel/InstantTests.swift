import Kernel
import Testing

@Suite("Instants and calendars")
struct InstantTests {
    @Test(
        "An instant reads back what it writes, at the edges of calendars too",
        arguments: [
            "1970-01-01T00:00:00.000000Z", "1969-12-31T23:59:59.999999Z", "2000-02-29T12:00:00.000001Z",
            "2100-02-28T23:59:59.000000Z",
            "2026-11-21T08:00:00.123456Z", "0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z",
        ])
    func roundTrip(text: String) throws {
        #expect(try #require(Instant(rfc3339: text)).rfc3339 == text)
    }

    @Test("Offsets count, decimals past microseconds are cut, a leap second is the following second")
    func forms() {
        let reference = Instant(rfc3339: "2026-11-21T00:00:00Z")
        #expect(Instant(rfc3339: "2026-11-21T08:00:00+08:00") == reference)
        #expect(Instant(rfc3339: "2026-11-20T19:30:00.000-04:30") == reference)
        #expect(Instant(rfc3339: "2026-11-21t00:00:00.0000009z") == reference)
        #expect(Instant(rfc3339: "2026-11-20T23:59:60Z") == reference)
    }

    @Test(
        "What is no date-time is refused",
        arguments: [
            "", "2026-11-21", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-21T24:00:00Z",
            "2026-11-21T00:00:00", "2026-11-21T00:00:00.Z",
            "2026-11-21T00:00:00Z ", "2026-11-21T00:60:00Z", "2026-1-21T00:00:00Z",
        ])
    func refused(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test("Every day of eight hundred years has the number after the one before, and comes back from its number")
    func everyDay() {
        var expected = CivilDate(year: 1600, month: 1, day: 1)?.daysSince1970 ?? 0
        for year in 1600..<2400 {
            for month in 1...12 {
                for day in 1...CivilDate.days(inMonth: month, of: year) {
                    let date = CivilDate(daysSince1970: expected)
                    #expect((date.year, date.month, date.day) == (year, month, day))
                    #expect(date.daysSince1970 == expected)
                    expected += 1
                }
            }
        }
    }

    @Test("C04 Reckoning beyond the ends of time stays there", arguments: [Int.min, Int.max])
    func ends(count: Int) {
        let end = Instant(microseconds: Int64(count))
        let longest = Instant.Span(microseconds: Int64(count))
        #expect(Instant.Span.days(count) == longest)
        #expect(Instant.Span.milliseconds(count) == longest)
        #expect(longest * 2 == longest)
        #expect(end + longest == end)
        #expect(end - .days(count.signum() * -1) == end)
        #expect(end - Instant(microseconds: count < 0 ? .max : .min) == longest)
        let farthest = CivilDate(daysSince1970: Int64(count))
        #expect(CivilDate(daysSince1970: 0).adding(days: count) == farthest)
        #expect(abs(farthest.year) < 1_100_000)
        #expect(abs(farthest.adding(months: count).year) < 2_100_000)
        #expect(ShanghaiCalendar.start(of: farthest) == end || abs(farthest.daysSince1970) < 400_000_000)
        #expect(ShanghaiCalendar.adding(months: count, to: end).microseconds.signum() == count.signum())
        #expect(CivilDate(year: count, month: 1, day: 1) == nil)
    }

    @Test("A month later is the same day, or the last one of a shorter month")
    func months() throws {
        let end = try #require(CivilDate(year: 2026, month: 1, day: 31))
        #expect(end.adding(months: 1).description == "2026-02-28")
        #expect(end.adding(months: 25).description == "2028-02-29")
        #expect(end.adding(months: -2).description == "2025-11-30")
        #expect(end.adding(months: 12).description == "2027-01-31")
    }

    @Test("A day in Shanghai begins at sixteen hours UTC of the day before, and months are reckoned there")
    func shanghai() throws {
        let lastInstant = try #require(Instant(rfc3339: "2026-11-30T15:59:59.999999Z"))
        #expect(ShanghaiCalendar.date(of: lastInstant).description == "2026-11-30")
        #expect(ShanghaiCalendar.month(of: lastInstant) == "2026-11")
        let next = lastInstant + Instant.Span(microseconds: 1)
        #expect(ShanghaiCalendar.date(of: next).description == "2026-12-01")
        #expect(ShanghaiCalendar.month(of: next) == "2026-12")
        #expect(ShanghaiCalendar.start(of: ShanghaiCalendar.date(of: next)) == next)
        #expect(ShanghaiCalendar.adding(months: 3, to: lastInstant).rfc3339 == "2027-02-28T15:59:59.999999Z")
    }
}
