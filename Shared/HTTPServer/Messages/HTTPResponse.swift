package import JSON

/// What a handler answers.
package struct HTTPResponse: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Written piece by piece while the client takes it; see `stream`.
        case stream(@Sendable (BodyWriter) async throws -> Void)
    }

    package var status: Int
    package var headers: HTTPHeaders
    package var body: Body

    package init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// JSON text that is already encoded.
    package static func json(_ bytes: [UInt8], status: Int = 200, headers: HTTPHeaders = HTTPHeaders()) -> HTTPResponse
    {
        content(bytes, type: "application/json", status: status, headers: headers)
    }

    /// JSON as `write` writes it.
    package static func json(
        status: Int = 200, headers: HTTPHeaders = HTTPHeaders(), _ write: (inout JSONWriter) -> Void
    ) -> HTTPResponse {
        var writer = JSONWriter()
        write(&writer)
        return .json(writer.bytes, status: status, headers: headers)
    }

    package static func text(_ text: String, status: Int = 200, type: String = "text/plain; charset=utf-8")
        -> HTTPResponse
    {
        content(Array(text.utf8), type: type, status: status)
    }

    package static func content(
        _ bytes: [UInt8], type: String, status: Int = 200, headers: HTTPHeaders = HTTPHeaders()
    ) -> HTTPResponse {
        var headers = headers
        headers.set("Content-Type", type)
        return HTTPResponse(status: status, headers: headers, body: .bytes(bytes))
    }

    package static func noContent(headers: HTTPHeaders = HTTPHeaders()) -> HTTPResponse {
        HTTPResponse(status: 204, headers: headers)
    }

    /// - Parameter status: 303 (see other, with GET) unless the method has to be kept (307, 308).
    package static func redirect(to location: String, status: Int = 303) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Location": location])
    }

    /// 201 with the new resource's address.
    package static func created(at location: String, _ bytes: [UInt8], headers: HTTPHeaders = HTTPHeaders())
        -> HTTPResponse
    {
        var headers = headers
        headers.set("Location", location)
        return .json(bytes, status: 201, headers: headers)
    }

    package static func problem(_ problem: Problem) -> HTTPResponse {
        content(problem.json(), type: "application/problem+json", status: problem.status, headers: problem.headers)
    }

    /// A body of unknown length. `produce` runs after the head was sent; each `write` returns when the client has taken the piece,
    /// so memory stays bounded. When `produce` throws, the connection breaks off, and the client sees that the body is not whole.
    package static func stream(
        type: String, headers: HTTPHeaders = HTTPHeaders(),
        produce: @escaping @Sendable (BodyWriter) async throws -> Void
    ) -> HTTPResponse {
        var headers = headers
        headers.set("Content-Type", type)
        return HTTPResponse(status: 200, headers: headers, body: .stream(produce))
    }
}
