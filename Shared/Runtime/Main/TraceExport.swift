internal import HTTPClient
internal import Kernel
internal import Observability

/// Sends finished spans to the collector every two seconds, and once more at the end. Nil without a collector.
func traceExport(_ context: ServiceContext) -> Component? {
    guard let endpoint = context.configuration[.traceEndpoint] else { return nil }
    let exporter = SpanExporter(
        buffer: context.spans,
        resource: ["service.name": .string(context.name), "service.version": .string(context.build.version)],
        post: { [client = context.httpClient] document in try await postSpans(document, endpoint, client) })
    let throttle = Throttle(interval: .seconds(60))
    return Component("trace export") { life in
        life.ready()
        while true {
            let goesOn = await life.pause(milliseconds: 2_000)
            do {
                try await exporter.flush()
            } catch {
                if throttle.admit(at: context.wallClock.now()) != nil {
                    context.logger.warning("traces cannot be sent", error: error)
                }
            }
            guard goesOn else { return }
        }
    }
}

private func postSpans(_ document: [UInt8], _ endpoint: String, _ client: OutboundHTTPClient) async throws {
    let url = endpoint.hasSuffix("/") ? "\(endpoint)v1/traces" : "\(endpoint)/v1/traces"
    var request = OutboundRequest(
        "POST", url, headers: [OutboundHeader("Content-Type", "application/json")], body: document)
    // A span that arrives twice is the same span.
    request.isRepeatable = true
    request.totalTimeoutMs = 3_000
    let response = try await client.send(request)
    guard response.isSuccess else { throw TracesRefused(status: response.status) }
}

private struct TracesRefused: LoggableError {
    let status: Int
    var logCode: String { "traces_refused" }
    var logDescription: String { "the collector answered with status \(status)" }
}
