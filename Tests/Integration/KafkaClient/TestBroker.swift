import Glibc
import KafkaClient
import Synchronization
import Testing

/// The brokers every test of behaviour runs on: the in-process one and, where `TEST_KAFKA` names one, a real one.
struct TestBroker: Sendable, CustomTestStringConvertible {
    static let all = [mock] + real
    static let mock = TestBroker(name: "embedded broker", cluster: shared)

    private static let shared: MockCluster? = try? MockCluster()
    private static let real: [TestBroker] = environment("TEST_KAFKA").map { [TestBroker(name: $0, cluster: nil)] } ?? []
    private static let topics = Atomic(0)

    let name: String
    let cluster: MockCluster?

    var testDescription: String { name }
    var bootstrapServers: String { cluster?.bootstrapServers ?? name }

    static func uniqueName(_ kind: String) -> String {
        "kafka-test-\(kind)-\(getpid())-\(topics.add(1, ordering: .relaxed).newValue)"
    }

    var connection: KafkaOptions { ["bootstrap.servers": bootstrapServers] }
    var producer: KafkaOptions { .producer.with(connection) }
    func consumer(group: String = uniqueName("group")) -> KafkaOptions {
        .consumer.with(connection).with([
            "group.id": group, "session.timeout.ms": "6000", "heartbeat.interval.ms": "500", "fetch.wait.max.ms": "10",
        ])
    }

    func makeTopic(partitions: Int) async throws -> String {
        let name = Self.uniqueName("topic")
        if let cluster {
            try cluster.createTopic(name, partitions: partitions)
        } else {
            try await KafkaAdmin(options: connection).create([.init(name, partitions: partitions)])
        }
        return name
    }

    func withProducer<Result>(
        _ options: KafkaOptions = [:], _ body: (KafkaProducer) async throws -> Result
    ) async throws -> Result {
        let producer = try KafkaProducer(options: self.producer.with(options))
        do {
            let result = try await body(producer)
            await producer.close(timeoutMs: 5000)
            return result
        } catch {
            await producer.close(timeoutMs: 0)
            throw error
        }
    }

    func withConsumer<Result>(
        _ options: KafkaOptions? = nil, topics: [String] = [], _ body: (KafkaConsumer) async throws -> Result
    ) async throws -> Result {
        let consumer = try KafkaConsumer(options: options ?? self.consumer(), topics: topics)
        do {
            let result = try await body(consumer)
            await consumer.close(timeoutMs: 5000)
            return result
        } catch {
            await consumer.close(timeoutMs: 0)
            throw error
        }
    }

    /// Sends the batch and reads as many records back from the beginning.
    func roundTrip(_ batch: RecordBatch, _ topic: String, partitions: Int = 1) async throws -> Received {
        try await withProducer { try await $0.send(batch, to: topic) }
        return try await withConsumer { consumer in
            try await consumer.assign(
                Dictionary(
                    uniqueKeysWithValues: (0..<partitions).map { (TopicPartition(topic, Int32($0)), .beginning) }))
            return try await Received(consumer, count: batch.count)
        }
    }
}

struct Header: Equatable {
    let name: String
    let value: String?

    init(_ name: String, _ value: String?) {
        self.name = name
        self.value = value
    }
}

/// What was read, in a form that can be compared.
struct Received {
    private(set) var batch = MessageBatch.empty
    private(set) var all: [Int32] = []
    private(set) var values: [String?] = []
    private(set) var headers: [[Header]] = []

    init(_ consumer: KafkaConsumer, count: Int) async throws {
        for _ in 0..<300 where values.count < count {
            switch try await consumer.next(max: 1000, timeoutMs: 100) {
            case .messages(let batch): take(batch)
            case .error(let error, _, _) where !error.isRetriable: throw error
            default: break
            }
        }
        try #require(values.count == count)
    }

    func text(_ range: Range<Int>) -> String { Self.text(batch, range) }

    private mutating func take(_ batch: MessageBatch) {
        self.batch = batch
        for partition in batch.partitions {
            for message in batch.messages[partition.messages] {
                all.append(partition.partition)
                values.append(message.value.map { Self.text(batch, $0) })
                headers.append(
                    batch.headers[message.headers].map { header in
                        Header(Self.text(batch, header.name), header.value.map { Self.text(batch, $0) })
                    })
            }
        }
    }

    private static func text(_ batch: MessageBatch, _ range: Range<Int>) -> String {
        String(decoding: batch.bytes[range], as: UTF8.self)
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func environment(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
}
