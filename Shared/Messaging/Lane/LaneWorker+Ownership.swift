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
            (cleanBatches, deadlines) = (0, Deadlines())
            deadlines.messagesWaiting = true
            continuation.resume(returning: taken.offsets)
        } catch {
            if error.connectionLost { lose([], outcomeUnknown: false, error) }
            continuation.resume(throwing: error)
        }
    }

    /// Gives the lane back: waits a while for acknowledgements and marks them; the next owner publishes the rest again.
    func release() {
        dropHeld()
        guard isOwner else { return }
        takeAcknowledgements()
        for _ in 0..<40 where !relay.isIdle {
            queue.waitForWake(timeoutMs: 50)
            takeAcknowledgements()
        }
        mark()
        becomeGuest()
    }

    func becomeGuest() {
        ownership = .guest
        effects.wait(for: [])
        environment.health.publication.note(lane: number, nil)
    }

    /// After each turn: acknowledgements, deadlines, what others left in the database.
    func lookAround() {
        guard isOwner, store != nil else { return }
        takeAcknowledgements()
        let now = environment.clock(), monotonic = environment.monotonicNanoseconds()
        environment.metrics.relay(
            lane: number, backlog: relay.backlog, age: Instant.Span(microseconds: relay.age(at: monotonic) / 1_000))
        if let reading = relay.reading(at: monotonic) { read(reading, monotonic) }
        if relay.isMarkDue(at: monotonic) {
            mark()
            relay.planMark(at: monotonic)
        }
        if deadlines.poll <= now { poll(now) }
        if effects.isCalled || deadlines.effect.map({ $0 <= now }) == true { startDueEffects(now) }
    }

    /// What the producer says of the events that were handed to it.
    func takeAcknowledgements() {
        if let failure = relay.collect(at: environment.monotonicNanoseconds()) {
            environment.metrics.publicationFailures.increment()
            environment.logger.warning(
                "publishing failed; the events come again from the table",
                ["lane": .init(number), "reason": .string("\(failure)")])
        }
        environment.health.publication.note(lane: number, relay.trouble.map { "\($0)" })
    }

    private func mark() {
        guard case .owner(let epoch) = ownership, let acknowledged = relay.unmarked, let store else { return }
        environment.crash.pass(.beforeMark)
        do throws(PostgresError) {
            if try store.mark(acknowledged, from: relay.marked, epoch: epoch) {
                relay.didMark(acknowledged)
            } else {
                deadlines.poll = environment.clock()
            }
        } catch { tolerate(error) }
    }

    /// Publishes from the table what memory does not have.
    private func read(_ reading: Relay.Reading, _ monotonic: Int64) {
        guard let store else { return }
        do throws(PostgresError) {
            relay.publish(try store.events(reading), of: reading, at: monotonic)
        } catch {
            relay.readingFailed(at: monotonic)
            tolerate(error)
        }
    }

    /// Looks for what other instances and operators left for this lane; less often while there is nothing.
    private func poll(_ now: Instant) {
        guard let store, case .owner(let epoch) = ownership else { return }
        do throws(PostgresError) {
            let found = try store.look()
            guard found.epoch == epoch else { return lost(to: "another instance") }
            notice(mark: found.acknowledged)
            let news = found.nextNumber - 1 > relay.handed || found.hasMessages
            relay.notice(nextNumber: found.nextNumber)
            if found.hasMessages { deadlines.messagesWaiting = true }
            deadlines.timer = found.timerDue
            deadlines.effect = found.effectDue
            deadlines.parked = found.hasReleased ? now : found.parkedDue
            deadlines.pollEveryMs = news ? 50 : min(deadlines.pollEveryMs * 2, environment.pollMaxMs)
            deadlines.poll = now + .milliseconds(deadlines.pollEveryMs)
            if deadlines.messagesWaiting { queue.wake() }
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
        guard isOwner, relay.notice(marked: acknowledged) else { return }
        environment.logger.info("events are published again", ["lane": .init(number), "after": .init(acknowledged)])
    }

    private func lost(to whom: StaticString) {
        becomeGuest()
        environment.logger.warning("the lane was taken over", ["lane": .init(number), "by": .string("\(whom)")])
    }

    func tolerate(_ error: PostgresError) {
        if error.connectionLost { return lose([], outcomeUnknown: false, error) }
        environment.logger.error("a lane's own statement failed", ["lane": .init(number)], error: error)
    }
}
