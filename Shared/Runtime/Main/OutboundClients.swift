package import HTTPClient
package import Observability

extension ServiceContext {
    /// A client for endpoints that outsiders name, all under one label of the metrics.
    /// - Parameter policy: which addresses it may call.
    package func outsideClient(peer: String, _ policy: AddressPolicy) -> OutboundHTTPClient {
        outboundClient(
            userAgent: "marketplace-\(name)/\(build.version)", caFile: configuration[.caFile], metrics: metrics,
            peer: peer, policy: policy)
    }
}

/// - Parameter peer: the label of calls; nil for the host's name, which only operators may choose, because each makes a series.
package func outboundClient(
    userAgent: String, caFile: String?, metrics: MetricsRegistry, peer: String? = nil, policy: AddressPolicy = .any
) -> OutboundHTTPClient {
    var client = OutboundHTTPClient.Configuration()
    client.caFile = caFile
    client.userAgent = userAgent
    client.addressPolicy = policy
    client.traceparent = { DiagnosticContext.current.trace?.traceparent }
    client.observe = { call in
        metrics.histogram(
            "http_client_request_duration_seconds", help: "Calls to the outside, from their beginning to their end.",
            labels: ["peer": peer ?? call.host, "method": call.method, "outcome": call.outcome]
        ).observe(Double(call.durationUs) / 1e6)
    }
    return OutboundHTTPClient(client)
}
