/// One header field. Names are compared without regard to case.
package struct OutboundHeader: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A request to an outside endpoint.
package struct OutboundRequest: Sendable {
    package var method: String
    /// Absolute, `http` or `https`, percent-encoded.
    package var url: String
    package var headers: [OutboundHeader]
    package var body: [UInt8]
    /// From now until the connection stands, TLS included.
    package var connectTimeoutMs = 2_000
    /// From now until the last byte of the answer, waiting for a free connection included.
    package var totalTimeoutMs = 10_000
    /// A longer body is an error, not a cut answer.
    package var responseBytesMax = 1 << 20
    /// How many redirects are followed; none unless asked for.
    package var redirectsMax = 0
    /// Whether the other side treats a repetition as the same request. If not, the request gets a connection of its own, because a
    /// request that meets a kept connection just being closed is sent a second time by libcurl without asking.
    package var isRepeatable: Bool

    /// GET, HEAD, PUT, DELETE, OPTIONS and everything with an `Idempotency-Key` count as repeatable.
    package init(_ method: String, _ url: String, headers: [OutboundHeader] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        isRepeatable =
            ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"].contains(method)
            || headers.contains { $0.name.lowercased() == "idempotency-key" }
    }
}

/// What the endpoint answered, whatever its status.
package struct OutboundResponse: Sendable {
    package let status: Int
    package let headers: [OutboundHeader]
    package let body: [UInt8]

    package init(status: Int, headers: [OutboundHeader], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first field of that name.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// Worth trying again later: 408, 425, 429 and all 5xx but 501 and 505.
    package var isRetriable: Bool {
        [408, 425, 429].contains(status) || (500..<600).contains(status) && ![501, 505].contains(status)
    }

    /// What `Retry-After` asks for when it is given in seconds.
    package var retryAfterSeconds: Int? { header("retry-after").flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }
}
