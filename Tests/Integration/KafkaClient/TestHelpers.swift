import KafkaClient
import Testing

extension RecordBatch {
    /// Records with the values "from", "from + 1" ...
    static func numbered(_ count: Int, from start: Int = 0) -> RecordBatch {
        var batch = RecordBatch()
        for i in start..<start + count { batch.append(partition: 0, key: nil, value: bytes("\(i)").span) }
        return batch
    }
}

extension TestBroker {
    /// A cluster that a test may break without disturbing others.
    static func fresh() throws -> TestBroker { TestBroker(name: "embedded broker", cluster: try MockCluster()) }

    func filledTopic(records: Int) async throws -> String {
        let topic = try await makeTopic(partitions: 1)
        try await withProducer { try await $0.send(.numbered(records), to: topic) }
        return topic
    }
}

extension KafkaConsumer {
    /// Waits, some seconds at most, for an event of that kind; what comes before it is dropped.
    func first(_ matches: (ConsumerEvent) -> Bool) async throws -> ConsumerEvent {
        for _ in 0..<300 {
            let event = try next(max: 100, timeoutMs: 100)
            if matches(event) { return event }
        }
        throw KafkaError(.timedOut, "the expected event did not come")
    }

    func awaitAssignment() async throws -> [TopicPartition] {
        let event = try await first { if case .assigned = $0 { true } else { false } }
        guard case .assigned(let partitions) = event else { return [] }
        return partitions
    }

    /// Waits, some seconds at most, until nothing can be read any more.
    ///
    /// - Parameter takes: what the group assigns meanwhile.
    func fatalError(taking takes: Bool) throws -> KafkaError {
        for _ in 0..<300 {
            switch try next(max: 100, timeoutMs: 100) {
            case .assigned(let partitions) where takes: try assign(from: .beginning, partitions)
            case .error(let error, _, _) where error.isFatal: return error
            default: break
            }
        }
        throw KafkaError(.timedOut, "no fatal error came")
    }

    func assign(from start: StartOffset, _ partitions: [TopicPartition]) throws {
        try assign(Dictionary(uniqueKeysWithValues: partitions.map { ($0, start) }))
    }

    func take(_ count: Int) async throws -> [String] {
        var values: [String] = []
        for _ in 0..<300 where values.count < count {
            switch try next(max: count - values.count, timeoutMs: 100) {
            case .messages(let batch):
                values += batch.messages.map { String(decoding: batch.bytes[$0.value ?? 0..<0], as: UTF8.self) }
            case .error(let error, _, _) where !error.isRetriable: throw error
            default: break
            }
        }
        return values
    }
}
