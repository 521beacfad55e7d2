import Kernel

/// What can be kept in the machine's tables: checked where an input comes in, so that no statement has to fail on it.
enum Storable {
    /// Longest text that is part of an index row, in bytes of UTF-8.
    static let keyBytesMax = 512
    /// Longest payload.
    static let bodyBytesMax = 8 << 20
    /// How far the clock of who sent a message may be ahead of ours.
    static let aheadMax = Instant.Span.minutes(15)

    /// Why a text cannot be part of a key, to be read after its name; nil if it can.
    static func fault(ofKey text: String) -> String? {
        if text.isEmpty { return "is empty" }
        if text.utf8.contains(0) { return "has a character U+0000, which cannot be stored" }
        return text.utf8.count > keyBytesMax ? "is longer than \(keyBytesMax) bytes" : nil
    }

    static func fault(ofBody bytes: Int) -> String? {
        bytes > bodyBytesMax ? "the payload has \(bytes) bytes, \(bodyBytesMax) are allowed" : nil
    }
}
