package import KafkaClient
package import Kernel
package import Observability
package import PostgresClient
import Synchronization

/// What the machine needs of its surroundings.
package struct MachineConfiguration: Sendable {
    package var database: PostgresConfiguration
    package var kafka: KafkaOptions
    /// Put before every topic's name, for several installations on one cluster; mostly empty.
    package var topicPrefix = ""
    /// Where the service's events go; its own events topic if nil.
    package var eventsTopic: String?
    /// Seals what is stored about persons.
    package var keyring: PersonKeyring
    /// Partitions of every topic, and lanes of every service: one number for the whole installation.
    package var laneCount: Int
    /// Names this process among the instances of its service.
    package var instance: String
    /// Whether the name is the same after a restart, which then is no rebalance. A name that is new each time would keep its lanes
    /// waiting for the old one until the session times out.
    package var isStaticMember = true
    /// Inputs per transaction.
    package var batchMax = 2_000
    /// Inputs waiting in a lane above which its partitions are paused and commands refused.
    package var backlogMax = 20_000
    /// Longest wait between looks at what other instances and operators left for this one.
    package var pollMaxMs = 1_000
    /// Whether what is pruned by age has to be old by the database's clock as well; not where time is a test's.
    package var comparesClocks = true
    package var retention = Retention.standard

    package init(
        database: PostgresConfiguration, kafka: KafkaOptions, keyring: PersonKeyring, laneCount: Int, instance: String
    ) {
        self.database = database
        self.kafka = kafka
        self.keyring = keyring
        self.laneCount = laneCount
        self.instance = instance
    }
}

