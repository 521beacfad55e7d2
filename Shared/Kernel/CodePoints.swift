/// Rules about texts count code points, as JSON Schema does: a `Character` may be made of thousands of them.
extension String {
    package var codePointCount: Int { unicodeScalars.count }

    /// Whether a reader would see nothing.
    package var isBlank: Bool { unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}

/// What others say of themselves is kept only if it can be shown and stored.
extension String {
    /// Whether it is 1 to `max` code points without a control character.
    package func isPlain(max: Int) -> Bool {
        (1...max).contains(codePointCount)
            && !unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// Whether a browser may be sent there: http or https and a host, in ASCII, 2,000 characters at most.
    package var isWebAddress: Bool {
        let bytes = Array(utf8)
        guard bytes.count <= 2_000, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
        let scheme = ["http://", "https://"].first {
            String(decoding: bytes.prefix($0.utf8.count), as: UTF8.self).lowercased() == $0
        }
        guard let scheme, let host = bytes.dropFirst(scheme.utf8.count).first else { return false }
        return !"/?#:@".utf8.contains(host)
    }
}
