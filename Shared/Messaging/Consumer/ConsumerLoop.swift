import KafkaClient
import Kernel
import Observability
import Synchronization

/// Holds this instance's lanes and reads their partitions.
///
/// The group's members subscribe to the service's own events topic alone, and read nothing of it: partition p of it is the lease of
/// lane p. Whoever has the lease takes the lane over in the database and reads what belongs to it of every inbound topic. So a lane
/// has one reader however many partitions the topics have, and a new inbound topic moves no lease.
final class ConsumerLoop {
    typealias Make = @Sendable () throws(KafkaError) -> KafkaConsumer

    let machine: Machine
    let make: Make
    /// Closed while a new one is due.
    var consumer: KafkaConsumer
    var succession = ClientSuccession()
    /// When the next consumer is made after one was given up; nil while there is one. Monotonic.
    var nextConsumer: Int64?
    let log: Logger
    /// Lanes that the group gave to this instance; nil while it has no say from the group.
    private var leases: Set<Int>?
    /// What is read, and the next offset that a lane is to get of it; -1 where nothing was read before.
    var positions: [TopicPartition: Int64] = [:]
    /// What the record before the position looked like when it was read: the first one that comes has to look like it.
    var expected: [TopicPartition: [UInt8]] = [:]
    private var paused: Set<TopicPartition> = []
    /// The last assignment failed: nothing is read before it succeeds.
    private var mustAssign = false
    /// What the last record looked like that was dealt of a partition.
    private var dealt: [TopicPartition: [UInt8]] = [:]
    /// Partitions of brokers or topics that were away: others may stand in their places, so that the record before the position is read
    /// again before any more of them is dealt.
    private var doubted: Set<TopicPartition> = []
    /// Offsets that their topics do not have: looked into until the broker answers.
    var astray: [TopicPartition: Int64] = [:]
    private var topics: InboundTopics
    private var nextCommit: Int64 = 0
    private var nextProbe: Int64 = 0
    private var nextTopics: Int64 = 0
    /// Lanes that others took though the lease is ours: not taken back before. Monotonic.
    private var takeBackAt: [Int: Int64] = [:]

    /// - Parameters:
    ///   - consumer: the first one.
    ///   - make: those that follow it.
    init(_ machine: Machine, _ consumer: KafkaConsumer, _ make: @escaping Make) {
        self.machine = machine
        self.consumer = consumer
        self.make = make
        succession.begin(at: machine.environment.monotonicNanoseconds())
        log = machine.environment.logger
        topics = InboundTopics(names: machine.environment.inboundTopics, laneCount: machine.queues.count)
    }

    static func handlers(_ health: MachineHealth, _ statistics: KafkaStatistics) -> KafkaHandlers {
        KafkaHandlers(
            statistics: { statistics.note($0) },
            error: { error in
                if error.code == .allBrokersDown || error.code == .transport { health.brokerGoesAway() }
                if !error.isRetriable || error.code == .allBrokersDown { health.brokerFails("\(error)") }
            })
    }

    /// Until the machine stops. Nothing that Kafka does ends it.
    func run() async {
        while !machine.stopping.load(ordering: .relaxed) {
            if let nextConsumer { await followUp(at: nextConsumer) } else { await turn() }
        }
        await releaseLanes()
        await consumer.close(timeoutMs: 3_000)
    }

    private func turn() async {
        do {
            switch try await consumer.next(max: machine.configuration.batchMax * 2, timeoutMs: 100) {
            case .idle, .endOfPartition: break
            case .messages(let batch): await deal(batch)
            case .assigned(let partitions):
                machine.environment.crash.pass(.onAssign)
                await take(partitions)
            case .revoked: await giveBack()
            case .error(let error, _, _) where error.isFatal: return await giveUp(because: error)
            case .error(let error, let partition, let offset): report(error, partition, offset)
            }
            await takeBack()
            try await lookAfterTopics()
            try await probe()
            try await balance()
            try await commit()
        } catch {
            machine.health.brokerFails("\(error)")
        }
    }

    var monotonic: Int64 { machine.environment.monotonicNanoseconds() }

