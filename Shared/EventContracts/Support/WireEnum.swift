package import JSON

/// One of the words a contract lists, or a word of a newer version of it: who reads it must be able to go on without knowing the
/// word, or refuse the message.
package protocol WireEnum: WireValue {
    init(word: String)
    /// The word as it is on the wire.
    var word: String { get }
    /// The words this version knows.
    static var known: [Self] { get }
}

extension WireEnum {
    package init(from reader: inout JSONReader) throws(JSONError) { self.init(word: try reader.string(1...64)) }
    package func encode(into writer: inout JSONWriter) { writer.string(word) }
    package var isKnown: Bool { Self.known.contains(self) }

    /// This word, for who cannot go on without knowing what it means: the message is parked, and read after an upgrade.
    ///
    /// - Parameter pointer: where in the message it stands.
    package func known(at pointer: String) throws(JSONError) -> Self {
        guard isKnown else {
            throw JSONError(
                .invalidValue, pointer: pointer,
                detail: "this version does not know the word; it knows "
                    + Self.known.map(\.word).joined(separator: ", ") + ". Upgrade this service, then retry")
        }
        return self
    }
}

/// One of the words a contract lists for good: no reader could go on with another one, so reading refuses it.
package protocol ClosedWireEnum: WireValue, CaseIterable {
    /// nil for a word that is not in the list.
    init?(word: String)
    /// The word as it is on the wire.
    var word: String { get }
}

extension ClosedWireEnum {
    package init(from reader: inout JSONReader) throws(JSONError) {
        guard let value = Self(word: try reader.string()) else {
            throw reader.error(.invalidValue, "expected one of \(Self.allCases.map(\.word).joined(separator: ", "))")
        }
        self = value
    }

    package func encode(into writer: inout JSONWriter) { writer.string(word) }
}
