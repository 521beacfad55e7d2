package import JSON
package import Observability

/// A request whose head was checked and whose body has arrived whole, unless its operation streams it.
package struct HTTPRequest: Sendable {
    package let method: HTTPMethod
    package let target: RequestTarget
    package let headers: HTTPHeaders
    package internal(set) var body: [UInt8]
    /// The body, which is as the operation describes it; an object without members for none. Nil if the operation describes no body.
    package internal(set) var json: JSONValue?
    /// Set if and only if the operation streams its body; `body` is then empty.
    package internal(set) var bodyStream: BodyReader?
    /// The client's numeric address, or that of the proxy in front of us.
    package let remoteAddress: String
    /// From a valid `traceparent` header.
    package let traceContext: TraceContext?
    /// Decoded values of the route's `{name}` segments.
    package internal(set) var pathParameters: [String: String] = [:]
    /// The template of the matched route, such as `/orders/{orderId}`.
    package internal(set) var route = ""
    /// The matched operation's id.
    package internal(set) var operationID = ""
    /// Who asks; set when the request carried a valid credential, always on routes not open to anyone.
    package internal(set) var principal: Principal?
    /// The validated `Idempotency-Key`.
    package internal(set) var idempotencyKey: String?

    package init(
        method: HTTPMethod, target: RequestTarget, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [],
        remoteAddress: String = ""
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
        traceContext = headers["traceparent"].flatMap(TraceContext.init(traceparent:))
    }

    /// The path as it stood in the request line.
    package var path: String { String(target.path) }

    package var query: QueryParameters { target.query }

    /// The decoded value of a segment the route's template names.
    /// - Throws: `Problem` 404 for a name that is not in the template, so that a slip shows in the first test.
    package func parameter(_ name: String) throws(Problem) -> String {
        guard let value = pathParameters[name] else { throw .notFound("The route \(route) has no segment {\(name)}.") }
        return value
    }

    /// Who asks, on routes that require a credential.
    /// - Throws: `Problem` 401 on a route open to anyone when no credential came.
    package func authenticatedPrincipal() throws(Problem) -> Principal {
        guard let principal else { throw .unauthenticated("Send a bearer token in the Authorization header.") }
        return principal
    }
}
