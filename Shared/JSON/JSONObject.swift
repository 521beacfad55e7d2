/// One JSON object whose members are asked for by name, as a request body is read. Every error names the member by its pointer.
///
/// ```
/// let body = try JSONObject(bytes)
/// let name = try body.string("name", length: 1...64)
/// let note = try body.optionalString("note")
/// for line in try body.objects("lines", count: 1...100) { … try line.int64("amount") … }
/// try body.refuseUnknownMembers()
/// ```
/// `null` counts as absent. Notes which members were asked for, so it belongs to whoever reads one request, and is not Sendable.
package final class JSONObject {
    /// Where this object stands in the text; empty for the whole.
    package let pointer: String
    private let members: JSONMembers
    private var askedFor: Set<String> = []
    private var children: [JSONObject] = []

    /// Reads a whole text, which must be an object without repeated names.
    package convenience init(_ bytes: [UInt8], depthLimit: Int = 32) throws(JSONError) {
        try self.init(JSONValue(bytes, depthLimit: depthLimit))
    }

    package convenience init(_ value: JSONValue) throws(JSONError) {
        try self.init(value, pointer: "")
    }

    fileprivate init(_ value: JSONValue, pointer: String) throws(JSONError) {
        guard let members = value.object else {
            throw JSONError(.wrongType, pointer: pointer, detail: "expected an object, found \(value.typeName)")
        }
        self.members = members
        self.pointer = pointer
    }

    /// Refuses (`unknownMember`) what was in the text but was never asked for, here and in the objects taken from here.
    /// Call it last.
    package func refuseUnknownMembers() throws(JSONError) {
        for name in members.names where !askedFor.contains(name) {
            throw JSONError(
                .unknownMember, pointer: pointer + JSONPointer.step(name), detail: "there is no member of this name")
        }
        for child in children { try child.refuseUnknownMembers() }
    }

    /// An error about one member, for what the types cannot say: `throw body.invalid("phone", "expected a mainland mobile number")`.
    /// The detail must not quote the value.
    package func invalid(_ name: String, _ detail: String) -> JSONError {
        JSONError(.invalidValue, pointer: pointer + JSONPointer.step(name), detail: detail)
    }

    /// Whether the member is there, be it null.
    package func has(_ name: String) -> Bool {
        askedFor.insert(name)
        return members[name] != nil
    }

    /// The member as it stands; nil when absent or null.
    package func value(_ name: String) -> JSONValue? {
        askedFor.insert(name)
        guard let value = members[name], !value.isNull else { return nil }
        return value
    }
}

extension JSONObject {
    /// - Parameter length: how many characters (Unicode scalars) it may have, else `outOfRange`.
    package func string(_ name: String, length: ClosedRange<Int> = 0...Int.max) throws(JSONError) -> String {
        try required(name, optionalString(name, length: length))
    }

    package func optionalString(_ name: String, length: ClosedRange<Int> = 0...Int.max) throws(JSONError) -> String? {
        guard let text = try optional(name, "a string", \.string) else { return nil }
        guard length.contains(text.unicodeScalars.count) else {
            throw outOfRange(name, "expected \(describe(length, least: 0)) characters")
        }
        return text
    }

    /// One of a fixed set of words, else `invalidValue`: `try body.choice("kind", Kind.init(rawValue:), among: ["credit", "debit"])`.
    package func choice<Value>(_ name: String, _ parse: (String) -> Value?, among words: [String]) throws(JSONError)
        -> Value
    {
        try required(name, optionalChoice(name, parse, among: words))
    }

    package func optionalChoice<Value>(_ name: String, _ parse: (String) -> Value?, among words: [String])
        throws(JSONError) -> Value?
    {
        guard let word = try optionalString(name) else { return nil }
        guard let value = parse(word) else { throw invalid(name, "expected one of " + words.joined(separator: ", ")) }
        return value
    }

    /// One of the words of a type.
    package func choice<Word: RawRepresentable<String> & CaseIterable>(_ name: String, _: Word.Type) throws(JSONError)
        -> Word
    {
        try choice(name, Word.init(rawValue:), among: Word.allCases.map(\.rawValue))
    }

    package func optionalChoice<Word: RawRepresentable<String> & CaseIterable>(_ name: String, _: Word.Type)
        throws(JSONError) -> Word?
    {
        try optionalChoice(name, Word.init(rawValue:), among: Word.allCases.map(\.rawValue))
    }

    package func int64(_ name: String, in range: ClosedRange<Int64> = .min ... .max) throws(JSONError) -> Int64 {
        try required(name, optionalInt64(name, in: range))
    }

    package func optionalInt64(_ name: String, in range: ClosedRange<Int64> = .min ... .max) throws(JSONError) -> Int64?
    {
        guard let number = try optional(name, "an integer", \.int64) else { return nil }
        guard range.contains(number) else { throw outOfRange(name, "expected \(describe(range, least: .min))") }
        return number
    }

