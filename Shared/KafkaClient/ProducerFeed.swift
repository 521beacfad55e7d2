import CLibrdkafka
internal import Synchronization

/// Where batches enter librdkafka, one after the other.
@safe final class ProducerFeed: Sendable {
    private struct Pending {
        let id: UInt32
        let storage: RecordStorage
        let topic: String
        var next: Int
    }

    @safe private struct Topic { let raw: OpaquePointer }

    private struct State: ~Copyable {
        var client: ClientHandle?
        var topics: [String: Topic] = [:]
        var backlog = Backlog<Pending>()
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>
    private let handlers: KafkaHandlers
    private let ledger: DeliveryLedger
    private let isAccepting = Atomic(true)
    private let backlogCount = Atomic(0)

    init(_ client: ClientHandle, _ ledger: DeliveryLedger) {
        state = Mutex(State(client: client))
        handlers = client.context.handlers
        self.ledger = ledger
    }

    var isBackedUp: Bool { backlogCount.load(ordering: .acquiring) > 0 }

    func refuseMore() { isAccepting.store(false, ordering: .releasing) }

    func submit(_ storage: RecordStorage, to topic: String, _ completion: @escaping @Sendable (BatchOutcome) -> Void) {
        // One lock from registering to handing over, so that batches keep the order of the calls.
        let settled = state.withLock { state in
            let id = ledger.open(storage, completion)
            let pending = Pending(id: id, storage: storage, topic: topic, next: 0)
            guard isAccepting.load(ordering: .acquiring) else {
                return ledger.refuse(id, from: 0, KafkaError(.closed, "the producer is closed"))
            }
            guard state.backlog.isEmpty else {
                append(pending, to: &state)
                return nil
            }
            return hand(over: pending, &state)
        }
        settled?()
    }

    /// Moves on what waits, as far as there is room.
    func pump() {
        guard isBackedUp else { return }
        var settled: [Settlement] = []
        var waiters: [CheckedContinuation<Void, Never>] = []
        state.withLock { state in
            while var pending = state.backlog.takeFirst() {
                let (stop, error) = push(pending, &state)
                if error == RD_KAFKA_RESP_ERR__QUEUE_FULL {
                    pending.next = stop
                    state.backlog.putBack(pending)
                    return
                }
                if let done = conclude(pending, stop, error) { settled.append(done) }
                backlogCount.subtract(1, ordering: .releasing)
            }
            swap(&waiters, &state.waiters)
        }
        for done in settled { done() }
        for waiter in waiters { waiter.resume() }
    }

    func resumeWhenEmpty(_ waiter: CheckedContinuation<Void, Never>) {
        let hasRoom = state.withLock { state in
            if state.backlog.isEmpty { return true }
            state.waiters.append(waiter)
            return false
        }
        if hasRoom { waiter.resume() }
    }

    func abandonBacklog() {
        var settled: [Settlement] = []
        var waiters: [CheckedContinuation<Void, Never>] = []
        state.withLock { state in
            while let pending = state.backlog.takeFirst() {
                let error = KafkaError(.purgedUnsent, "the producer was closed before there was room for the record")
                if let done = ledger.refuse(pending.id, from: pending.next, error) { settled.append(done) }
            }
            backlogCount.store(0, ordering: .releasing)
            swap(&waiters, &state.waiters)
        }
        for done in settled { done() }
        for waiter in waiters { waiter.resume() }
    }

    func releaseTopics() {
        state.withLock { state in
            for topic in state.topics.values { unsafe rd_kafka_topic_destroy(topic.raw) }
            state.topics = [:]
            state.client = nil
        }
    }

    func failFatally(_ code: KafkaError.Code, _ reason: String) {
        state.withLock { state in
            guard let client = state.client else { return }
            _ = unsafe rd_kafka_test_fatal_error(client.raw, rd_kafka_resp_err_t(code.number), reason)
        }
    }

    func report(_ event: OpaquePointer) {
        let text = unsafe rd_kafka_event_error_string(event).map { unsafe String(cString: $0) } ?? ""
        handlers.error(
            unsafe KafkaError(
                KafkaError.Code(rd_kafka_event_error(event)), text, isFatal: rd_kafka_event_error_is_fatal(event) != 0))
    }

    func reportStatistics(_ event: OpaquePointer) {
        guard let json = unsafe rd_kafka_event_stats(event) else { return }
        handlers.statistics(unsafe [UInt8](String(cString: json).utf8))
    }

    private func append(_ pending: Pending, to state: inout State) {
        state.backlog.append(pending)
        backlogCount.add(1, ordering: .releasing)
    }

    private func hand(over pending: Pending, _ state: inout State) -> Settlement? {
        let (stop, error) = push(pending, &state)
        guard error == RD_KAFKA_RESP_ERR__QUEUE_FULL else { return conclude(pending, stop, error) }
        var rest = pending
        rest.next = stop
        append(rest, to: &state)
        return nil
    }

    private func conclude(_ pending: Pending, _ stop: Int, _ error: rd_kafka_resp_err_t) -> Settlement? {
        guard error != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        let refusal = KafkaError(error, "record \(stop) of a batch for topic \"\(pending.topic)\"")
        return ledger.refuse(pending.id, from: stop, refusal)
    }

    private func push(_ pending: Pending, _ state: inout State) -> (stop: Int, error: rd_kafka_resp_err_t) {
        guard let client = state.client, let topic = topic(pending.topic, client, &state) else {
            return (pending.next, state.client == nil ? RD_KAFKA_RESP_ERR__DESTROY : rd_kafka_last_error())
        }
        var error = RD_KAFKA_RESP_ERR_NO_ERROR
        let stop = unsafe pending.storage.hand(to: client.raw, topic.raw, from: pending.next, id: pending.id, &error)
        return (stop, error)
    }

    private func topic(_ name: String, _ client: ClientHandle, _ state: inout State) -> Topic? {
        if let known = state.topics[name] { return known }
        guard let made = unsafe rd_kafka_topic_new(client.raw, name, nil) else { return nil }
        let topic = unsafe Topic(raw: made)
        state.topics[name] = topic
        return topic
    }
}