    // MARK: Leases

    private func take(_ partitions: [TopicPartition]) async {
        let lanes = Set(partitions.map { Int($0.partition) }.filter(machine.queues.indices.contains))
        leases = lanes
        await start(lanes, forgetting: [])
        if astray.isEmpty, topics.missing == nil, !mustAssign { machine.health.brokerWorks() }
    }

    /// Takes lanes over and reads their partitions from where the database says.
    ///
    /// - Parameter younger: partitions whose stored offsets are to be forgotten.
    func start(_ lanes: Set<Int>, forgetting younger: [TopicPartition]) async {
        for tp in positions.keys where lanes.contains(lane(of: tp.partition)) { stopReading(tp) }
        await topics.refresh(consumer)
        for (lane, stored) in await acquire(lanes, forgetting: younger) {
            for tp in topics.partitions(of: lane) {
                let next = stored[LaneStore.OffsetKey(topic: tp.topic, partition: tp.partition)]
                positions[tp] = next.map { $0.fingerprint == nil ? $0.offset : $0.offset - 1 } ?? -1
                expected[tp] = next?.fingerprint
            }
        }
        await read()
    }

    private func stopReading(_ tp: TopicPartition) {
        positions[tp] = nil
        dealt[tp] = nil
        doubted.remove(tp)
        expected[tp] = nil
        astray[tp] = nil
        paused.remove(tp)
    }

    /// Assigned anew as a whole, because a seek does not wake a partition that stopped for want of its offset.
    private func read() async {
        do {
            try await consumer.assign(starts)
            paused = []
            mustAssign = false
            if let missing = topics.missing {
                machine.health.brokerFails("the topic \(missing) does not exist; run 'marketctl topics apply'")
            }
        } catch {
            mustAssign = true
            machine.health.brokerFails("\(error)")
        }
    }

    var starts: [TopicPartition: StartOffset] { positions.mapValues { $0 < 0 ? .beginning : .at($0) } }

    private func giveBack() async {
        await releaseLanes()
        do { try await consumer.unassign() } catch { machine.health.brokerFails("\(error)") }
        machine.health.brokerFails("lanes are being assigned anew")
    }

