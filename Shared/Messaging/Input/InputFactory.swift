import EventContracts
import KafkaClient
import Kernel
import Observability

/// Turns what arrives into inputs for a lane's aggregates.
struct InputFactory {
    let service: ServiceDefinition
    let lane: Int
    let laneCount: Int
    private let routes: [String: [Route]]
    private let topicPrefix: String

    private struct Route {
        let type: [UInt8]
        let name: String
        let deliver: @Sendable ([UInt8], MessageContext) throws -> [Delivery]
    }

    init(service: ServiceDefinition, topicPrefix: String, lane: Int, laneCount: Int) {
        self.service = service
        self.topicPrefix = topicPrefix
        self.lane = lane
        self.laneCount = laneCount
        routes = Dictionary(grouping: service.inbound) { topicPrefix + $0.topic }
            .mapValues { $0.map { Route(type: Array($0.type.utf8), name: $0.type, deliver: $0.deliver) } }
    }

    func lane(of key: String) -> Int { KeyHash.partition(of: AggregateKey(text: key).id, among: laneCount) }

    func target(kind: String, id: String) -> Input.Target? {
        service.aggregates[kind].map { Input.Target(key: "\(kind)/\(id)", id: id, aggregate: $0) }
    }

    // MARK: Messages

    func input(_ index: Int, of batch: MessageBatch) -> Input {
        let message = batch.messages[index]
        let topic = batch.topic(of: message)
        let key = message.key.flatMap { text(batch, $0) }
        let origin = Input.Origin.message(topic: topic, partition: message.partition, offset: message.offset, key: key)
        let headers = Headers(batch, message)
        guard let type = headers.type,
            let route = routes[topic]?.first(where: { $0.type.elementsEqual(batch.bytes[type]) })
        else {
            return skipped(origin, headers, batch)
        }
        guard let value = message.value else { return skipped(origin, headers, batch) }
        let body = Array(batch.bytes[value])
        guard let id = headers.id.flatMap({ text(batch, $0) }),
            let source = headers.source.flatMap({ text(batch, $0) }),
            let time = headers.time.flatMap({ text(batch, $0) }).flatMap(Instant.init(rfc3339:))
        else {
            return unreadable(
                origin, route.name, body, message,
                "a CloudEvents attribute is missing: ce_id, ce_source and ce_time are needed")
        }
        let context = MessageContext(eventID: id, source: source, occurredAt: time, key: key)
        let trace = headers.trace.flatMap { text(batch, $0) } ?? ""
        return routed(route, origin, context, trace: trace, body)
    }

    private func routed(
        _ route: Route, _ origin: Input.Origin, _ context: MessageContext, trace: String, _ body: [UInt8]
    ) -> Input {
        let inputID = "\(context.source)#\(context.eventID)"
        let deliveries: [Delivery]
        do {
            deliveries = try route.deliver(body, context)
        } catch {
            return Input(
                id: inputID, origin: origin, target: nil, type: route.name, occurredAt: context.occurredAt,
                trace: trace, body: body,
                value: .unreadable("the payload is not of its type's schema: \(error)"))
        }
        let input = Input(
            id: inputID, origin: origin, target: nil, type: route.name, occurredAt: context.occurredAt, trace: trace,
            body: body, value: .none)
        if deliveries.count == 1, let target = target(kind: deliveries[0].kind, id: deliveries[0].id),
            KeyHash.partition(of: deliveries[0].id, among: laneCount) == lane
        {
            input.address(to: target, .typed(deliveries[0].input))
        } else {
            input.forwards = deliveries
        }
        return input
    }

    private func skipped(_ origin: Input.Origin, _ headers: Headers, _ batch: MessageBatch) -> Input {
        Input(
            id: "", origin: origin, target: nil, type: headers.type.flatMap { text(batch, $0) } ?? "",
            occurredAt: Instant(microseconds: 0),
            trace: "", body: [], value: .none)
    }

