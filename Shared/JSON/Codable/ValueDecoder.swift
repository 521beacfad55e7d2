/// Reads one value of a text.
struct ValueDecoder: Decoder {
    let text: JSONText
    let token: Int

    var codingPath: [any CodingKey] { text.path(to: token) }
    var userInfo: [CodingUserInfoKey: Any] { text.userInfo }

    func container<Key: CodingKey>(keyedBy _: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try text.expect(.object, at: token)
        return KeyedDecodingContainer(ObjectDecoder(text: text, token: token))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try text.expect(.array, at: token)
        return ArrayDecoder(text: text, array: token)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }
}

// In this file a method for all `JSONScalar` meets the requirements for each of them.

extension ValueDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { text.isNull(token) }
    func decode<T: Decodable & JSONScalar>(_: T.Type) throws -> T { try text.read(token) }
    func decode<T: Decodable>(_: T.Type) throws -> T { try T(from: self) }
}

private struct ObjectDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let text: JSONText
    let token: Int

    var codingPath: [any CodingKey] { text.path(to: token) }
    var allKeys: [Key] { text.keys(of: token) }

    func contains(_ key: Key) -> Bool { text.member(key.stringValue, of: token) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { text.isNull(try value(key)) }

    func decode<T: Decodable & JSONScalar>(_: T.Type, forKey key: Key) throws -> T {
        try text.member(key.stringValue, of: token) ?? text.read(value(key))
    }

    func decode<T: Decodable>(_: T.Type, forKey key: Key) throws -> T { try read(value(key)) }

    // The protocol's own for each type go before one for all, and look three times. These are what types have most.
    func decodeIfPresent(_: String.Type, forKey key: Key) throws -> String? { try presentScalar(key) }
    func decodeIfPresent(_: Bool.Type, forKey key: Key) throws -> Bool? { try presentScalar(key) }
    func decodeIfPresent(_: Int.Type, forKey key: Key) throws -> Int? { try presentScalar(key) }
    func decodeIfPresent(_: Int64.Type, forKey key: Key) throws -> Int64? { try presentScalar(key) }

    func decodeIfPresent<T: Decodable>(_: T.Type, forKey key: Key) throws -> T? {
        guard let value = text.member(key.stringValue, of: token), !text.isNull(value) else { return nil }
        return try read(value)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<Nested>
    {
        try decoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { try decoder(JSONStep.inherited) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }

    private func decoder(_ key: some CodingKey) throws(JSONError) -> ValueDecoder {
        ValueDecoder(text: text, token: try value(key))
    }

    private func read<T: Decodable>(_ value: Int) throws -> T {
        defer { text.wasAsked(token, value) }
        return try T(from: ValueDecoder(text: text, token: value))
    }

    private func presentScalar<T: JSONScalar>(_ key: Key) throws(JSONError) -> T? {
        try text.member(key.stringValue, of: token)
    }

    private func value(_ key: some CodingKey) throws(JSONError) -> Int {
        guard let value = text.member(key.stringValue, of: token) else {
            throw text.missing(key.stringValue, in: token, "member")
        }
        return value
    }
}

/// Three words, so that it needs no box.
private struct ArrayDecoder: UnkeyedDecodingContainer {
    let text: JSONText
    private let array: UInt32
    /// The element that comes next.
    private var token: UInt32
    private(set) var currentIndex = 0

    init(text: JSONText, array: Int) {
        self.text = text
        self.array = UInt32(truncatingIfNeeded: array)
        token = UInt32(truncatingIfNeeded: array + 1)
    }

    var codingPath: [any CodingKey] { text.path(to: Int(array)) }
    var count: Int? { currentIndex + text.count(from: Int(token), to: text.next(after: Int(array))) }
    var isAtEnd: Bool { Int(token) >= text.next(after: Int(array)) }

    mutating func decodeNil() throws -> Bool {
        guard text.isNull(try element()) else { return false }
        moveOn()
        return true
    }

    mutating func decode<T: Decodable & JSONScalar>(_: T.Type) throws -> T {
        let value: T = try text.read(element())
        moveOn()
        return value
    }

    mutating func decode<T: Decodable>(_: T.Type) throws -> T {
        let value = try T(from: ValueDecoder(text: text, token: element()))
        moveOn()
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws
        -> KeyedDecodingContainer<Nested>
    {
        let container = try ValueDecoder(text: text, token: element()).container(keyedBy: type)
        moveOn()
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try ValueDecoder(text: text, token: element()).unkeyedContainer()
        moveOn()
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = ValueDecoder(text: text, token: try element())
        moveOn()
        return decoder
    }

    private func element() throws(JSONError) -> Int {
        guard !isAtEnd else { throw text.missing(String(currentIndex), in: Int(array), "element") }
        return Int(token)
    }

    private mutating func moveOn() {
        token = UInt32(truncatingIfNeeded: text.next(after: Int(token)))
        currentIndex += 1
    }
}
