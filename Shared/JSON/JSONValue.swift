/// A JSON text as a tree, for tools, tests and bodies whose shape is not known beforehand. Hot paths use `JSONReader` and `JSONWriter`.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// Written without fraction and exponent, and fitting 64 bits.
    case int(Int64)
    /// Any other number.
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONMembers)

    /// Reads a whole text. Refuses repeated names (`duplicateMember`), also in nested objects.
    package init(_ bytes: [UInt8], depthLimit: Int = 64) throws(JSONError) {
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw JSONError(.malformed, pointer: "", offset: 0, detail: "expected UTF-8 without a byte order mark")
        }
        var reader = JSONReader(bytes, depthLimit: depthLimit)
        self = try JSONValue(from: &reader)
        try reader.end()
    }

    package init(parsing text: String, depthLimit: Int = 64) throws(JSONError) {
        try self.init(Array(text.utf8), depthLimit: depthLimit)
    }

    /// Reads the next value.
    package init(from reader: inout JSONReader) throws(JSONError) {
        switch reader.peek() {
        case ASCII.openBrace: self = .object(try JSONValue.members(&reader))
        case ASCII.openBracket: self = .array(try JSONValue.elements(&reader))
        case ASCII.quote: self = .string(try reader.string())
        case ASCII.letterT, ASCII.letterF: self = .bool(try reader.bool())
        case ASCII.letterN:
            _ = try reader.null()
            self = .null
        default: self = try reader.number()
        }
    }

    private static func members(_ reader: inout JSONReader) throws(JSONError) -> JSONMembers {
        var members = JSONMembers()
        var object = try reader.beginObject()
        while let name = try reader.nextName(&object) {
            guard members[name] == nil else { throw reader.duplicate() }
            members[name] = try JSONValue(from: &reader)
        }
        return members
    }

    private static func elements(_ reader: inout JSONReader) throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        var array = try reader.beginArray()
        while try reader.nextElement(&array) { elements.append(try JSONValue(from: &reader)) }
        return elements
    }
}

extension JSONValue {
    package var isNull: Bool { self == .null }
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var int64: Int64? { if case .int(let value) = self { value } else { nil } }
    /// Also of an integer.
    package var double: Double? {
        switch self {
        case .double(let value): value
        case .int(let value): Double(value)
        default: nil
        }
    }
    package var string: String? { if case .string(let value) = self { value } else { nil } }
    package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    package var object: JSONMembers? { if case .object(let value) = self { value } else { nil } }

    /// The member of an object; nil when absent or when this is no object. Setting works on objects only.
    package subscript(name: String) -> JSONValue? {
        get { object?[name] }
        set {
            guard case .object(var members) = self else { return }
            members[name] = newValue
            self = .object(members)
        }
    }

    /// The element of an array; nil when there is none.
    package subscript(index: Int) -> JSONValue? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }

    /// The value a JSON pointer leads to: `value.at("/lines/0/amount")`.
    package func at(_ pointer: String) -> JSONValue? {
        guard let steps = JSONPointer.steps(pointer) else { return nil }
        return steps.reduce(self as JSONValue?) { value, step in
            guard case .array? = value else { return value?[step] }
            return Int(step).flatMap { value?[$0] }
        }
    }

    /// The type's name with its article, as error messages say it.
    package var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .int, .double: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue {
    /// The string at `pointer`; the error names the pointer when there is none (`missingMember`) or something else (`wrongType`).
    package func string(at pointer: String) throws(JSONError) -> String { try require(pointer, "a string", \.string) }
    package func int64(at pointer: String) throws(JSONError) -> Int64 { try require(pointer, "an integer", \.int64) }
    package func bool(at pointer: String) throws(JSONError) -> Bool { try require(pointer, "true or false", \.bool) }
    package func array(at pointer: String) throws(JSONError) -> [JSONValue] {
        try require(pointer, "an array", \.array)
    }
    package func object(at pointer: String) throws(JSONError) -> JSONMembers {
        try require(pointer, "an object", \.object)
    }

    private func require<Value>(_ pointer: String, _ expected: String, _ convert: (JSONValue) -> Value?)
        throws(JSONError) -> Value
    {
        guard let found = at(pointer) else {
            throw JSONError(.missingMember, pointer: pointer, detail: "this member is required")
        }
        guard let value = convert(found) else {
            throw JSONError(.wrongType, pointer: pointer, detail: "expected \(expected), found \(found.typeName)")
        }
        return value
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }

    package init(dictionaryLiteral members: (String, JSONValue)...) {
        var object = JSONMembers()
        for (name, value) in members { object[name] = value }
        self = .object(object)
    }
}
