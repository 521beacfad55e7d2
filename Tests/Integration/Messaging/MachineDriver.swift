import EventContracts
import KafkaClient
import Kernel
import Messaging
import Observability
import PostgresClient
import TestKit

/// Speaks to a harness' machine as the world would: through topics and the database.
struct MachineDriver {
    let harness: MachineHarness
    let machine: Machine
    let producer: KafkaProducer
    let reader: KafkaConsumer
    let database: PostgresConnection

    struct Published: Hashable {
        let id: String
        let key: String
        let sequence: String
        let balance: Int64
    }

    init(_ harness: MachineHarness, _ machine: Machine) async throws {
        self.harness = harness
        self.machine = machine
        let options: KafkaOptions = ["bootstrap.servers": harness.bootstrapServers]
        producer = try KafkaProducer(options: KafkaOptions.producer.with(options))
        reader = try KafkaConsumer(
            options: KafkaOptions.consumer.with(options).with("group.id", "reader").with("fetch.wait.max.ms", "10"))
        database = try await PostgresConnection.connect(harness.schema)
        var starts: [TopicPartition: StartOffset] = [:]
        for partition in 0..<MachineHarness.laneCount {
            starts[TopicPartition(harness.events, Int32(partition))] = .beginning
        }
        try await reader.assign(starts)
    }

    func close() async {
        await producer.close(timeoutMs: 1_000)
        await reader.close(timeoutMs: 1_000)
        await database.close()
    }

    /// Puts one message on the commands topic.
    func post(
        _ id: String, account: String, fen: Int64 = 0, order: String = "O-1", body: [UInt8]? = nil,
        type: String = PostingWire.PostAmountV1.type, source: String = "/test", time: String = "2026-11-21T08:00:00Z"
    ) async throws {
        let message = PostingWire.PostAmountV1(
            accountId: account, orderId: order, amount: Money(fen: fen), currency: .cny, kind: .credit,
            at: Instant(microseconds: 0))
        var batch = RecordBatch()
        let payload = body ?? message.json()
        batch.append(key: Array(account.utf8).span, value: payload.span)
        for (name, value) in [
            ("ce_specversion", "1.0"), ("ce_id", id), ("ce_source", source),
            ("ce_type", type), ("ce_time", time),
        ] { batch.addHeader(name, value) }
        try await producer.send(batch, to: harness.commands)
    }

    /// Puts a record without a payload on the commands topic.
    func bury(_ account: String) async throws {
        var batch = RecordBatch()
        batch.append(key: Array(account.utf8).span, value: nil)
        try await producer.send(batch, to: harness.commands)
    }

    /// The next `count` events of the service's topic, in the order per key in which they lie there.
    func published(_ count: Int) async throws -> [Published] {
        var found: [Published] = []
        for _ in 0..<200 where found.count < count {
            guard case .messages(let batch) = try await reader.next(max: 1_000, timeoutMs: 100) else { continue }
            for message in batch.messages { found.append(try read(message, batch)) }
        }
        return found
    }

    private func read(_ message: MessageBatch.Message, _ batch: MessageBatch) throws -> Published {
        func header(_ name: StaticString) -> String {
            batch.header(named: name, of: message)?.value.map { String(decoding: batch.bytes[$0], as: UTF8.self) } ?? ""
        }
        let body = try PostingWire.AccountPostedV1(json: Array(batch.bytes[message.value ?? 0..<0]))
        return Published(
            id: header("ce_id"), key: message.key.map { String(decoding: batch.bytes[$0], as: UTF8.self) } ?? "",
            sequence: header("ce_sequence"), balance: body.balance.fen)
    }

    /// Waits until the condition holds, at most some seconds: what depends on it then says what is wrong.
    func wait(until condition: () -> Bool) async throws {
        for _ in 0..<750 where !condition() { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// Waits until a query's single number is the one expected; gives the last one seen.
    func number(_ sql: SQL, becomes expected: Int64) async throws -> Int64 {
        var last: Int64 = -1
        for _ in 0..<750 {
            last = try await database.query(sql)[0].get(0)
            if last == expected { break }
            harness.clock.advance(by: .milliseconds(100))
            machine.wake()
            try await Task.sleep(for: .milliseconds(20))
        }
        return last
    }
}

/// Runs `body` against a machine that is up, on a schema and a broker of its own.
func withMachine(
    _ service: ServiceDefinition? = nil, _ body: (MachineHarness, Machine, MachineDriver) async throws -> Void
) async throws {
    try await SchemaLease.withSchema { schema in
        let harness = try await MachineHarness(schema: schema)
        let machine = try harness.machine(service: service)
        let driver = try await MachineDriver(harness, machine)
        async let running: Void = machine.run()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(harness, machine, driver))
        } catch {
            outcome = .failure(error)
        }
        machine.stop()
        await running
        await driver.close()
        try outcome.get()
    }
}
