import JSON
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
            encode: { try CodableJSON.encode($0, userInfo: [.personalVault: $1]) },
            decode: { try CodableJSON.decode(Value.self, from: $0, userInfo: [.personalVault: $1]) })
    }
}

/// JSON for the outside, by the value's own Codable, members sorted; text about persons has to be taken out of `Personal` before.
package func sortedJSON(_ value: some Encodable) throws -> [UInt8] { try CodableJSON.encode(value) }
