import KafkaClient

struct TopicTrouble: Error, CustomStringConvertible {
    let description: String
}

/// Reads whole topics.
struct TopicReader {
    let consumer: KafkaConsumer
    private let lanes: Int

    static func with<R>(_ installation: Installation, _ body: (TopicReader) async throws -> R) async throws -> R {
        let consumer = try KafkaConsumer(
            options: KafkaOptions.consumer.with([
                "bootstrap.servers": installation.brokers, "group.id": "chaos", "fetch.wait.max.ms": "50",
            ]))
        let outcome: Result<R, any Error>
        do { outcome = .success(try await body(TopicReader(consumer: consumer, lanes: installation.lanes))) } catch {
            outcome = .failure(error)
        }
        await consumer.close(timeoutMs: 1_000)
        return try outcome.get()
    }

    /// The offset of the next record, by partition.
    func ends(of topic: String) async throws -> [Int: Int64] {
        var ends: [Int: Int64] = [:]
        for lane in 0..<lanes {
            let offsets = try await consumer.watermarks(of: TopicPartition(topic, Int32(lane)), timeoutMs: 10_000)
            guard offsets.lowerBound == 0 else {
                throw TopicTrouble(
                    description: "\(topic)[\(lane)] has lost its oldest records: send fewer, or set KAFKA_HOME")
            }
            ends[lane] = offsets.upperBound
        }
        return ends
    }

    /// All records before these offsets; those of a partition in order.
    func read(_ topic: String, to ends: [Int: Int64], _ body: (Int, MessageBatch.Message, MessageBatch) -> Void)
        async throws
    {
        try await consumer.assign(
            Dictionary(
                uniqueKeysWithValues: ends.keys.map { (TopicPartition(topic, Int32($0)), StartOffset.beginning) }))
        var next: [Int: Int64] = [:]
        let isAtEnd = { ends.allSatisfy { next[$0.key, default: 0] >= $0.value } }
        var idle = 0
        while !isAtEnd() {
            switch try await consumer.next(max: 10_000, timeoutMs: 1_000) {
            case .messages(let batch):
                idle = 0
                for message in batch.messages {
                    let lane = Int(message.partition)
                    next[lane] = message.offset + 1
                    if message.offset < ends[lane, default: 0] { body(lane, message, batch) }
                }
            case .error(let error, _, _) where !error.isRetriable: throw error
            default:
                idle += 1
                guard idle < 60 else { throw TopicTrouble(description: "\(topic) brings nothing for a minute") }
            }
        }
        try await consumer.unassign()
    }
}

extension MessageBatch {
    func text(_ range: Range<Int>?) -> String { range.map { String(decoding: bytes[$0], as: UTF8.self) } ?? "" }
}
