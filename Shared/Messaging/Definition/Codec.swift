import FoundationEssentials
package import Kernel

/// Turns values into bytes and back. The same value always gives the same bytes.
package struct Codec<Value: Sendable>: Sendable {
    /// - Parameter vault: seals what the value says about persons.
    package typealias Encode = @Sendable (_ value: Value, _ vault: any PersonalVault) throws -> [UInt8]
    package typealias Decode = @Sendable (_ bytes: [UInt8], _ vault: any PersonalVault) throws -> Value

    package let encode: Encode
    package let decode: Decode

    package init(encode: @escaping Encode, decode: @escaping Decode) {
        self.encode = encode
        self.decode = decode
    }
}

extension Codec where Value: Codable {
    /// JSON by the type's own Codable, members sorted. Costs microseconds: enough for everything but the hottest paths.
    package static func json() -> Codec {
        Codec(
            encode: { value, vault in
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                encoder.userInfo[.personalVault] = vault
                return Array(try encoder.encode(value))
            },
            decode: { bytes, vault in
                let decoder = JSONDecoder()
                decoder.userInfo[.personalVault] = vault
                return try decoder.decode(Value.self, from: Data(bytes))
            })
    }
}

/// JSON for the outside, by the value's own Codable, members sorted; text about persons has to be taken out of `Personal` before.
package func sortedJSON(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
}
