import KafkaClient
import Kernel
import Observability
import Synchronization

/// Reads the service's topics and deals the messages to the lanes; takes lanes over and gives them back as the group says.
final class ConsumerLoop {
    private let machine: Machine
    private let consumer: KafkaConsumer
    private var paused: Set<TopicPartition> = []
    private var assigned: [TopicPartition] = []
    private var owned: Set<Int> = []
    private var nextCommitNanoseconds: Int64 = 0
    /// Offsets that their topics do not have: looked into until the broker answers.
    private var astray: [TopicPartition: Int64] = [:]
    private var nextProbeNanoseconds: Int64 = 0

    init(_ machine: Machine, _ consumer: KafkaConsumer) {
        self.machine = machine
        self.consumer = consumer
    }

    static func handlers(_ health: MachineHealth, _ statistics: KafkaStatistics) -> KafkaHandlers {
        KafkaHandlers(
            statistics: { statistics.note($0) },
            error: { error in
                if !error.isRetriable || error.code == .allBrokersDown { health.brokerFails("\(error)") }
            })
    }

    /// Until the machine stops. Nothing that Kafka does ends it.
    func run() async {
        while !machine.stopping.load(ordering: .relaxed) {
            await turn()
        }
        await releaseLanes()
        await consumer.close(timeoutMs: 3_000)
    }

    private func turn() async {
        do {
            switch try await consumer.next(max: machine.configuration.batchMax * 2, timeoutMs: 100) {
            case .idle, .endOfPartition: break
            case .messages(let batch): deal(batch)
            case .assigned(let partitions):
                machine.environment.crash.pass(.onAssign)
                await take(partitions)
            case .revoked: await giveBack()
            case .error(let error, let partition, let offset): report(error, partition, offset)
            }
            try await probe()
            try await balance()
            try await commit()
        } catch {
            machine.health.brokerFails("\(error)")
        }
    }

    private func lane(of partition: Int32) -> Int { Int(partition) % machine.queues.count }

    private func deal(_ batch: MessageBatch) {
        for part in batch.partitions { machine.queues[lane(of: part.partition)].push(.messages(batch, part.messages)) }
    }

    // MARK: Ownership

    /// - Parameter younger: partitions whose stored offsets are to be forgotten.
    private func take(_ partitions: [TopicPartition], forgetting younger: [TopicPartition] = []) async {
        var starts: [TopicPartition: StartOffset] = [:]
        for lane in Set(partitions.map { self.lane(of: $0.partition) }) {
            let forgotten = younger.filter { self.lane(of: $0.partition) == lane }
            guard let stored = await acquire(lane, forgetting: forgotten) else { return }
            for partition in partitions where self.lane(of: partition.partition) == lane {
                let key = LaneStore.OffsetKey(topic: partition.topic, partition: partition.partition)
                starts[partition] = stored[key].map(StartOffset.at) ?? .beginning
            }
            owned.insert(lane)
        }
        do {
            try await consumer.assign(starts)
            (assigned, paused) = (partitions, [])
            if astray.isEmpty { machine.health.brokerWorks() }
        } catch {
            machine.health.brokerFails("\(error)")
        }
    }

    /// Tries until the database lets it, or the machine stops.
    private func acquire(_ lane: Int, forgetting younger: [TopicPartition]) async -> [LaneStore.OffsetKey: Int64]? {
        let keys = younger.map { LaneStore.OffsetKey(topic: $0.topic, partition: $0.partition) }
        while !machine.stopping.load(ordering: .relaxed) {
            do {
                return try await withCheckedThrowingContinuation { continuation in
                    if !machine.queues[lane].push(.acquire(forgetting: keys, continuation)) {
                        continuation.resume(throwing: CommandError.unavailable("the service is stopping"))
                    }
                }
            } catch {
                machine.environment.logger.warning(
                    "a lane could not be taken over yet", ["lane": .init(lane)], error: error)
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
        return nil
    }

    private func giveBack() async {
        await releaseLanes()
        do { try await consumer.unassign() } catch { machine.health.brokerFails("\(error)") }
        machine.health.brokerFails("partitions are being assigned anew")
    }

    private func releaseLanes() async {
        // All at once: each waits a while for acknowledgements, which do not come if the broker is away.
        await withTaskGroup(of: Void.self) { group in
            for queue in owned.map({ machine.queues[$0] }) {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        if !queue.push(.release(continuation)) { continuation.resume() }
                    }
                }
            }
        }
        (owned, assigned, paused, astray) = ([], [], [], [:])
    }

