package import JSON

/// One of the words a contract lists, or a word of a newer version of it.
package protocol WireEnum: WireValue {
    init(word: String)
    /// The word as it is on the wire.
    var word: String { get }
    /// The words this version knows.
    static var known: [Self] { get }
}

extension WireEnum {
    package init(from reader: inout JSONReader) throws(JSONError) { self.init(word: try reader.string()) }
    package func encode(into writer: inout JSONWriter) { writer.string(word) }
    package var isKnown: Bool { Self.known.contains(self) }
}
