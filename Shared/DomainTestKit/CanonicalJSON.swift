import FoundationEssentials

/// Values as the machine stores them: JSON with sorted members, so that equal values have equal texts.
package enum CanonicalJSON {
    package static func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// The value read back from its text and written again: the same text, if nothing gets lost on the way.
    static func textAfterReading<Value: Codable>(_ text: String, as _: Value.Type) throws -> String {
        try self.text(of: JSONDecoder().decode(Value.self, from: Data(text.utf8)))
    }
}
