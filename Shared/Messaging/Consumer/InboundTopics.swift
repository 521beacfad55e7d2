import KafkaClient

/// The partitions of the topics that a service reads, dealt to its lanes: all whose number leaves the lane's when divided by the
/// number of lanes.
struct InboundTopics {
    private let names: [String]
    private let laneCount: Int
    private var partitions: [String: Int] = [:]

    init(names: [String], laneCount: Int) {
        self.names = names
        self.laneCount = laneCount
    }

    /// A topic that is not there.
    var missing: String? { names.first { partitions[$0, default: 0] == 0 } }

    func partitions(of lane: Int) -> [TopicPartition] {
        names.flatMap { name in
            stride(from: lane, to: partitions[name, default: 0], by: laneCount).map { TopicPartition(name, Int32($0)) }
        }
    }

    /// Asks the broker; true if something has been added. What it does not answer stays as it was known.
    @discardableResult
    mutating func refresh(_ consumer: KafkaConsumer) async -> Bool {
        var hasGrown = false
        for name in names {
            guard let found = try? await consumer.partitions(of: name, timeoutMs: 2_000).count else { continue }
            if found > partitions[name, default: 0] {
                partitions[name] = found
                hasGrown = true
            }
        }
        return hasGrown
    }
}
