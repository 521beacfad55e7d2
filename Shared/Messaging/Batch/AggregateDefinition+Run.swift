import EventContracts
import JSON
import Kernel
import Observability

extension AggregateDefinition {
    /// Decides the turn's inputs one after the other and adds what follows to the plan.
    ///
    /// - Throws: if the state that they lead to cannot be encoded. The plan is of no use then.
    func run(_ turn: AggregateTurn, _ stored: StoredState?, into plan: inout BatchPlan) throws {
        guard var current = open(turn, stored, &plan) else { return }
        var progress = Progress(stored)
        var culprit = attempt(turn.first, turn, &current, &progress, &plan)
        for input in turn.later {
            if let culprit {
                plan.park(input, key: turn.key, behind: culprit, turn.vault)
            } else {
                culprit = attempt(input, turn, &current, &progress, &plan)
            }
        }
        try close(turn, stored, current, progress, &plan)
    }

    /// The input's id if it had to be parked.
    private func attempt(
        _ input: Input, _ turn: AggregateTurn, _ current: inout D.State, _ progress: inout Progress,
        _ plan: inout BatchPlan
    ) -> String? {
        let span = plan.trace?.begin(D.kind, of: input)
        let reason = failure(of: input, turn, &current, &progress, &plan)
        if let span { plan.trace?.end(span, of: input, failure: reason?.text) }
        guard let reason else { return nil }
        plan.park(input, key: turn.key, because: reason, turn.vault)
        return input.id
    }

    /// Why it cannot be applied; nil if it was.
    private func failure(
        of input: Input, _ turn: AggregateTurn, _ current: inout D.State, _ progress: inout Progress,
        _ plan: inout BatchPlan
    ) -> Reason? {
        do {
            try apply(input, turn, &current, &progress, &plan)
            return nil
        } catch {
            return Reason(error)
        }
    }

    func answer(to stored: StoredState?, _ vault: LaneVault) -> CommandReply.Answer {
        guard let stored else { return .failed(.undecidable("the aggregate of a command applied before is missing")) }
        do {
            return .repeated(
                CommandResult(representation: represent(try state.decode(stored.state, vault)), version: stored.version)
            )
        } catch {
            let reason = "the stored state cannot be read: \(loggable(error).description)"
            return .failed(error is NewerFormat ? .unavailable(reason) : .undecidable(reason))
        }
    }

    private func open(_ turn: AggregateTurn, _ stored: StoredState?, _ plan: inout BatchPlan) -> D.State? {
        guard let stored else { return D.initial(turn.id) }
        do { return try state.decode(stored.state, turn.vault) } catch {
            let reason = Reason(
                "the stored state cannot be read: \(loggable(error).description)", isForNewer: error is NewerFormat)
            for input in [turn.first] + turn.later {
                plan.park(input, key: turn.key, because: reason, turn.vault)
            }
            return nil
        }
    }

    private func close(
        _ turn: AggregateTurn, _ stored: StoredState?, _ current: D.State, _ progress: Progress,
        _ plan: inout BatchPlan
    ) throws {
        guard progress.version != stored?.version ?? 0 else {
            if case .applied = progress.last, let stored {
                plan.touched.append(.init(key: turn.key, stored: stored, last: progress.last))
            }
            return
        }
        let new: StoredValue
        do { new = try state.encode(current, turn.vault) } catch {
            throw InputFailure(reason: "the state of a \(D.kind) cannot be encoded: \(error)")
        }
        plan.states.append(
            .init(key: turn.key, was: stored, version: progress.version, state: new, last: progress.last))
    }

