import Observability
import Testing

@testable import Messaging

@Suite("Lag of partitions")
struct KafkaStatisticsTests {
    /// A partition's series after a statistics document about it; empty if there is none.
    private func lag(_ numbers: String, partition: String = "3") -> String {
        let registry = MetricsRegistry()
        let statistics = KafkaStatistics(registry)
        statistics.note(
            Array(#"{"type":"consumer","topics":{"t":{"partitions":{"\#(partition)":{\#(numbers)}}}}}"#.utf8))
        let line = registry.exposition().split(separator: "\n").last { $0.hasPrefix("kafka_consumer_lag{") } ?? ""
        return line.split(separator: " ").last.map(String.init) ?? ""
    }

    @Test("is librdkafka's where it has one")
    func told() {
        #expect(lag(#""consumer_lag":7,"ls_offset":100,"app_offset":50"#) == "7")
    }

    @Test("follows from what was read last, or from where reading begins, where nothing was told to Kafka yet")
    func derived() {
        let unknown = #""consumer_lag":-1,"ls_offset":100"#
        #expect(lag(unknown + #","app_offset":90,"next_offset":95"#) == "10")
        #expect(lag(unknown + #","app_offset":-1001,"next_offset":60"#) == "40")
        #expect(lag(#""consumer_lag":-1,"ls_offset":-1001,"hi_offset":0,"app_offset":-1001,"next_offset":0"#) == "0")
        #expect(lag(unknown + #","app_offset":101,"next_offset":-1001"#) == "0")
    }

    @Test("is not guessed of a partition that is not read, or whose end is not known")
    func unknown() {
        #expect(lag(#""consumer_lag":-1,"ls_offset":100,"app_offset":-1001,"next_offset":-1001"#) == "")
        #expect(lag(#""consumer_lag":-1,"ls_offset":-1001,"hi_offset":-1001,"app_offset":5"#) == "")
        #expect(lag(#""consumer_lag":7"#, partition: "-1") == "")
    }
}
