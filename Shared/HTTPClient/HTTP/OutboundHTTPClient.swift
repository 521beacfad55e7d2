internal import CCurl

/// Calls outside endpoints. One thread drives all connections; requests wait as suspended tasks, never as threads.
///
/// Connections are kept and used again. Redirects, proxies of the environment and schemes other than http and https are off.
package final class OutboundHTTPClient: Sendable {
    package struct Configuration: Sendable {
        package var userAgent = "marketplace"
        /// Certificates to trust, PEM; nil means the system's.
        package var caFile: String?
        /// `http://host:port`; nil means none, whatever the environment says.
        package var proxyURL: String?
        package var connectionsPerHostMax = 32
        /// Connections kept open to all hosts together.
        package var connectionsMax = 256
        /// Requests under way or waiting for a connection; more are refused with `overloaded`.
        package var requestsMax = 4_096
        package var addressPolicy = AddressPolicy.any
        /// The `traceparent` of who calls, to be sent along; asked on the task of whoever calls.
        package var traceparent: @Sendable () -> String? = { nil }
        /// Told of every call that was made or tried, for metrics; on the thread of whoever called.
        package var observe: @Sendable (OutboundCall) -> Void = { _ in }

        package init() {}
    }

    private let configuration: Configuration
    private let loop: TransferLoop

    package init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        loop = TransferLoop(
            .init(
                connectionsPerHostMax: configuration.connectionsPerHostMax,
                connectionsMax: configuration.connectionsMax,
                transfersMax: configuration.requestsMax))
    }

    deinit { loop.close() }

    /// Ends all requests with `closed`; later ones end so at once.
    package func close() { loop.close() }

    /// Sends the request and gathers the answer. Every status is an answer; only a call without one throws.
    /// Cancelling the task ends the request and throws `cancelled`.
    package func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        try check(request)
        let configuration = configuration
        let headers = curlHeaders(traced(request.headers))
        let end = await loop.perform { complete in
            Transfer(
                responseBytesMax: request.responseBytesMax, headers: headers,
                addressPolicy: configuration.addressPolicy,
                configure: { configure($0, request, configuration) }, complete: complete)
        }
        let host = hostOfURL(request.url) ?? ""
        let error = httpError(end, host: host)
        configuration.observe(
            OutboundCall(
                host: host, method: request.method, outcome: error?.code.rawValue ?? "\(end.responseCode)",
                durationUs: end.durationUs))
        if let error { throw error }
        return OutboundResponse(status: end.responseCode, headers: end.head.compactMap(parseHeader), body: end.body)
    }
}

extension OutboundHTTPClient {
    private func traced(_ headers: [OutboundHeader]) -> [OutboundHeader] {
        guard let traceparent = configuration.traceparent(),
            !headers.contains(where: { $0.name.lowercased() == "traceparent" })
        else { return headers }
        return headers + [OutboundHeader("traceparent", traceparent)]
    }
}

/// A call that has ended.
package struct OutboundCall: Sendable, Hashable {
    /// With its port, where the address names one.
    package let host: String
    package let method: String
    /// The answer's status, or the error's code where there was no answer.
    package let outcome: String
    package let durationUs: Int
}

private func configure(
    _ easy: EasyHandle, _ request: OutboundRequest, _ configuration: OutboundHTTPClient.Configuration
) {
    easy.set(CURLOPT_URL, request.url)
    easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
    easy.set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
    easy.set(CURLOPT_PROXY, configuration.proxyURL ?? "")
    easy.set(CURLOPT_USERAGENT, configuration.userAgent)
    easy.set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeoutMs)
    easy.set(CURLOPT_TIMEOUT_MS, request.totalTimeoutMs)
    easy.setOffset(CURLOPT_MAXFILESIZE_LARGE, request.responseBytesMax)
    easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    // One request per connection at a time, so that the limit of connections per host means what it says.
    easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    if let caFile = configuration.caFile { easy.set(CURLOPT_CAINFO, caFile) }
    if request.redirectsMax > 0 {
        easy.set(CURLOPT_FOLLOWLOCATION, 1)
        easy.set(CURLOPT_MAXREDIRS, request.redirectsMax)
    }
    if !request.isRepeatable { easy.set(CURLOPT_FRESH_CONNECT, 1) }
    configureMethod(easy, request)
}

private func configureMethod(_ easy: EasyHandle, _ request: OutboundRequest) {
    switch request.method {
    case "GET" where request.body.isEmpty: easy.set(CURLOPT_HTTPGET, 1)
    case "HEAD": easy.set(CURLOPT_NOBODY, 1)
    case "POST", "PUT", "PATCH": configureBody(easy, request)
    default:
        if request.body.isEmpty {
            easy.set(CURLOPT_CUSTOMREQUEST, request.method)
        } else {
            configureBody(easy, request)
        }
    }
}

private func configureBody(_ easy: EasyHandle, _ request: OutboundRequest) {
    easy.set(CURLOPT_POST, 1)
    easy.setCopiedBody(request.body)
    if request.method != "POST" { easy.set(CURLOPT_CUSTOMREQUEST, request.method) }
}

/// In libcurl's notation a name with a semicolon is an empty field, and one with a bare colon is left out.
private func curlHeaders(_ headers: [OutboundHeader]) -> [String] {
    // `Expect: 100-continue` would cost a second against servers that do not know it.
    var lines = ["Expect:"]
    if !headers.contains(where: { $0.name.lowercased() == "content-type" }) { lines.append("Content-Type:") }
    for header in headers { lines.append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)") }
    return lines
}

private func parseHeader(_ line: String) -> OutboundHeader? {
    guard let colon = line.firstIndex(of: ":"), !line.hasPrefix("HTTP/") else { return nil }
    return OutboundHeader(String(line[..<colon]), trimmed(line[line.index(after: colon)...]))
}

private func trimmed(_ text: Substring) -> String {
    let start = text.drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
}
