/// A `timestamptz`: microseconds since 1970-01-01 00:00 UTC, the resolution PostgreSQL keeps.
package struct Timestamp: Hashable, Comparable, Sendable {
    package var microsecondsSince1970: Int64

    package init(microsecondsSince1970: Int64) { self.microsecondsSince1970 = microsecondsSince1970 }

    /// PostgreSQL's `infinity` and `-infinity`.
    package static let distantFuture = Self(microsecondsSince1970: .max)
    package static let distantPast = Self(microsecondsSince1970: .min)

    package static func < (one: Self, other: Self) -> Bool { one.microsecondsSince1970 < other.microsecondsSince1970 }

    /// PostgreSQL counts from 2000-01-01.
    private static let epochOffset: Int64 = 946_684_800_000_000

    var wireValue: Int64 {
        switch microsecondsSince1970 {
        case .max, .min: return microsecondsSince1970
        default:
            let (shifted, overflow) = microsecondsSince1970.subtractingReportingOverflow(Self.epochOffset)
            return overflow ? .min : shifted
        }
    }

    init(wireValue: Int64) {
        let (shifted, overflow) = wireValue.addingReportingOverflow(Self.epochOffset)
        microsecondsSince1970 = wireValue == .min ? .min : overflow ? .max : shifted
    }
}

extension Timestamp: PostgresEncodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .timestamptz }
    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(wireValue) }
}

/// A `date`: days since 1970-01-01.
package struct PostgresDate: Hashable, Comparable, Sendable {
    package var daysSince1970: Int32

    package init(daysSince1970: Int32) { self.daysSince1970 = daysSince1970 }

    package static func < (one: Self, other: Self) -> Bool { one.daysSince1970 < other.daysSince1970 }

    /// PostgreSQL counts from 2000-01-01. Wrapping keeps the extremes apart instead of trapping on them.
    static let epochOffset: Int32 = 10957
}

extension PostgresDate: PostgresEncodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .date }
    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(daysSince1970 &- Self.epochOffset) }
}

/// A `uuid`; `bits` holds its sixteen bytes, the first one highest.
package struct PostgresUUID: Hashable, Sendable {
    package var bits: UInt128

    package init(bits: UInt128) { self.bits = bits }

    /// Accepts 32 hexadecimal digits with or without hyphens; anything else gives `nil`.
    package init?(_ text: String) {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
        guard digits.count == 32, let bits = UInt128(String(decoding: digits, as: UTF8.self), radix: 16),
            digits.first != UInt8(ascii: "+")
        else { return nil }
        self.bits = bits
    }
}

extension PostgresUUID: CustomStringConvertible {
    package var description: String {
        let digits = String(bits, radix: 16)
        var text = ""
        for (position, digit) in (String(repeating: "0", count: 32 - digits.count) + digits).enumerated() {
            if [8, 12, 16, 20].contains(position) { text.append("-") }
            text.append(digit)
        }
        return text
    }
}

extension PostgresUUID: PostgresEncodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .uuid }
    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(bits) }
}

/// Where a row lies (`ctid`): good for as long as nobody writes the row or vacuums the table in full.
package struct RowPlace: Hashable, Sendable {
    let page: UInt32
    let item: UInt16
}

extension RowPlace: PostgresEncodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .tid }
    package func encode(into bytes: inout [UInt8]) {
        bytes.appendBigEndian(page)
        bytes.appendBigEndian(item)
    }
}

/// A `jsonb`: UTF-8 JSON text. The server normalises it, so what comes back may be spaced and ordered differently.
package struct JSONB: Hashable, Sendable {
    package var bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

    package init(_ text: String) { bytes = Array(text.utf8) }

    /// The only version of the binary form there is.
    static let formatVersion: UInt8 = 1
}

extension JSONB: PostgresEncodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .jsonb }
    package func encode(into bytes: inout [UInt8]) {
        bytes.append(Self.formatVersion)
        bytes.append(contentsOf: self.bytes)
    }
}
