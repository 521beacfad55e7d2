package import HTTPClient
internal import Kernel
package import Observability

/// What Runtime gives a service to build itself from.
package struct ServiceContext: Sendable {
    package let name: String
    package let build: BuildInfo
    package let configuration: Configuration
    package let wallClock: any WallClock
    package let monotonicClock: any MonotonicClock
    package let logger: Logger
    package let metrics: MetricsRegistry
    package let tracer: Tracer
    /// Where the service adds a check for each thing it cannot work without.
    package let health: HealthMonitor
    /// For endpoints that operators configure. Endpoints that outsiders name deserve a client of their own: `outsideClient`.
    package let httpClient: OutboundHTTPClient
    let spans: SpanBuffer
    let board: ServicePhaseBoard

    package init(name: String, build: BuildInfo, configuration: Configuration) {
        let clock = SystemClock()
        self.name = name
        self.build = build
        self.configuration = configuration
        wallClock = clock
        monotonicClock = clock
        logger = Logger(service: name, level: configuration[.logLevel], clock: clock, sink: StandardStreams.writeError)
        metrics = MetricsRegistry()
        board = ServicePhaseBoard(clock: clock)
        health = HealthMonitor(clock: clock, logger: logger, board: board)
        let isTracing = configuration[.traceEndpoint] != nil
        spans = SpanBuffer(capacity: isTracing ? 4_096 : 0)
        tracer = Tracer(
            wallClock: clock, monotonicClock: clock, ratio: isTracing ? configuration[.traceRatio] : 0, buffer: spans,
            random: { .random(in: 0 ... .max) })
        httpClient = outboundClient(
            userAgent: "marketplace-\(name)/\(build.version)", caFile: configuration[.caFile], metrics: metrics)
        registerProcessMetrics(metrics, build: build, startEpochSeconds: Double(clock.now().microseconds) / 1e6)
        registerOwnMetrics()
    }

    private func registerOwnMetrics() {
        let (spans, health) = (spans, health)
        metrics.onScrape(
            "trace_spans_dropped_total", help: "Spans lost because the collector did not take them in time.",
            kind: .counter
        ) {
            [MetricSample(value: Double(spans.droppedCount))]
        }
        metrics.onScrape("health_check_ok", help: "1 if the check passes, 0 if not.") {
            health.reports.map { MetricSample(labels: ["check": $0.name], value: $0.status == .ok ? 1 : 0) }
        }
    }
}
