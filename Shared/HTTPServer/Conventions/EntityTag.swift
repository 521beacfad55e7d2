/// The version of a resource, as `ETag` and `If-Match` carry it (RFC 9110 §8.8.3).
package struct EntityTag: Sendable, Hashable {
    /// As in the header, quotes included.
    package let headerValue: String

    package init(version: Int64) {
        headerValue = "\"\(version)\""
    }

    /// The version a change is based on, from `If-Match`.
    /// - Returns: `nil` for `If-Match: *`, which fits any version.
    /// - Throws: `Problem` 428 without the header, 400 when it holds none of our tags.
    package static func required(by request: HTTPRequest) throws(Problem) -> Int64? {
        guard let value = request.headers["If-Match"] else {
            throw Problem(
                status: 428, "Send If-Match with the ETag of the version your change is based on.", field: "If-Match")
        }
        if value == "*" { return nil }
        guard value.count >= 3, value.hasPrefix("\""), value.hasSuffix("\""),
            let version = Int64(value.dropFirst().dropLast())
        else {
            throw .badRequest("If-Match must hold one ETag as it was sent.", field: "If-Match")
        }
        return version
    }

    /// - Throws: `Problem` 412 when the resource has moved on since the version the change is based on; 428 and 400 as `required`.
    package static func require(_ current: Int64, in request: HTTPRequest) throws(Problem) {
        if let version = try required(by: request), version != current {
            throw Problem(
                status: 412, "The resource has changed since; read it again and repeat your change.", field: "If-Match")
        }
    }

    /// Whether the client's copy, named by `If-None-Match`, is still good, so that 304 answers a GET.
    package func isKnown(to request: HTTPRequest) -> Bool {
        request.headers.values("If-None-Match").joined(separator: ",").split(separator: ",").contains { candidate in
            let tag = candidate.drop { $0 == " " }.prefix { $0 != " " }
            return tag == "*" || tag == headerValue || tag == "W/" + headerValue
        }
    }
}
