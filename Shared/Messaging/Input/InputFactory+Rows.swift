import Kernel
import Observability

/// Inputs that are no messages of the moment: commands, answers, and what is read back from the lane's tables.
extension InputFactory {
    func input(_ command: LaneWork.Command, at now: Instant) -> Input {
        let target = Input.Target(id: command.id, aggregate: command.aggregate)
        let input = typed(
            command.input, for: target.aggregate, id: command.inputID, .command,
            type: "\(command.aggregate.kind).command", occurredAt: now, trace: command.trace)
        input.address(to: target, input.value)
        input.reply = command.reply
        return input
    }

    /// An input read back from one of the lane's tables, of a kind that this build knows.
    func input(
        id: String, origin: Input.Origin, key: String, type: String, occurredAt: Instant, trace: String,
        body: StoredBody
    ) -> Input {
        let parts = AggregateKey(text: key)
        let target = target(kind: parts.kind, id: parts.id)
        return Input(
            id: id, origin: origin, target: target, type: type, occurredAt: occurredAt, trace: trace,
            body: .stored(body),
            value: target == nil
                ? .unreadable("this build knows no aggregate of kind '\(parts.kind)'") : .encoded(body.value))
    }

    /// The answer of an effect; handed on if its aggregate lives in another lane. nil if no aggregate of this service is meant.
    ///
    /// - Parameter trace: `traceparent` of the call.
    func input(_ answer: Delivery, of effect: StoredEffect, trace: String) -> Input? {
        guard let target = target(kind: answer.kind, id: answer.id), Storable.fault(ofKey: answer.id) == nil else {
            return nil
        }
        let input = typed(
            answer.input, for: target.aggregate, id: InputID.answer(ofEffect: effect.id),
            .effectAnswer(effectID: effect.id), type: "\(effect.port).answer", occurredAt: effect.due, trace: trace)
        return addressed(input, [answer])
    }

    /// An answer that nobody waits for: it only ends its effect.
    func silentAnswer(of effect: StoredEffect) -> Input {
        Input(
            id: "", origin: .effectAnswer(effectID: effect.id), target: nil, type: "\(effect.port).answer",
            occurredAt: effect.due, trace: effect.trace, body: .none, value: .none)
    }

    private func typed(
        _ value: any Codable & Sendable, for aggregate: any AnyAggregate, id: String, _ origin: Input.Origin,
        type: String, occurredAt: Instant, trace: String
    ) -> Input {
        Input(
            id: id, origin: origin, target: nil, type: type, occurredAt: occurredAt, trace: trace,
            body: .value(value, of: aggregate), value: .typed(value))
    }

    // MARK: Parked before

    /// An input that was parked, read again with today's code.
    func input(_ row: LaneStore.ParkedInput, at now: Instant, _ vault: LaneVault) -> Input {
        let input: Input
        if row.isDropped {
            input = unread(row, .none)
        } else if case .message = row.origin {
            do { input = try rerouted(row, at: now, vault) } catch {
                input = unread(row, .unreadable("its payload cannot be opened: \(loggable(error).description)"))
            }
        } else {
            input = self.input(
                id: row.inputID, origin: row.origin, key: row.key, type: row.type, occurredAt: row.occurredAt,
                trace: row.trace, body: row.body)
        }
        input.release = Input.Release(
            number: row.number, attempts: row.attempts, line: row.key, isDropped: row.isDropped)
        return input
    }

    private func rerouted(_ row: LaneStore.ParkedInput, at now: Instant, _ vault: LaneVault) throws -> Input {
        // Without an identity of its own a second copy of it would be applied as well.
        guard let parts = InputID.messageParts(of: row.inputID) ?? tombstoneParts(row) else {
            return unread(row, .unreadable(row.reason))
        }
        guard case .message(let topic, _, _, let key) = row.origin, let route = route(topic, named: row.type) else {
            return unread(row, .unreadable("this build does not read messages of type '\(row.type)'"))
        }
        let context = MessageContext(
            eventID: parts.eventID, source: parts.source, occurredAt: row.occurredAt, key: key)
        let payload = try PersonalMembers.open(row.body.payload, vault)
        return routed(
            route, row.origin,
            Arrival(
                context: context, inputID: row.inputID, isNamed: row.type != InboundRoute.tombstoneType,
                trace: row.trace), payload,
            // Its time is the broker's, as when it first came: no clock of a sender's that could be ahead.
            at: row.type == InboundRoute.tombstoneType ? row.occurredAt : now, stored: row.body)
    }

    private func tombstoneParts(_ row: LaneStore.ParkedInput) -> (source: String, eventID: String)? {
        row.type == InboundRoute.tombstoneType ? (row.inputID, row.inputID) : nil
    }

    private func unread(_ row: LaneStore.ParkedInput, _ value: Input.Value) -> Input {
        Input(
            id: row.inputID, origin: row.origin, target: nil, type: row.type, occurredAt: row.occurredAt,
            trace: row.trace, body: .stored(row.body), value: value)
    }
}
