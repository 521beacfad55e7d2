/// What coders write and read without asking the type how.
protocol JSONScalar {
    /// Whether JSON has a form for this value.
    var isWritable: Bool { get }
    func write(to writer: inout JSONWriter)
    static func read(from reader: inout JSONReader) throws(JSONError) -> Self
}

struct JSONNull: JSONScalar {
    func write(to writer: inout JSONWriter) { writer.null() }

    static func read(from reader: inout JSONReader) throws(JSONError) -> JSONNull {
        guard try reader.null() else { throw reader.wrongType(expected: "null") }
        return JSONNull()
    }
}

extension JSONScalar {
    var isWritable: Bool { true }
}

extension String: JSONScalar {
    func write(to writer: inout JSONWriter) { writer.string(self) }
    static func read(from reader: inout JSONReader) throws(JSONError) -> String { try reader.string() }
}

extension Bool: JSONScalar {
    func write(to writer: inout JSONWriter) { writer.bool(self) }
    static func read(from reader: inout JSONReader) throws(JSONError) -> Bool { try reader.bool() }
}

extension JSONScalar where Self: FixedWidthInteger {
    func write(to writer: inout JSONWriter) {
        guard let value = Int64(exactly: self) else { return writer.number(description) }
        writer.int64(value)
    }

    static func read(from reader: inout JSONReader) throws(JSONError) -> Self {
        guard bitWidth < 64 || bitWidth == 64 && isSigned else { return try readWide(&reader) }
        let start = reader.position
        guard let value = Self(exactly: try reader.int64()) else {
            reader.position = start
            throw reader.error(.outOfRange, "expected an integer, \(min) to \(max)")
        }
        return value
    }

    private static func readWide(_ reader: inout JSONReader) throws(JSONError) -> Self {
        guard let value = Self(try reader.integerText()) else {
            throw reader.error(.outOfRange, "expected an integer, \(min) to \(max)")
        }
        return value
    }
}

extension Int: JSONScalar {}
extension Int8: JSONScalar {}
extension Int16: JSONScalar {}
extension Int32: JSONScalar {}
extension Int64: JSONScalar {}
extension UInt: JSONScalar {}
extension UInt8: JSONScalar {}
extension UInt16: JSONScalar {}
extension UInt32: JSONScalar {}
extension UInt64: JSONScalar {}

extension JSONScalar where Self: BinaryFloatingPoint & LosslessStringConvertible {
    var isWritable: Bool { isFinite }

    /// The shortest text that reads back the same; whole numbers as integers are.
    func write(to writer: inout JSONWriter) {
        let text = description
        writer.number(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    static func read(from reader: inout JSONReader) throws(JSONError) -> Self {
        let start = reader.position
        let value = Self(try reader.double())
        guard value.isFinite else {
            reader.position = start
            throw reader.error(.outOfRange, "expected a number in the range of \(Self.self)")
        }
        return value
    }
}

extension Double: JSONScalar {}
extension Float: JSONScalar {}
