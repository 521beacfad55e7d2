import FoundationEssentials
import Kernel

/// Values as the machine stores them: JSON with sorted members, so that equal values have equal texts.
package enum CanonicalJSON {
    package static func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.userInfo[.personalVault] = PlainVault()
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// The value read back from its text and written again: the same text, if nothing gets lost on the way.
    static func textAfterReading<Value: Codable>(_ text: String, as _: Value.Type) throws -> String {
        try self.text(of: read(text, as: Value.self, PlainVault()))
    }

    /// The value as it is read once everybody is forgotten whom it is about.
    static func forgotten<Value: Codable>(_ value: Value) throws -> Value {
        try read(text(of: value), as: Value.self, EmptyVault())
    }

    private static func read<Value: Decodable>(_ text: String, as _: Value.Type, _ vault: any PersonalVault) throws
        -> Value
    {
        let decoder = JSONDecoder()
        decoder.userInfo[.personalVault] = vault
        return try decoder.decode(Value.self, from: Data(text.utf8))
    }
}
