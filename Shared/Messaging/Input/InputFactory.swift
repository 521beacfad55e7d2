import Crypto
import EventContracts
import KafkaClient
import Kernel
import Observability

/// Turns what arrives into inputs for a lane's aggregates. What cannot be one becomes an unreadable input, which is parked: never an
/// error that stops the lane.
struct InputFactory {
    let service: ServiceDefinition
    let lane: Int
    let laneCount: Int
    let digester = SHA256Digester()
    private let sources = RecentSource()
    /// A list, because there are few, and it is asked for every input.
    private let aggregates: [(kind: String, aggregate: any AnyAggregate)]
    private let routes: [String: TopicRoutes]
    /// Told of a message whose type no contract knows: somebody's mistake, perhaps ours.
    private let noteUnknownType: (_ type: String, _ origin: Input.Origin) -> Void

    struct Route {
        let type: [UInt8]
        let name: String
        let personal: PersonalMembers?
        let forgetsPerson: Bool
        let deliver: @Sendable ([UInt8], MessageContext) throws -> [Delivery]
    }

    /// A class, so that it is passed on at no cost.
    private final class TopicRoutes {
        var byType: [Route] = []
        var tombstone: Route?
    }

    init(
        service: ServiceDefinition, topicPrefix: String, lane: Int, laneCount: Int,
        noteUnknownType: @escaping (_ type: String, _ origin: Input.Origin) -> Void = { _, _ in }
    ) {
        self.service = service
        self.lane = lane
        self.laneCount = laneCount
        self.noteUnknownType = noteUnknownType
        aggregates = service.aggregates.map { ($0.key, $0.value) }
        routes = service.inbound.reduce(into: [:]) { routes, inbound in
            let route = Route(
                type: Array(inbound.type.utf8), name: inbound.type, personal: inbound.personal,
                forgetsPerson: inbound.forgetsPerson, deliver: inbound.deliver)
            let topic = topicPrefix + inbound.topic
            let ofTopic = routes[topic] ?? TopicRoutes()
            routes[topic] = ofTopic
            if inbound.isTombstone { ofTopic.tombstone = route } else { ofTopic.byType.append(route) }
        }
    }

    func lane(of key: String) -> Int { KeyHash.partition(of: AggregateKey(text: key).id, among: laneCount) }

    func target(kind: String, id: String) -> Input.Target? {
        aggregates.first { $0.kind == kind }.map { Input.Target(id: id, aggregate: $0.aggregate) }
    }

    func route(_ topic: String, named name: String) -> Route? {
        guard let routes = routes[topic] else { return nil }
        return routes.byType.first { $0.name == name } ?? (routes.tombstone?.name == name ? routes.tombstone : nil)
    }

    // MARK: Messages

    /// - Parameter range: messages of one partition.
    func inputs(_ range: Range<Int>, of batch: MessageBatch, at now: Instant) -> [Input] {
        guard let first = range.first else { return [] }
        let topic = batch.topic(of: batch.messages[first])
        let routes = routes[topic]
        return range.map { input(batch.messages[$0], of: batch, topic, routes, at: now) }
    }

    private func input(
        _ message: MessageBatch.Message, of batch: MessageBatch, _ topic: String, _ routes: TopicRoutes?,
        at now: Instant
    ) -> Input {
        let key = message.key.flatMap { text(batch, $0) }
        let origin = Input.Origin.message(topic: topic, partition: message.partition, offset: message.offset, key: key)
        let headers = EnvelopeHeaders(of: message, in: batch)
        if message.value == nil, let route = routes?.tombstone {
            return tombstone(route, origin, key, message)
        }
        guard let type = headers.value(of: .type), !isBlank(batch.bytes[type]) else {
            return unreadable(origin, headers, batch, message)
        }
        guard let route = routes?.byType.first(where: { $0.type.span.holds(batch.bytes.span.extracting(type)) }) else {
            return foreign(text(batch, type) ?? "", origin)
        }
        guard let value = message.value else {
            return unreadable(
                origin, route.name, .none, message, "it has no payload, and nothing is said of what that means")
        }
        if let fault = Storable.fault(ofBody: value.count) {
            return unreadable(origin, route.name, .none, message, fault)
        }
        do throws(EnvelopeFault) {
            let checked = try CheckedHeaders(headers, in: batch.bytes.span)
            return routed(route, origin, arrival(checked, key, batch), Array(batch.bytes[value]), at: now)
        } catch {
            let body = Input.Body.payload(
                Array(batch.bytes[value]), route.personal == nil ? .members(nil) : .unknown)
            return unreadable(origin, route.name, body, message, "\(error)")
        }
    }

    /// Of a message's attributes those that an input keeps.
    struct Arrival {
        let context: MessageContext
        let inputID: String
        /// False where its id is not the sender's.
        let isNamed: Bool
        let trace: String
    }

    private func arrival(_ headers: CheckedHeaders, _ key: String?, _ batch: MessageBatch) -> Arrival {
        let bytes = batch.bytes.span
        let eventID = headers.text(.id, in: bytes) ?? ""
        let source = sources.source(bytes.extracting(headers.source))
        return Arrival(
            context: MessageContext(eventID: eventID, source: source, occurredAt: headers.time, key: key),
            inputID: sources.inputID(eventID), isNamed: true, trace: headers.text(.traceParent, in: bytes) ?? "")
    }