    private func unreadable(
        _ origin: Input.Origin, _ type: String, _ body: [UInt8], _ message: MessageBatch.Message, _ reason: String
    ) -> Input {
        Input(
            id: origin.source, origin: origin, target: nil, type: type,
            occurredAt: Instant(microseconds: message.timestampMs * 1_000),
            trace: "", body: body, value: .unreadable(reason))
    }

    private func text(_ batch: MessageBatch, _ range: Range<Int>) -> String? {
        guard let valid = try? UTF8Span(validating: batch.bytes.span.extracting(range)) else { return nil }
        return String(copying: valid)
    }

    private struct Headers {
        var id: Range<Int>?
        var source: Range<Int>?
        var type: Range<Int>?
        var time: Range<Int>?
        var trace: Range<Int>?

        init(_ batch: MessageBatch, _ message: MessageBatch.Message) {
            id = batch.header(named: "ce_id", of: message)?.value
            source = batch.header(named: "ce_source", of: message)?.value
            type = batch.header(named: "ce_type", of: message)?.value
            time = batch.header(named: "ce_time", of: message)?.value
            trace = batch.header(named: "traceparent", of: message)?.value
        }
    }

    // MARK: Everything else

    func input(_ command: LaneWork.Command, at now: Instant) -> Input {
        let target = Input.Target(
            key: "\(command.aggregate.kind)/\(command.id)", id: command.id, aggregate: command.aggregate)
        let body = Result { try command.aggregate.encodeInput(command.input) }
        let input = Input(
            id: command.inputID, origin: .command, target: target, type: "\(command.aggregate.kind).command",
            occurredAt: now,
            trace: command.trace, body: (try? body.get()) ?? [], value: .typed(command.input))
        if case .failure(let error) = body { input.value = .unreadable(loggable(error).description) }
        input.reply = command.reply
        return input
    }

    /// An input read back from one of the lane's tables.
    func input(
        id: String, origin: Input.Origin, key: String, type: String, occurredAt: Instant, trace: String, body: [UInt8]
    ) -> Input {
        let parts = AggregateKey(text: key)
        let target = target(kind: parts.kind, id: parts.id)
        return Input(
            id: id, origin: origin, target: target, type: type, occurredAt: occurredAt, trace: trace, body: body,
            value: target == nil ? .unreadable("this build knows no aggregate of kind '\(parts.kind)'") : .encoded)
    }

    /// The answer of an effect; nil if nobody waits for it.
    func input(_ answer: Delivery, of effect: StoredEffect, at now: Instant) -> Input? {
        guard let target = target(kind: answer.kind, id: answer.id) else { return nil }
        let body = Result { try target.aggregate.encodeInput(answer.input) }
        let input = Input(
            id: "\(effect.id)#answer", origin: .effectAnswer(effectID: effect.id), target: target,
            type: "\(effect.port).answer",
            occurredAt: effect.due, trace: "", body: (try? body.get()) ?? [], value: .typed(answer.input))
        if case .failure(let error) = body { input.value = .unreadable(loggable(error).description) }
        return input
    }

    /// An answer that nobody waits for: it only ends its effect.
    func silentAnswer(of effect: StoredEffect) -> Input {
        Input(
            id: "", origin: .effectAnswer(effectID: effect.id), target: nil, type: "\(effect.port).answer",
            occurredAt: effect.due, trace: "",
            body: [], value: .none)
    }

    /// A parked message read again by its route, with today's code.
    func rerouted(_ origin: Input.Origin, type: String, id: String, occurredAt: Instant, trace: String, body: [UInt8])
        -> Input
    {
        guard case .message(let topic, _, _, let key) = origin,
            let route = routes[topic]?.first(where: { $0.name == type })
        else {
            return Input(
                id: id, origin: origin, target: nil, type: type, occurredAt: occurredAt, trace: trace, body: body,
                value: .unreadable("this build does not read messages of type '\(type)'"))
        }
        let parts = id.split(separator: "#", maxSplits: 1).map(String.init)
        let context = MessageContext(
            eventID: parts.last ?? id, source: parts.first ?? "", occurredAt: occurredAt, key: key)
        return routed(route, origin, context, trace: trace, body)
    }
}
