import Kernel

/// What a type decodes itself from while its value is being invented.
struct Invention: Decoder {
    let inventor: Inventor
    let member: String
    /// Those of which one is to be chosen, if the value is of an enumeration.
    let cases: [Enumerations.Case]
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [.personalVault: PlainVault()] }

    init(_ inventor: Inventor, member: String, cases: [Enumerations.Case] = []) {
        self.inventor = inventor
        self.member = member
        self.cases = cases
    }

    func container<Key: CodingKey>(keyedBy _: Key.Type) throws -> KeyedDecodingContainer<Key> {
        let chosen = cases.randomElement(using: &inventor.random)
        return KeyedDecodingContainer(
            Members<Key>(
                inventor, parent: member, allKeys: chosen.flatMap { Key(stringValue: $0.name) }.map { [$0] } ?? []))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        Elements(inventor, member: member, count: [0, 1, 1, 1, 2, 3].randomElement(using: &inventor.random) ?? 1)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { Single(self) }
}

private struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let inventor: Inventor
    let parent: String
    let allKeys: [Key]
    var codingPath: [any CodingKey] { [] }

    init(_ inventor: Inventor, parent: String, allKeys: [Key]) {
        self.inventor = inventor
        self.parent = parent
        self.allKeys = allKeys
    }

    func contains(_ key: Key) -> Bool { !inventor.random.chance(25) }
    func decodeNil(forKey key: Key) throws -> Bool { false }

    func decode<Value: Decodable>(_: Value.Type, forKey key: Key) throws -> Value {
        try inventor.invent(Value.self, member: name(key))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy _: Nested.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<Nested>
    { KeyedDecodingContainer(Members<Nested>(inventor, parent: name(key), allKeys: [])) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try Invention(inventor, member: name(key)).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { Invention(inventor, member: parent) }
    func superDecoder(forKey key: Key) throws -> any Decoder { Invention(inventor, member: name(key)) }

    private func name(_ key: Key) -> String { Vocabulary.isPositional(key.stringValue) ? parent : key.stringValue }
}

private struct Elements: UnkeyedDecodingContainer {
    let inventor: Inventor
    let member: String
    let count: Int?
    var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var isAtEnd: Bool { currentIndex >= count ?? 0 }

    init(_ inventor: Inventor, member: String, count: Int) {
        self.inventor = inventor
        self.member = member
        self.count = count
    }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<Value: Decodable>(_: Value.Type) throws -> Value {
        currentIndex += 1
        return try inventor.invent(Value.self, member: member)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy _: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        currentIndex += 1
        return try Invention(inventor, member: member).container(keyedBy: Nested.self)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        currentIndex += 1
        return try Invention(inventor, member: member).unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { Invention(inventor, member: member) }
}

private struct Single: SingleValueDecodingContainer {
    let invention: Invention
    var codingPath: [any CodingKey] { [] }

    init(_ invention: Invention) { self.invention = invention }

    func decodeNil() -> Bool { invention.inventor.random.chance(25) }
    func decode(_: Bool.Type) throws -> Bool { invention.inventor.random.chance(50) }

    func decode(_: String.Type) throws -> String {
        if let chosen = invention.cases.randomElement(using: &invention.inventor.random) { return chosen.rawText }
        return invention.inventor.text(invention.member)
    }

    func decode(_: Double.Type) throws -> Double { Double(invention.inventor.number(invention.member)) }
    func decode(_: Float.Type) throws -> Float { Float(invention.inventor.number(invention.member)) }
    func decode(_: Int.Type) throws -> Int { integer() }
    func decode(_: Int8.Type) throws -> Int8 { integer() }
    func decode(_: Int16.Type) throws -> Int16 { integer() }
    func decode(_: Int32.Type) throws -> Int32 { integer() }
    func decode(_: Int64.Type) throws -> Int64 { integer() }
    func decode(_: UInt.Type) throws -> UInt { integer() }
    func decode(_: UInt8.Type) throws -> UInt8 { integer() }
    func decode(_: UInt16.Type) throws -> UInt16 { integer() }
    func decode(_: UInt32.Type) throws -> UInt32 { integer() }
    func decode(_: UInt64.Type) throws -> UInt64 { integer() }

    func decode<Value: Decodable>(_: Value.Type) throws -> Value {
        try invention.inventor.invent(Value.self, member: invention.member)
    }

    private func integer<Value: FixedWidthInteger>() -> Value {
        Value(clamping: invention.inventor.number(invention.member))
    }
}
