import Kernel
import Observability
import PostgresClient

/// Timers, internal messages, parked inputs and effects of an owned lane.
extension LaneWorker {
    /// What fell due by itself, as inputs.
    func dueInputs() -> [Input] {
        guard let store else { return [] }
        let now = environment.clock()
        do throws(PostgresError) {
            var inputs: [Input] = []
            if deadlines.messagesWaiting { inputs += try waitingMessages(store) }
            if let due = deadlines.timer, due <= now { inputs += try dueTimers(store, now) }
            if let due = deadlines.parked, due <= now { inputs += try released(store, now) }
            return inputs
        } catch {
            tolerate(error)
            return []
        }
    }

    private func waitingMessages(_ store: LaneStore) throws(PostgresError) -> [Input] {
        let waiting = try store.messages(limit: batchLimit)
        deadlines.messagesWaiting = waiting.count == batchLimit
        return waiting.map { row in
            factory.input(
                id: row.id, origin: .internalMessage(number: row.number), key: row.key, type: "internal",
                occurredAt: row.occurredAt, trace: row.trace, body: StoredBody(row.body))
        }
    }

    private func dueTimers(_ store: LaneStore, _ now: Instant) throws(PostgresError) -> [Input] {
        let due = try store.timers(dueBy: now, limit: batchLimit)
        deadlines.timer = nil
        deadlines.pollNow()  // tells the next one
        return due.map { row in
            factory.input(
                id: InputID.timer(row.id), origin: .timer(id: row.id), key: row.key, type: "timer",
                occurredAt: row.due, trace: "", body: StoredBody(row.body))
        }
    }

    /// Parked inputs that an operator or their back-off lets go again, each with those behind it, and those that were given up.
    private func released(_ store: LaneStore, _ now: Instant) throws(PostgresError) -> [Input] {
        let rows = try store.released(by: now, limit: batchLimit)
        deadlines.parked = nil
        deadlines.pollNow()
        return try persons.complete(store) { vault in rows.map { factory.input($0, at: now, vault) } }.0
    }

    // MARK: Effects

    func startDueEffects(_ now: Instant) {
        guard let store else { return }
        deadlines.effect = nil
        do throws(PostgresError) {
            var busy: Set<String> = []
            for effect in try store.effects(dueBy: now, effects.looks) where !start(effect) { busy.insert(effect.port) }
            effects.wait(for: busy)
        } catch { tolerate(error) }
    }

    /// False if its port is busy.
    func start(_ effect: StoredEffect) -> Bool {
        guard let store else { return true }
        let queue = queue
        return effects.start(effect, opened: { self.open(effect, $0, store) }) { queue.push(.answer($0)) }
    }

    private func open(_ effect: StoredEffect, _ format: AnyEffectFormat, _ store: LaneStore) -> Result<
        any Effect, any Error
    > {
        do throws(PostgresError) {
            return try persons.complete(store) { vault in Result { try format.decode(effect.body, vault) } }.0
        } catch { return .failure(error) }
    }

    /// An attempt ended: its answer becomes an input, or the next attempt is planned.
    func take(_ answer: EffectAnswer, into inputs: inout [Input]) {
        let effect = answer.effect
        guard isOwner else { return effects.finish(effect.id) }
        switch answer.outcome {
        case .answered(let delivery?):
            if let input = factory.input(delivery, of: effect, trace: answer.trace) { return inputs.append(input) }
            planRetry(of: effect, "its answer is for an aggregate that this build does not know")
        case .answered(nil): inputs.append(factory.silentAnswer(of: effect))
        case .failed(let reason): planRetry(of: effect, reason)
        }
    }

    private func planRetry(of effect: StoredEffect, _ reason: String) {
        effects.finish(effect.id)
        let due = environment.clock() + EffectRunner.delay(after: effect.attempt, id: effect.id)
        environment.logger.warning(
            "an effect failed and will be tried again",
            [
                "port": .init(effect.port), "effect": .init(effect.id), "attempt": .init(effect.attempt),
                "reason": .init(reason),
            ])
        guard let store else { return }
        do throws(PostgresError) {
            try store.retry(effect, at: due, because: reason)
            environment.metrics.retryCommits.increment()
            deadlines.wake(effectAt: due)
        } catch { tolerate(error) }
    }
}
