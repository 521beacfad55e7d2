import Observability

/// What is counted of the upkeep of the tables.
struct UpkeepMetrics: Sendable {
    let failures: Counter
    let missing: Gauge
    private let rows: [Retention.Kind: Counter]
    private let months: [Retention.Kind: Counter]

    init(_ registry: MetricsRegistry) {
        failures = registry.counter(
            "machine_upkeep_failures_total", help: "Times that making or pruning partitions and rows failed.")
        missing = registry.gauge(
            "machine_partitions_missing", help: "Monthly partitions that could not be made the last time.")
        func counters(_ name: String, _ help: String) -> [Retention.Kind: Counter] {
            Dictionary(
                uniqueKeysWithValues: Retention.Kind.allCases.map { kind in
                    (kind, registry.counter(name, help: help, labels: ["table": kind.rawValue]))
                })
        }
        rows = counters("machine_pruned_rows_total", "Rows that were pruned one by one.")
        months = counters("machine_pruned_months_total", "Monthly partitions that were pruned whole.")
    }

    func pruned(_ report: Pruning.Report) {
        rows[report.kind]?.increment(by: Int(report.rows))
        months[report.kind]?.increment(by: report.months.count)
    }
}
