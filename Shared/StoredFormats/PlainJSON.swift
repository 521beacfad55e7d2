import FoundationEssentials
import JSON
import Kernel

/// JSON through a type's Codable alone.
enum PlainJSON {
    static func decode<T: Decodable>(_ type: T.Type, _ json: JSONValue, _ vault: any PersonalVault) throws -> T {
        let decoder = JSONDecoder()
        decoder.userInfo[.personalVault] = vault
        return try decoder.decode(type, from: Data(json.bytes()))
    }

    static func encode(_ value: some Encodable, _ vault: any PersonalVault) throws -> JSONValue {
        let encoder = JSONEncoder()
        encoder.userInfo[.personalVault] = vault
        return try JSONValue(Array(try encoder.encode(value)))
    }
}
