import EventContracts
import FoundationEssentials
import Glibc
import KafkaClient
import Synchronization

/// Where the postings travel: the Apache Kafka that TEST_KAFKA names, else an embedded broker in a process of its own.
final class Broker: Sendable {
    let bootstrapServers: String
    let topicPrefix: String
    private let port: Int
    private let process = Mutex<ChildProcess?>(nil)

    var commands: String { topicPrefix + Topics.postingCommands }
    var events: String { topicPrefix + Topics.postingEvents }

    /// - Parameter embedded: even where there is a Kafka: for tests that kill it.
    init(prefix: String, embedded: Bool) async throws {
        if !embedded, let cluster = ProcessInfo.processInfo.environment["TEST_KAFKA"] {
            bootstrapServers = cluster
            topicPrefix = "\(prefix)."
            port = 0
            let admin = try KafkaAdmin(options: KafkaOptions.admin.with("bootstrap.servers", cluster))
            try await admin.create(
                [commands, events].map { KafkaAdmin.NewTopic($0, partitions: Rig.laneCount, replication: 1) })
        } else {
            port = try freePort()
            bootstrapServers = "127.0.0.1:\(port)"
            topicPrefix = ""
            try await start()
        }
    }

    /// With empty topics, whatever they held before.
    func start() async throws {
        let topics = [commands, events].flatMap { ["--topic", "\($0):\(Rig.laneCount)"] }
        let broker = try ChildProcess("devbroker", ["--port", "\(port)"] + topics)
        try await wait(for: "the embedded broker; it said: \(broker.log)") { broker.log.contains("ready") }
        process.withLock { $0 = broker }
    }

    func kill() async throws {
        guard let broker = process.withLock({ $0.take() }) else { return }
        broker.signal(SIGKILL)
        _ = try await broker.ended(within: 5)
    }

    /// Leaves nothing behind.
    func close() async throws {
        if port > 0 { return try await kill() }
        try await KafkaAdmin(options: KafkaOptions.admin.with("bootstrap.servers", bootstrapServers)).delete([
            commands, events,
        ])
    }

    // MARK: Speaking with it

    func send(_ postings: some Collection<Load.Posting>) async throws {
        let producer = try KafkaProducer(
            options: KafkaOptions.producer.with("bootstrap.servers", bootstrapServers).with("linger.ms", "0"))
        let outcome = await producer.outcome(of: RecordBatch(postings), to: commands)
        await producer.close(timeoutMs: 1_000)
        if let failure = outcome.firstFailure { throw failure.error }
    }

    /// All that the events topic holds now.
    func history() async throws -> History {
        let consumer = try KafkaConsumer(
            options: KafkaOptions.consumer.with([
                "bootstrap.servers": bootstrapServers, "group.id": "\(topicPrefix)history", "fetch.wait.max.ms": "10",
            ]))
        let outcome: Result<History, any Error>
        do { outcome = .success(try await read(consumer)) } catch { outcome = .failure(error) }
        await consumer.close(timeoutMs: 1_000)
        return try outcome.get()
    }

    private func read(_ consumer: KafkaConsumer) async throws -> History {
        let partitions = (0..<Rig.laneCount).map { TopicPartition(events, Int32($0)) }
        var ends: [Int32: Int64] = [:]
        for partition in partitions {
            ends[partition.partition] = try await consumer.watermarks(of: partition, timeoutMs: 5_000).upperBound
        }
        try await consumer.assign(Dictionary(uniqueKeysWithValues: partitions.map { ($0, .beginning) }))
        var next: [Int32: Int64] = [:]
        var records: [History.Record] = []
        try await wait(for: "the end of \(events)") {
            if case .messages(let batch) = try await consumer.next(max: 5_000, timeoutMs: 50) {
                for message in batch.messages {
                    next[message.partition] = message.offset + 1
                    records.append(record(message, batch))
                }
            }
            return ends.allSatisfy { next[$0.key, default: 0] >= $0.value }
        }
        return History(records: records)
    }

    private func record(_ message: MessageBatch.Message, _ batch: MessageBatch) -> History.Record {
        func text(_ range: Range<Int>?) -> String {
            range.map { String(decoding: batch.bytes[$0], as: UTF8.self) } ?? ""
        }
        return History.Record(
            partition: message.partition, id: text(batch.header(named: "ce_id", of: message)?.value),
            key: text(message.key),
            payload: Array(batch.bytes[message.value ?? 0..<0]))
    }
}

/// A port that nobody listens on now.
func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isFound = unsafe withUnsafeMutablePointer(to: &address) {
        unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
        }
    }
    guard isFound else { throw Trouble("there is no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
}
