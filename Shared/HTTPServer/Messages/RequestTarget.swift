/// What a request line asks for, taken apart and decoded.
package struct RequestTarget: Sendable {
    /// Path and query as they stood in the request line.
    package let raw: String
    /// The decoded segments of the path: `/a/b%2Fc` has `a` and `b/c`.
    package let segments: [String]
    package let query: QueryParameters

    /// Takes a path with an optional query, or a whole address (RFC 9112 §3.2.2) whose host says nothing to a server that is only one.
    ///
    /// - Throws: `Problem` 400 for anything else, a broken percent escape, what is not UTF-8, and a control character.
    package init(_ target: String) throws(Problem) {
        let raw = Self.withoutOrigin(target)
        guard raw.utf8.first == UInt8(ascii: "/"), raw.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            !raw.utf8.contains(UInt8(ascii: "#"))
        else {
            throw .badRequest("The request's target must be a path in ASCII, with an optional query.")
        }
        let parts = raw.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var segments: [String] = []
        for segment in parts[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let decoded = PercentEncoding.decode(segment, plusIsSpace: false) else {
                throw .badRequest(
                    "The request's path must hold valid percent escapes of UTF-8 without control characters.")
            }
            segments.append(decoded)
        }
        query = try QueryParameters(parts.count == 2 ? parts[1] : "")
        self.raw = raw
        self.segments = segments
    }

    /// Stands in for a target that could not be read.
    static let root = RequestTarget(raw: "/", segments: [""], query: QueryParameters(items: []))

    private init(raw: String, segments: [String], query: QueryParameters) {
        self.raw = raw
        self.segments = segments
        self.query = query
    }

    private static func withoutOrigin(_ target: String) -> String {
        let schemes = ["http://", "https://"]
        guard let scheme = schemes.first(where: { String(target.prefix($0.count)).equalsIgnoringASCIICase($0) }) else {
            return target
        }
        let rest = target.dropFirst(scheme.count)
        let path = rest.drop { $0 != "/" && $0 != "?" }
        guard path.startIndex > rest.startIndex else { return target }
        return path.first == "/" ? String(path) : "/" + path
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

    /// - Throws: `Problem` 400 naming the parameter with a broken escape, or with a control character.
    package init(_ text: Substring) throws(Problem) {
        var items: [Item] = []
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true) else {
                throw .badRequest("The name of a query parameter must hold valid percent escapes of UTF-8.")
            }
            guard let value = PercentEncoding.decode(parts.count == 2 ? parts[1] : "", plusIsSpace: true) else {
                throw .badRequest(
                    "'\(name)' must hold valid percent escapes of UTF-8 without control characters.", field: name)
            }
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
