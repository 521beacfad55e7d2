import CLibrdkafka
import Glibc
internal import Synchronization

/// Sends batches of records. Never blocks its callers: what librdkafka's queue has no room for waits, in order, in a
/// backlog of this producer until delivery reports make room (`waitForRoom`).
///
/// Reports are taken by one thread of the producer's own, which lives until `close`: a producer must be closed.
package final class KafkaProducer: Sendable {
    private let feed: ProducerFeed
    private let ledger: DeliveryLedger
    private let poller: DeliveryPoller

    /// Largest record that this client takes (`message.max.bytes`): key, value and headers with what frames them. A topic may take less.
    package let maxMessageBytes: Int

    /// - Throws: `invalidArgument` naming a wrong option.
    package init(options: KafkaOptions, handlers: KafkaHandlers = KafkaHandlers()) throws(KafkaError) {
        let context = CallbackContext(handlers)
        let configuration = try Configuration.make(options, context)
        unsafe configuration.withRaw {
            unsafe rd_kafka_conf_set_events($0, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_STATS)
        }
        maxMessageBytes = configuration.value(of: "message.max.bytes").flatMap { Int($0) } ?? 1_000_000
        let client = try ClientHandle(RD_KAFKA_PRODUCER, configuration, context)
        ledger = DeliveryLedger()
        feed = ProducerFeed(client, ledger)
        poller = DeliveryPoller(client, feed, ledger)
        poller.start()
    }

    /// Hands the batch over in order, after all that was handed over before, and returns at once. `completion` is called
    /// once, when every record is settled, mostly on the producer's thread: be short there and never block.
    package func enqueue(
        _ batch: RecordBatch, to topic: String, completion: @escaping @Sendable (BatchOutcome) -> Void
    ) {
        guard !batch.isEmpty else { return completion(BatchOutcome(count: 0, failures: [], notSentFrom: 0)) }
        feed.submit(batch.storage, to: topic, completion)
    }

    /// Sends the batch and returns when all of it is acknowledged.
    /// - Throws: the error of the first record that was not; others may have been written all the same.
    package func send(_ batch: RecordBatch, to topic: String) async throws(KafkaError) {
        if let failure = await outcome(of: batch, to: topic).firstFailure { throw failure.error }
    }

    /// Sends the batch and returns when every record of it is settled.
    package func outcome(of batch: RecordBatch, to topic: String) async -> BatchOutcome {
        await withCheckedContinuation { continuation in
            enqueue(batch, to: topic) { continuation.resume(returning: $0) }
        }
    }

    /// Whether batches wait because librdkafka's queue (`queue.buffering.max.messages`, `.kbytes`) is full.
    package var isBackedUp: Bool { feed.isBackedUp }

    /// Returns when nothing waits in the backlog. Who sends without waiting for outcomes must call this before each batch,
    /// or the backlog grows without limit.
    package func waitForRoom() async {
        await withCheckedContinuation { feed.resumeWhenEmpty($0) }
    }

    /// Makes librdkafka give this producer up for good, as a broker's answer may do at any time. For tests of what then happens.
    package func failFatally(_ code: KafkaError.Code, _ reason: String) { feed.failFatally(code, reason) }

    /// Waits up to `timeoutMs` for what is under way, then fails the rest (`purged`: may have been written) and ends
    /// the producer. Later batches fail with `closed`.
    package func close(timeoutMs: Int) async {
        feed.refuseMore()
        await withCheckedContinuation { poller.stop(timeoutMs: timeoutMs, $0) }
    }
}

/// The one thread that takes delivery reports, errors and statistics.
@safe final class DeliveryPoller: Sendable {
    private struct Stop {
        var remainingMs: Int
        var waiters: [CheckedContinuation<Void, Never>]
    }

    private enum Phase {
        case running, stopping(Stop), stopped
    }

    private static let sliceMs: Int32 = 50

    private let feed: ProducerFeed
    private let ledger: DeliveryLedger
    private let client: Mutex<ClientHandle?>
    private let phase = Mutex<Phase>(.running)

    init(_ client: ClientHandle, _ feed: ProducerFeed, _ ledger: DeliveryLedger) {
        self.client = Mutex(client)
        self.feed = feed
        self.ledger = ledger
    }

    func start() {
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        unsafe pthread_create(&thread, nil, runDeliveryPoller, context)
        pthread_detach(thread)
    }

    func stop(timeoutMs: Int, _ waiter: CheckedContinuation<Void, Never>) {
        let isStopped = phase.withLock { phase in
            switch phase {
            case .running: phase = .stopping(Stop(remainingMs: timeoutMs, waiters: [waiter]))
            case .stopping(var stop):
                stop.waiters.append(waiter)
                phase = .stopping(stop)
            case .stopped: return true
            }
            return false
        }
        if isStopped { waiter.resume() }
    }

    func run() {
        guard let client = client.withLock({ $0.take() }) else { return }
        let queue = unsafe rd_kafka_queue_get_main(client.raw)
        var wasIdle = false
        while mayContinue(client, wasIdle: wasIdle) { wasIdle = unsafe !poll(queue) }
        purge(client)
        while ledger.isBusy, unsafe poll(queue) {}
        unsafe rd_kafka_queue_destroy(queue)
        feed.releaseTopics()
        finish()
    }

    /// While stopping, only slices in which nothing happened are counted against the time limit.
    private func mayContinue(_ client: ClientHandle, wasIdle: Bool) -> Bool {
        phase.withLock { phase in
            guard case .stopping(var stop) = phase else { return true }
            if wasIdle { stop.remainingMs -= Int(Self.sliceMs) }
            phase = .stopping(stop)
            return ledger.isBusy && stop.remainingMs > 0
        }
    }

    private func poll(_ queue: OpaquePointer?) -> Bool {
        guard let event = unsafe rd_kafka_queue_poll(queue, Self.sliceMs) else { return false }
        switch unsafe rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_DR: unsafe ledger.settle(event)
        case RD_KAFKA_EVENT_ERROR: unsafe feed.report(event)
        case RD_KAFKA_EVENT_STATS: unsafe feed.reportStatistics(event)
        default: break
        }
        // Records count as queued until the event with their reports is gone: only then is there room for more.
        unsafe rd_kafka_event_destroy(event)
        feed.pump()
        return true
    }

    private func purge(_ client: ClientHandle) {
        feed.abandonBacklog()
        unsafe rd_kafka_purge(client.raw, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
    }

    private func finish() {
        let waiters = phase.withLock { phase in
            guard case .stopping(let stop) = phase else { return [CheckedContinuation<Void, Never>]() }
            phase = .stopped
            return stop.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}

private func runDeliveryPoller(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    unsafe Unmanaged<DeliveryPoller>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
