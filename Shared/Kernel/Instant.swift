/// A point in time: microseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Instants reach domain code with their input; only Runtime reads a clock. What leaves 64 bits stays at their end, some
/// 292,000 years from 1970.
package struct Instant: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    /// - Parameter microseconds: since 1970-01-01T00:00:00Z; negative before.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }

    package static func + (instant: Instant, span: Span) -> Instant {
        Instant(microseconds: instant.microseconds.saturatingAdding(span.microseconds))
    }

    package static func - (instant: Instant, span: Span) -> Instant {
        Instant(microseconds: instant.microseconds.saturatingSubtracting(span.microseconds))
    }

    package static func - (later: Instant, earlier: Instant) -> Span {
        Span(microseconds: later.microseconds.saturatingSubtracting(earlier.microseconds))
    }

    /// A length of time in microseconds.
    package struct Span: Hashable, Comparable, Sendable {
        package let microseconds: Int64

        package init(microseconds: Int64) { self.microseconds = microseconds }

        package static func milliseconds(_ n: Int) -> Span { Span(microseconds: 1_000) * n }
        package static func seconds(_ n: Int) -> Span { Span(microseconds: 1_000_000) * n }
        package static func minutes(_ n: Int) -> Span { .seconds(60) * n }
        package static func hours(_ n: Int) -> Span { .seconds(3_600) * n }
        /// Days of 24 hours; calendar days are `ShanghaiCalendar`'s.
        package static func days(_ n: Int) -> Span { .seconds(86_400) * n }

        package static func < (left: Span, right: Span) -> Bool { left.microseconds < right.microseconds }
        package static func * (span: Span, factor: Int) -> Span {
            Span(microseconds: span.microseconds.saturatingMultiplied(by: Int64(factor)))
        }
    }
}

extension Instant: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not an RFC 3339 date-time: \(text)")
        }
        self = instant
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rfc3339)
    }
}
