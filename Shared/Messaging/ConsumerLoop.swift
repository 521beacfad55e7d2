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

    init(_ machine: Machine, _ consumer: KafkaConsumer) {
        (self.machine, self.consumer) = (machine, consumer)
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
            case .assigned(let partitions): await take(partitions)
            case .revoked: await giveBack()
            case .error(let error, let partition, let offset): try await report(error, partition, offset)
            }
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

    private func take(_ partitions: [TopicPartition], fromBeginning young: TopicPartition? = nil) async {
        machine.environment.crash.pass(.onAssign)
        var starts: [TopicPartition: StartOffset] = [:]
        for lane in Set(partitions.map { self.lane(of: $0.partition) }) {
            guard let stored = await acquire(lane, fromBeginning: young) else { return }
            for partition in partitions where self.lane(of: partition.partition) == lane {
                let key = LaneStore.OffsetKey(topic: partition.topic, partition: partition.partition)
                starts[partition] = stored[key].map(StartOffset.at) ?? .beginning
            }
            owned.insert(lane)
        }
        do {
            try await consumer.assign(starts)
            assigned = partitions
            machine.health.brokerWorks()
        } catch {
            machine.health.brokerFails("\(error)")
        }
    }

    /// Tries until the database lets it, or the machine stops.
    private func acquire(_ lane: Int, fromBeginning young: TopicPartition?) async -> [LaneStore.OffsetKey: Int64]? {
        let forgotten = [young].compactMap(\.self).filter { self.lane(of: $0.partition) == lane }.map {
            LaneStore.OffsetKey(topic: $0.topic, partition: $0.partition)
        }
        while !machine.stopping.load(ordering: .relaxed) {
            do {
                return try await withCheckedThrowingContinuation { continuation in
                    if !machine.queues[lane].push(.acquire(forgetting: forgotten, continuation)) {
                        continuation.resume(throwing: CommandError.unavailable("the service is stopping"))
                    }
                }
            } catch {
                machine.environment.logger.warning("a lane could not be taken over yet", ["lane": .init(lane)], error: error)
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
        for lane in owned {
            await withCheckedContinuation { continuation in
                if !machine.queues[lane].push(.release(continuation)) { continuation.resume() }
            }
        }
        (owned, assigned, paused) = ([], [], [])
    }

    /// A partition that librdkafka refused for its offset is no longer read and cannot be sought in: all are assigned again. Its offset
    /// is forgotten, for by the next start the log may have grown past it.
    private func readAnew(_ partition: TopicPartition) async {
        let partitions = assigned
        await releaseLanes()
        await take(partitions, fromBeginning: partition)
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

    private func report(_ error: KafkaError, _ partition: TopicPartition?, _ offset: Int64?) async throws(KafkaError) {
        guard error.code == .offsetOutOfRange, let partition else { return machine.health.brokerFails("\(error)") }
        let present = try await consumer.watermarks(of: partition, timeoutMs: 5_000)
        if let offset, offset > present.upperBound {
            // A younger log than the one we read: a broker that forgets, or a topic made anew. The journal drops what comes again.
            machine.environment.logger.warning(
                "a topic is younger than what was read of it; reading it from its beginning", ["topic": .string(partition.topic)])
            return await readAnew(partition)
        }
        machine.health.brokerFails(
            """
            \(partition.topic)/\(partition.partition) no longer has offset \(offset.map(String.init) ?? "?"): what lies between was lost to \
            retention. Have the owner publish it again ('marketctl republish'), then go past the gap ('marketctl offsets forget').
            """)
    }
}
