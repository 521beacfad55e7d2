/// Writes an instant as RFC 3339 in UTC with microseconds: `2026-11-21T08:30:00.000001Z`.
func appendUTCTimestamp(epochMicroseconds: Int64, to line: inout [UInt8]) {
    let (seconds, microseconds) = floorDivide(epochMicroseconds, 1_000_000)
    let (days, secondOfDay) = floorDivide(seconds, 86_400)
    let (year, month, day) = civilDate(daysSinceEpoch: days)
    appendDecimal(year, width: 4, to: &line)
    line.append(UInt8(ascii: "-"))
    appendDecimal(month, width: 2, to: &line)
    line.append(UInt8(ascii: "-"))
    appendDecimal(day, width: 2, to: &line)
    line.append(UInt8(ascii: "T"))
    appendDecimal(secondOfDay / 3_600, width: 2, to: &line)
    line.append(UInt8(ascii: ":"))
    appendDecimal(secondOfDay / 60 % 60, width: 2, to: &line)
    line.append(UInt8(ascii: ":"))
    appendDecimal(secondOfDay % 60, width: 2, to: &line)
    line.append(UInt8(ascii: "."))
    appendDecimal(microseconds, width: 6, to: &line)
    line.append(UInt8(ascii: "Z"))
}

private func floorDivide(_ dividend: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}

/// The Gregorian date of a day number. Counts in eras of 400 years whose year starts in March, so that the leap day is the last of its year.
private func civilDate(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let daysFromMarch0000: Int64 = 719_468
    let (era, dayOfEra) = floorDivide(daysSinceEpoch + daysFromMarch0000, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
}

private func appendDecimal(_ value: Int64, width: Int, to line: inout [UInt8]) {
    let digits = String(value).utf8
    if digits.count < width { line.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width - digits.count)) }
    line.append(contentsOf: digits)
}
