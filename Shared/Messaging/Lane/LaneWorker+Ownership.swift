import Kernel
import Observability
import PostgresClient

extension LaneWorker {
    typealias Offsets = [LaneStore.OffsetKey: LaneStore.NextOffset]

    /// Takes the lane over: fences any owner before, and finds what is left to publish, to deliver and to call.
    func acquire(forgetting forgotten: [LaneStore.OffsetKey], _ continuation: CheckedContinuation<Offsets, any Error>) {
        do throws(PostgresError) {
            continuation.resume(returning: try takeOver(forgetting: forgotten))
        } catch {
            tolerate(error)
            continuation.resume(throwing: error)
        }
    }

    private func takeOver(forgetting forgotten: [LaneStore.OffsetKey]) throws(PostgresError) -> Offsets {
        guard connection.open(for: .owner), let store else {
            throw PostgresError(.connectFailed, "the database is out of reach")
        }
        let taken: LaneStore.TakenOver
        do throws(PostgresError) {
            taken = try store.takeOver(
                by: environment.instance, topics: environment.inboundTopics, lanes: environment.laneCount,
                forgetting: forgotten)
        } catch {
            if error.sqlState == .lockNotAvailable { _ = try store.breakSilentLock() }
            throw error
        }
        connection.works()
        becomeGuest()
        ownership = .owner(epoch: taken.epoch)
        environment.owned.insert(number)
        relay.restart(after: taken.acknowledged)
        mayHaveParked = true
        cleanBatches = 0
        recent.clear()
        deadlines = LaneDeadlines()
        deadlines.messagesWaiting = true
        return taken.offsets
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

    /// What is under way is the next owner's: it finds all of it in Kafka and in the tables.
    func becomeGuest() {
        ownership = .guest
        states.clear()
        environment.owned.remove(number)
        environment.health.databaseReachable(lane: number)
        environment.health.publication.note(lane: number, nil)
        effects.wait(for: [])
        dropHeld()
    }

    /// Somebody else took the lane: the consumer is told, which takes it back if the group still says so.
    func lost(to whom: StaticString, dropping dropped: Int = 0) {
        becomeGuest()
        environment.fenced(number)
        environment.logger.warning(
            "the lane was taken over",
            ["lane": .init(number), "by": .string("\(whom)"), "inputs_dropped": .init(dropped)])
    }

    /// The partitions' next owner reads them again; applied late by a guest they would come out of order.
    func dropHeld() {
        effects.drop(held)
        held.removeAll { $0.reply == nil }
    }

    /// After each turn: acknowledgements, deadlines, what others left in the database.
    func lookAround() {
        guard isOwner, store != nil else { return }
        takeAcknowledgements()
        let now = environment.clock(), monotonic = environment.monotonicNanoseconds()
        environment.metrics.relay(
            lane: number, backlog: relay.backlog, age: Instant.Span(microseconds: relay.age(at: monotonic) / 1_000))
        environment.metrics.waiting(lane: number, inputs: queue.backlog)
        if let reading = relay.reading(at: monotonic) { read(reading, monotonic) }
        if relay.isMarkDue(at: monotonic) {
            mark()
            relay.planMark(at: monotonic)
        }
        if deadlines.poll <= monotonic { poll(monotonic) }
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
                environment.metrics.markCommits.increment()
                relay.didMark(acknowledged)
            } else {
                deadlines.pollNow()
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
    private func poll(_ monotonic: Int64) {
        guard let store, case .owner(let epoch) = ownership else { return }
        do throws(PostgresError) {
            let found = try store.look(at: environment.clock())
            connection.answers()
            guard found.epoch == epoch else { return lost(to: "another instance") }
            notice(mark: found.acknowledged)
            let news = found.nextNumber - 1 > relay.handed || found.hasMessages
            relay.notice(nextNumber: found.nextNumber)
            if found.hasMessages { deadlines.messagesWaiting = true }
            deadlines.timer = found.timerDue
            deadlines.effect = found.effectDue
            deadlines.parked = found.parkedCount > 0 ? try store.parkedDue() : nil
            mayHaveParked = found.parkedCount > 0
            tellLeft(found.leftToNewer)
            persons.notice(generation: found.personGeneration)
            environment.metrics.parked(lane: number, count: found.parkedCount)
            deadlines.pollEveryMs = news ? 50 : min(deadlines.pollEveryMs * 2, environment.pollMaxMs)
            deadlines.poll = monotonic + Int64(deadlines.pollEveryMs) * 1_000_000
            if deadlines.messagesWaiting || relay.reading(at: monotonic) != nil { queue.wake() }
        } catch { tolerate(error) }
    }

    /// Says once of what is left alone that it is.
    private func tellLeft(_ count: Int64) {
        defer { leftToNewer = count }
        guard count > leftToNewer else { return }
        environment.logger.warning(
            "timers or effects are due that a newer build has written; they wait for an instance of that build",
            ["lane": .init(number), "count": .init(count)])
    }

    /// A mark that went backwards is an operator's request to publish again from there.
    func notice(mark acknowledged: Int64) {
        guard isOwner, relay.notice(marked: acknowledged) else { return }
        environment.logger.info("events are published again", ["lane": .init(number), "after": .init(acknowledged)])
    }

    /// A statement of the lane's own failed: nothing is lost by it, it comes again on a new connection.
    func tolerate(_ error: PostgresError) {
        if !error.connectionLost {
            environment.logger.error("a lane's own statement failed", ["lane": .init(number)], error: error)
        }
        lose([], outcomeUnknown: false, error)
    }
}
