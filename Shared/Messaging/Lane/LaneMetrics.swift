import Observability

/// What the lanes count.
struct LaneMetrics: Sendable {
    let inputs: Counter
    let duplicates: Counter
    let skipped: Counter
    let parked: Counter
    let events: Counter
    let batchSize: Histogram

    init(_ registry: MetricsRegistry) {
        inputs = registry.counter("machine_inputs_applied_total", help: "Inputs whose effects were committed.")
        duplicates = registry.counter("machine_inputs_duplicate_total", help: "Inputs dropped because the journal has them.")
        skipped = registry.counter("machine_messages_skipped_total", help: "Messages of types this service does not read.")
        parked = registry.counter("machine_inputs_parked_total", help: "Inputs set aside, and those behind them.")
        events = registry.counter("machine_events_total", help: "Events committed for publication.")
        batchSize = registry.histogram(
            "machine_batch_inputs", help: "Inputs per transaction.", upperBounds: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000])
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
