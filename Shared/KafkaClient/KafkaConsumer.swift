import CLibrdkafka

/// What `KafkaConsumer.next` found.
package enum ConsumerEvent: Sendable {
    /// Nothing within the time given, or `wake` was called.
    case idle
    case messages(MessageBatch)
    /// The group gave these partitions to this member. Nothing is read before `assign` is called.
    case assigned([TopicPartition])
    /// The group takes all partitions back and waits until `unassign` is called: finish what is under way first.
    /// `lost`: others may own them already, so finishing must be fenced off by the database.
    case revoked([TopicPartition], lost: Bool)
    /// Everything up to this offset was delivered (only with `enable.partition.eof=true`).
    case endOfPartition(TopicPartition, offset: Int64)
    /// The partition and, where it is about one, the offset. What is not retriable needs a decision: reading of that
    /// partition has stopped. If it `isFatal`, nothing is read any more and the group is left for good.
    case error(KafkaError, TopicPartition?, offset: Int64?)
}

/// A member of a consumer group, or, without topics, a reader of assigned partitions. Its calls run on a thread of its
/// own, one after the other: while `next` waits, others wait too (see `wake`). Must be closed.
package actor KafkaConsumer {
    private let executor = QueueExecutor("kafka.consumer")
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let poller: ConsumerPoller
    var client: ClientHandle? { poller.client }
    private var pending: [ConsumerEvent] = []
    private var pendingStart = 0

    /// Joins the group `group.id` as a reader of `topics`; with no topics only `assign` makes it read.
    /// - Throws: `invalidArgument` naming a wrong or missing option.
    package init(options: KafkaOptions, topics: [String] = [], handlers: KafkaHandlers = KafkaHandlers())
        throws(KafkaError)
    {
        guard options["group.id"] != nil else {
            throw KafkaError(
                .invalidArgument, "Kafka option \"group.id\" is missing; a consumer needs one even without a group")
        }
        poller = try ConsumerPoller(options, handlers)
        if !topics.isEmpty { try poller.subscribe(topics) }
    }

    /// Waits up to `timeoutMs` for something to happen, then takes what else is there, up to `max` messages.
    /// Call it again and again: a member that does not within `max.poll.interval.ms` is expelled.
    /// - Throws: `closed` after `close`.
    package func next(max: Int, timeoutMs: Int) throws(KafkaError) -> ConsumerEvent {
        if let event = takePending() { return event }
        pending = try poller.poll(max: max, timeoutMs: Int32(clamping: timeoutMs))
        pendingStart = 0
        return takePending() ?? .idle
    }

    /// Makes a waiting `next` return `.idle` now. From any thread.
    package nonisolated func wake() { poller.wake() }

    /// Reads these partitions from these offsets, and no others. They need not be what the group assigned, nor of topics subscribed to;
    /// but whatever is read ends with the group's next rebalance. Messages that `next` has not returned yet are dropped: they come
    /// again if they lie behind these offsets.
    package func assign(_ offsets: [TopicPartition: StartOffset]) throws(KafkaError) {
        dropPendingMessages()
        let list = PartitionList(offsets.mapValues(\.number))
        try call("assign") { unsafe $0.assign(list.raw) }
    }

    /// Reads nothing any more; lets a rebalance that revoked partitions go on.
    package func unassign() throws(KafkaError) {
        dropPendingMessages()
        try call("unassign") { unsafe $0.assign(nil) }
    }

    /// Leaves the group and frees everything, waiting at most `timeoutMs` for the coordinator. What `next` has not
    /// returned yet is dropped.
    package func close(timeoutMs: Int) {
        pending = []
        pendingStart = 0
        poller.close(timeoutMs: timeoutMs)
    }

    func call(_ doing: String, _ body: (ClientHandle) -> rd_kafka_resp_err_t) throws(KafkaError) {
        let error = body(try requireClient())
        if error != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(error, doing) }
    }

    func requireClient() throws(KafkaError) -> ClientHandle {
        guard let client else { throw KafkaError(.closed, "the consumer is closed") }
        return client
    }

    private func dropPendingMessages() {
        pending = pending.dropFirst(pendingStart).filter { if case .messages = $0 { false } else { true } }
        pendingStart = 0
    }

    private func takePending() -> ConsumerEvent? {
        guard pendingStart < pending.count else { return nil }
        defer { pendingStart += 1 }
        return pending[pendingStart]
    }
}
