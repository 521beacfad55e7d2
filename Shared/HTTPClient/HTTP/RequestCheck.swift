/// Refuses what libcurl would send differently from what was meant, or what would let a value write headers of its own.
func check(_ request: OutboundRequest) throws(OutboundError) {
    guard !request.method.isEmpty, request.method.utf8.allSatisfy(isTokenByte) else {
        throw .invalid("the method is not an HTTP token")
    }
    guard hostOfURL(request.url) != nil else {
        throw .invalid("the URL must be absolute, http or https, and percent-encoded")
    }
    for header in request.headers {
        guard !header.name.isEmpty, header.name.utf8.allSatisfy(isTokenByte) else {
            throw .invalid("a header's name is not an HTTP token")
        }
        guard header.value.utf8.allSatisfy({ $0 == 9 || ($0 >= 32 && $0 != 127) }) else {
            throw .invalid("the value of header \(header.name) has control characters")
        }
    }
    guard request.totalTimeoutMs > 0, request.connectTimeoutMs > 0 else { throw .invalid("time-outs must be positive") }
}

/// Host and port of an http or https URL, for messages; nil if it is none or has bytes that must be percent-encoded.
func hostOfURL(_ url: String) -> String? {
    guard url.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
    let lowercased = url.lowercased()
    guard let scheme = ["http://", "https://"].first(where: lowercased.hasPrefix) else { return nil }
    let authority = url.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    let host = authority.split(separator: "@", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    return host.isEmpty || host.hasPrefix(":") ? nil : host
}

private func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
