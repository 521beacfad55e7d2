import KafkaClient
import Observability
import Synchronization

/// Offsets that were read before and are not there now.
extension ConsumerLoop {
    /// True if nothing is astray any more.
    func lookIntoAstray() async throws(KafkaError) -> Bool {
        var younger: [TopicPartition] = [], found: [TopicPartition] = []
        for (tp, reported) in astray {
            let offset = min(reported, .max - 1)
            let present = try await consumer.watermarks(of: tp, timeoutMs: 1_000)
            // The record before the position may be gone while everything from the position on is there.
            let next = expected[tp] == nil ? offset : offset + 1
            if next < present.lowerBound {
                reportGap(tp, next)
            } else if offset > present.upperBound {
                younger.append(tp)
            } else {
                found.append(tp)
                if offset < present.lowerBound { pass(tp, to: next) }
            }
        }
        if !younger.isEmpty { await readFromBeginning(younger) }
        if !found.isEmpty {
            for tp in found { astray[tp] = nil }
            try await consumer.assign(starts)
        }
        return astray.isEmpty
    }

    private func pass(_ tp: TopicPartition, to next: Int64) {
        expected[tp] = nil
        positions[tp] = next
    }

    private func reportGap(_ tp: TopicPartition, _ offset: Int64) {
        machine.health.brokerFails(
            """
            \(tp.topic)/\(tp.partition) no longer has offset \(offset): what lies between was lost to retention. Have the owner \
            publish it again ('marketctl republish'), then go past the gap ('marketctl offsets forget').
            """)
    }

    /// A broker that forgets, or a topic made anew: what was read of it is no longer there, though its offsets may be. What comes
    /// again is known and dropped.
    func readFromBeginning(_ younger: [TopicPartition]) async {
        for tp in younger {
            astray[tp] = nil
            log.warning(
                "a topic is not the one that was read before; reading it from its beginning",
                ["topic": .string(tp.topic), "partition": .init(Int(tp.partition))])
        }
        await start(Set(younger.map { lane(of: $0.partition) }), forgetting: younger)
    }

    // MARK: Taking over

    /// Tries each until the database lets it, or the machine stops; all at once, so that one that has to wait delays no other.
    func acquire(_ lanes: Set<Int>, forgetting younger: [TopicPartition]) async -> [Int: LaneWorker.Offsets] {
        await withTaskGroup(of: (Int, LaneWorker.Offsets?).self) { group in
            for lane in lanes {
                let keys = younger.filter { self.lane(of: $0.partition) == lane }
                    .map { LaneStore.OffsetKey(topic: $0.topic, partition: $0.partition) }
                group.addTask { [machine] in (lane, await machine.acquire(lane, forgetting: keys)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }
}

extension Machine {
    fileprivate func acquire(_ lane: Int, forgetting keys: [LaneStore.OffsetKey]) async -> LaneWorker.Offsets? {
        while !stopping.load(ordering: .relaxed) {
            do {
                return try await withCheckedThrowingContinuation { continuation in
                    if !queues[lane].push(.acquire(forgetting: keys, continuation)) {
                        continuation.resume(throwing: CommandError.unavailable("the service is stopping"))
                    }
                }
            } catch {
                environment.logger.warning("a lane could not be taken over yet", ["lane": .init(lane)], error: error)
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
        return nil
    }
}