    func releaseLanes() async {
        // All at once: each waits a while for acknowledgements, which do not come if the broker is away.
        await withTaskGroup(of: Void.self) { group in
            for queue in (leases ?? []).map({ machine.queues[$0] }) {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        if !queue.push(.release(continuation)) { continuation.resume() }
                    }
                }
            }
        }
        leases = nil
        for tp in positions.keys { stopReading(tp) }
        takeBackAt = [:]
        astray = [:]
    }

    /// A lane that somebody took though the group says that it is ours: an instance that hung before it took it over, and that the
    /// group has expelled meanwhile. After a second, in case the group is about to say otherwise.
    private func takeBack() async {
        let now = monotonic
        for lane in machine.fencedLanes.take() where leases?.contains(lane) == true {
            takeBackAt[lane] = now + 1_000_000_000
        }
        let due = Set(takeBackAt.filter { $0.value <= now }.keys)
        guard !due.isEmpty else { return }
        for lane in due { takeBackAt[lane] = nil }
        log.warning(
            "lanes are taken back: the group says they are this instance's", ["lanes": .string("\(due.sorted())")])
        await start(due, forgetting: [])
    }

    // MARK: Dealing

    func lane(of partition: Int32) -> Int { Int(partition) % machine.queues.count }

    private func deal(_ batch: MessageBatch) async {
        if machine.health.takeBrokerWasAway() { doubted = Set(dealt.keys) }
        var others: Set<TopicPartition> = []
        var isDoubtful = false
        for part in batch.partitions {
            let tp = batch.topicPartition(of: part)
            if doubted.contains(tp) { isDoubtful = true; continue }
            guard let range = newMessages(part, of: batch, ofOtherLog: &others), let last = range.last else { continue }
            positions[tp] = batch.messages[last].offset + 1
            let fingerprint = RecordFingerprint.of(last, in: batch)
            dealt[tp] = fingerprint
            machine.queues[lane(of: tp.partition)].push(.messages(batch, range, fingerprint: fingerprint))
        }
        if isDoubtful { await verify() }
        // Last, because its lanes are read anew from what the database says.
        if !others.isEmpty { await readFromBeginning(Array(others)) }
    }

    /// Reads doubted partitions again from the last record that was dealt: another one there, and they are others.
    private func verify() async {
        for tp in doubted {
            guard let fingerprint = dealt[tp], let position = positions[tp], expected[tp] == nil else { continue }
            positions[tp] = position - 1
            expected[tp] = fingerprint
        }
        doubted = []
        await read()
    }

    /// What no lane has got yet; nil if there is nothing, or if the partition is not the one that was read before.
    private func newMessages(
        _ part: MessageBatch.Partition, of batch: MessageBatch, ofOtherLog others: inout Set<TopicPartition>
    ) -> Range<Int>? {
        let tp = batch.topicPartition(of: part)
        guard let position = positions[tp], !others.contains(tp) else { return nil }
        var range = part.messages
        // What was on its way when the partition was assigned anew comes twice.
        while let first = range.first, batch.messages[first].offset < position { range = range.dropFirst() }
        guard let first = range.first else { return nil }
        if let fingerprint = expected.removeValue(forKey: tp), batch.messages[first].offset == position {
            guard RecordFingerprint.of(first, in: batch) == fingerprint else {
                others.insert(tp)
                return nil
            }
            positions[tp] = position + 1
            dealt[tp] = fingerprint
            range = range.dropFirst()
        }
        return range
    }

    // MARK: Topics, back-pressure, offsets

    /// Now and then, and soon after a topic was missing: whether topics have got partitions that are not read yet.
    private func lookAfterTopics() async throws(KafkaError) {
        guard let leases, monotonic >= nextTopics else { return }
        nextTopics = monotonic + (topics.missing == nil ? 60_000_000_000 : 2_000_000_000)
        guard await topics.refresh(consumer) else { return }
        await start(leases, forgetting: [])
        if topics.missing == nil, astray.isEmpty { machine.health.brokerWorks() }
    }

    /// Pauses the partitions of lanes that have more waiting than they should, and resumes them at half of that.
    private func balance() async throws(KafkaError) {
        let limit = machine.configuration.backlogMax
        func backlog(_ tp: TopicPartition) -> Int { machine.queues[lane(of: tp.partition)].backlog }
        let full = positions.keys.filter { !paused.contains($0) && backlog($0) > limit }
        let relieved = paused.filter { backlog($0) < limit / 2 }
        if !full.isEmpty { try await consumer.pause(full) }
        if !relieved.isEmpty { try await consumer.resume(relieved) }
        paused = paused.union(full).subtracting(relieved)
    }

    private func commit() async throws(KafkaError) {
        guard monotonic >= nextCommit else { return }
        nextCommit = monotonic + 2_000_000_000
        let offsets = machine.stored.take().filter { positions[$0.key] != nil }
        if !offsets.isEmpty { try await consumer.commit(offsets) }
    }

    private func report(_ error: KafkaError, _ partition: TopicPartition?, _ offset: Int64?) {
        machine.health.brokerFails("\(error)")
        if error.code == .unknownTopic, let partition {
            doubted.formUnion(dealt.keys.filter { $0.topic == partition.topic })
        }
        guard error.code == .offsetOutOfRange, let partition else { return }
        astray[partition] = offset ?? .max
        nextProbe = 0
    }

    /// Once a second while something is wrong: whether the broker answers again, and has what was not there before.
    private func probe() async throws(KafkaError) {
        guard leases != nil, machine.health.brokerFailure != nil, monotonic >= nextProbe else { return }
        nextProbe = monotonic + 1_000_000_000
        // Asked first, because it keeps to its time limit while no broker answers; a question for watermarks does not.
        _ = try await consumer.partitions(of: machine.environment.eventsTopic, timeoutMs: 500)
        if mustAssign { await read() }
        if try await lookIntoAstray(), topics.missing == nil, !mustAssign { machine.health.brokerWorks() }
    }
}
