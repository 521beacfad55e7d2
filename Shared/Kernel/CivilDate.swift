/// A day of the proleptic Gregorian calendar, without a time zone. Reckoning goes no further than a million years from 1970,
/// which is beyond all instants; what would stays there.
package struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let year: Int
    package let month: Int
    package let day: Int

    private static let farthestDay: Int64 = 365_242_500
    private static let farthestMonth = 12_000_000

    /// nil if there is no such day, or it is more than a million years away.
    package init?(year: Int, month: Int, day: Int) {
        guard (-1_000_000...1_000_000).contains(year), (1...12).contains(month), day >= 1,
            day <= CivilDate.days(inMonth: month, of: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Counts in eras of 400 years, which all have 146,097 days, from 1 March, so that leap days end a year.
    package init(daysSince1970: Int64) {
        let near = min(max(daysSince1970, -Self.farthestDay), Self.farthestDay)
        let (era, dayOfEra) = (near + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    }

    package var daysSince1970: Int64 {
        let shiftedYear = Int64(month <= 2 ? year - 1 : year)
        let (era, yearOfEra) = shiftedYear.flooredDivision(by: 400)
        let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The same day `count` months later, or the last day of that month if it is shorter (31 January + 1 month = 28 February).
    package func adding(months count: Int) -> CivilDate {
        let near = min(max(count, -Self.farthestMonth), Self.farthestMonth)
        let (yearsOn, monthIndex) = (month - 1 + near).flooredDivision(by: 12)
        let newYear = year + yearsOn
        let newDay = min(day, CivilDate.days(inMonth: monthIndex + 1, of: newYear))
        return CivilDate(unchecked: newYear, monthIndex + 1, newDay)
    }

    package func adding(days count: Int) -> CivilDate {
        CivilDate(daysSince1970: daysSince1970.saturatingAdding(Int64(count)))
    }

    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    package static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    package static func days(inMonth month: Int, of year: Int) -> Int {
        let leap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        return month == 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// `2026-11-21`
    package var description: String { canonicalText ?? "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))" }
}

/// The calendar in which rules that speak of months and days are reckoned: Asia/Shanghai, UTC+8 without daylight saving
/// (none since 1991, and the marketplace is younger).
package enum ShanghaiCalendar {
    private static let offsetMicroseconds: Int64 = 8 * 3_600_000_000
    private static let dayMicroseconds: Int64 = 86_400_000_000

    /// The date a wall calendar in Shanghai shows.
    package static func date(of instant: Instant) -> CivilDate {
        CivilDate(
            daysSince1970: instant.microseconds.saturatingAdding(offsetMicroseconds)
                .flooredDivision(by: dayMicroseconds).quotient)
    }

    /// The first instant of the day.
    package static func start(of date: CivilDate) -> Instant {
        Instant(
            microseconds: date.daysSince1970.saturatingMultiplied(by: dayMicroseconds)
                .saturatingSubtracting(offsetMicroseconds))
    }

    /// The same time of day `months` months later, on the last day of that month if it is shorter.
    package static func adding(months: Int, to instant: Instant) -> Instant {
        let today = date(of: instant)
        return start(of: today.adding(months: months)) + (instant - start(of: today))
    }

    /// `2026-11`, as monthly bills are named.
    package static func month(of instant: Instant) -> String {
        String(date(of: instant).description.prefix(7))
    }
}
