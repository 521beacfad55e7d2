import HTTPClient
import HTTPServer
import KafkaClient
import Observability
import PostgresClient
import Runtime
import Testing

/// A whole service in this process, from configuration to exit code.
@Suite("Serving", .timeLimit(.minutes(1)), .serialized)
struct ServeTests {
    private struct Broken: Error {}
    let client = OutboundHTTPClient()
    let stop = Latch()

    func context(_ more: [String: String] = [:]) throws -> ServiceContext {
        let environment = [
            "DATABASE_URL": "host=none", "KAFKA_BOOTSTRAP_SERVERS": "none:1", "LOG_LEVEL": "error",
            "ENCRYPTION_KEYS": "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ].merging(more) { $1 }
        let source = ConfigurationSource(environment: environment) { _ in throw Broken() }
        let configuration = try Configuration(standardVariables(service: "sample"), source)
        return ServiceContext(name: "sample", build: BuildInfo(version: "1", commit: "c"), configuration: configuration)
    }

    /// A port that was free a moment ago, below the range from which the system hands out ports, so that no other test is given it meanwhile.
    func freePort() async throws -> UInt16 {
        for _ in 0..<500 {
            var configuration = ServerConfiguration()
            configuration.port = .random(in: 20_000..<30_000)
            let application = Application(router: Router(), authenticator: NoAuthentication())
            guard let server = try? Server.start(application, configuration: configuration, clock: SystemClock()) else {
                continue
            }
            await server.shutdown(deadlineMs: 0)
            return server.port
        }
        throw NoFreePort()
    }

    private struct NoFreePort: Error {}

    /// Asks again until it is so; gives up where it never becomes so, instead of spinning beside the other tests for ever.
    func eventually(within turns: Int = 20_000, _ isSo: () async -> Bool) async -> Bool {
        for _ in 0..<turns {
            if await isSo() { return true }
            await Task.yield()
        }
        return false
    }

    private func get(_ port: UInt16, _ path: String) async throws -> (status: Int, text: String) {
        let response = try await client.send(OutboundRequest("GET", "http://127.0.0.1:\(port)\(path)"))
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    func isReady(_ port: UInt16) async -> Bool { (try? await get(port, "/health/ready").status) == 200 }

    @Test("a service becomes ready, answers, is measured, and ends with 0 when asked to stop")
    func wholeLife() async throws {
        let (admin, http) = (try await freePort(), try await freePort())
        let context = try context([
            "ADMIN_PORT": "\(admin)", "HTTP_PORT": "\(http)", "ADMIN_ADDRESS": "127.0.0.1", "HTTP_ADDRESS": "127.0.0.1",
        ])
        let run = Task {
            await serve(context, stop: stop) { context in
                var router = Router()
                router.add(.get, "/things/{id}", Operation(id: "getThing", summary: "A thing.", access: .anyone)) {
                    request in
                    .text(
                        DiagnosticContext.current.trace.map { _ in "traced \(request.pathParameters["id"] ?? "")" }
                            ?? "untraced")
                }
                return [context.httpServer(router, authenticator: NoAuthentication())]
            }
        }
        #expect(await eventually { await isReady(admin) })
        #expect(try await get(http, "/things/7").text == "traced 7")
        // Counted when the answer has gone out, which its reader may be quicker than.
        let counted =
            #"http_server_request_duration_seconds_count{method="GET",route="/things/{id}",status="200"} 1"#
        #expect(await eventually { ((try? await get(admin, "/metrics").text) ?? "").contains(counted) })
        let metrics = try await get(admin, "/metrics").text
        #expect(
            metrics.contains(#"health_check_ok{check="lifecycle"} 1"#)
                && metrics.contains(#"build_info{commit="c",version="1"} 1"#))
        stop.open()
        #expect(await run.value == 0)
        await #expect(throws: OutboundError.self) { try await get(admin, "/health/live") }
    }

    @Test("a dependency that is away leaves the service alive and not ready")
    func dependencyAway() async throws {
        let admin = try await freePort()
        let context = try context([
            "ADMIN_PORT": "\(admin)", "ADMIN_ADDRESS": "127.0.0.1",
            "DATABASE_URL": "host=127.0.0.1 port=1 connect_timeout=2",
        ])
        let run = Task {
            await serve(context, stop: stop) { context in
                var impatient = PostgresPool.Configuration()
                impatient.waitTimeoutMs = 50
                context.health.add(.database(PostgresPool(context.postgresConfiguration, impatient)))
                return []
            }
        }
        let isRed = await eventually {
            let page = (try? await get(admin, "/health/ready").text) ?? ""
            return page.contains(#""name":"database","status":"failing","reason":"PostgreSQL"#)
        }
        #expect(isRed)
        #expect(try await get(admin, "/health/live").status == 200)
        #expect(try await get(admin, "/metrics").text.contains(#"health_check_ok{check="database"} 0"#))
        stop.open()
        #expect(await run.value == 0)
    }

    @Test("spans of sampled requests reach the collector, also those of the last moment")
    func traces() async throws {
        let collector = try TraceCollector()
        let context = try context([
            "ADMIN_PORT": "0", "OTEL_EXPORTER_OTLP_ENDPOINT": collector.address, "OTEL_TRACES_SAMPLER_ARG": "1",
        ])
        let code = await serve(context, stop: stop) { context in
            let work = Component(
                "work", start: { stop.open() }, stop: { await context.tracer.withSpan("last work") { _ in } })
            return [work]
        }
        #expect(code == 0)
        let document = try #require(collector.documents.last)
        #expect(document.contains(#""name":"last work""#) && document.contains(#""stringValue":"sample""#))
        await collector.close()
    }

    @Test("what a service cannot do without is a configuration error, and ends with 78")
    func missingKeys() async throws {
        let context = try context(["ADMIN_PORT": "0"])
        #expect(
            await serve(context, stop: stop) {
                _ = try $0.authenticator(); return []
            } == 78)
        #expect(await serve(context, stop: stop) { _ in throw Broken() } == 1)
    }

    @Test("every pool is among the health checks, and says why it fails")
    func pooled() async throws {
        let context = try context(["DATABASE_URL": "host=127.0.0.1 port=1 connect_timeout=2"])
        let pool = context.postgresPool()
        await context.health.refresh()
        let report = try #require(context.health.reports.first { $0.name == "database" })
        guard case .failing(let reason) = report.status else { throw Broken() }
        #expect(reason.contains("PostgreSQL"))
        await pool.close()
    }

    @Test("calls to the outside are counted by peer and outcome; who is named by outsiders shares one label")
    func outboundCalls() async throws {
        let context = try context()
        let closed = OutboundRequest("GET", "http://127.0.0.1:1/")
        await #expect(throws: OutboundError.self) { try await context.httpClient.send(closed) }
        await #expect(throws: OutboundError.self) {
            try await context.outsideClient(peer: "vendors", .any).send(closed)
        }
        for peer in ["127.0.0.1:1", "vendors"] {
            let series =
                #"http_client_request_duration_seconds_count{method="GET",outcome="could_not_connect",peer="\#(peer)"} 1"#
            #expect(context.metrics.exposition().contains(series), "\(peer)")
        }
    }

    @Test("the clients get what was configured")
    func clientOptions() throws {
        let context = try context([
            "KAFKA_BOOTSTRAP_SERVERS": "a:1,b:2", "KAFKA_OPTION_SECURITY_PROTOCOL": "SSL", "DATABASE_SCHEMA": "other",
        ])
        #expect(
            context.kafkaOptions.values == [
                "bootstrap.servers": "a:1,b:2", "security.protocol": "SSL", "client.id": "marketplace-sample",
            ])
        #expect(
            context.postgresConfiguration.searchPath == ["other"]
                && context.postgresConfiguration.connectionString == "host=none")
    }
}
