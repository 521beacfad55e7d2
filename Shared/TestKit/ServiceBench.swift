package import EventContracts
import HTTPClient
package import HTTPServer
import JSON
import KafkaClient
package import Kernel
package import Messaging
package import Observability
package import PostgresClient

/// One service on a schema and a broker of its own, with its HTTP routes on a free port: for tests of what its adapters join.
package final class ServiceBench: Sendable {
    package static let laneCount = 2

    /// Moved by hand; timers and back-offs follow it.
    package let clock: VirtualClock
    package let pool: PostgresPool
    package let machine: Machine
    let http: OutboundHTTPClient
    let address: String
    /// What every answer is held against.
    let interface: DescribedInterface
    private let eventsTopic: String
    private let producer: KafkaProducer
    private let consumer: KafkaConsumer

    /// - Parameters:
    ///   - definition: the service, given the pool of its schema and the bench's clock.
    ///   - router: its routes.
    package static func run(
        migrations: [Migration], definition: (PostgresPool, VirtualClock) throws -> ServiceDefinition,
        router: (Machine, PostgresPool, VirtualClock) throws -> Router, _ body: (ServiceBench) async throws -> Void
    ) async throws {
        try await SchemaLease.withSchema { schema in
            let broker = try MockCluster()
            for topic in Topics.all { try broker.createTopic(topic.name, partitions: laneCount) }
            let connection = try await PostgresConnection.connect(schema)
            try await MachineSchema.migrate(connection, service: migrations, lanes: laneCount)
            await connection.close()
            let clock = VirtualClock(at: Instant(rfc3339: "2026-11-21T08:00:00Z") ?? Instant(microseconds: 0))
            let pool = PostgresPool(schema)
            let service = try definition(pool, clock)
            let machine = try Machine(
                service, configuration(schema, broker), clock: clock, monotonic: clock, logger: .silent,
                metrics: MetricsRegistry())
            let bench = try await ServiceBench(
                machine, pool, clock, broker, eventsOf: service.name, try router(machine, pool, clock))
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await bench.work(body)) } catch { outcome = .failure(error) }
            await pool.close()
            try outcome.get()
        }
    }

    private init(
        _ machine: Machine, _ pool: PostgresPool, _ clock: VirtualClock, _ broker: MockCluster,
        eventsOf service: String, _ router: Router
    ) async throws {
        self.machine = machine
        self.pool = pool
        self.clock = clock
        let options: KafkaOptions = ["bootstrap.servers": broker.bootstrapServers]
        producer = try KafkaProducer(options: KafkaOptions.producer.with(options))
        consumer = try KafkaConsumer(
            options: KafkaOptions.consumer.with(options).with("group.id", "bench").with("fetch.wait.max.ms", "10"))
        eventsTopic = "marketplace.\(service).events.v1"
        var starts: [TopicPartition: StartOffset] = [:]
        for partition in 0..<Self.laneCount { starts[TopicPartition(eventsTopic, Int32(partition))] = .beginning }
        try await consumer.assign(starts)
        var configuration = ServerConfiguration()
        (configuration.address, configuration.port) = ("127.0.0.1", 0)
        server = try Server.start(
            Application(router: router, authenticator: BenchAuthenticator()), configuration: configuration,
            clock: RealTime())
        http = OutboundHTTPClient()
        address = "http://127.0.0.1:\(server.port)"
        let document = try await http.send(OutboundRequest("GET", "\(address)/openapi.json"))
        interface = try DescribedInterface(try JSONValue(document.body))
    }

    private let server: Server

    private static func configuration(_ schema: PostgresConfiguration, _ broker: MockCluster) -> MachineConfiguration {
        var configuration = MachineConfiguration(
            database: schema,
            kafka: [
                "bootstrap.servers": broker.bootstrapServers, "session.timeout.ms": "6000",
                "heartbeat.interval.ms": "1000",
            ],
            keyring: .ofTests, laneCount: laneCount, instance: "bench")
        configuration.pollMaxMs = 100
        return configuration
    }

    private func work(_ body: (ServiceBench) async throws -> Void) async throws {
        async let running: Void = machine.run()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(self)) } catch { outcome = .failure(error) }
        http.close()
        await server.shutdown(deadlineMs: 1_000)
        machine.stop()
        await running
        await producer.close(timeoutMs: 1_000)
        await consumer.close(timeoutMs: 1_000)
        try outcome.get()
        try await SaidEvents.check(in: pool, on: eventsTopic)
    }
}

extension ServiceBench {
    /// Another service says this. A second time with the same `id` it is a duplicate.
    /// - Throws: `JSONError` for what its contract does not allow: no service says it.
    package func publish(_ message: some WireMessage, id: String) async throws {
        _ = try type(of: message).init(json: message.json())
        try await publish(message.json(), as: type(of: message), key: message.orderingKey, id: id)
    }

    /// Somebody sends this as a message of the type, whatever the contract says.
    package func publish(_ payload: [UInt8], as type: any WireMessage.Type, key: String, id: String) async throws {
        let envelope = Envelope(
            id: id, source: "/marketplace/bench", type: type.type, time: clock.now(), subject: key, partitionKey: key,
            sequence: 1)
        var batch = RecordBatch()
        batch.append(key: Array(key.utf8).span, value: payload.span)
        for (name, value) in envelope.headers { batch.addHeader(name, value) }
        try await producer.send(batch, to: type.topic)
    }

    /// The account is gone, as identity says it: by a record without a payload.
    package func bury(_ account: String) async throws {
        var batch = RecordBatch()
        batch.append(key: Array(account.utf8).span, value: nil)
        try await producer.send(batch, to: Topics.accounts)
    }

    /// The next `count` events the service publishes, fewer if they do not come in time.
    package func published(_ count: Int) async throws -> [any WireMessage] {
        var found: [any WireMessage] = []
        for _ in 0..<1_500 where found.count < count {
            pass(.milliseconds(50))
            guard case .messages(let batch) = try await consumer.next(max: 100, timeoutMs: 50) else { continue }
            for message in batch.messages {
                let type =
                    batch.header(named: "ce_type", of: message)?.value.map {
                        String(decoding: batch.bytes[$0], as: UTF8.self)
                    } ?? ""
                let value = Array(batch.bytes[message.value ?? 0..<0])
                if let event = try ContractRegistry.decode(type: type, json: value) { found.append(event) }
            }
        }
        return found
    }

    /// Moves the clock and has timers looked at.
    package func pass(_ span: Instant.Span) {
        clock.advance(by: span)
        machine.wake()
    }

    /// Lets time pass in steps until the condition holds; false if it never does.
    package func eventually(step: Instant.Span = .milliseconds(50), _ condition: () async throws -> Bool) async throws
        -> Bool
    {
        for _ in 0..<1_500 {
            if try await condition() { return true }
            pass(step)
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }
}

/// Believes who says `Authorization: Bench <account> <role> [<vendor>]`.
private struct BenchAuthenticator: Authenticator {
    func authenticate(_ headers: HTTPHeaders) async throws(Problem) -> Principal? {
        let words = (headers["Authorization"] ?? "").split(separator: " ").map(String.init)
        guard (3...4).contains(words.count), words[0] == "Bench" else { return nil }
        return Principal(
            account: words[1], roles: [Role(rawValue: words[2])], vendor: words.count == 4 ? words[3] : nil)
    }
}

/// Time-outs of connections follow the real time, not the bench's.
private struct RealTime: MonotonicClock {
    private let start = ContinuousClock.now

    func monotonicNanoseconds() -> Int64 { Int64((ContinuousClock.now - start) / .nanoseconds(1)) }
}
