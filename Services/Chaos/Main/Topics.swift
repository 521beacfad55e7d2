import EventContracts
import KafkaClient

/// Makes the two topics on a Kafka that has none. Their records bear the broker's time, by which pauses are measured.
func makeTopics(_ installation: Installation) async throws {
    let admin = try KafkaAdmin(options: KafkaOptions.admin.with("bootstrap.servers", installation.brokers))
    try await admin.create(
        [Topics.postingCommands, Topics.postingEvents].map {
            KafkaAdmin.NewTopic(
                $0, partitions: installation.lanes, replication: 1,
                config: ["message.timestamp.type": "LogAppendTime"])
        }, timeoutMs: 30_000)
}
