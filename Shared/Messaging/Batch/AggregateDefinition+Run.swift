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
        var culprit = attempt(turn.first, turn, &current, &plan)
        for input in turn.later {
            if let culprit {
                plan.park(input, key: turn.key, behind: culprit, turn.vault)
            } else {
                culprit = attempt(input, turn, &current, &plan)
            }
        }
        try close(turn, stored, current, &plan)
    }

    /// The input's id if it had to be parked.
    private func attempt(_ input: Input, _ turn: AggregateTurn, _ current: inout Current, _ plan: inout BatchPlan)
        -> String?
    {
        let span = plan.trace?.begin(D.kind, of: input)
        let reason = failure(of: input, turn, &current, &plan)
        if let span { plan.trace?.end(span, of: input, failure: reason?.text) }
        guard let reason else { return nil }
        plan.park(input, key: turn.key, because: reason, turn.vault)
        return input.id
    }

    /// Why it cannot be applied; nil if it was.
    private func failure(of input: Input, _ turn: AggregateTurn, _ current: inout Current, _ plan: inout BatchPlan)
        -> Reason?
    {
        do {
            try apply(input, turn, &current, &plan)
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

    private struct Current {
        var state: D.State
        var version: Int64
        /// The last input it took.
        var last: JournalPlace
    }

    private func open(_ turn: AggregateTurn, _ stored: StoredState?, _ plan: inout BatchPlan) -> Current? {
        guard let stored else { return Current(state: D.initial(turn.id), version: 0, last: .none) }
        do {
            return Current(
                state: try state.decode(stored.state, turn.vault), version: stored.version,
                last: .position(stored.lastPosition))
        } catch {
            let reason = Reason(
                "the stored state cannot be read: \(loggable(error).description)", isForNewer: error is NewerFormat)
            for input in [turn.first] + turn.later {
                plan.park(input, key: turn.key, because: reason, turn.vault)
            }
            return nil
        }
    }

    private func close(
        _ turn: AggregateTurn, _ stored: StoredState?, _ current: Current, _ plan: inout BatchPlan
    ) throws {
        let was = stored?.version ?? 0
        guard current.version != was else {
            if case .applied = current.last, was > 0 { plan.touched.append(.init(key: turn.key, last: current.last)) }
            return
        }
        let stored: StoredValue
        do { stored = try state.encode(current.state, turn.vault) } catch {
            throw InputFailure(reason: "the state of a \(D.kind) cannot be encoded: \(error)")
        }
        plan.states.append(
            .init(key: turn.key, was: was, version: current.version, state: stored, last: current.last))
    }

    private func apply(_ input: Input, _ turn: AggregateTurn, _ current: inout Current, _ plan: inout BatchPlan) throws
    {
        let cause = Cause(now: turn.now, inputID: input.id, aggregateID: turn.id)
        let decision: Decision<D>
        do {
            decision = try D.decide(current.state, try read(input, turn.vault), cause)
        } catch let rejection as Rejection {
            guard input.reply != nil else { throw InputFailure(rejection: rejection) }
            plan.answers.append((input, .rejected(rejection)))
            return
        }
        let body = try input.storedBody(turn.vault)
        let answerKey = try input.reply?.idempotency.flatMap { try turn.vault.sealingKey(of: $0.account) }
        let follows = try encode(decision, input, turn)
        for event in decision.events { record(event, input, turn, cause, &current, &plan) }
        plan.add(follows)
        plan.accept(
            input, body, after: current.last, version: current.version,
            answer: input.reply == nil ? [] : represent(current.state), answerKey)
        current.last = .applied(plan.applied.count - 1)
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
        _ event: D.Event, _ input: Input, _ turn: AggregateTurn, _ cause: Cause, _ current: inout Current,
        _ plan: inout BatchPlan
    ) {
        D.evolve(&current.state, event, at: turn.now)
        current.version += 1
        let context = EventContext<D>(state: current.state, id: turn.id, version: current.version, cause: cause)
        if let message = publish(event, context) {
            plan.events.append(
                .init(
                    key: turn.key, version: current.version, type: Swift.type(of: message).type, cause: input.id,
                    trace: input.onward,
                    payload: message.json()))
        }
        plan.statements += project(event, context)
    }

    /// Encodes before anything is added to the plan, so that an input leaves all of its traces or none.
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

/// Why an input cannot be applied.
struct InputFailure: Error, CustomStringConvertible {
    let reason: String

    var description: String { reason }

    init(reason: String) { self.reason = reason }

    init(rejection: Rejection) {
        reason = rejection.description
    }
}
