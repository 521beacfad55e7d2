import Kernel
import Observability

/// What the lanes count.
struct LaneMetrics: Sendable {
    let inputs: Counter
    let duplicates: Counter
    let skipped: Counter
    let parked: Counter
    let events: Counter
    let publicationFailures: Counter
    let batchSize: Histogram
    let decisionTime: Histogram
    let commitTime: Histogram
    /// Transactions of the lanes that wrote something: of batches, of marks by themselves, of effects to be tried again.
    let batchCommits: Counter
    let markCommits: Counter
    let retryCommits: Counter
    let unknownTypes: Counter
    let upkeep: UpkeepMetrics
    /// Per lane.
    let relayBacklog: [Gauge]
    let relayAge: [Gauge]
    let waitingInputs: [Gauge]
    let parkedInputs: [Gauge]

    init(_ registry: MetricsRegistry, laneCount: Int) {
        inputs = registry.counter("machine_inputs_applied_total", help: "Inputs whose effects were committed.")
        duplicates = registry.counter(
            "machine_inputs_duplicate_total", help: "Inputs dropped because they are known.")
        skipped = registry.counter(
            "machine_messages_skipped_total", help: "Messages of types this service does not read.")
        parked = registry.counter("machine_inputs_parked_total", help: "Inputs set aside, and those behind them.")
        events = registry.counter("machine_events_total", help: "Events committed for publication.")
        publicationFailures = registry.counter(
            "machine_publication_failures_total", help: "Times that Kafka or its client did not take a lane's events.")
        batchSize = registry.histogram(
            "machine_batch_inputs", help: "Inputs per transaction.",
            upperBounds: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000])
        decisionTime = registry.histogram(
            "machine_decision_seconds", help: "Time to decide a batch in memory.",
            upperBounds: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5])
        func commits(_ what: String) -> Counter {
            registry.counter(
                "machine_commits_total", help: "Transactions that the lanes committed, by what they wrote.",
                labels: ["of": what])
        }
        batchCommits = commits("batch")
        markCommits = commits("mark")
        retryCommits = commits("retry")
        commitTime = registry.histogram(
            "machine_commit_seconds", help: "Time to write and commit a batch.",
            upperBounds: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5])
        unknownTypes = registry.counter(
            "machine_messages_unknown_type_total", help: "Messages of types that no contract of this build knows.")
        upkeep = UpkeepMetrics(registry)
        waitingInputs = (0..<laneCount).map { lane in
            registry.gauge(
                "machine_waiting_inputs", help: "Inputs taken and not decided yet.", labels: ["lane": "\(lane)"])
        }
        parkedInputs = (0..<laneCount).map { lane in
            registry.gauge(
                "machine_parked_inputs", help: "Inputs set aside at the moment, those behind them included.",
                labels: ["lane": "\(lane)"])
        }
        relayBacklog = (0..<laneCount).map { lane in
            registry.gauge(
                "machine_relay_backlog_events", help: "Events committed and not acknowledged by Kafka.",
                labels: ["lane": "\(lane)"])
        }
        relayAge = (0..<laneCount).map { lane in
            registry.gauge(
                "machine_relay_age_seconds",
                help: "How long the oldest event handed to Kafka waits for its acknowledgement.",
                labels: ["lane": "\(lane)"])
        }
    }

    /// - Parameters:
    ///   - backlog: events committed and not acknowledged by Kafka.
    ///   - age: how long the oldest event handed to Kafka has been waiting for its acknowledgement.
    func relay(lane: Int, backlog: Int64, age: Instant.Span) {
        relayBacklog[lane].set(Double(backlog))
        relayAge[lane].set(Double(age.microseconds) / 1e6)
    }

    func waiting(lane: Int, inputs: Int) { waitingInputs[lane].set(Double(inputs)) }

    func parked(lane: Int, count: Int64) { parkedInputs[lane].set(Double(count)) }

    func committed(nanoseconds: Int64) {
        batchCommits.increment()
        commitTime.observe(Double(nanoseconds) / 1e9)
    }

    func batch(_ batch: SortedBatch) {
        inputs.increment(by: batch.plan.applied.count)
        duplicates.increment(by: batch.duplicates)
        skipped.increment(by: batch.skipped)
        parked.increment(by: batch.plan.parked.count)
        events.increment(by: batch.plan.events.count)
        batchSize.observe(Double(batch.plan.applied.count))
    }
}
