import Kernel
import Observability
import PostgresClient

extension LaneWorker {
    /// Applies the inputs, in one transaction where possible; afterwards each is applied, rejected, parked or held.
    func process(_ inputs: [Input]) {
        guard !inputs.isEmpty else { return }
        var tries = 0
        while true {
            guard store != nil else {
                return lose(inputs, outcomeUnknown: false, PostgresError(.connectionLost, "no connection"))
            }
            switch transact(inputs, poison: nil) {
            case .done: return
            case .again where tries < 10: tries += 1
            case .again(let error), .refused(let error): return divide(inputs, error)
            case .fenced: return fence(inputs)
            case .lost(let error, let outcomeUnknown): return lose(inputs, outcomeUnknown: outcomeUnknown, error)
            }
        }
    }

    /// The database refuses the batch: halves it until the culprit is alone, and parks that.
    private func divide(_ inputs: [Input], _ error: PostgresError) {
        guard inputs.count > 1 else { return parkAlone(inputs[0], error) }
        process(Array(inputs[..<(inputs.count / 2)]))
        process(Array(inputs[(inputs.count / 2)...]))
    }

    private func parkAlone(_ input: Input, _ error: PostgresError) {
        switch transact([input], poison: "the database refuses what follows from it: \(error.description)") {
        case .done: break
        case .fenced: fence([input])
        case .again(let error), .refused(let error), .lost(let error, _): lose([input], outcomeUnknown: false, error)
        }
    }

    private func fence(_ inputs: [Input]) {
        becomeGuest()
        effects.drop(inputs)
        let (kept, dropped) = (inputs.filter { $0.reply != nil }, inputs.count)
        environment.logger.warning(
            "another instance took this lane over",
            ["lane": .init(number), "inputs_dropped": .init(dropped - kept.count)])
        process(kept)
    }

    private enum Outcome {
        case done
        /// A lost race with another transaction, or a duplicate the journal's key found: the same again may pass.
        case again(PostgresError)
        case refused(PostgresError)
        case fenced
        case lost(PostgresError, outcomeUnknown: Bool)
    }

    private func transact(_ inputs: [Input], poison: String?) -> Outcome {
        guard let store else { return .lost(PostgresError(.connectionLost, "no connection"), outcomeUnknown: false) }
        var committing = false
        do throws(PostgresError) {
            let known = try store.begin(question(inputs))
            guard isFencedIn(known) else {
                try store.rollback()
                return .fenced
            }
            notice(mark: known.acknowledged)
            if isOwner { relay.notice(nextNumber: known.nextNumber) }
            let now = environment.clock()
            var sorted = SortedBatch(inputs, known, now: now, poison: poison, factory: factory)
            let begun = environment.monotonicNanoseconds()
            sorted.run(looked: asksJournal)
            environment.metrics.decisionTime.observe(Double(environment.monotonicNanoseconds() - begun) / 1e9)
            environment.crash.pass(.beforeCommit)
            guard sorted.writesAnything else {
                try store.rollback()
                settle(sorted, known, now, committed: false)
                return .done
            }
            takeAcknowledgements()
            committing = true
            let factory = factory
            let acknowledged = isOwner ? max(relay.acknowledged, known.acknowledged) : known.acknowledged
            try store.commit(
                sorted.plan,
                LaneStore.Closing(
                    now: now, known: known, acknowledged: acknowledged, offsets: sorted.offsets, taken: sorted.taken,
                    laneOf: { factory.lane(of: $0) }))
            environment.crash.pass(.afterCommit)
            if isOwner { relay.didMark(acknowledged) }
            settle(sorted, known, now, committed: true)
            return .done
        } catch {
            return failed(error, committing: committing)
        }
    }

    private func failed(_ error: PostgresError, committing: Bool) -> Outcome {
        if error.connectionLost { return .lost(error, outcomeUnknown: committing) }
        do throws(PostgresError) { try store?.rollback() } catch { return .lost(error, outcomeUnknown: false) }
        if error.sqlState == .uniqueViolation, error.table?.hasPrefix("journal") == true || error.table == "idempotency"
        {
            cleanBatches = 0
            return .again(error)
        }
        return error.isRetriable ? .again(error) : .refused(error)
    }

    /// The journal is asked for duplicates only while some were seen lately; else its key finds one, and the batch runs again.
    private var asksJournal: Bool { cleanBatches < 3 }

    private func question(_ inputs: [Input]) -> LaneStore.Question {
        var question = LaneStore.Question()
        question.asksJournal = asksJournal
        for input in inputs {
            if let target = input.target { question.keys.append(text: target.key) }
            if question.asksJournal, !input.id.isEmpty { question.inputIDs.append(text: input.id) }
            if let idempotency = input.reply?.idempotency { question.idempotencyIDs.append(text: idempotency.id) }
        }
        return question
    }

    private func isFencedIn(_ known: LaneStore.Known) -> Bool {
        if case .owner(let epoch) = ownership { known.epoch == epoch } else { true }
    }

    // MARK: After the transaction

    private func settle(_ sorted: SortedBatch, _ known: LaneStore.Known, _ now: Instant, committed: Bool) {
        cleanBatches = sorted.duplicates > 0 ? 0 : cleanBatches + 1
        environment.metrics.batch(sorted)
        for (input, answer) in sorted.plan.answers { input.reply?.settle(answer) }
        guard committed else { return }
        for id in sorted.finishedEffects { effects.finish(id) }
        publish(sorted.plan, known, now)
        follow(sorted.plan, now)
        environment.committed(sorted.offsets)
        process(sorted.deferred)
    }

    private func publish(_ plan: BatchPlan, _ known: LaneStore.Known, _ now: Instant) {
        guard isOwner, !plan.events.isEmpty else { return }
        relay.publish(
            plan.events.enumerated().map { index, event in
                Relay.Event(
                    number: known.nextNumber + Int64(index), occurredAt: now, key: AggregateKey(text: event.key),
                    version: event.version,
                    type: event.type, causationID: Causation.messageID(ofInput: event.cause), trace: event.trace,
                    payload: event.payload)
            }, at: environment.monotonicNanoseconds())
        environment.crash.pass(.afterHandOver)
    }

    private func tell(_ parked: BatchPlan.ParkedRow, waiting: Int) {
        environment.logger.error(
            "an input was parked",
            [
                "lane": .init(number), "key": .string(parked.key), "type": .string(parked.input.type),
                "input": .string(parked.input.id), "source": .string(parked.input.origin.source),
                "reason": .string(parked.reason), "waiting": .init(waiting),
            ])
    }

    private func follow(_ plan: BatchPlan, _ now: Instant) {
        for case .set(let timer) in plan.timerEdits { deadlines.timer = min(deadlines.timer ?? timer.due, timer.due) }
        for lane in Set(plan.messages.map { factory.lane(of: $0.key) }) {
            if lane == number { deadlines.messagesWaiting = true } else { environment.look(lane) }
        }
        for effect in plan.effects {
            if isOwner, effect.due <= now, start(effect) { continue }
            deadlines.effect = min(deadlines.effect ?? effect.due, effect.due)
        }
        for row in plan.parked where row.isCulprit {
            tell(row, waiting: plan.parked.count { !$0.isCulprit && $0.key == row.key })
        }
    }
}
