/// What libmicrohttpd lets through although it makes the end of a message, or its receiver, ambiguous (RFC 9112 §6.3, §3.2).
enum FramingRules {
    /// - Returns: the problem to answer before the connection is closed, for nothing behind such a head can be trusted.
    static func violation(_ headers: HTTPHeaders) -> Problem? {
        let lengths = headers.values("Content-Length"), encodings = headers.values("Transfer-Encoding")
        if lengths.count > 1 { return .badRequest("Send Content-Length once.") }
        if !lengths.isEmpty, !encodings.isEmpty {
            return .badRequest("Send either Content-Length or Transfer-Encoding.")
        }
        if encodings.count > 1 || encodings.contains(where: { !$0.equalsIgnoringASCIICase("chunked") }) {
            return .badRequest("Of the transfer encodings only 'chunked' is understood.")
        }
        if let length = lengths.first, length.isEmpty || !length.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return .badRequest("Content-Length must be a number.")
        }
        if headers.values("Host").count > 1 { return .badRequest("Send Host once.") }
        if headers.fields.contains(where: {
            $0.name.isEmpty || !$0.value.utf8.allSatisfy(isFieldByte) || $0.name.utf8.contains(where: isSpace)
        }) {
            return .badRequest("A header holds characters that are not allowed.")
        }
        if let expectation = headers["Expect"], !expectation.equalsIgnoringASCIICase("100-continue") {
            return Problem(status: 417, "Of the expectations only '100-continue' is understood.")
        }
        return nil
    }

    /// The announced size of the body; `nil` when it comes in chunks, clamped when it does not fit.
    static func announcedBytes(_ headers: HTTPHeaders) -> Int? {
        headers["Content-Length"].map { Int($0) ?? .max }
    }

    private static func isFieldByte(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }
    private static func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 }
}
