/// What libmicrohttpd lets through although it makes the end of a message, or its receiver, ambiguous (RFC 9112 §6.3, §3.2).
enum FramingRules {
    /// - Returns: the problem to answer before the connection is closed, for nothing behind such a head can be trusted.
    /// - Parameter isStrict: whether every line ended with CR LF, and nothing was hidden behind a NUL.
    static func violation(_ headers: HTTPHeaders, version: String, isStrict: Bool) -> Problem? {
        guard isStrict else {
            return .badRequest(
                """
                End each line of the head with CR LF, begin none with a blank, put one blank between the parts of the request line, \
                and send no NUL.
                """)
        }
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
            return Problem(status: 505, "Send HTTP/1.1.")
        }
        return hosts(headers, version) ?? body(headers) ?? fields(headers)
    }

    private static func hosts(_ headers: HTTPHeaders, _ version: String) -> Problem? {
        let count = headers.values("Host").count
        return count == 1 || count == 0 && version == "HTTP/1.0" ? nil : .badRequest("Send Host once.")
    }

    private static func body(_ headers: HTTPHeaders) -> Problem? {
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
        return nil
    }

    private static func fields(_ headers: HTTPHeaders) -> Problem? {
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

    /// libmicrohttpd ends the lines of a body in chunks with a bare line feed too, and does not show them. So what another reader takes
    /// for the body's rest may be a request for us: nothing that follows on the connection is believed.
    static func endsConnection(_ headers: HTTPHeaders?) -> Bool { headers?["Transfer-Encoding"] != nil }

    /// The announced size of the body; `nil` when it comes in chunks, clamped when it does not fit.
    static func announcedBytes(_ headers: HTTPHeaders) -> Int? {
        headers["Content-Length"].map { Int($0) ?? .max }
    }

    private static func isFieldByte(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }
    private static func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 }
}