    /// - Parameter stored: how it is stored already; it is journalled so, under the key it was sealed with.
    func routed(
        _ route: Route, _ origin: Input.Origin, _ arrival: Arrival, _ body: [UInt8], at now: Instant,
        stored: StoredBody? = nil
    ) -> Input {
        func input(_ value: Input.Value) -> Input {
            var persons = Input.Body.Persons.members(route.personal)
            // What breaks its contract may say anything anywhere.
            if case .unreadable = value, route.personal != nil { persons = .unknown }
            return Input(
                id: arrival.inputID, eventID: arrival.isNamed ? arrival.context.eventID : nil, origin: origin,
                target: nil, type: route.name,
                occurredAt: arrival.context.occurredAt, trace: arrival.trace,
                body: stored.map { .stored($0) } ?? (body.isEmpty ? .none : .payload(body, persons)), value: value)
        }
        let ahead = arrival.context.occurredAt - now
        guard ahead <= Storable.aheadMax else {
            return input(
                .unreadable("header ce_time lies \(ahead.microseconds / 1_000_000) s ahead of this clock (\(now))"))
        }
        do {
            let input = addressed(input(.none), try deliveries(route, body, arrival.context))
            guard route.forgetsPerson else { return input }
            let account = arrival.context.key ?? ""
            if let fault = Storable.fault(ofKey: account) { throw UnfitID(kind: "account", fault: fault) }
            input.forgets = account
            return input
        } catch let error as ForeignKey {
            let misplaced = input(.unreadable("\(error)"))
            misplaced.hasForeignKey = true
            return misplaced
        } catch {
            return input(.unreadable("the payload is not of its type's schema: \(error)"))
        }
    }

    private func deliveries(_ route: Route, _ body: [UInt8], _ context: MessageContext) throws -> [Delivery] {
        let deliveries = try route.deliver(body, context)
        for delivery in deliveries {
            if let fault = Storable.fault(ofKey: delivery.id) { throw UnfitID(kind: delivery.kind, fault: fault) }
        }
        return deliveries
    }

    /// Straight to its aggregate if that is one of this lane, else by way of internal messages.
    func addressed(_ input: Input, _ deliveries: [Delivery]) -> Input {
        if deliveries.count == 1, let target = target(kind: deliveries[0].kind, id: deliveries[0].id),
            KeyHash.partition(of: deliveries[0].id, among: laneCount) == lane
        {
            input.address(to: target, .typed(deliveries[0].input))
        } else {
            input.forwards = deliveries
        }
        return input
    }

    /// The key alone says whom it is about; the record's place is its id.
    private func tombstone(
        _ route: Route, _ origin: Input.Origin, _ key: String?, _ message: MessageBatch.Message
    ) -> Input {
        let now = Instant(milliseconds: message.timestampMs)
        let id = placeID(origin, message)
        let context = MessageContext(eventID: id, source: id, occurredAt: now, key: key)
        return routed(route, origin, Arrival(context: context, inputID: id, isNamed: false, trace: ""), [], at: now)
    }

    /// Of a type that this service does not read.
    private func foreign(_ type: String, _ origin: Input.Origin) -> Input {
        if ContractRegistry.message(type: type) == nil { noteUnknownType(type, origin) }
        return Input(
            id: "", origin: origin, target: nil, type: type, occurredAt: Instant(microseconds: 0), trace: "",
            body: .none,
            value: .none)
    }

    /// A record that does not say its type: it may be one of those that are read here.
    private func unreadable(
        _ origin: Input.Origin, _ headers: EnvelopeHeaders, _ batch: MessageBatch, _ message: MessageBatch.Message
    ) -> Input {
        let body =
            message.value.map {
                Input.Body.payload(Array(batch.bytes[$0].prefix(Storable.bodyBytesMax)), .unknown)
            } ?? .none
        do throws(EnvelopeFault) {
            _ = try CheckedHeaders(headers, in: batch.bytes.span)
            return unreadable(origin, "", body, message, "its type cannot be told")
        } catch {
            return unreadable(origin, "", body, message, "\(error)")
        }
    }

    /// Without an identity of its own: known by its place in the log, never applied by itself.
    private func unreadable(
        _ origin: Input.Origin, _ type: String, _ body: Input.Body, _ message: MessageBatch.Message, _ reason: String
    ) -> Input {
        Input(
            id: placeID(origin, message), origin: origin, target: nil, type: type,
            occurredAt: Instant(milliseconds: message.timestampMs), trace: "", body: body, value: .unreadable(reason))
    }

    /// For records without an identity: where and when, because another one stands at the place in a topic made anew.
    private func placeID(_ origin: Input.Origin, _ message: MessageBatch.Message) -> String {
        "\(origin.source)~\(message.timestampMs)"
    }

    private func isBlank(_ text: ArraySlice<UInt8>) -> Bool { text.allSatisfy { $0 <= UInt8(ascii: " ") } }

    private func text(_ batch: MessageBatch, _ range: Range<Int>) -> String? {
        guard let valid = try? UTF8Span(validating: batch.bytes.span.extracting(range)) else { return nil }
        return String(copying: valid)
    }
}

extension Instant {
    /// Of a record: whatever number stands there.
    init(milliseconds: Int64) { self.init(microseconds: max(0, min(milliseconds, 253_402_300_799_000)) * 1_000) }
}

/// A message names an aggregate by an id that cannot be stored.
struct UnfitID: Error, CustomStringConvertible {
    let kind: String
    let fault: String
    var description: String { "the id of its \(kind) \(fault)" }
}
