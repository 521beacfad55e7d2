import Kernel
import Observability
import PostgresClient

/// What a service's tables need now and then, beside its lanes, on a connection that is there only for that time: partitions for the
/// months to come, and room where months have gone. Of several instances one does it.
struct Upkeep: Sendable {
    /// How long until it is looked after again; sooner after something did not work.
    static let interval: Int64 = 3_600_000_000_000, retryInterval: Int64 = 60_000_000_000

    private let database: PostgresConfiguration
    private let retention: Retention
    private let now: @Sendable () -> Instant
    private let monotonic: @Sendable () -> Int64
    private let logger: Logger
    private let metrics: UpkeepMetrics
    private let comparesClocks: Bool

    init(_ configuration: MachineConfiguration, _ environment: LaneEnvironment) {
        database = configuration.database
        retention = configuration.retention
        comparesClocks = configuration.comparesClocks
        now = environment.clock
        monotonic = environment.monotonicNanoseconds
        logger = environment.logger
        metrics = environment.metrics.upkeep
    }

    /// Until its task is cancelled. Nothing that fails here stops anything else.
    func run() async {
        var due = monotonic()
        while !Task.isCancelled {
            if monotonic() >= due { due = monotonic() + (await turn() ? Self.interval : Self.retryInterval) }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Whether there is nothing left to do for now.
    private func turn() async -> Bool {
        do {
            let connection = try await PostgresConnection.connect(database)
            let outcome: Result<Bool, any Error>
            do { outcome = .success(try await work(connection)) } catch { outcome = .failure(error) }
            await connection.close()
            return try outcome.get()
        } catch {
            guard !Task.isCancelled else { return true }
            metrics.failures.increment()
            logger.warning("upkeep of the tables failed; it is tried again in a minute", error: error)
            return false
        }
    }

    private func work(_ connection: PostgresConnection) async throws -> Bool {
        guard try await Pruning.begin(on: connection) else { return true }
        try await retention.store(on: connection)
        let now = try await present(connection)
        let faults = try await Months.make(around: now, on: connection)
        for fault in faults {
            logger.warning("a monthly partition could not be made", ["partition": .string(fault)])
        }
        metrics.missing.set(Double(faults.count))
        var isComplete = faults.isEmpty
        let pruning = Pruning(retention, now: now, on: connection)
        for kind in Retention.Kind.allCases {
            let report = try await pruning.run(kind)
            tell(report)
            if report.isIncomplete { isComplete = false }
        }
        return isComplete
    }

    /// An instance whose clock is ahead must not take away what is young.
    private func present(_ connection: PostgresConnection) async throws -> Instant {
        guard comparesClocks else { return now() }
        let databaseNow: Timestamp = try await connection.query("SELECT now()")[0].get(0)
        return min(now(), databaseNow.instant)
    }

    private func tell(_ report: Pruning.Report) {
        metrics.pruned(report)
        if !report.months.isEmpty || report.rows > 0 {
            logger.info(
                "pruned by age",
                [
                    "table": .string(report.kind.rawValue), "before": .string(report.before.rfc3339),
                    "months": .string(report.months.joined(separator: " ")), "rows": .init(report.rows),
                ])
        }
        for reason in report.kept { logger.info("kept, though old enough", ["partition": .string(reason)]) }
    }
}
