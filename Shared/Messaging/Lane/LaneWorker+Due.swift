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
            if deadlines.messagesWaiting {
                deadlines.messagesWaiting = false
                let waiting = try store.messages(limit: environment.batchMax)
                if waiting.count == environment.batchMax { deadlines.messagesWaiting = true }
                inputs += waiting.map { row in
                    factory.input(
                        id: row.id, origin: .internalMessage(number: row.number), key: row.key, type: "internal",
                        occurredAt: row.occurredAt,
                        trace: row.trace, body: row.body)
                }
            }
            if let due = deadlines.timer, due <= now { inputs += try dueTimers(store, now) }
            if let due = deadlines.parked, due <= now { inputs += try released(store, now) }
            return inputs
        } catch {
            tolerate(error)
            return []
        }
    }

    private func dueTimers(_ store: LaneStore, _ now: Instant) throws(PostgresError) -> [Input] {
        let due = try store.timers(dueBy: now, limit: environment.batchMax)
        deadlines.timer = nil
        deadlines.poll = now  // tells the next one
        return due.map { row in
            factory.input(
                id: "timer:\(row.key):\(row.name):\(row.due)", origin: .timer(name: row.name, due: row.due),
                key: row.key, type: "timer",
                occurredAt: row.due, trace: "", body: row.body)
        }
    }

    /// Parked inputs that an operator or their back-off lets go again, each with those behind it.
    private func released(_ store: LaneStore, _ now: Instant) throws(PostgresError) -> [Input] {
        deadlines.parked = nil
        deadlines.poll = now
        return try store.released(by: now).map { row in
            let input =
                switch row.origin {
                case .message:
                    factory.rerouted(
                        row.origin, type: row.type, id: row.inputID, occurredAt: row.occurredAt, trace: row.trace,
                        body: row.body)
                default:
                    factory.input(
                        id: row.inputID, origin: row.origin, key: row.key, type: row.type, occurredAt: row.occurredAt,
                        trace: row.trace,
                        body: row.body)
                }
            input.releasedFrom = row.number
            input.releasedAttempts = row.attempts
            return input
        }
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

    func start(_ effect: StoredEffect) -> Bool {
        let queue = queue
        return effects.start(effect) { queue.push(.answer($0)) }
    }

    /// An attempt ended: its answer becomes an input, or the next attempt is planned.
    func take(_ answer: EffectAnswer, into inputs: inout [Input]) {
        let effect = answer.effect
        guard isOwner else { return effects.finish(effect.id) }
        switch answer.outcome {
        case .answered(let delivery?):
            if let input = factory.input(delivery, of: effect, at: environment.clock()) { return inputs.append(input) }
            planRetry(of: effect, "its answer is for an unknown kind of aggregate")
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
            deadlines.effect = min(deadlines.effect ?? due, due)
        } catch { tolerate(error) }
    }
}
