import EventContracts

/// The source of the message before, as text: mostly the next one's as well.
///
/// Belongs to the lane's thread.
final class RecentSource {
    private var bytes: [UInt8] = []
    private var text = ""
    private var escaped = ""

    /// - Parameter bytes: found to be UTF-8.
    func source(_ bytes: Span<UInt8>) -> String {
        if self.bytes.span.holds(bytes) { return text }
        self.bytes = [UInt8](capacity: bytes.count) { $0.append(copyOf: bytes) }
        text = String(decoding: self.bytes, as: UTF8.self)
        escaped = InputID.escaped(text)
        return text
    }

    /// Of the message with this id from the source told last.
    func inputID(_ eventID: String) -> String { InputID.joined(escaped: escaped, eventID) }
}

extension OutputSpan<UInt8> {
    mutating func append(copyOf bytes: Span<UInt8>) {
        for index in bytes.indices { append(bytes[index]) }
    }
}