/// Runs a service: its lanes, its consumer, its relay, its timers and its effects. `run` it once; `submit` commands any time.
package final class Machine: Sendable {
    package let health: MachineHealth
    let configuration: MachineConfiguration
    let service: ServiceDefinition
    let queues: [LaneQueue]
    let environment: LaneEnvironment
    let stopping = Atomic<Bool>(false)
    let stored = StoredOffsets()
    let fencedLanes = FencedLanes()
    private let makeConsumer: ConsumerLoop.Make
    private let firstConsumer: KafkaConsumer
    private let serverSample: ServerSample

    /// - Parameter tracer: nil where nothing is traced.
    /// - Throws: `KafkaError` naming an option librdkafka does not know.
    package init(
        _ service: ServiceDefinition, _ configuration: MachineConfiguration, clock: any WallClock,
        monotonic: any MonotonicClock,
        logger: Logger, metrics: MetricsRegistry, tracer: Tracer? = nil, crash: CrashPoints = .none
    ) throws(KafkaError) {
        self.service = service
        self.configuration = configuration
        health = MachineHealth(logger: logger)
        let queues = (0..<configuration.laneCount).map { _ in LaneQueue() }
        self.queues = queues
        let statistics = KafkaStatistics(metrics)
        let producerOptions = KafkaOptions.producer.with(Self.batchedByLanes).with(Self.statisticsInterval)
            .with(configuration.kafka).with("message.timeout.ms", "0")
        let producer = try ProducerSupply(
            health: health.publication, monotonic: { monotonic.monotonicNanoseconds() }
        ) { onError throws(KafkaError) in
            try KafkaProducer(
                options: producerOptions, handlers: KafkaHandlers(statistics: { statistics.note($0) }, error: onError))
        }
        serverSample = ServerSample(metrics)
        let sessions = LaneSessions(configuration.database)
        metrics.onScrape("machine_connections", help: "The lanes' connections to PostgreSQL by use.") {
            sessions.counts.map { MetricSample(labels: ["use": $0.use], value: Double($0.count)) }
        }
        let stored = stored, fenced = fencedLanes
        let laneMetrics = LaneMetrics(metrics, laneCount: configuration.laneCount)
        environment = LaneEnvironment(
            service: service, topicPrefix: configuration.topicPrefix,
            eventsTopic: configuration.eventsTopic
                ?? "\(configuration.topicPrefix)marketplace.\(service.name).events.v1",
            laneCount: configuration.laneCount, instance: configuration.instance,
            sessions: sessions, owned: OwnedLanes(), producer: producer,
            keyring: configuration.keyring, persons: KnownPersons(),
            effects: EffectPorts(service.effects.mapValues(\.concurrency)), clock: { clock.now() },
            monotonicNanoseconds: { monotonic.monotonicNanoseconds() }, logger: logger,
            metrics: laneMetrics, tracer: tracer, health: health, crash: crash, batchMax: configuration.batchMax,
            pollMaxMs: configuration.pollMaxMs, look: { queues[$0].push(.look) }, committed: { stored.note($0) },
            fenced: { fenced.note($0) },
            noteUnknownType: UnknownTypes(logger: logger, count: laneMetrics.unknownTypes).note)
        var options = KafkaOptions.consumer.with(Self.statisticsInterval).with(configuration.kafka)
            .with("group.id", configuration.topicPrefix + service.name)
        if configuration.isStaticMember { options = options.with("group.instance.id", configuration.instance) }
        makeConsumer = { [options, health, topic = environment.eventsTopic] () throws(KafkaError) in
            try KafkaConsumer(
                options: options, topics: [topic], handlers: ConsumerLoop.handlers(health, statistics))
        }
        firstConsumer = try makeConsumer()
    }

    /// A lane hands over whole batches: waiting for more would only cost time.
    private static let batchedByLanes: KafkaOptions = ["linger.ms": "0"]
    private static let statisticsInterval: KafkaOptions = ["statistics.interval.ms": "5000"]

    /// Runs until `stop` is called and everything under way is finished.
    package func run() async {
        let lanes = queues.enumerated().map { number, queue in
            LaneThread { [environment] in LaneWorker(number: number, environment: environment, queue: queue) }
        }
        let listener = configuration.database.searchPath.first.map {
            CallListener(
                configuration.database, schema: $0, queues: queues, sample: serverSample,
                monotonic: environment.monotonicNanoseconds)
        }
        listener?.start()
        let upkeep = Task { [upkeep = Upkeep(configuration, environment)] in
            await upkeep.run()
        }
        await ConsumerLoop(self, firstConsumer, makeConsumer).run()
        listener?.stop()
        upkeep.cancel()
        await upkeep.value
        for queue in queues { queue.stop() }
        for lane in lanes { await lane.finished() }
        await environment.producer.close(timeoutMs: 2_000)
    }

    /// Ends `run`: no new command is taken, what was taken is finished.
    package func stop() {
        stopping.store(true, ordering: .relaxed)
    }

    /// Has an aggregate decide a command, and returns when what follows from it is committed.
    ///
    /// - Parameters:
    ///   - idempotency: with it, a repeat of the command gets the first answer.
    ///   - inputID: unique; needed only without `idempotency`.
    /// - Throws: `Rejection` if a rule forbids it; `CommandError` if it could not be decided.
    package func submit<D: Decider>(
        _: D.Type, id: String, _ input: D.Input, idempotency: Idempotency? = nil, inputID: String, trace: String = ""
    ) async throws -> CommandResult {
        guard let aggregate = service.aggregates[D.kind] else { throw UnfitInput(kind: D.kind) }
        let queue = queues[KeyHash.partition(of: id, among: queues.count)]
        guard queue.backlog < configuration.backlogMax else {
            throw CommandError.unavailable("too much is waiting; try again shortly")
        }
        return try await withCheckedThrowingContinuation { continuation in
            let reply = CommandReply(idempotency: idempotency, continuation)
            let id = LaneWork.Command(
                aggregate: aggregate, id: id, inputID: InputID.command(idempotency?.id ?? inputID),
                trace: trace, input: input,
                reply: reply)
            if !queue.push(.command(id)) { reply.settle(.failed(.unavailable("the service is stopping"))) }
        }
    }

    /// Whether spans are recorded at all.
    package var isTraced: Bool { environment.tracer != nil }

    /// Inputs that wait to be decided, in all lanes.
    package var backlog: Int { queues.reduce(0) { $0 + $1.backlog } }

    /// Makes timers and deadlines be looked at again, after the clock was moved by a test.
    package func wake() {
        for queue in queues { queue.wake() }
    }
}
