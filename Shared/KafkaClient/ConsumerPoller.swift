import CLibrdkafka
internal import Synchronization

/// librdkafka's side of a consumer. Used by its actor alone, except `wake`.
@safe final class ConsumerPoller: @unchecked Sendable {
    @safe private struct Open {
        let client: ClientHandle
        let queue: OpaquePointer
    }

    private let open: Mutex<Transfer>
    private var builder = MessageBatchBuilder()

    private struct Transfer: @unchecked Sendable {
        var value: Open?
    }

    var client: ClientHandle? { open.withLock { $0.value?.client } }

    init(_ options: KafkaOptions, _ handlers: KafkaHandlers) throws(KafkaError) {
        let context = CallbackContext(handlers)
        let configuration = try Configuration.make(options, context)
        unsafe configuration.withRaw { unsafe rd_kafka_conf_set_rebalance_cb($0, rebalanceCallback) }
        let client = try ClientHandle(RD_KAFKA_CONSUMER, configuration, context)
        unsafe rd_kafka_poll_set_consumer(client.raw)
        guard let queue = unsafe rd_kafka_queue_get_consumer(client.raw) else {
            throw KafkaError(.invalidArgument, "Kafka option \"group.id\" is empty")
        }
        open = unsafe Mutex(Transfer(value: Open(client: client, queue: queue)))
    }

    func subscribe(_ topics: [String]) throws(KafkaError) {
        guard let client else { return }
        let list = PartitionList(topics.map { TopicPartition($0, RD_KAFKA_PARTITION_UA) })
        let error = unsafe rd_kafka_subscribe(client.raw, list.raw)
        if error != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(error, "subscribe") }
    }

    func wake() {
        open.withLock { if let queue = unsafe $0.value?.queue { unsafe rd_kafka_queue_yield(queue) } }
    }

    func poll(max: Int, timeoutMs: Int32) throws(KafkaError) -> [ConsumerEvent] {
        guard let open = open.withLock({ $0 }).value else { throw KafkaError(.closed, "the consumer is closed") }
        let capacity = Swift.max(max, 1)
        return unsafe withUnsafeTemporaryAllocation(
            of: UnsafeMutablePointer<rd_kafka_message_t>?.self, capacity: capacity
        ) { buffer in
            let count = unsafe fill(buffer, open, timeoutMs)
            var events = unsafe sort(UnsafeMutableBufferPointer(rebasing: buffer[..<count]), of: open.client)
            events += takeRebalances(open.client.context)
            return events
        }
    }

    /// A batch read waits for the whole batch, so the first message is waited for and the rest only taken.
    private func fill(
        _ buffer: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>, _ open: Open,
        _ timeoutMs: Int32
    ) -> Int {
        let first = unsafe rd_kafka_consume_batch_queue(open.queue, timeoutMs, buffer.baseAddress, 1)
        guard first > 0, buffer.count > 1, open.client.context.rebalances.isEmpty else { return Swift.max(first, 0) }
        let more = unsafe rd_kafka_consume_batch_queue(
            open.queue, 0, buffer.baseAddress.map { unsafe $0 + 1 }, buffer.count - 1)
        return 1 + Swift.max(more, 0)
    }

    private func sort(
        _ buffer: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>, of client: ClientHandle
    ) -> [ConsumerEvent] {
        unsafe withUnsafeTemporaryAllocation(
            of: UnsafeMutablePointer<rd_kafka_message_t>.self, capacity: Swift.max(buffer.count, 1)
        ) { good in
            var count = 0
            var events: [ConsumerEvent] = []
            // swift-format-ignore
            for unsafe message in unsafe buffer {
                guard let message = unsafe message else { continue }
                if unsafe message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
                    unsafe good.initializeElement(at: count, to: message)
                    count += 1
                } else {
                    unsafe events.append(trouble(message, of: client))
                    unsafe rd_kafka_message_destroy(message)
                }
            }
            guard count > 0 else { return events }
            return unsafe [.messages(builder.build(UnsafeBufferPointer(rebasing: good[..<count])))] + events
        }
    }

    private func trouble(
        _ message: UnsafeMutablePointer<rd_kafka_message_t>, of client: ClientHandle
    ) -> ConsumerEvent {
        let code = unsafe message.pointee.err, offset = unsafe message.pointee.offset
        if code == RD_KAFKA_RESP_ERR__FATAL {
            return .error(unsafe clientError(client.raw, code, nil), nil, offset: nil)
        }
        let topic = unsafe message.pointee.rkt.map { unsafe String(cString: rd_kafka_topic_name($0)) }
        let place = topic.map { unsafe TopicPartition($0, message.pointee.partition) }
        if code == RD_KAFKA_RESP_ERR__PARTITION_EOF, let place { return .endOfPartition(place, offset: offset) }
        let text = unsafe String(cString: rd_kafka_message_errstr(message))
        let doing = place.map { "\($0)\(offset >= 0 ? " at offset \(offset)" : ""): " } ?? ""
        return .error(KafkaError(KafkaError.Code(code), doing + text), place, offset: offset >= 0 ? offset : nil)
    }

    private func takeRebalances(_ context: CallbackContext) -> [ConsumerEvent] {
        defer { context.rebalances = [] }
        return context.rebalances.map {
            $0.isAssignment ? .assigned($0.partitions) : .revoked($0.partitions, lost: $0.isLost)
        }
    }

    func close(timeoutMs: Int) {
        guard let open = open.withLock({ transfer in transfer.value.take() }) else { return }
        answerRebalances(open)
        open.client.context.stage = .ending
        if let error = unsafe rd_kafka_consumer_close_queue(open.client.raw, open.queue) {
            unsafe rd_kafka_error_destroy(error)
        } else {
            awaitEnd(open, timeoutMs: timeoutMs)
        }
        unsafe rd_kafka_queue_destroy(open.queue)
    }

    /// Every rebalance is answered before the group is told to end, and none twice: an answer that the group does not wait for may
    /// come just when it ends, and librdkafka (2.0) then never returns from it.
    private func answerRebalances(_ open: Open) {
        open.client.context.stage = .closing
        // The rounds are few: a rebalance pauses the partitions before it is told, which outdates all messages that lie before it.
        for _ in 0..<4_096 {
            guard unsafe dropMessages(open.queue, timeoutMs: 0) > 0 else { break }
        }
        if open.client.context.isAwaitingAssignment { unsafe open.client.assign(nil) }
    }

    /// What the group gives is not answered any more: ending undoes it. What it takes may be from before it was told to end, too, and
    /// then it waits for no answer: so it gets one only if it has not ended a while after it asked.
    private func awaitEnd(_ open: Open, timeoutMs: Int) {
        let (client, sliceMs) = (open.client, 10)
        var remainingMs = timeoutMs
        while unsafe rd_kafka_consumer_closed(client.raw) == 0, remainingMs > 0 {
            let hasAsked = client.context.isAwaitingAssignment
            guard unsafe dropMessages(open.queue, timeoutMs: Int32(sliceMs)) == 0 else { continue }
            remainingMs -= sliceMs
            if hasAsked, unsafe rd_kafka_consumer_closed(client.raw) == 0 { unsafe client.assign(nil) }
        }
    }

    /// The closing group is served by reading messages: serving callbacks alone aborts the process when it meets one.
    private func dropMessages(_ queue: OpaquePointer, timeoutMs: Int32) -> Int {
        unsafe withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<rd_kafka_message_t>?.self, capacity: 64) {
            buffer in
            let count = unsafe Swift.max(
                rd_kafka_consume_batch_queue(queue, timeoutMs, buffer.baseAddress, buffer.count), 0)
            for i in 0..<count { unsafe rd_kafka_message_destroy(buffer[i]) }
            return count
        }
    }
}

