internal import Crypto
internal import HTTPClient
package import HTTPServer
internal import Kernel
internal import Observability

extension ServiceContext {
    /// Checks bearer tokens against the configured key set, without which the service is not ready. Call it once.
    /// - Throws: `ConfigurationError` when neither a file nor an address of the keys is configured.
    package func authenticator() throws -> any Authenticator {
        let verifier = TokenVerifier(issuer: configuration[.tokenIssuer], audience: configuration[.tokenAudience])
        let (clock, logger) = (wallClock, logger)
        let authenticator = BearerAuthenticator(
            verifier: verifier, nowSeconds: { clock.now().microseconds / 1_000_000 },
            report: { refusal in
                logger.error(
                    "a key of the issuer cannot be used",
                    ["key": .string(refusal.key), "reason": .string(refusal.reason)])
            }, keys: try keySource())
        health.add(
            HealthCheck("token keys") { await authenticator.keyFailure().map { HealthStatus.failing($0) } ?? .ok })
        return authenticator
    }

    /// Serves the router's routes on the service's port, counted, traced and logged. Each request takes part in its caller's trace.
    package func httpServer(_ router: Router, authenticator: any Authenticator) -> Component {
        Component("http server") { life in
            var server = ServerConfiguration()
            server.address = configuration[.httpAddress]
            server.port = UInt16(configuration[.httpPort])
            let application = Application(
                router: router, authenticator: authenticator, middleware: [traced(tracer)],
                observer: RequestTelemetry(metrics: metrics, logger: logger))
            let running = try Server.start(application, configuration: server, clock: monotonicClock)
            metrics.onScrape("http_server_requests_running", help: "Requests being handled.") {
                [MetricSample(value: Double(running.runningRequests))]
            }
            logger.info("http server listens", ["port": LogValue(running.port)])
            life.ready()
            await life.stopRequested()
            await running.shutdown(deadlineMs: Int(configuration[.drainTime].microseconds / 1_000))
        }
    }

    private func keySource() throws -> BearerAuthenticator.KeySource {
        if let path = configuration[.jwksFile] { return { try readFile(path) } }
        guard let url = configuration[.jwksURL] else {
            throw ConfigurationError(
                ConfigurationVariable<String?>.jwksFile, "is not set, and neither is AUTH_JWKS_URL")
        }
        let client = httpClient
        return { try await fetchKeys(url, client) }
    }
}

private func fetchKeys(_ url: String, _ client: OutboundHTTPClient) async throws -> [UInt8] {
    let response = try await client.send(OutboundRequest("GET", url))
    guard response.status == 200 else {
        throw OutboundError(
            .other, "the key set's address answered with status \(response.status)", isRetriable: true,
            mayHaveBeenSent: true)
    }
    return response.body
}

private func traced(_ tracer: Tracer) -> Middleware {
    { request, next in
        try await tracer.withSpan(
            "\(request.method.rawValue) \(request.route)", kind: .server, parent: request.traceContext
        ) { span in
            let response = try await next(request)
            span.set("http.response.status_code", LogValue(response.status))
            return response
        }
    }
}
