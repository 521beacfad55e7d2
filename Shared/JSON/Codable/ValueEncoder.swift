/// Writes one value at its place.
struct ValueEncoder: Encoder {
    let output: JSONOutput
    let place: JSONPlace

    var codingPath: [any CodingKey] { output.text.path(to: place.level) }
    var userInfo: [CodingUserInfoKey: Any] { output.userInfo }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
        output.text.open(place, isObject: true)
        return KeyedEncodingContainer(ObjectEncoder(output: output, place: place))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        output.text.open(place, isObject: false)
        return ArrayEncoder(output: output, place: place)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

// In this file and the next, a method for all `JSONScalar` meets the requirements for each of them.

extension ValueEncoder: SingleValueEncodingContainer {
    func encodeNil() throws {
        try output.text.write(JSONNull(), at: place)
    }

    func encode<T: Encodable & JSONScalar>(_ value: T) throws {
        try output.text.write(value, at: place)
    }

    func encode<T: Encodable>(_ value: T) throws { try value.encode(to: self) }
}

private struct ObjectEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let output: JSONOutput
    let place: JSONPlace

    var codingPath: [any CodingKey] { output.text.path(to: place.level) }

    func encodeNil(forKey key: Key) throws {
        try output.text.member(key.stringValue, in: place, JSONNull())
    }

    func encode<T: Encodable & JSONScalar>(_ value: T, forKey key: Key) throws {
        try output.text.member(key.stringValue, in: place, value)
    }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        try output.encode(value, at: output.text.member(key.stringValue, in: place))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key)
        -> KeyedEncodingContainer<Nested>
    {
        encoder(for: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoder(for: key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { encoder(for: JSONStep.inherited) }
    func superEncoder(forKey key: Key) -> any Encoder { encoder(for: key) }

    /// What is wrong with the name is kept by the output, and told at the next chance.
    private func encoder(for key: some CodingKey) -> ValueEncoder {
        let value = (try? output.text.member(key.stringValue, in: place)) ?? output.text.place()
        return ValueEncoder(output: output, place: value)
    }
}

private struct ArrayEncoder: UnkeyedEncodingContainer {
    let output: JSONOutput
    let place: JSONPlace

    var codingPath: [any CodingKey] { output.text.path(to: place.level) }
    var count: Int { output.text.count(in: place) }

    func encodeNil() throws {
        try output.text.element(in: place, JSONNull())
    }

    func encode<T: Encodable & JSONScalar>(_ value: T) throws {
        try output.text.element(in: place, value)
    }

    func encode<T: Encodable>(_ value: T) throws {
        try output.encode(value, at: output.text.element(in: place))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        encoder().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder() }

    private func encoder() -> ValueEncoder {
        let value = (try? output.text.element(in: place)) ?? output.text.place()
        return ValueEncoder(output: output, place: value)
    }
}
