import CLibrdkafka
internal import Synchronization

/// To be called outside all locks: tells the owner of a batch what became of it.
typealias Settlement = () -> Void

/// Counts the records of each batch that are still open. Records carry the batch's number, so that a batch is
/// retained once, not once per record.
final class DeliveryLedger: Sendable {
    private struct Entry {
        let storage: RecordStorage
        let count: Int
        let completion: @Sendable (BatchOutcome) -> Void
        var open: Int
        var notSentFrom: Int
        var failures: [BatchOutcome.Failure] = []
    }

    private struct State {
        var entries: [UInt32: Entry] = [:]
        var nextID: UInt32 = 1
    }

    private let state = Mutex(State())

    var isBusy: Bool { state.withLock { !$0.entries.isEmpty } }

    func open(_ storage: RecordStorage, _ completion: @escaping @Sendable (BatchOutcome) -> Void) -> UInt32 {
        let count = storage.count
        return state.withLock { state in
            while state.entries[state.nextID] != nil { state.nextID &+= 1 }
            let id = state.nextID
            state.nextID &+= 1
            state.entries[id] = Entry(
                storage: storage, count: count, completion: completion, open: count, notSentFrom: count)
            return id
        }
    }

    /// Record `index` was refused by the client, and none after it is handed over.
    func refuse(_ id: UInt32, from index: Int, _ error: KafkaError) -> Settlement? {
        state.withLock { state in
            guard var entry = state.entries[id] else { return nil }
            entry.failures.append(.init(index: index, error: error))
            entry.notSentFrom = index + 1
            entry.open -= entry.count - index
            return Self.close(id, entry, &state)
        }
    }

    /// Takes all delivery reports of one event.
    func settle(_ event: OpaquePointer) {
        var settled: [Settlement] = []
        state.withLock { state in
            var run: (id: UInt32, count: Int, failures: [BatchOutcome.Failure]) = (0, 0, [])
            while let message = unsafe rd_kafka_event_message_next(event) {
                let opaque = UInt(bitPattern: unsafe message.pointee._private)
                let id = UInt32(truncatingIfNeeded: opaque >> 32)
                if id != run.id {
                    if let done = Self.settle(run, &state) { settled.append(done) }
                    run = (id, 0, [])
                }
                run.count += 1
                let error = unsafe message.pointee.err
                if error != RD_KAFKA_RESP_ERR_NO_ERROR {
                    run.failures.append(unsafe failure(Int(opaque & 0xffff_ffff), message))
                }
            }
            if let done = Self.settle(run, &state) { settled.append(done) }
        }
        for done in settled { done() }
    }

    private func failure(_ index: Int, _ message: UnsafePointer<rd_kafka_message_t>) -> BatchOutcome.Failure {
        let topic = unsafe message.pointee.rkt.map { unsafe String(cString: rd_kafka_topic_name($0)) } ?? ""
        let error = unsafe message.pointee.err
        return unsafe .init(
            index: index, error: KafkaError(error, "record \(index) for \(topic)[\(message.pointee.partition)]"))
    }

    private static func settle(
        _ run: (id: UInt32, count: Int, failures: [BatchOutcome.Failure]), _ state: inout State
    ) -> Settlement? {
        guard run.count > 0, var entry = state.entries[run.id] else { return nil }
        entry.open -= run.count
        entry.failures += run.failures
        return close(run.id, entry, &state)
    }

    private static func close(_ id: UInt32, _ entry: Entry, _ state: inout State) -> Settlement? {
        guard entry.open == 0 else {
            state.entries[id] = entry
            return nil
        }
        state.entries[id] = nil
        let failures = entry.failures.sorted { $0.index < $1.index }
        let outcome = BatchOutcome(count: entry.count, failures: failures, notSentFrom: entry.notSentFrom)
        return { entry.completion(outcome) }
    }
}
