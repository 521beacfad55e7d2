/// What a type asked for while it was decoded.
final class Recording {
    let probe: ShapeProbe
    /// Which of its cases an enumeration is told to be.
    let turn: Int
    /// All cases of an enumeration; empty for what is none.
    private(set) var cases: [String] = []
    /// Of what is coded as one value without a name.
    private(set) var single: Shape?
    private var members: [String: Shape] = [:]
    private var optional: Set<String> = []

    init(probe: ShapeProbe, turn: Int) {
        self.probe = probe
        self.turn = turn
    }

    var sortedMembers: [Shape.Member] {
        members.keys.sorted().compactMap { name in
            members[name].map { Shape.Member(name: name, isOptional: optional.contains(name), shape: $0) }
        }
    }

    func value<T: Decodable>(_ type: T.Type, named name: String) throws -> T {
        guard Shape.canName(name) else {
            throw probe.problem("the member '\(name)' has a blank or a question mark in its name; call it otherwise")
        }
        let finding = try probe.finding(type)
        members[name] = finding.shape
        return try value(finding)
    }

    func value<T: Decodable>(_ type: T.Type) throws -> T {
        let finding = try probe.finding(type)
        single = finding.shape
        return try value(finding)
    }

    private func value<T>(_ finding: ShapeProbe.Finding) throws -> T {
        guard let value = finding.value as? T else { throw probe.problem("no \(T.self) could be made") }
        return value
    }

    func mayBeAbsent(_ name: String) { optional.insert(name) }

    /// The case whose turn it is.
    func offer<Key: CodingKey>(_: Key.Type) -> Key? {
        let keys = probe.words.compactMap(Key.init(stringValue:))
        cases = keys.map(\.stringValue)
        return turn < keys.count ? keys[turn] : nil
    }
}

/// Answers every question with the one value that is there, and leaves a note of it.
struct ProbeDecoder: Decoder {
    let recording: Recording

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(ProbedMembers(recording: recording))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw recording.probe.problem("is read as a list by code of its own; let it hold an array")
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { ProbedValue(recording: recording) }
}

/// A generic `decode` meets the requirements for all types.
private struct ProbedMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let recording: Recording

    var codingPath: [any CodingKey] { [] }
    /// Only enumerations ask: which member is there tells them which case they are.
    var allKeys: [Key] { recording.offer(Key.self).map { [$0] } ?? [] }

    func contains(_: Key) -> Bool { true }

    /// `decodeIfPresent` asks this before it decodes.
    func decodeNil(forKey key: Key) -> Bool {
        recording.mayBeAbsent(key.stringValue)
        return false
    }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try recording.value(type, named: key.stringValue)
    }

    /// The values of a case, whose names are the shape's members.
    func nestedContainer<Nested: CodingKey>(keyedBy _: Nested.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<Nested>
    {
        guard !recording.cases.isEmpty else { throw unsupported(key) }
        return KeyedDecodingContainer(ProbedMembers<Nested>(recording: recording))
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw unsupported(key) }
    func superDecoder() throws -> any Decoder { throw recording.probe.problem("inherits its members; use a struct") }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw unsupported(key) }

    private func unsupported(_ key: Key) -> StoredFormatProblem {
        recording.probe.problem("the member '\(key.stringValue)' is read by code of its own; give it a type of its own")
    }
}

private struct ProbedValue: SingleValueDecodingContainer {
    let recording: Recording

    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try recording.value(type) }
}
