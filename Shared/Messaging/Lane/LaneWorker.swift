import EventContracts
import KafkaClient
import Kernel
import Observability
import PostgresClient

/// One lane's thread: takes what arrived, decides it, commits it, hands on what follows.
///
/// Everything here runs on that thread. As owner it also fires timers, delivers internal messages, makes effects and publishes
/// events; as guest it only runs commands, and leaves the rest to the owner.
final class LaneWorker {
    let number: Int
    let environment: LaneEnvironment
    let queue: LaneQueue
    let factory: InputFactory
    let relay: Relay
    let effects: EffectRunner

    var connection: LaneConnection
    var ownership = Ownership.guest
    /// Decided or decoded before the connection broke; they go first when it is back.
    var held: [Input] = []
    /// Inputs per transaction: fewer for a while after one that the database could not manage.
    var batchLimit: Int
    /// Batches in a row without an input seen before; enough of them, and the key of `known_input` alone is trusted to find one.
    var cleanBatches = 0
    let recent = RecentInputs()
    let states = StateCache()
    /// Only the owner parks, so it knows while nothing is.
    var mayHaveParked = true
    var deadlines = LaneDeadlines()
    var persons: LanePersons
    /// Due rows that wait for a newer build, when last looked.
    var leftToNewer: Int64 = 0

    enum Ownership: Equatable {
        case guest
        case owner(epoch: Int64)
    }

    init(number: Int, environment: LaneEnvironment, queue: LaneQueue) {
        self.number = number
        self.environment = environment
        self.queue = queue
        batchLimit = environment.batchMax
        connection = LaneConnection(lane: number, environment: environment)
        persons = LanePersons(environment.keyring, environment.persons)
        factory = InputFactory(
            service: environment.service, topicPrefix: environment.topicPrefix, lane: number,
            laneCount: environment.laneCount, noteUnknownType: environment.noteUnknownType)
        relay = Relay(
            to: TopicPartition(environment.eventsTopic, Int32(number)),
            source: Envelope.source(of: environment.service.name), wake: { queue.wake() }
        ) { [environment] batch, completion in
            environment.producer.enqueue(batch, to: environment.eventsTopic, completion: completion)
        }
        effects = EffectRunner(
            lane: number, handlers: environment.service.effects, ports: environment.effects, clock: environment.clock,
            crash: environment.crash, tracer: environment.tracer, wake: { queue.wake() })
    }

    var isOwner: Bool { ownership != .guest }
    var store: LaneStore? { connection.store }

    func run() {
        while true {
            let taken = queue.take(limit: batchLimit, timeoutMs: waitMs())
            let isReady = !needsDatabase(taken.works) || connect(for: taken.works)
            if isReady { step(taken.works) } else { refuse(taken.works) }
            if !isOwner { connection.giveBack() }
            queue.note(held: held.count)
            if taken.isStopping, taken.works.isEmpty { break }
        }
        if store != nil { release() }
        connection.giveBack()
    }

    private func step(_ works: [LaneWork]) {
        var inputs = held
        held = []
        for work in works { take(work, into: &inputs) }
        if isOwner { inputs += dueInputs() }
        process(inputs)
        lookAround()
    }

    private func take(_ work: LaneWork, into inputs: inout [Input]) {
        switch work {
        case .messages(let batch, let range, let fingerprint):
            guard isOwner else { return }  // the partition went to another owner, which reads them again
            inputs += messages(range, of: batch, fingerprint)
        case .command(let command): inputs.append(factory.input(command, at: environment.clock()))
        case .answer(let answer): take(answer, into: &inputs)
        case .look:
            deadlines.pollNow()
            deadlines.messagesWaiting = true
        case .acquire(let forgotten, let continuation):
            process(inputs)
            inputs = []
            acquire(forgetting: forgotten, continuation)
        case .release(let continuation):
            process(inputs)
            inputs = []
            release()
            continuation.resume()
        }
    }

    private func messages(_ range: Range<Int>, of batch: MessageBatch, _ fingerprint: [UInt8]) -> [Input] {
        let inputs = factory.inputs(range, of: batch, at: environment.clock())
        inputs.last?.fingerprint = fingerprint
        return inputs
    }

    private func waitMs() -> Int {
        if isOwner || !held.isEmpty, store == nil { return connection.waitMs }
        if !held.isEmpty { return 0 }
        guard isOwner else { return 60_000 }
        return deadlines.waitMs(environment.clock(), environment.monotonicNanoseconds(), relayDue: relay.due)
    }

    // MARK: Without a database

    /// A guest has work for it only now and then.
    private func needsDatabase(_ works: [LaneWork]) -> Bool {
        isOwner || !held.isEmpty
            || works.contains { work in
                switch work {
                case .command, .acquire: true
                case .messages, .answer, .release, .look: false
                }
            }
    }

    private func connect(for works: [LaneWork]) -> Bool {
        if store != nil { return true }
        let willOwn = isOwner || works.contains { if case .acquire = $0 { true } else { false } }
        guard connection.open(for: willOwn ? .owner : .guest) else { return false }
        cleanBatches = 0
        deadlines.pollNow()
        return true
    }

    /// Without a database nothing can be decided: whoever waits is told, what Kafka or an effect brought is kept.
    private func refuse(_ works: [LaneWork]) {
        for work in works {
            switch work {
            case .command(let command): command.reply.settle(.failed(.unavailable("the database is out of reach")))
            case .messages(let batch, let range, let fingerprint):
                if isOwner { held += messages(range, of: batch, fingerprint) }
            case .answer(let answer): take(answer, into: &held)
            case .acquire(_, let continuation):
                continuation.resume(throwing: CommandError.unavailable("the database is out of reach"))
            case .release(let continuation):
                becomeGuest()
                continuation.resume()
            case .look: break
            }
        }
    }

    /// Drops the connection, which broke or on which nothing works; what was under way is kept unless somebody waits for it.
    func lose(_ inputs: [Input], outcomeUnknown: Bool, _ error: PostgresError) {
        connection.lose(error)
        states.clear()
        recent.clear()
        for input in inputs {
            guard let reply = input.reply else {
                held.append(input)
                continue
            }
            let reason = "the connection to the database broke"
            reply.settle(.failed(outcomeUnknown ? .outcomeUnknown : .unavailable(reason)))
        }
    }
}
