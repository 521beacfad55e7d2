import HTTPClient
import HTTPServer
import Kernel
import Observability
import Runtime
import Synchronization
import Testing

@Suite("Health and metrics", .timeLimit(.minutes(1)))
struct HealthTests {
    private let clock = VirtualClock(at: Instant(microseconds: 1_795_249_800_000_000))
    private let journal = Journal()

    /// A dependency whose state the test decides.
    private final class Dependency: Sendable {
        private let status = Mutex(HealthStatus.ok)
        func set(_ status: HealthStatus) { self.status.withLock { $0 = status } }
        func ask() -> HealthStatus { status.withLock { $0 } }
    }

    /// A monitor in a service that runs, which `body` may question.
    private func withRunningService(_ checks: [HealthCheck], _ body: (HealthMonitor) async throws -> Void) async throws
    {
        let board = ServicePhaseBoard(clock: clock), stopped = Latch()
        let monitor = HealthMonitor(clock: clock, logger: journal.logger(.info), board: board)
        for check in checks { monitor.add(check) }
        let idle = Component("idle", start: {}, stop: {})
        let group = ServiceGroup([idle], drainMs: 1_000, board: board, logger: .silent)
        let run = Task {
            _ = await group.run()
            stopped.open()
        }
        while board.current != .running { await Task.yield() }
        try await body(monitor)
        group.stop()
        await stopped.wait()
        #expect(!monitor.isReady)
        await run.value
    }

    @Test("live, ready and metrics answer over HTTP; a dependency that is away makes ready red and leaves live green")
    func overHTTP() async throws {
        let dependency = Dependency()
        let metrics = MetricsRegistry()
        metrics.counter("inputs_total", help: "Inputs.").increment()
        try await withRunningService([HealthCheck("database") { dependency.ask() }]) { monitor in
            let application = Application(
                router: adminRouter(health: monitor, metrics: metrics), authenticator: NoAuthentication())
            let server = try Server.start(application, clock: SystemClock())
            let client = OutboundHTTPClient()
            func get(_ path: String) async throws -> (status: Int, text: String) {
                let response = try await client.send(OutboundRequest("GET", "http://127.0.0.1:\(server.port)\(path)"))
                return (response.status, String(decoding: response.body, as: UTF8.self))
            }
            let unchecked = try await get("/health/ready")
            #expect(unchecked.status == 503 && unchecked.text.contains("not checked yet"))
            await monitor.refresh()
            #expect(try await get("/health/ready").status == 200)

            clock.advance(by: .seconds(60))
            dependency.set(.failing("no connection"))
            await monitor.refresh()
            let red = try await get("/health/ready")
            #expect(red.status == 503)
            #expect(
                red.text.contains(
                    #"{"name":"database","status":"failing","reason":"no connection","since":"2026-11-21T08:31:00.000000Z"}"#
                ))
            #expect(red.text.contains(#"{"name":"lifecycle","status":"ok","since":"2026-11-21T08:30:00.000000Z"}"#))
            #expect(try await get("/health/live").status == 200)
            #expect(try await get("/metrics").text.contains("inputs_total 1\n"))
            await server.shutdown(deadlineMs: 1_000)
        }
    }

    @Test("since tells when the state began, and the log tells each change once")
    func changes() async throws {
        let dependency = Dependency()
        try await withRunningService([HealthCheck("database") { dependency.ask() }]) { monitor in
            await monitor.refresh()
            let began = clock.now()
            clock.advance(by: .seconds(1))
            await monitor.refresh()
            #expect(monitor.reports.last?.since == began && monitor.isReady)
            dependency.set(.failing("gone"))
            for _ in 0..<3 { await monitor.refresh() }
            dependency.set(.ok)
            await monitor.refresh()
            let messages = journal.all.compactMap { line in ["is there", "is away"].first { line.contains($0) } }
            #expect(messages == ["is there", "is away", "is there"])
        }
    }

    @Test("a dependency that was away from the beginning is told")
    func awayFromStart() async throws {
        try await withRunningService([HealthCheck("kafka") { .failing("no broker") }]) { monitor in
            for _ in 0..<3 { await monitor.refresh() }
            #expect(journal.all.count == 1 && journal.all[0].contains(#""check":"kafka","reason":"no broker""#))
        }
    }

    @Test("the process tells what it costs")
    func processMetrics() {
        let metrics = MetricsRegistry()
        registerProcessMetrics(metrics, build: BuildInfo(version: "1.2", commit: "abc"), startEpochSeconds: 5)
        let text = metrics.exposition()
        #expect(
            text.contains("build_info{commit=\"abc\",version=\"1.2\"} 1\n")
                && text.contains("process_start_time_seconds 5\n"))
        for name in [
            "process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds", "process_max_fds",
        ] {
            let value = text.split(separator: "\n").first { $0.hasPrefix("\(name) ") }.flatMap {
                Double($0.dropFirst(name.count + 1))
            }
            #expect((value ?? 0) > 0, "\(name)")
        }
    }

    @Test("the machine's clock tells a time of this century, and does not go back")
    func clocks() {
        let clock = SystemClock()
        let first = clock.monotonicNanoseconds()
        #expect(clock.now() > Instant(microseconds: 1_700_000_000_000_000) && clock.monotonicNanoseconds() >= first)
    }
}
