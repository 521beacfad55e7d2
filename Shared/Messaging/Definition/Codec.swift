import FoundationEssentials

/// Turns values into bytes and back. The same value always gives the same bytes.
package struct Codec<Value: Sendable>: Sendable {
    package let encode: @Sendable (Value) throws -> [UInt8]
    package let decode: @Sendable ([UInt8]) throws -> Value

    package init(
        encode: @escaping @Sendable (Value) throws -> [UInt8], decode: @escaping @Sendable ([UInt8]) throws -> Value
    ) {
        self.encode = encode
        self.decode = decode
    }
}

extension Codec where Value: Codable {
    /// JSON by the type's own Codable, members sorted. Costs microseconds: enough for everything but the hottest paths.
    package static func json() -> Codec {
        Codec(
            encode: { value in
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                return Array(try encoder.encode(value))
            },
            decode: { bytes in try JSONDecoder().decode(Value.self, from: Data(bytes)) })
    }
}
