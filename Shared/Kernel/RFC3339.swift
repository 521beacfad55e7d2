extension Instant: CustomStringConvertible {
    /// `2026-11-21T08:00:00.000000Z`: UTC, always six decimals, so that texts sort like instants.
    package var rfc3339: String {
        if let fields = Fields(self) { return fields.text }
        let (days, rest) = microseconds.flooredDivision(by: 86_400_000_000)
        let date = CivilDate(daysSince1970: days)
        let (seconds, fraction) = rest.quotientAndRemainder(dividingBy: 1_000_000)
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0.padded(2) }.joined(separator: ":")
        return "\(date)T\(clock).\(fraction.padded(6))Z"
    }

    package var description: String { rfc3339 }

    /// Reads a date-time of RFC 3339 with any offset and up to nine decimals (those past microseconds are cut).
    ///
    /// nil if it is none. A leap second (`:60`) counts as the following second.
    package init?(rfc3339 text: String) { self.init(rfc3339: text.utf8Span.span) }

    /// The same for a text still in bytes.
    package init?(rfc3339 text: Swift.Span<UInt8>) {
        if let microseconds = Instant.microseconds(canonical: text) {
            self.init(microseconds: microseconds)
            return
        }
        var scanner = DigitScanner(text)
        guard let date = scanner.date(), scanner.take(anyOf: "Tt ") != nil, let timeOfDay = scanner.timeOfDay(),
            let offset = scanner.offset(), scanner.isAtEnd
        else { return nil }
        self.init(microseconds: date.daysSince1970 * 86_400_000_000 + timeOfDay - offset)
    }
}

/// Reads fixed-width decimal fields.
struct DigitScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: Swift.Span<UInt8>) {
        bytes = [UInt8](capacity: text.count) { bytes in
            for index in text.indices { bytes.append(text[index]) }
        }
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(anyOf accepted: String) -> UInt8? {
        guard position < bytes.count, accepted.utf8.contains(bytes[position]) else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func digits(_ count: Int) -> Int64? {
        guard position + count <= bytes.count else { return nil }
        var value: Int64 = 0
        for byte in bytes[position..<position + count] {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 48)
        }
        position += count
        return value
    }

    mutating func date() -> CivilDate? {
        guard let year = digits(4), take(anyOf: "-") != nil, let month = digits(2), take(anyOf: "-") != nil,
            let day = digits(2)
        else { return nil }
        return CivilDate(year: Int(year), month: Int(month), day: Int(day))
    }

    /// Microseconds since midnight.
    mutating func timeOfDay() -> Int64? {
        guard let hour = digits(2), hour < 24, take(anyOf: ":") != nil, let minute = digits(2), minute < 60,
            take(anyOf: ":") != nil,
            let second = digits(2), second <= 60
        else { return nil }
        let whole = ((hour * 60 + minute) * 60 + second) * 1_000_000
        guard take(anyOf: ".") != nil else { return whole }
        return fraction().map { whole + $0 }
    }

    private mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var scale: Int64 = 100_000
        var any = false
        while let digit = digits(1) {
            value += digit * scale
            scale /= 10
            any = true
        }
        return any ? value : nil
    }

    /// Microseconds to subtract for UTC.
    mutating func offset() -> Int64? {
        if take(anyOf: "Zz") != nil { return 0 }
        guard let sign = take(anyOf: "+-"), let hours = digits(2), hours < 24, take(anyOf: ":") != nil,
            let minutes = digits(2), minutes < 60
        else { return nil }
        return (sign == 43 ? 1 : -1) * (hours * 60 + minutes) * 60_000_000
    }
}

extension BinaryInteger {
    func padded(_ width: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    /// Quotient rounded towards minus infinity and the remainder that is never negative.
    func flooredDivision(by divisor: Self) -> (quotient: Self, remainder: Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