    package func int(_ name: String, in range: ClosedRange<Int> = .min ... .max) throws(JSONError) -> Int {
        try required(name, optionalInt(name, in: range))
    }

    package func optionalInt(_ name: String, in range: ClosedRange<Int> = .min ... .max) throws(JSONError) -> Int? {
        try optionalInt64(name, in: Int64(range.lowerBound)...Int64(range.upperBound)).map(Int.init)
    }

    package func double(_ name: String) throws(JSONError) -> Double { try required(name, optionalDouble(name)) }
    package func optionalDouble(_ name: String) throws(JSONError) -> Double? {
        try optional(name, "a number", \.double)
    }
    package func bool(_ name: String) throws(JSONError) -> Bool { try required(name, optionalBool(name)) }
    package func optionalBool(_ name: String) throws(JSONError) -> Bool? { try optional(name, "true or false", \.bool) }
}

extension JSONObject {
    package func object(_ name: String) throws(JSONError) -> JSONObject { try required(name, optionalObject(name)) }

    package func optionalObject(_ name: String) throws(JSONError) -> JSONObject? {
        guard let value = value(name) else { return nil }
        return try adopt(value, at: pointer + JSONPointer.step(name))
    }

    /// - Parameter count: how many elements it may have, else `outOfRange`.
    package func objects(_ name: String, count: ClosedRange<Int> = 0...Int.max) throws(JSONError) -> [JSONObject] {
        try required(name, optionalObjects(name, count: count))
    }

    package func optionalObjects(_ name: String, count: ClosedRange<Int> = 0...Int.max) throws(JSONError)
        -> [JSONObject]?
    {
        guard let elements = try elements(name, count: count) else { return nil }
        var objects: [JSONObject] = []
        for (index, element) in elements.enumerated() {
            objects.append(try adopt(element, at: pointer + JSONPointer.step(name) + "/\(index)"))
        }
        return objects
    }

    /// - Parameters:
    ///   - count: how many elements it may have, else `outOfRange`.
    ///   - length: how many characters (Unicode scalars) each may have, else `outOfRange`.
    package func strings(
        _ name: String, count: ClosedRange<Int> = 0...Int.max, length: ClosedRange<Int> = 0...Int.max
    ) throws(JSONError) -> [String] {
        try required(name, optionalStrings(name, count: count, length: length))
    }

    package func optionalStrings(
        _ name: String, count: ClosedRange<Int> = 0...Int.max, length: ClosedRange<Int> = 0...Int.max
    ) throws(JSONError) -> [String]? {
        guard let elements = try elements(name, count: count) else { return nil }
        var strings: [String] = []
        for (index, element) in elements.enumerated() {
            let place = pointer + JSONPointer.step(name) + "/\(index)"
            guard let string = element.string else {
                throw JSONError(.wrongType, pointer: place, detail: "expected a string, found \(element.typeName)")
            }
            guard length.contains(string.unicodeScalars.count) else {
                throw JSONError(
                    .outOfRange, pointer: place, detail: "expected \(describe(length, least: 0)) characters")
            }
            strings.append(string)
        }
        return strings
    }
}

extension JSONObject {
    private func optional<Value>(_ name: String, _ expected: String, _ convert: (JSONValue) -> Value?) throws(JSONError)
        -> Value?
    {
        guard let found = value(name) else { return nil }
        guard let value = convert(found) else {
            let place = pointer + JSONPointer.step(name)
            throw JSONError(.wrongType, pointer: place, detail: "expected \(expected), found \(found.typeName)")
        }
        return value
    }

    private func required<Value>(_ name: String, _ value: Value?) throws(JSONError) -> Value {
        guard let value else {
            throw JSONError(
                .missingMember, pointer: pointer + JSONPointer.step(name), detail: "this member is required")
        }
        return value
    }

    private func elements(_ name: String, count: ClosedRange<Int>) throws(JSONError) -> [JSONValue]? {
        guard let elements = try optional(name, "an array", \.array) else { return nil }
        guard count.contains(elements.count) else {
            throw outOfRange(name, "expected \(describe(count, least: 0)) elements")
        }
        return elements
    }

    private func adopt(_ value: JSONValue, at pointer: String) throws(JSONError) -> JSONObject {
        let child = try JSONObject(value, pointer: pointer)
        children.append(child)
        return child
    }

    private func outOfRange(_ name: String, _ detail: String) -> JSONError {
        JSONError(.outOfRange, pointer: pointer + JSONPointer.step(name), detail: detail)
    }

    private func describe<Number: FixedWidthInteger>(_ range: ClosedRange<Number>, least: Number) -> String {
        if range.lowerBound == least { return "at most \(range.upperBound)" }
        if range.upperBound == .max { return "at least \(range.lowerBound)" }
        return "\(range.lowerBound) to \(range.upperBound)"
    }
}