    private func apply(
        _ input: Input, _ turn: AggregateTurn, _ current: inout D.State, _ progress: inout Progress,
        _ plan: inout BatchPlan
    ) throws {
        let cause = Cause(now: turn.now, inputID: input.id, aggregateID: turn.id)
        let decision: Decision<D>
        do {
            decision = try D.decide(current, try read(input, turn.vault), cause)
        } catch let rejection as Rejection {
            guard input.reply != nil else { throw InputFailure(rejection: rejection) }
            plan.answers.append((input, .rejected(rejection)))
            return
        }
        let body = try input.storedBody(turn.vault)
        let answerKey = try input.reply?.idempotency.flatMap { try turn.vault.sealingKey(of: $0.account) }
        // Before anything is added to the plan, so that an input leaves all of its traces or none.
        let follows = decision.leavesMore ? try encode(decision, input, turn) : nil
        for event in decision.events { record(event, input, turn, cause, &current, &progress, &plan) }
        if let follows { plan.add(follows) }
        plan.accept(
            input, body, after: progress.last, version: progress.version,
            answer: input.reply == nil ? [] : represent(current), answerKey)
        progress.last = .applied(plan.applied.count - 1)
    }

    private func read(_ input: Input, _ vault: LaneVault) throws -> D.Input {
        switch input.value {
        case .typed(let value):
            guard let value = value as? D.Input else { throw UnfitInput(kind: D.kind) }
            return value
        case .encoded(let stored): return try self.input.decode(stored, vault)
        case .unreadable(let reason): throw InputFailure(reason: reason)
        case .none: throw UnfitInput(kind: D.kind)
        }
    }

    private func record(
        _ event: D.Event, _ input: Input, _ turn: AggregateTurn, _ cause: Cause, _ current: inout D.State,
        _ progress: inout Progress, _ plan: inout BatchPlan
    ) {
        D.evolve(&current, event, at: turn.now)
        progress.version += 1
        let context = EventContext<D>(state: current, id: turn.id, version: progress.version, cause: cause)
        if let message = publish(event, context) {
            plan.events.append(
                .init(
                    key: turn.target.name, version: progress.version, type: Swift.type(of: message).type,
                    cause: input.id,
                    causationID: input.eventID, trace: input.onward,
                    payload: message.json()))
        }
        plan.statements += project(event, context)
    }

    private func encode(_ decision: Decision<D>, _ input: Input, _ turn: AggregateTurn) throws -> BatchPlan.Follows {
        var follows = BatchPlan.Follows()
        for (index, change) in decision.timers.enumerated() {
            switch change {
            case .set(let name, let due, let wake):
                follows.timers.append(
                    .set(
                        .init(
                            id: DerivedID.of(input.id, turn.key, "timer", index), key: turn.key, name: name, due: due,
                            body: try self.input.encode(wake, turn.vault))))
            case .cancel(let name): follows.timers.append(.cancel(key: turn.key, name: name))
            }
        }
        for (index, message) in decision.messages.enumerated() {
            follows.messages.append(
                .init(
                    id: DerivedID.of(input.id, turn.key, "message", index),
                    key: AggregateKey(kind: message.kind, id: message.id).text, trace: input.onward,
                    body: try turn.service.encode(message, turn.vault)))
        }
        for (index, effect) in decision.effects.enumerated() {
            follows.effects.append(
                StoredEffect(
                    id: DerivedID.of(input.id, turn.key, "effect", index), key: turn.key, port: type(of: effect).port,
                    trace: input.onward, body: try turn.service.encode(effect, turn.vault),
                    due: effect.notBefore ?? turn.now, attempt: 1))
        }
        return follows
    }
}

/// How far an aggregate has come in its turn.
private struct Progress {
    var version: Int64
    /// The last input it took.
    var last: JournalPlace

    init(_ stored: StoredState?) {
        version = stored?.version ?? 0
        last = stored.map { .position($0.lastPosition) } ?? .none
    }
}

/// Why an input cannot be applied.
struct InputFailure: Error, CustomStringConvertible {
    let reason: String

    var description: String { reason }

    init(reason: String) { self.reason = reason }

    init(rejection: Rejection) {
        reason = rejection.description
    }
}