    // MARK: Back-pressure, offsets, errors

    /// Pauses the partitions of lanes that have more waiting than they should, and resumes them at half of that.
    private func balance() async throws(KafkaError) {
        let limit = machine.configuration.backlogMax
        let full = assigned.filter { !paused.contains($0) && machine.queues[lane(of: $0.partition)].backlog > limit }
        let relieved = paused.filter { machine.queues[lane(of: $0.partition)].backlog < limit / 2 }
        if !full.isEmpty { try await consumer.pause(full) }
        if !relieved.isEmpty { try await consumer.resume(relieved) }
        paused = paused.union(full).subtracting(relieved)
    }

    private func commit() async throws(KafkaError) {
        let now = machine.environment.monotonicNanoseconds()
        guard now >= nextCommitNanoseconds else { return }
        nextCommitNanoseconds = now + 2_000_000_000
        let offsets = machine.stored.take().filter { assigned.contains($0.key) }
        if !offsets.isEmpty { try await consumer.commit(offsets) }
    }

    private func report(_ error: KafkaError, _ partition: TopicPartition?, _ offset: Int64?) {
        machine.health.brokerFails("\(error)")
        guard error.code == .offsetOutOfRange, let partition else { return }
        astray[partition] = offset ?? .max
        nextProbeNanoseconds = 0
    }

    /// Once a second while something is wrong: whether the broker answers again, and has what was not there before.
    private func probe() async throws(KafkaError) {
        let now = machine.environment.monotonicNanoseconds()
        guard let first = assigned.first, machine.health.brokerFailure != nil, now >= nextProbeNanoseconds else {
            return
        }
        nextProbeNanoseconds = now + 1_000_000_000
        // Asked first, because it keeps to its time limit while no broker answers; a question for watermarks does not.
        _ = try await consumer.partitions(of: first.topic, timeoutMs: 500)
        var found: [TopicPartition] = [], younger: [TopicPartition] = []
        for (partition, offset) in astray {
            let present = try await consumer.watermarks(of: partition, timeoutMs: 1_000)
            if offset < present.lowerBound {
                reportGap(partition, offset)
            } else {
                found.append(partition)
                if offset > present.upperBound { younger.append(partition) }
            }
        }
        for partition in found { astray[partition] = nil }
        for partition in younger { reportYounger(partition) }
        // Assigned anew, because a seek does not wake a partition that stopped for want of its offset.
        if !found.isEmpty { return await take(assigned, forgetting: younger) }
        if astray.isEmpty { machine.health.brokerWorks() }
    }

    private func reportGap(_ partition: TopicPartition, _ offset: Int64) {
        machine.health.brokerFails(
            """
            \(partition.topic)/\(partition.partition) no longer has offset \(offset): what lies between was lost to retention. Have the owner \
            publish it again ('marketctl republish'), then go past the gap ('marketctl offsets forget').
            """)
    }

    /// A broker that forgets, or a topic made anew: read from its beginning. The journal drops what comes again.
    private func reportYounger(_ partition: TopicPartition) {
        machine.environment.logger.warning(
            "a topic is younger than what was read of it; reading it from its beginning",
            ["topic": .string(partition.topic), "partition": .init(Int(partition.partition))])
    }
}
