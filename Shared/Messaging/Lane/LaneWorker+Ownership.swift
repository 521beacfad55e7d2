import Kernel
import Observability
import PostgresClient

extension LaneWorker {
    /// Takes the lane over: fences any owner before, and finds what is left to publish, to deliver and to call.
    func acquire(
        forgetting forgotten: [LaneStore.OffsetKey],
        _ continuation: CheckedContinuation<[LaneStore.OffsetKey: Int64], any Error>
    ) {
        guard let store else {
            return continuation.resume(throwing: CommandError.unavailable("the database is out of reach"))
        }
        do throws(PostgresError) {
            let taken = try store.takeOver(
                by: environment.instance, topics: environment.inboundTopics, lanes: environment.laneCount,
                forgetting: forgotten)
            ownership = .owner(epoch: taken.epoch)
            relay.restart(after: taken.acknowledged)
            marked = taken.acknowledged
            (mustDrain, cleanBatches, deadlines) = (true, 0, Deadlines())
            deadlines.messagesWaiting = true
            continuation.resume(returning: taken.offsets)
        } catch {
            if error.connectionLost { lose([], outcomeUnknown: false, error) }
            continuation.resume(throwing: error)
        }
    }

    /// Gives the lane back: waits a while for acknowledgements and marks them; the next owner publishes the rest again.
    func release() {
        dropHeldMessages()
        guard isOwner else { return }
        relay.reap()
        for _ in 0..<40 where !relay.isIdle {
            queue.waitForWake(timeoutMs: 50)
            relay.reap()
        }
        mark()
        ownership = .guest
    }

    /// After each turn: acknowledgements, deadlines, what others left in the database.
    func lookAround() {
        guard isOwner, store != nil else { return }
        if !relay.reap() {
            environment.logger.warning(
                "publishing failed; the events come again from the table", ["lane": .init(number)])
            mustDrain = true
        }
        let now = environment.clock()
        environment.metrics.relay(
            lane: number, backlog: relay.handed - relay.acknowledged,
            age: relay.oldestHandedAt.map { now - $0 } ?? .seconds(0))
        if mustDrain { drain(now) }
        if let due = deadlines.mark, due <= now { markAndPlan(now) }
        if deadlines.poll <= now { poll(now) }
        if let due = deadlines.effect, due <= now { startDueEffects(now) }
    }

    private func markAndPlan(_ now: Instant) {
        mark()
        deadlines.mark = relay.isIdle && marked == relay.acknowledged ? nil : now + .milliseconds(100)
    }

    private func mark() {
        guard case .owner(let epoch) = ownership, relay.acknowledged > marked, let store else { return }
        environment.crash.pass(.beforeMark)
        do throws(PostgresError) {
            if try store.mark(relay.acknowledged, from: marked, epoch: epoch) {
                marked = relay.acknowledged
            } else {
                deadlines.poll = environment.clock()
            }
        } catch { tolerate(error) }
    }

    /// Publishes from the table what memory does not have: after a crash, a take-over, a foreign commit, a failed shipment.
    private func drain(_ now: Instant) {
        guard let store, !relay.isFull else { return }
        do throws(PostgresError) {
            let events = try store.events(after: relay.handed, limit: 2_000)
            relay.hand(events, at: now)
            deadlines.mark = now + .milliseconds(100)
            if events.count < 2_000 { mustDrain = false } else { queue.wake() }
        } catch { tolerate(error) }
    }

    /// Looks for what other instances and operators left for this lane; less often while there is nothing.
    private func poll(_ now: Instant) {
        guard let store, case .owner(let epoch) = ownership else { return }
        do throws(PostgresError) {
            let found = try store.look()
            guard found.epoch == epoch else { return lost(to: "another instance") }
            notice(mark: found.acknowledged)
            let news = found.nextNumber - 1 > relay.handed || found.hasMessages
            if found.nextNumber - 1 > relay.handed { mustDrain = true }
            if found.hasMessages { deadlines.messagesWaiting = true }
            deadlines.timer = found.timerDue
            deadlines.effect = found.effectDue
            deadlines.parked = found.hasReleased ? now : found.parkedDue
            deadlines.pollEveryMs = news ? 50 : min(deadlines.pollEveryMs * 2, environment.pollMaxMs)
            deadlines.poll = now + .milliseconds(deadlines.pollEveryMs)
            if mustDrain || deadlines.messagesWaiting { queue.wake() }
            try ensurePartitions(store, now)
        } catch { tolerate(error) }
    }

    /// Once a day the owner of the first lane sees to it that the coming months have their partitions.
    private func ensurePartitions(_ store: LaneStore, _ now: Instant) throws(PostgresError) {
        guard number == 0, deadlines.partitions <= now else { return }
        deadlines.partitions = now + .days(1)
        _ = try store.session.query("SELECT ensure_partitions(\(Timestamp(now)))")
    }

    /// A mark that went backwards is an operator's request to publish again from there.
    func notice(mark acknowledged: Int64) {
        guard isOwner, acknowledged != marked else { return }
        let isAsked = acknowledged < marked
        marked = acknowledged
        guard isAsked else { return }
        environment.logger.info("events are published again", ["lane": .init(number), "after": .init(acknowledged)])
        relay.restart(after: acknowledged)
        mustDrain = true
    }

    private func lost(to whom: StaticString) {
        ownership = .guest
        environment.logger.warning("the lane was taken over", ["lane": .init(number), "by": .string("\(whom)")])
    }

    func tolerate(_ error: PostgresError) {
        if error.connectionLost { return lose([], outcomeUnknown: false, error) }
        environment.logger.error("a lane's own statement failed", ["lane": .init(number)], error: error)
    }
}
