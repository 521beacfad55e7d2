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
        let decoder = JSONDecoder()
        decoder.userInfo[.personalVault] = PlainVault()
        return try self.text(of: decoder.decode(Value.self, from: Data(text.utf8)))
    }
}
