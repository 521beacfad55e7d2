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
                if let count = numbers["consumer_lag"]?.int64, count >= 0, partition != "-1" {
                    found["\(topic)/\(partition)"] = Double(count)
                }
            }
        }
        lag.withLock { $0 = found }
    }
}
