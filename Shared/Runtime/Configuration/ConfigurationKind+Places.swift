internal import Glibc

// Where things are: addresses, hosts, URLs, topics.

extension ConfigurationKind<String> {
    package static func url(schemes: [String] = ["http", "https"], example: String) -> Self {
        let beginnings = schemes.map { "\($0)://" }
        return Self(
            allowed: "a URL that begins with \(beginnings.joined(separator: " or ")) and names a host", example: example
        ) { text in
            guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }),
                let beginning = beginnings.first(where: { text.hasPrefix($0) })
            else { return nil }
            let authority = text.dropFirst(beginning.utf8.count).prefix { !"/?#".contains($0) }
            let place = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
            return isHost(place) || isHostAndPort(place) ? text : nil
        }
    }

    /// A numeric address to listen on.
    package static let listenAddress = Self(allowed: "a numeric IPv4 or IPv6 address", example: "0.0.0.0") { text in
        isNumericAddress(text) ? text : nil
    }

    /// What a topic may be called, whole or in part.
    package static func topic(example: String) -> Self {
        Self(allowed: "letters, digits, dots, underscores and hyphens, 200 at most", example: example) { text in
            (1...200).contains(text.utf8.count) && text.utf8.allSatisfy { isNameByte($0) } ? text : nil
        }
    }
}

extension ConfigurationKind<[String]> {
    package static func hostsAndPorts(example: String) -> Self {
        let list = list(of: "host:port pairs", example: example)
        return Self(allowed: list.allowed, example: example) { text in
            list.parse(text).flatMap { $0.allSatisfy { isHostAndPort($0[...]) } ? $0 : nil }
        }
    }
}

private func isNameByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || [45, 46, 95].contains(byte)
}

/// A name, an IPv4 address, or an IPv6 address in brackets.
private func isHost(_ text: Substring) -> Bool {
    if text.hasPrefix("["), text.hasSuffix("]") { return isNumericAddress(String(text.dropFirst().dropLast())) }
    return (1...253).contains(text.utf8.count) && text.utf8.allSatisfy { isNameByte($0) }
}

private func isHostAndPort(_ text: Substring) -> Bool {
    guard let colon = text.lastIndex(of: ":") else { return false }
    let digits = text[text.index(after: colon)...]
    guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = Int(digits) else { return false }
    return (1...65_535).contains(port) && isHost(text[..<colon])
}

private func isNumericAddress(_ text: String) -> Bool {
    var address = in6_addr()
    return unsafe inet_pton(AF_INET, text, &address) == 1 || inet_pton(AF_INET6, text, &address) == 1
}
