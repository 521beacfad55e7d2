/// A value that can be bound to a statement's parameter, always in PostgreSQL's binary format.
package protocol PostgresEncodable: Sendable {
    static var postgresType: PostgresType { get }
    var isNull: Bool { get }
    /// Appends the binary form, without its length. Not called for NULL.
    func encode(into bytes: inout [UInt8])
}

extension PostgresEncodable {
    package var isNull: Bool { false }

    /// Appends the length and the binary form, or the mark for NULL.
    func encodeLengthPrefixed(into bytes: inout [UInt8]) {
        if isNull {
            bytes.appendBigEndian(Int32(-1))
        } else {
            bytes.appendLengthPrefixed { encode(into: &$0) }
        }
    }
}

/// What an array parameter may hold. Separate from ``PostgresEncodable`` because `[UInt8]` is one `bytea`, not an array of numbers.
package protocol PostgresArrayElement: Sendable {
    static var postgresArrayType: PostgresType { get }
    static func encode(array: [Self], into bytes: inout [UInt8])
}

extension PostgresArrayElement where Self: PostgresEncodable {
    package static var postgresArrayType: PostgresType { postgresType.arrayType }

    package static func encode(array: [Self], into bytes: inout [UInt8]) {
        bytes.appendBigEndian(Int32(array.isEmpty ? 0 : 1))
        bytes.appendBigEndian(Int32(array.contains(where: \.isNull) ? 1 : 0))
        bytes.appendBigEndian(postgresType.rawValue)
        guard !array.isEmpty else { return }
        bytes.appendBigEndian(Int32(array.count))
        bytes.appendBigEndian(Int32(1))
        for element in array { element.encodeLengthPrefixed(into: &bytes) }
    }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package static var postgresType: PostgresType { Wrapped.postgresType }
    package var isNull: Bool { self?.isNull ?? true }
    package func encode(into bytes: inout [UInt8]) { self?.encode(into: &bytes) }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresEncodable & PostgresArrayElement {}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    package static var postgresType: PostgresType { Element.postgresArrayType }
    package func encode(into bytes: inout [UInt8]) { Element.encode(array: self, into: &bytes) }
}

extension UInt8: PostgresArrayElement {
    package static var postgresArrayType: PostgresType { .bytea }
    package static func encode(array: [UInt8], into bytes: inout [UInt8]) { bytes.append(contentsOf: array) }
}

extension Array: PostgresArrayElement where Element == UInt8 {}

extension Bool: PostgresEncodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .bool }
    package func encode(into bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }
}

extension Int16: PostgresEncodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .int2 }
    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(self) }
}

extension Int32: PostgresEncodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .int4 }
    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(self) }
}

extension Int64: PostgresEncodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .int8 }
    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(self) }
}

extension Int: PostgresEncodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .int8 }
    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(Int64(self)) }
}

extension Double: PostgresEncodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .float8 }
    package func encode(into bytes: inout [UInt8]) { bytes.appendBigEndian(bitPattern) }
}

extension String: PostgresEncodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .text }
    package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }
}