extension ClientHandle {
    /// Answers the group's rebalance, or reads something else; nothing any more with nil.
    @discardableResult
    func assign(_ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) -> rd_kafka_resp_err_t {
        context.isAwaitingAssignment = false
        return unsafe rd_kafka_assign(raw, list)
    }
}

/// Runs inside a poll, on the consumer's own thread. Whether and where to read is decided by the consumer's owner later,
/// so the rebalance is only noted and the poll ended.
private func rebalanceCallback(
    _ rk: OpaquePointer?, _ code: rd_kafka_resp_err_t, _ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?,
    _ opaque: UnsafeMutableRawPointer?
) {
    guard let rk = unsafe rk, let context = unsafe CallbackContext.of(opaque) else { return }
    let isAssignment = code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS
    switch context.stage {
    case .open: break
    case .closing:
        context.isAwaitingAssignment = false
        unsafe rd_kafka_assign(rk, nil)
        return
    case .ending:
        if !isAssignment { context.isAwaitingAssignment = true }
        return
    }
    context.isAwaitingAssignment = true
    context.rebalances.append(
        .init(
            isAssignment: isAssignment,
            isLost: unsafe rd_kafka_assignment_lost(rk) != 0,
            partitions: unsafe partitions(of: list)))
    if let queue = unsafe rd_kafka_queue_get_consumer(rk) {
        unsafe rd_kafka_queue_yield(queue)
        unsafe rd_kafka_queue_destroy(queue)
    }
}
