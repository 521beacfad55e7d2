import JSON
import Observability
import Synchronization

/// Turns librdkafka's statistics into metrics: how far behind the consumer is, what waits in the producer, how brokers answer.
final class KafkaStatistics: Sendable {
    private let lag = Mutex<[String: Double]>([:])
    private let queued: Gauge
    private let roundTrip: Gauge

    init(_ registry: MetricsRegistry) {
        queued = registry.gauge("kafka_producer_queued_messages", help: "Messages in librdkafka's queue.")
        roundTrip = registry.gauge(
            "kafka_broker_round_trip_seconds",
            help: "Round trip to the slowest broker, 99th percentile of the last seconds.")
        registry.onScrape("kafka_consumer_lag", help: "Messages of a partition that this instance has not read yet.") {
            [self] in
            lag.withLock { lag in
                lag.map { partition, count in
                    let parts = partition.split(separator: "/").map(String.init)
                    return MetricSample(labels: ["topic": parts[0], "partition": parts[1]], value: count)
                }
            }
        }
    }

    /// librdkafka gives a lag only once something was read and told to Kafka; before that it follows from where it reads next.
    private static func lag(_ numbers: JSONValue) -> Int64? {
        func number(_ name: String) -> Int64? { numbers[name]?.int64.flatMap { $0 >= 0 ? $0 : nil } }
        if let lag = number("consumer_lag") { return lag }
        guard let end = number("ls_offset") ?? number("hi_offset"),
            let next = number("app_offset") ?? number("next_offset")
        else { return nil }
        return max(0, end - next)
    }

    /// Takes one statistics document; one that cannot be read tells nothing.
    func note(_ document: [UInt8]) {
        guard let statistics = try? JSONValue(document) else { return }
        let trips = statistics["brokers"]?.object?.compactMap { $0.value["rtt"]?["p99"]?.int64 } ?? []
        roundTrip.set(Double(trips.max() ?? 0) / 1e6)
        if statistics["type"]?.string == "producer" { queued.set(Double(statistics["msg_cnt"]?.int64 ?? 0)) }
        guard statistics["type"]?.string == "consumer" else { return }
        var found: [String: Double] = [:]
        for (topic, about) in statistics["topics"]?.object ?? [:] {
            for (partition, numbers) in about["partitions"]?.object ?? [:] {
                if partition != "-1", let count = Self.lag(numbers) {
                    found["\(topic)/\(partition)"] = Double(count)
                }
            }
        }
        lag.withLock { $0 = found }
    }
}
