import Observability
import Testing

@Suite("Metrics")
struct MetricsTests {
    private let registry = MetricsRegistry()

    @Test("counters, gauges and histograms are written in Prometheus' text format")
    func exposition() {
        registry.counter("inputs_total", help: "Inputs taken.", labels: ["topic": "orders", "outcome": "done"])
            .increment(by: 3)
        registry.gauge("lag", help: "How far \\ behind\nwe are.").set(1.5)
        let histogram = registry.histogram("seconds", help: "Durations.", upperBounds: [0.1, 1])
        for value in [0.1, 0.2, 5] { histogram.observe(value) }
        #expect(
            registry.exposition() == """
                # HELP inputs_total Inputs taken.
                # TYPE inputs_total counter
                inputs_total{outcome="done",topic="orders"} 3
                # HELP lag How far \\\\ behind\\nwe are.
                # TYPE lag gauge
                lag 1.5
                # HELP seconds Durations.
                # TYPE seconds histogram
                seconds_bucket{le="0.1"} 1
                seconds_bucket{le="1"} 2
                seconds_bucket{le="+Inf"} 3
                seconds_sum 5.3
                seconds_count 3

                """)
    }

    @Test("the same name and labels give the same instrument")
    func identity() {
        let first = registry.counter("a_total", help: "A.", labels: ["x": "1", "y": "2"])
        #expect(registry.counter("a_total", help: "A.", labels: ["y": "2", "x": "1"]) === first)
        #expect(registry.counter("a_total", help: "A.", labels: ["x": "2", "y": "2"]) !== first)
    }

    @Test("label values are escaped")
    func labelEscaping() {
        registry.gauge("g", help: "G.", labels: ["v": "a\"b\\c\nd"]).set(.infinity)
        #expect(registry.exposition().contains(#"g{v="a\"b\\c\nd"} +Inf"#))
    }

    @Test("values read at scrape time come from the callback, also when it uses the registry")
    func scrape() {
        let registry = registry
        registry.onScrape("queue_depth", help: "Depth.") {
            registry.counter("scrapes_total", help: "Scrapes.").increment()
            return [MetricSample(labels: ["queue": "b"], value: 2), MetricSample(labels: ["queue": "a"], value: .nan)]
        }
        #expect(registry.exposition().hasSuffix("queue_depth{queue=\"a\"} NaN\nqueue_depth{queue=\"b\"} 2\n"))
        #expect(registry.exposition().contains("scrapes_total 2\n"))
    }

    @Test("labels without bound end in one overflow series")
    func seriesLimit() {
        for index in 0..<(MetricsRegistry.seriesMax + 50) {
            registry.counter("c_total", help: "C.", labels: ["i": "\(index)"]).increment()
        }
        let text = registry.exposition()
        #expect(text.contains("c_total{i=\"overflow\"} 50\n"))
        #expect(text.split(separator: "\n").count == MetricsRegistry.seriesMax + 3)
    }

    @Test("nothing is lost when many tasks count at once")
    func concurrency() async {
        let counter = registry.counter("n_total", help: "N."), gauge = registry.gauge("n", help: "N.")
        let histogram = registry.histogram("h", help: "H.", upperBounds: [1])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 {
                        counter.increment()
                        gauge.add(1)
                        histogram.observe(0.5)
                    }
                }
            }
        }
        #expect(
            counter.value == 80_000 && gauge.value == 80_000 && histogram.count == 80_000 && histogram.sum == 40_000)
    }
}
