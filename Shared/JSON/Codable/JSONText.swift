/// A text whose values are asked for by its type's Codable, in any order.
final class JSONText {
    let userInfo: [CodingUserInfoKey: Any]
    private let tokens: [JSONToken]
    /// Every call from without is one access: the runtime looks after each.
    private var cursor: JSONCursor
    /// What was wrong when an error could not be thrown.
    private(set) var failure: JSONError?

    /// - Throws: `JSONError` when it is not JSON.
    init(_ bytes: [UInt8], userInfo: [CodingUserInfoKey: Any]) throws(JSONError) {
        self.userInfo = userInfo
        var reader = JSONReader(bytes, depthLimit: JSONOpenText.depthLimit, acceptsZero: true)
        tokens = try JSONTokens(&reader).all
        cursor = JSONCursor(tokens: tokens, reader: reader)
    }

    func isNull(_ token: Int) -> Bool { tokens[token].kind == .null }

    func read<T: JSONScalar>(_ token: Int) throws(JSONError) -> T { try cursor.read(token) }

    /// The value of a member; nil when there is none of this name.
    func member(_ name: String, of object: Int) -> Int? { cursor.member(name, of: object) }

    /// The value of a member; nil when there is none of this name, or null.
    func member<T: JSONScalar>(_ name: String, of object: Int) throws(JSONError) -> T? {
        try cursor.member(name, of: object)
    }

    /// Remembers that this member was asked for, after members of its own value were.
    func wasAsked(_ object: Int, _ value: Int) { cursor.found = (object, value - 1) }

    /// The token behind a value.
    func next(after token: Int) -> Int { Int(tokens[token].next) }

    /// How many values stand between two tokens.
    func count(from token: Int, to end: Int) -> Int {
        var (token, count) = (token, 0)
        while token < end {
            token = next(after: token)
            count += 1
        }
        return count
    }

    /// Those of an object's names that are keys, in the order in which they stand.
    func keys<Key: CodingKey>(of object: Int) -> [Key] {
        var keys: [Key] = []
        var name = object + 1
        while name < next(after: object) {
            do {
                if let key = Key(stringValue: try read(name)) { keys.append(key) }
            } catch {
                failure = error
            }
            name = next(after: name)
        }
        return keys
    }
}

extension JSONText {
    func expect(_ kind: JSONToken.Kind, at token: Int) throws(JSONError) {
        guard tokens[token].kind != kind else { return }
        cursor.reader.position = Int(tokens[token].start)
        throw cursor.reader.wrongType(expected: kind == .object ? "an object" : "an array")
    }

    func path(to token: Int) -> [any CodingKey] {
        let pointer = cursor.reader.pointer(at: Int(tokens[token].start))
        return (JSONPointer.steps(pointer) ?? []).map { step in
            Int(step).map(JSONStep.init(intValue:)) ?? JSONStep(stringValue: step)
        }
    }

    /// - Parameter what: a member or an element.
    func missing(_ name: String, in container: Int, _ what: String) -> JSONError {
        let start = Int(tokens[container].start)
        return JSONError(
            .missingMember, pointer: cursor.reader.pointer(at: start) + JSONPointer.step(name), offset: start,
            detail: "this \(what) is required")
    }
}

/// Where a text is being read.
private struct JSONCursor: ~Copyable {
    let tokens: [JSONToken]
    var reader: JSONReader
    /// The object that was last asked for a member, and the name found. The next one asked for is often the same or the one behind.
    var found = (object: -1, name: -1)

    init(tokens: [JSONToken], reader: consuming JSONReader) {
        self.tokens = tokens
        self.reader = reader
    }

    mutating func read<T: JSONScalar>(_ token: Int) throws(JSONError) -> T {
        reader.position = Int(tokens[token].start)
        return try T.read(from: &reader)
    }

    mutating func member<T: JSONScalar>(_ name: String, of object: Int) throws(JSONError) -> T? {
        guard let value = member(name, of: object), tokens[value].kind != .null else { return nil }
        return try read(value)
    }

    mutating func member(_ name: String, of object: Int) -> Int? {
        let text = name.utf8Span.span
        let mark = JSONToken.mark(text)
        let end = Int(tokens[object].next)
        let start = found.object == object ? found.name : object + 1
        guard let name = find(text, mark, start..<end) ?? find(text, mark, object + 1..<start) else { return nil }
        found = (object, name)
        return name + 1
    }

    /// - Parameter names: begins with a name.
    private mutating func find(_ text: borrowing Span<UInt8>, _ mark: UInt32, _ names: Range<Int>) -> Int? {
        var name = names.lowerBound
        while name < names.upperBound {
            let token = tokens[name]
            if token.mark == mark ? hasText(token, text) : token.mark == JSONToken.escaped && reads(token, text) {
                return name
            }
            name = Int(token.next)
        }
        return nil
    }

    private func hasText(_ name: JSONToken, _ text: borrowing Span<UInt8>) -> Bool {
        reader.hasBytes(text, in: Int(name.start) + 1..<Int(name.end) - 1)
    }

    private mutating func reads(_ name: JSONToken, _ text: borrowing Span<UInt8>) -> Bool {
        reader.position = Int(name.start)
        guard let found = try? reader.string() else { return false }
        return JSONReader(Array(found.utf8)).hasBytes(text, in: 0..<found.utf8.count)
    }
}

extension JSONReader {
    fileprivate func hasBytes(_ text: borrowing Span<UInt8>, in range: Range<Int>) -> Bool {
        guard range.count == text.count else { return false }
        let bytes = self.bytes.span
        for index in text.indices where bytes[range.lowerBound + index] != text[index] { return false }
        return true
    }
}
