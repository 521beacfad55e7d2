internal import Synchronization

/// All metrics of the process, as Prometheus reads them.
///
/// The same name and labels give the same instrument. A name used for two kinds of metric, or one that Prometheus would refuse,
/// is a mistake in the program and stops it at once.
package final class MetricsRegistry: Sendable {
    /// Labels beyond this many per name share one series labelled `overflow`, so that a label with unbounded values cannot exhaust memory.
    package static let seriesMax = 1_000

    let families = Mutex<[String: MetricFamily]>([:])

    package init() {}

    package func counter(_ name: String, help: String, labels: [String: String] = [:]) -> Counter {
        let series = series(name, help: help, kind: .counter, labels: labels) { .counter(Counter()) }
        guard case .counter(let counter) = series else {
            preconditionFailure("metric \(name) is registered as another kind")
        }
        return counter
    }

    package func gauge(_ name: String, help: String, labels: [String: String] = [:]) -> Gauge {
        let series = series(name, help: help, kind: .gauge, labels: labels) { .gauge(Gauge()) }
        guard case .gauge(let gauge) = series else {
            preconditionFailure("metric \(name) is registered as another kind")
        }
        return gauge
    }

    package func histogram(
        _ name: String, help: String, labels: [String: String] = [:], upperBounds: [Double] = Histogram.latencySeconds
    ) -> Histogram {
        let series = series(name, help: help, kind: .histogram, labels: labels) {
            .histogram(Histogram(upperBounds: upperBounds))
        }
        guard case .histogram(let histogram) = series else {
            preconditionFailure("metric \(name) is registered as another kind")
        }
        return histogram
    }

    /// Reads values when Prometheus asks. `read` runs on the scraping thread and must not block.
    package func onScrape(
        _ name: String, help: String, kind: MetricKind = .gauge, read: @escaping @Sendable () -> [MetricSample]
    ) {
        precondition(kind != .histogram, "metric \(name): a histogram cannot be read from samples")
        families.withLock { families in
            let family = families[name] ?? MetricFamily(name: name, help: help, kind: kind)
            precondition(family.kind == kind, "metric \(name) is registered as another kind")
            families[name] = family.reading(read)
        }
    }

    /// The Prometheus text exposition format, version 0.0.4.
    package func exposition() -> String {
        // Copied out first: callbacks may take locks of their own and must not run under this one.
        let snapshot = families.withLock { $0.values.sorted { $0.name < $1.name } }
        return snapshot.map(prometheusText).joined()
    }

    private func series(
        _ name: String, help: String, kind: MetricKind, labels: [String: String], make: () -> MetricSeries
    ) -> MetricSeries {
        families.withLock { families in
            var family = families[name] ?? MetricFamily(name: name, help: help, kind: kind)
            precondition(family.kind == kind, "metric \(name) is registered as another kind")
            let series = family.series(labels, make: make)
            families[name] = family
            return series
        }
    }
}
