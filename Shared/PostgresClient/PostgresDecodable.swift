/// A value that can be read from a column in PostgreSQL's binary format.
package protocol PostgresDecodable: Sendable {
    /// What NULL is read as; `nil` when NULL is an error.
    static var valueForNull: Self? { get }
    /// `nil` when `bytes` of `type` are not such a value; the caller turns that into an error naming the column.
    static func decode(_ bytes: RawSpan, type: PostgresType) -> Self?
}

extension PostgresDecodable {
    package static var valueForNull: Self? { nil }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package static var valueForNull: Self? { .some(.none) }
    package static func decode(_ bytes: RawSpan, type: PostgresType) -> Self? {
        Wrapped.decode(bytes, type: type).map(Optional.some)
    }
}

extension Bool: PostgresDecodable {
    package static func decode(_ bytes: RawSpan, type: PostgresType) -> Bool? {
        type == .bool ? bytes.wholeBigEndian(as: UInt8.self).map { $0 != 0 } : nil
    }
}

extension Int16: PostgresDecodable {
    package static func decode(_ bytes: RawSpan, type: PostgresType) -> Int16? {
        type == .int2 ? bytes.wholeBigEndian(as: Int16.self) : nil
    }
}

extension Int32: PostgresDecodable {
    package static func decode(_ bytes: RawSpan, type: PostgresType) -> Int32? {
        type == .int4 ? bytes.wholeBigEndian(as: Int32.self) : Int16.decode(bytes, type: type).map(Int32.init)
    }
}

extension Int64: PostgresDecodable {
    package static func decode(_ bytes: RawSpan, type: PostgresType) -> Int64? {
        switch type {
        case .int8: bytes.wholeBigEndian(as: Int64.self)
        case .oid: bytes.wholeBigEndian(as: UInt32.self).map(Int64.init)
        default: Int32.decode(bytes, type: type).map(Int64.init)
        }
    }
}

extension Int: PostgresDecodable {
    package static func decode(_ bytes: RawSpan, type: PostgresType) -> Int? {
        Int64.decode(bytes, type: type).map(Int.init)
    }
}

extension Double: PostgresDecodable {
    package static func decode(_ bytes: RawSpan, type: PostgresType) -> Double? {
        switch type {
        case .float8: bytes.wholeBigEndian(as: UInt64.self).map(Double.init(bitPattern:))
        case .float4: bytes.wholeBigEndian(as: UInt32.self).map { Double(Float(bitPattern: $0)) }
        default: nil
        }
    }
}

extension String: PostgresDecodable {
    package static func decode(_ bytes: RawSpan, type: PostgresType) -> String? { type.isTextual ? bytes.string : nil }
}

extension Timestamp: PostgresDecodable {
    package static func decode(_ bytes: RawSpan, type: PostgresType) -> Timestamp? {
        type == .timestamptz ? bytes.wholeBigEndian(as: Int64.self).map(Timestamp.init(wireValue:)) : nil
    }
}

extension PostgresDate: PostgresDecodable {
    package static func decode(_ bytes: RawSpan, type: PostgresType) -> PostgresDate? {
        type == .date
            ? bytes.wholeBigEndian(as: Int32.self).map { PostgresDate(daysSince1970: $0 &+ epochOffset) } : nil
    }
}

extension PostgresUUID: PostgresDecodable {
    package static func decode(_ bytes: RawSpan, type: PostgresType) -> PostgresUUID? {
        type == .uuid ? bytes.wholeBigEndian(as: UInt128.self).map(PostgresUUID.init(bits:)) : nil
    }
}

extension RowPlace: PostgresDecodable, PostgresDecodableElement {
    package static func decode(_ bytes: RawSpan, type: PostgresType) -> RowPlace? {
        guard type == .tid, bytes.byteCount == 6, let page = bytes.bigEndian(at: 0, as: UInt32.self),
            let item = bytes.bigEndian(at: 4, as: UInt16.self)
        else { return nil }
        return RowPlace(page: page, item: item)
    }
}

extension JSONB: PostgresDecodable {
    package static func decode(_ bytes: RawSpan, type: PostgresType) -> JSONB? {
        if type == .json { return JSONB(bytes: bytes.array) }
        guard type == .jsonb, bytes.bigEndian(as: UInt8.self) == formatVersion else { return nil }
        return JSONB(bytes: bytes.extracting(droppingFirst: 1).array)
    }
}

/// What an array column can be read into; see ``PostgresArrayElement`` for why `UInt8` is special.
package protocol PostgresDecodableElement: Sendable {
    static func decodeArray(_ bytes: RawSpan, type: PostgresType) -> [Self]?
}

extension PostgresDecodableElement where Self: PostgresDecodable {
    /// One dimension, or none for the empty array; a deeper one is not read.
    package static func decodeArray(_ bytes: RawSpan, type: PostgresType) -> [Self]? {
        guard let dimensions = bytes.bigEndian(at: 0, as: Int32.self),
            let element = bytes.bigEndian(at: 8, as: UInt32.self)
        else { return nil }
        if dimensions == 0 { return [] }
        guard dimensions == 1, let count = bytes.bigEndian(at: 12, as: Int32.self), count >= 0 else { return nil }
        var elements: [Self] = [], offset = 20
        elements.reserveCapacity(min(Int(count), bytes.byteCount / 4))
        for _ in 0..<count {
            guard let length = bytes.bigEndian(at: offset, as: Int32.self) else { return nil }
            offset += 4
            guard
                let value = decodeElement(bytes, at: offset, length: Int(length), type: PostgresType(rawValue: element))
            else { return nil }
            elements.append(value)
            offset += max(0, Int(length))
        }
        return elements
    }

    private static func decodeElement(_ bytes: RawSpan, at offset: Int, length: Int, type: PostgresType) -> Self? {
        guard length >= 0 else { return valueForNull }
        guard offset + length <= bytes.byteCount else { return nil }
        return decode(bytes.extracting(offset..<offset + length), type: type)
    }
}

extension Array: PostgresDecodable where Element: PostgresDecodableElement {
    package static func decode(_ bytes: RawSpan, type: PostgresType) -> [Element]? {
        Element.decodeArray(bytes, type: type)
    }
}

extension UInt8: PostgresDecodableElement {
    package static func decodeArray(_ bytes: RawSpan, type: PostgresType) -> [UInt8]? {
        type == .bytea ? bytes.array : nil
    }
}

extension Array: PostgresDecodableElement where Element == UInt8 {}
extension Optional: PostgresDecodableElement where Wrapped: PostgresDecodable & PostgresDecodableElement {}
extension Bool: PostgresDecodableElement {}
extension Int16: PostgresDecodableElement {}
extension Int32: PostgresDecodableElement {}
extension Int64: PostgresDecodableElement {}
extension Int: PostgresDecodableElement {}
extension Double: PostgresDecodableElement {}
extension String: PostgresDecodableElement {}
extension Timestamp: PostgresDecodableElement {}
extension PostgresDate: PostgresDecodableElement {}
extension PostgresUUID: PostgresDecodableElement {}
extension JSONB: PostgresDecodableElement {}
