/// What a request line asks for, taken apart and decoded.
package struct RequestTarget: Sendable {
    /// As it stood in the request line.
    package let raw: String
    /// The decoded segments of the path: `/a/b%2Fc` has `a` and `b/c`.
    package let segments: [String]
    package let query: QueryParameters

    /// `nil` unless the target is a path with an optional query, decodable to UTF-8.
    package init?(_ raw: String) {
        guard raw.utf8.first == UInt8(ascii: "/"), raw.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            !raw.utf8.contains(UInt8(ascii: "#"))
        else {
            return nil
        }
        let parts = raw.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var segments: [String] = []
        for segment in parts[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let decoded = PercentEncoding.decode(segment, plusIsSpace: false) else { return nil }
            segments.append(decoded)
        }
        guard let query = QueryParameters(parts.count == 2 ? parts[1] : "") else { return nil }
        self.raw = raw
        self.segments = segments
        self.query = query
    }

    /// Stands in for a target that could not be read.
    static let root = RequestTarget(raw: "/", segments: [""], query: QueryParameters(items: []))

    private init(raw: String, segments: [String], query: QueryParameters) {
        self.raw = raw
        self.segments = segments
        self.query = query
    }

    /// The path as it stood in the request line.
    package var path: Substring { raw.prefix { $0 != "?" } }
}

/// Decoded query parameters in the order they came.
package struct QueryParameters: Sendable {
    package struct Item: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    package let items: [Item]

    /// `nil` when an escape is broken.
    package init?(_ text: Substring) {
        var items: [Item] = []
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true),
                let value = PercentEncoding.decode(parts.count == 2 ? parts[1] : "", plusIsSpace: true)
            else { return nil }
            items.append(Item(name: name, value: value))
        }
        self.items = items
    }

    init(items: [Item]) {
        self.items = items
    }

    /// The value of the first parameter of this name; empty when it was given without one.
    package subscript(_ name: String) -> String? {
        items.first { $0.name == name }?.value
    }

    package func values(_ name: String) -> [String] {
        items.filter { $0.name == name }.map(\.value)
    }
}
