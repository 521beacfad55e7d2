internal import Kernel

/// The date of a mail as RFC 5322 writes it, in UTC: `Sat, 21 Nov 2026 08:00:00 +0000`.
func mailDate(_ instant: Instant) -> String {
    let microsecondsPerDay: Int64 = 86_400_000_000
    var (days, microsecondOfDay) = instant.microseconds.quotientAndRemainder(dividingBy: microsecondsPerDay)
    if microsecondOfDay < 0 { (days, microsecondOfDay) = (days - 1, microsecondOfDay + microsecondsPerDay) }
    let date = CivilDate(daysSince1970: days)
    let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let weekday = weekdays[Int((days % 7 + 7) % 7)]
    let second = microsecondOfDay / 1_000_000
    let clock = [second / 3_600, second / 60 % 60, second % 60].map(twoDigits).joined(separator: ":")
    return "\(weekday), \(twoDigits(date.day)) \(months[date.month - 1]) \(date.year) \(clock) +0000"
}

private func twoDigits(_ number: some BinaryInteger) -> String { number < 10 ? "0\(number)" : "\(number)" }
