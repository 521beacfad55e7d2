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

    var store: LaneStore?
    var ownership = Ownership.guest
    /// Decided or decoded before the connection broke; they go first when it is back.
    var held: [Input] = []
    /// Batches in a row without an input seen before; enough of them, and the journal's key alone is trusted to find one.
    var cleanBatches = 0
    var deadlines = Deadlines()
    var reconnectDelayMs = 0

    enum Ownership: Equatable {
        case guest
        case owner(epoch: Int64)
    }

    /// When the lane has to act next by itself; nil: not known to be needed.
    struct Deadlines {
        var timer: Instant?
        var effect: Instant?
        var parked: Instant?
        var poll = Instant(microseconds: 0)
        var pollEveryMs = 100
        var partitions = Instant(microseconds: 0)
        var messagesWaiting = false
    }

    init(number: Int, environment: LaneEnvironment, queue: LaneQueue) {
        self.number = number
        self.environment = environment
        self.queue = queue
        factory = InputFactory(
            service: environment.service, topicPrefix: environment.topicPrefix, lane: number,
            laneCount: environment.laneCount)
        relay = Relay(
            to: TopicPartition(environment.eventsTopic, Int32(number)),
            source: Envelope.source(of: environment.service.name), wake: { queue.wake() }
        ) { [environment] batch, completion in
            environment.producer.enqueue(batch, to: environment.eventsTopic, completion: completion)
        }
        effects = EffectRunner(
            lane: number, handlers: environment.service.effects, ports: environment.effects, clock: environment.clock,
            crash: environment.crash, wake: { queue.wake() })
    }

    var isOwner: Bool { ownership != .guest }

    func run() {
        while true {
            let taken = queue.take(limit: environment.batchMax, timeoutMs: waitMs())
            if connect() {
                step(taken.works)
            } else {
                refuse(taken.works)
            }
            queue.note(held: held.count)
            if taken.isStopping, taken.works.isEmpty || store == nil { break }
        }
        finish()
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
        case .messages(let batch, let range):
            guard isOwner else { return }  // the partition went to another owner, which reads them again
            for index in range { inputs.append(factory.input(index, of: batch)) }
        case .command(let command): inputs.append(factory.input(command, at: environment.clock()))
        case .answer(let answer): take(answer, into: &inputs)
        case .look: deadlines.messagesWaiting = true
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

    // MARK: The connection

    /// True if there is a connection. Tries once; the wait between tries is the queue's.
    private func connect() -> Bool {
        if store != nil { return true }
        do {
            store = try LaneStore(lane: number, connecting: environment.database)
            reconnectDelayMs = 0
            cleanBatches = 0
            environment.health.databaseReachable(lane: number)
            return true
        } catch {
            reconnectDelayMs = min(max(100, reconnectDelayMs * 2), 2_000)
            environment.health.databaseUnreachable(lane: number, error)
            return false
        }
    }

    private func waitMs() -> Int {
        if store == nil { return reconnectDelayMs }
        if !held.isEmpty { return 0 }
        let now = environment.clock()
        var next = isOwner ? deadlines.poll : now + .seconds(60)
        for deadline in [deadlines.timer, deadlines.effect, deadlines.parked] {
            if let deadline, isOwner, deadline < next { next = deadline }
        }
        if isOwner, let due = relay.due {
            let wait = max(0, due - environment.monotonicNanoseconds())
            next = min(next, now + Instant.Span(microseconds: (wait + 999) / 1_000))
        }
        if isOwner, deadlines.messagesWaiting { return 0 }
        return Int(max(0, (next - now).microseconds + 999) / 1_000)
    }

    /// Without a database nothing can be decided: whoever waits is told, what Kafka or an effect brought is kept.
    private func refuse(_ works: [LaneWork]) {
        for work in works {
            switch work {
            case .command(let command): command.reply.settle(.failed(.unavailable("the database is out of reach")))
            case .messages(let batch, let range): for index in range { held.append(factory.input(index, of: batch)) }
            case .answer(let answer): take(answer, into: &held)
            case .acquire(_, let continuation):
                continuation.resume(throwing: CommandError.unavailable("the database is out of reach"))
            case .release(let continuation):
                becomeGuest()
                dropHeld()
                continuation.resume()
            case .look: break
            }
        }
    }

    /// Drops the connection; what was under way is kept unless somebody waits for it.
    func lose(_ inputs: [Input], outcomeUnknown: Bool, _ error: PostgresError) {
        environment.health.databaseUnreachable(lane: number, error)
        store = nil
        reconnectDelayMs = 0
        for input in inputs {
            guard let reply = input.reply else {
                held.append(input)
                continue
            }
            reply.settle(
                .failed(outcomeUnknown ? .outcomeUnknown : .unavailable("the connection to the database broke")))
        }
    }

    /// The lane's next owner has them from Kafka and the tables; applied late by a guest they would come out of order.
    func dropHeld() {
        effects.drop(held)
        held = []
    }

    private func finish() {
        if store != nil { release() }
        store = nil
    }
}
