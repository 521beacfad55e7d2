import EventContracts
import FoundationEssentials
import KafkaClient
import Kernel
import Messaging
import Observability
import PostgresClient
import Synchronization
import TestKit

/// One service with the Tally aggregate, on a schema and topics of its own: on the Apache Kafka that TEST_KAFKA names, else on an
/// in-process broker.
final class MachineHarness: Sendable {
    let schema: PostgresConfiguration
    private let broker: MockCluster?
    let bootstrapServers: String
    let topicPrefix: String
    let clock: VirtualClock
    let echo: EchoBox
    /// Of all its machines.
    let metrics = MetricsRegistry()

    static let laneCount = 2
    /// Whether the broker is one that a test can do something to.
    static let isBrokerOwn = ProcessInfo.processInfo.environment["TEST_KAFKA"] == nil
    var commands: String { topicPrefix + Topics.postingCommands }
    var events: String { topicPrefix + "marketplace.tally.events.v1" }

    init(schema: PostgresConfiguration) async throws {
        self.schema = schema
        let cluster = ProcessInfo.processInfo.environment["TEST_KAFKA"]
        broker = cluster == nil ? try MockCluster() : nil
        bootstrapServers = cluster ?? broker?.bootstrapServers ?? ""
        topicPrefix = cluster == nil ? "" : "\(schema.searchPath[0])."
        clock = VirtualClock(at: Instant(rfc3339: "2026-11-21T08:00:00Z") ?? Instant(microseconds: 0))
        echo = EchoBox()
        if let broker {
            for topic in [commands, events] { try broker.createTopic(topic, partitions: Self.laneCount) }
        } else {
            let admin = try KafkaAdmin(options: KafkaOptions.admin.with("bootstrap.servers", bootstrapServers))
            try await admin.create(
                [commands, events].map { KafkaAdmin.NewTopic($0, partitions: Self.laneCount, replication: 1) })
        }
        let connection = try await PostgresConnection.connect(schema)
        try await MachineSchema.migrate(
            connection,
            service: [
                Migration(
                    version: 1, name: "tally",
                    sql: Array("CREATE TABLE seen (id text, total int CHECK (total < 1000))".utf8))
            ],
            lanes: Self.laneCount)
        await connection.close()
    }

    /// Cuts all connections to the broker.
    func cutConnections() throws {
        try broker?.setDown(broker: 1)
        try broker?.setUp(broker: 1)
    }

    /// Puts the machine "one" out of its group, as another process of the same name does.
    ///
    /// - Parameter times: and those that follow it, on a broker of the test's own.
    func putOut(times: Int = 1) async throws {
        if let broker {
            broker.pushErrors(apiKey: 12, Array(repeating: .fencedInstanceID, count: times))
            return
        }
        let options = KafkaOptions.consumer.with(configuration.kafka)
            .with(["group.id": topicPrefix + "tally", "group.instance.id": configuration.instance])
        let rival = try KafkaConsumer(options: options, topics: [events])
        for _ in 0..<300 {
            if case .assigned = try await rival.next(max: 1, timeoutMs: 100) { break }
        }
        await rival.close(timeoutMs: 1_000)
    }

    var configuration: MachineConfiguration {
        var configuration = MachineConfiguration(
            database: schema,
            kafka: [
                "bootstrap.servers": bootstrapServers, "session.timeout.ms": "6000", "heartbeat.interval.ms": "1000",
                "statistics.interval.ms": "200",
            ], keyring: .ofTests, laneCount: Self.laneCount, instance: "one")
        configuration.pollMaxMs = 200
        configuration.comparesClocks = false
        configuration.topicPrefix = topicPrefix
        return configuration
    }

    /// - Parameter service: another one than the tally's, on its topics.
    func machine(
        instance: String = "one", crash: CrashPoints = .none, service: ServiceDefinition? = nil,
        keyring: PersonKeyring = .ofTests, logger: Logger = .silent, tracer: Tracer? = nil
    ) throws -> Machine {
        var configuration = configuration
        configuration.instance = instance
        configuration.keyring = keyring
        return try Machine(
            service ?? tallies, configuration, clock: clock, monotonic: clock, logger: logger,
            metrics: metrics, tracer: tracer, crash: crash)
    }

    private var tallies: ServiceDefinition {
        let echo = echo
        let tally = AggregateDefinition(
            Tally.self,
            publish: { event, context in
                guard case .added(let amount) = event else { return nil }
                return PostingWire.AccountPostedV1(
                    accountId: context.id, orderId: "O-1", version: context.version,
                    balance: Money(fen: Int64(context.state.total)),
                    outcome: amount < 0 ? .debited : .credited, causationId: context.cause.inputID, currency: .cny,
                    at: context.cause.now)
            },
            project: { event, context in
                if case .broke = event { return ["INSERT INTO seen VALUES (\(context.id), 5000)"] }
                return ["INSERT INTO seen VALUES (\(context.id), \(Int32(context.state.total)))"]
            },
            represent: { state in Array("{\"total\":\(state.total)}".utf8) })
        return ServiceDefinition(
            name: "tally", aggregates: [tally],
            inbound: [
                InboundRoute(tombstoneOn: Topics.postingCommands) { [Delivery(Tally.self, id: $0, input: .add(-5))] },
                InboundRoute(Topics.postingCommands, PostingWire.PostAmountV1.self) { message, _ in
                    let amount = Int(message.amount.fen)
                    return [
                        Delivery(
                            Tally.self, id: message.accountId,
                            input: message.orderId == "break" ? .breakDatabase : .add(amount))
                    ]
                },
            ],
            effects: [EffectHandler(Echo.self) { call in try await echo.answer(call) }])
    }
}

/// The outside that the Echo effect calls: what it was asked, and what it is told to do.
final class EchoBox: Sendable {
    private let state = Mutex((failures: 0, silences: 0, calls: [(id: String, attempt: Int)]()))

    private let (silence, unending) = AsyncStream<Void>.makeStream()

    /// The next call is heard, and its answer never comes.
    func keepSilentOnce() { state.withLock { $0.silences = 1 } }

    func fail(times: Int) { state.withLock { $0.failures = times } }

    var calls: [(id: String, attempt: Int)] { state.withLock { $0.calls } }

    func answer(_ call: EffectCall<Echo>) async throws -> Delivery? {
        let isSilent = state.withLock { state in
            defer { state.silences = 0 }
            return state.silences > 0
        }
        let fails = state.withLock { state in
            state.calls.append((call.effectID, call.attempt))
            guard state.failures > 0 else { return false }
            state.failures -= 1
            return true
        }
        if isSilent { for await _ in silence {} }
        if fails { throw EchoDown() }
        let word = call.request.word
        let id = word.hasPrefix("for ") ? String(word.dropFirst(4)) : call.aggregateID
        return Delivery(Tally.self, id: id, input: .answered(word))
    }

    struct EchoDown: Error {}
}
