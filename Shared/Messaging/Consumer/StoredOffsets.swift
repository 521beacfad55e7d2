import KafkaClient
import Synchronization

/// Which offsets the lanes have committed to the database: told to Kafka now and then, for tools that show lag.
final class StoredOffsets: Sendable {
    private let offsets = Mutex<[TopicPartition: Int64]>([:])

    func note(_ stored: [LaneStore.OffsetKey: LaneStore.NextOffset]) {
        guard !stored.isEmpty else { return }
        offsets.withLock { offsets in
            for (key, next) in stored { offsets[TopicPartition(key.topic, key.partition)] = next.offset }
        }
    }

    func take() -> [TopicPartition: Int64] {
        offsets.withLock { offsets in
            defer { offsets = [:] }
            return offsets
        }
    }
}
