// The forms in which this project itself writes times: nearly all that is ever read. They are read and written here without detours,
// every other form of RFC 3339 by `DigitScanner`.

extension Instant {
    /// Reads `2026-11-21T08:00:00.000000Z`, or the same without a fraction; nil if it is another form, or none.
    package static func microseconds(canonical text: borrowing Swift.Span<UInt8>) -> Int64? {
        let hasFraction = text.count == 27
        guard hasFraction ? text[19] == 0x2E : text.count == 20, text[text.count - 1] == 0x5A,
            text[4] == 0x2D, text[7] == 0x2D, text[10] == 0x54, text[13] == 0x3A, text[16] == 0x3A,
            let year = decimal(text, 0..<4), let month = decimal(text, 5..<7), let day = decimal(text, 8..<10),
            let hour = decimal(text, 11..<13), hour < 24, let minute = decimal(text, 14..<16), minute < 60,
            let second = decimal(text, 17..<19), second < 60,
            let fraction = hasFraction ? decimal(text, 20..<26) : 0,
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        let seconds = date.daysSince1970 * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
        return seconds * 1_000_000 + Int64(fraction)
    }

    /// An instant taken apart into what is written of it.
    package struct Fields {
        private let date: CivilDate
        private let seconds: Int
        private let fraction: Int

        /// nil for years that four digits do not hold.
        package init?(_ instant: Instant) {
            let (days, rest) = instant.microseconds.flooredDivision(by: 86_400_000_000)
            date = CivilDate(daysSince1970: days)
            guard 0...9999 ~= date.year else { return nil }
            (seconds, fraction) = Int(rest).quotientAndRemainder(dividingBy: 1_000_000)
        }

        /// Writes 27 bytes.
        package func write(to output: inout OutputSpan<UInt8>) {
            date.writeFields(to: &output)
            output.append(0x54)
            append(seconds / 3_600, width: 2, to: &output)
            output.append(0x3A)
            append(seconds / 60 % 60, width: 2, to: &output)
            output.append(0x3A)
            append(seconds % 60, width: 2, to: &output)
            output.append(0x2E)
            append(fraction, width: 6, to: &output)
            output.append(0x5A)
        }

        var text: String {
            String(decoding: [UInt8](capacity: 27, initializingWith: { write(to: &$0) }), as: UTF8.self)
        }
    }
}

extension CivilDate {
    /// Reads `2026-11-21`; nil if it is not such a text or there is no such day.
    package init?(_ text: String) {
        let text = text.utf8Span.span
        guard text.count == 10, text[4] == 0x2D, text[7] == 0x2D, let year = decimal(text, 0..<4),
            let month = decimal(text, 5..<7), let day = decimal(text, 8..<10)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// `2026-11-21`; nil for a year that four digits do not hold.
    var canonicalText: String? {
        guard 0...9999 ~= year else { return nil }
        return String(decoding: [UInt8](capacity: 10, initializingWith: { writeFields(to: &$0) }), as: UTF8.self)
    }

    fileprivate func writeFields(to output: inout OutputSpan<UInt8>) {
        append(year, width: 4, to: &output)
        output.append(0x2D)
        append(month, width: 2, to: &output)
        output.append(0x2D)
        append(day, width: 2, to: &output)
    }
}

@inline(__always)
private func decimal(_ text: borrowing Swift.Span<UInt8>, _ range: Range<Int>) -> Int? {
    var value = 0
    for index in range {
        let digit = text[index] &- 0x30
        guard digit < 10 else { return nil }
        value = value * 10 + Int(digit)
    }
    return value
}

@inline(__always)
private func append(_ value: Int, width: Int, to output: inout OutputSpan<UInt8>) {
    let first = output.count
    output.append(repeating: 0x30, count: width)
    var rest = value
    for index in (first..<first + width).reversed() {
        output[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
    }
}
