package import Observability

/// What happened to one request, for access logs and metrics. Free of queries and bodies, which may hold personal data.
package struct RequestRecord: Sendable {
    package let method: HTTPMethod
    /// The route's template, or `unmatched`; never the path, whose values are without number.
    package let route: String
    package let status: Int
    /// From the arrival of the request's head until its answer was sent or given up.
    package let durationUs: Int64
    package let requestBytes: Int
    /// Of the body; 0 for a stream.
    package let responseBytes: Int
    package let remoteAddress: String
    package let account: String?
    package let traceContext: TraceContext?
    /// The client went away, or the server cut it off, before the answer was sent whole.
    package let wasAborted: Bool
}

/// Is told about requests, on the loop that served them: must not block.
package protocol RequestObserver: Sendable {
    func requestCompleted(_ record: RequestRecord)
    /// An error that a handler did not mean for clients; they saw a 500 with this id.
    func requestFailed(_ error: any Error, errorID: String, request: HTTPRequest)
}

/// Lets a caller wrap every handler, for example in a span.
package typealias Middleware = @Sendable (_ request: HTTPRequest, _ next: Handler) async throws -> HTTPResponse
