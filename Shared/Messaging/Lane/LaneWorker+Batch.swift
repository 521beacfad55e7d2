import Kernel
import Observability
import PostgresClient

extension LaneWorker {
    /// Applies the inputs, in one transaction where possible; afterwards each is applied, rejected, parked or held.
    func process(_ inputs: [Input]) {
        var rest = inputs[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(partCount(rest)))
            rest = rest.dropFirst(part.count)
            apply(part)
        }
    }

    /// Somebody is forgotten in a transaction of its own: what comes before it goes with the key, what comes after gets a new one.
    private func partCount(_ inputs: ArraySlice<Input>) -> Int {
        let part = inputs.prefix(batchLimit)
        guard let place = part.firstIndex(where: { $0.forgets != nil }) else { return part.count }
        return max(1, place - part.startIndex)
    }

    private func apply(_ inputs: [Input]) {
        // A guest only runs commands: everything else is the owner's, which has it from Kafka or the tables.
        if !isOwner { effects.drop(inputs) }
        let inputs = isOwner ? inputs : inputs.filter { $0.reply != nil }
        guard !inputs.isEmpty else { return }
        for _ in 0..<10 {
            switch transact(inputs, poison: nil) {
            case .done: return
            case .again: continue
            case .refused(let reason): return divide(inputs, reason)
            case .fenced: return fence(inputs)
            case .lost(let error, let outcomeUnknown): return lose(inputs, outcomeUnknown: outcomeUnknown, error)
            case .unusable(let error): return retreat(inputs, error)
            }
        }
        retreat(inputs, PostgresError(.server, "the transaction of a batch lost against others ten times in a row"))
    }

    /// What is to be written is at fault: halves the batch until the culprit is alone, and parks that.
    private func divide(_ inputs: [Input], _ reason: String) {
        guard inputs.count > 1 else {
            if let reply = inputs[0].reply { return reply.settle(.failed(.undecidable(reason))) }
            return parkAlone(inputs[0], reason)
        }
        apply(Array(inputs[..<(inputs.count / 2)]))
        apply(Array(inputs[(inputs.count / 2)...]))
    }

    private func parkAlone(_ input: Input, _ reason: String) {
        var outcome = transact([input], poison: reason)
        if case .refused = outcome, let standIn = input.standIn { outcome = transact([standIn], poison: reason) }
        switch outcome {
        case .done: break
        case .fenced: fence([input])
        case .again(let error), .unusable(let error): retreat([input], error)
        case .refused(let reason): retreat([input], PostgresError(.server, "it cannot even be parked: \(reason)"))
        case .lost(let error, _): lose([input], outcomeUnknown: false, error)
        }
    }

    /// The database is at fault, not the inputs: they wait, in smaller batches in case it was the size.
    private func retreat(_ inputs: [Input], _ error: PostgresError) {
        batchLimit = max(1, inputs.count / 2)
        lose(inputs, outcomeUnknown: false, error)
    }

    private func fence(_ inputs: [Input]) {
        let dropped = inputs.count { $0.reply == nil }
        lost(to: "another instance", dropping: dropped)
        apply(inputs)
    }

    private enum Outcome {
        case done
        /// A lost race with another transaction, or a duplicate that the key of `known_input` found: the same again may pass.
        case again(PostgresError)
        /// Something is wrong with the inputs.
        case refused(String)
        case fenced
        case lost(PostgresError, outcomeUnknown: Bool)
        /// Something is wrong with the database.
        case unusable(PostgresError)
    }

    private func transact(_ inputs: [Input], poison: String?) -> Outcome {
        guard let store else {
            return .lost(PostgresError(.connectionLost, "no connection"), outcomeUnknown: false)
        }
        var committing = false
        do throws(PostgresError) {
            let question = question(inputs)
            var known = try store.begin(question)
            guard isFencedIn(known) else {
                try store.rollback()
                return .fenced
            }
            if !question.aggregates.cached.isEmpty, known.nextPosition != states.position {
                // Somebody else has written in the lane.
                states.clear()
                try store.reread(question.aggregates, into: &known)
            }
            notice(mark: known.acknowledged)
            if isOwner { relay.notice(nextNumber: known.nextNumber) }
            persons.notice(generation: known.personGeneration)
            let now = decisionTime(after: known.latest)
            recent.turn(at: now)
            let (decided, vault) = try persons.complete(store) { vault in
                decide(
                    SortedBatch(
                        inputs, known, now: now, poison: poison, recent: recent, factory: factory, vault: vault,
                        trace: environment.tracer.map { BatchTrace($0, lane: number) }))
            }
            environment.crash.pass(.beforeCommit)
            let sorted: SortedBatch
            switch decided {
            case .success(let plan): sorted = plan
            case .failure(let fault):
                try store.rollback()
                return .refused(fault.reason)
            }
            if let reason = sorted.plan.unstorable {
                try store.rollback()
                return .unusable(PostgresError(.misuse, reason))
            }
            guard sorted.writesAnything else {
                try store.rollback()
                settle(sorted, known, now, committed: false)
                return .done
            }
            takeAcknowledgements()
            let closing = closing(sorted, known, now)
            committing = true
            let places = try commit(sorted.plan, closing, to: store)
            environment.crash.pass(.afterCommit)
            persons.note(vault, hasForgotten: !sorted.plan.forgotten.isEmpty)
            if isOwner { relay.didMark(closing.acknowledged) }
            noteStates(sorted.plan, places, known)
            settle(sorted, known, now, committed: true)
            return .done
        } catch {
            return failed(error, committing: committing)
        }
    }

    private func noteStates(_ plan: BatchPlan, _ places: [RowPlace], _ known: LaneStore.Known) {
        guard isOwner else { return }
        // What is older may have been written over by others.
        if states.position != known.nextPosition { states.clear() }
        states.note(
            plan, places: places, first: known.nextPosition,
            next: known.nextPosition + Int64(plan.applied.count + plan.dropped.count))
    }

    private func commit(
        _ plan: BatchPlan, _ closing: LaneStore.Closing, to store: LaneStore
    ) throws(PostgresError) -> [RowPlace] {
        plan.trace?.beginCommit()
        let begun = environment.monotonicNanoseconds()
        let places = try store.commit(plan, closing)
        environment.metrics.committed(nanoseconds: environment.monotonicNanoseconds() - begun)
        plan.trace?.endCommit()
        return places
    }

    /// Fails if what was decided cannot be stored.
    private func decide(_ undecided: SortedBatch) -> Result<SortedBatch, InputFailure> {
        var sorted = undecided
        let begun = environment.monotonicNanoseconds()
        do { try sorted.run() } catch { return .failure(InputFailure(reason: "\(error)")) }
        environment.metrics.decisionTime.observe(Double(environment.monotonicNanoseconds() - begun) / 1e9)
        if let fault = tooLarge(sorted.plan) { return .failure(InputFailure(reason: fault)) }
        return .success(sorted)
    }

    /// An event that Kafka would never take must not come into being: everything behind it would wait for it.
    private func tooLarge(_ plan: BatchPlan) -> String? {
        let most = environment.maxMessageBytes
        for event in plan.events {
            let bytes = Relay.recordBytesMax(
                key: event.key.text, type: event.type, trace: event.trace, payload: event.payload.count)
            if bytes > most {
                return
                    "its event \(event.type) would have up to \(bytes) bytes; the broker takes \(most) (message.max.bytes)"
            }
        }
        return nil
    }

    private func closing(_ sorted: SortedBatch, _ known: LaneStore.Known, _ now: Instant) -> LaneStore.Closing {
        let factory = factory
        return LaneStore.Closing(
            now: now, known: known,
            acknowledged: isOwner ? max(relay.acknowledged, known.acknowledged) : known.acknowledged,
            offsets: sorted.offsets, taken: sorted.taken, laneOf: { factory.lane(of: $0) }, calls: calls(sorted.plan))
    }

    /// Owners in other processes who have something to do after this transaction.
    private func calls(_ plan: BatchPlan) -> Set<Int> {
        var lanes = Set(plan.messages.map { factory.lane(of: $0.key) }).filter { !environment.owned.contains($0) }
        lanes.remove(number)
        let leavesWork =
            !plan.events.isEmpty || !plan.messages.isEmpty || !plan.effects.isEmpty || !plan.timerEdits.isEmpty
        if !isOwner, leavesWork { lanes.insert(number) }
        return lanes
    }

    private func failed(_ error: PostgresError, committing: Bool) -> Outcome {
        if error.connectionLost { return .lost(error, outcomeUnknown: committing) }
        do throws(PostgresError) {
            try store?.rollback()
            if error.sqlState == .lockNotAvailable, try store?.breakSilentLock() == true {
                environment.logger.warning(
                    "a session that kept the lane's lock and was silent was ended", ["lane": .init(number)])
            }
        } catch { return .lost(error, outcomeUnknown: false) }
        if error.sqlState == .uniqueViolation, error.table == "known_input" || error.table == "idempotency" {
            cleanBatches = 0
            return .again(error)
        }
        // Perhaps its rows are not where they were: somebody has written them anew without the machine.
        states.clear()
        if error.isRetriable { return .again(error) }
        guard error.isAboutData else { return .unusable(error) }
        return .refused("the database refuses what follows from it: \(error.description)")
    }

    /// `known_input` is asked for duplicates only while some were seen lately that memory did not know; else its key finds one, and
    /// the batch runs again.
    private var asksKnown: Bool { cleanBatches < 3 }

    private func question(_ inputs: [Input]) -> LaneStore.Question {
        var question = LaneStore.Question()
        let asksKnown = asksKnown
        question.asksKnown = asksKnown
        question.asksParked = !isOwner || mayHaveParked
        for input in inputs {
            if let target = input.target {
                input.place = question.aggregates.place(of: target.key, isOwner ? states : nil)
            }
            if asksKnown, !input.id.isEmpty { question.inputKeys.append(uuid: input.key(factory.digester)) }
            if let idempotency = input.reply?.idempotency { question.idempotencyIDs.append(text: idempotency.id) }
        }
        return question
    }

    private func isFencedIn(_ known: LaneStore.Known) -> Bool {
        if case .owner(let epoch) = ownership { known.epoch == epoch } else { true }
    }

    /// Never before the last decision in the lane, whoever made it; unless that lies so far ahead that its clock was wrong.
    private func decisionTime(after latest: Instant) -> Instant {
        let clock = environment.clock()
        guard latest > clock else { return clock }
        guard latest - clock > .minutes(5) else { return latest }
        environment.logger.error(
            "the last decision in this lane lies in the future; one of the instances' clocks is wrong",
            ["lane": .init(number), "ahead_s": .init((latest - clock).microseconds / 1_000_000)])
        return clock
    }

    // MARK: After the transaction

    private func settle(_ sorted: SortedBatch, _ known: LaneStore.Known, _ now: Instant, committed: Bool) {
        connection.works()
        batchLimit = min(environment.batchMax, batchLimit * 2)
        cleanBatches = sorted.forgottenDuplicates > 0 ? 0 : cleanBatches + 1
        environment.metrics.batch(sorted)
        sorted.plan.trace?.finish(sorted)
        for (input, answer) in sorted.plan.answers { input.reply?.settle(answer) }
        if committed {
            recent.note(sorted.plan, factory.digester)
            for id in sorted.finishedEffects { effects.finish(id) }
            publish(sorted.plan, known, now)
            follow(sorted, now)
            environment.committed(sorted.offsets)
        }
        apply(sorted.deferred)
    }

    private func publish(_ plan: BatchPlan, _ known: LaneStore.Known, _ now: Instant) {
        guard isOwner, !plan.events.isEmpty else { return }
        relay.publish(
            plan.events.enumerated().map { index, event in
                Relay.Event(
                    number: known.nextNumber + Int64(index), occurredAt: now, key: event.key,
                    version: event.version, type: event.type, causationID: event.causationID,
                    trace: event.trace, payload: event.payload)
            }, at: environment.monotonicNanoseconds())
        environment.crash.pass(.afterHandOver)
    }

    private func follow(_ sorted: SortedBatch, _ now: Instant) {
        let plan = sorted.plan
        for case .set(let timer) in plan.timerEdits { deadlines.wake(timerAt: timer.due) }
        for lane in Set(plan.messages.map { factory.lane(of: $0.key) }) {
            if lane == number {
                deadlines.messagesWaiting = true
            } else if environment.owned.contains(lane) {
                environment.look(lane)
            }
        }
        for effect in plan.effects {
            if isOwner, effect.due <= now, start(effect) { continue }
            deadlines.wake(effectAt: effect.due)
        }
        // What is behind those that were let go may follow.
        if sorted.taken.released.count > 0 || !plan.parked.isEmpty { deadlines.pollNow() }
        guard !plan.parked.isEmpty else { return }
        mayHaveParked = true
        tellParked(plan.parked)
    }

    private func tellParked(_ rows: [BatchPlan.ParkedRow]) {
        for row in rows.prefix(10) where row.isCulprit {
            environment.logger.error(
                "an input was parked",
                [
                    "lane": .init(number), "line": .init(row.key), "type": .init(row.input.type),
                    "source": .init(row.input.origin.source), "reason": .init(row.reason.text),
                ])
        }
        environment.logger.warning("inputs were parked", ["lane": .init(number), "count": .init(rows.count)])
    }
}

extension Input {
    /// A message that cannot even be parked, without whatever the database does not take; nil for anything else.
    fileprivate var standIn: Input? {
        guard case .message(let topic, let partition, let offset, _) = origin else { return nil }
        let origin = Origin.message(topic: topic, partition: partition, offset: offset, key: "")
        return Input(
            id: origin.source, origin: origin, target: nil, type: "", occurredAt: Instant(microseconds: 0), trace: "",
            body: .none, value: .none)
    }
}
