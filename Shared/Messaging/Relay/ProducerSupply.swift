import KafkaClient
import Synchronization

/// The producer that all lanes of an instance share, made anew when librdkafka gives one up for good.
///
/// Closing the old one fails everything that is under way in it. So each lane learns what was not acknowledged, and reads that again from
/// its table, in order, once all of its own is settled; whatever a lane hands over before the new producer is there fails likewise.
final class ProducerSupply: Sendable {
    typealias Make =
        @Sendable (_ onError: @escaping @Sendable (KafkaError) -> Void) throws(KafkaError) -> KafkaProducer

    private struct State {
        var producer: KafkaProducer?
        var generation = 0
        var isRetired = false
        var succession = ClientSuccession()
        var isClosing = false
    }

    private let state = Mutex(State())
    private let make: Make
    private let health: PublicationHealth
    private let monotonic: @Sendable () -> Int64
    private let pause: @Sendable (Int64) async -> Void

    /// - Parameters:
    ///   - monotonic: in nanoseconds.
    ///   - pause: waits for so many nanoseconds.
    ///   - make: a producer that tells its errors.
    /// - Throws: what `make` throws for the first producer.
    init(
        health: PublicationHealth,
        monotonic: @escaping @Sendable () -> Int64,
        pause: @escaping @Sendable (Int64) async -> Void = { try? await Task.sleep(for: .nanoseconds($0)) },
        make: @escaping Make
    ) throws(KafkaError) {
        self.make = make
        self.health = health
        self.monotonic = monotonic
        self.pause = pause
        try renew()
    }

    /// Largest record that the producer takes.
    var maxMessageBytes: Int { state.withLock { $0.producer?.maxMessageBytes } ?? 0 }

    /// As `KafkaProducer.enqueue`, to the producer of the moment.
    func enqueue(
        _ batch: RecordBatch, to topic: String, completion: @escaping @Sendable (BatchOutcome) -> Void
    ) {
        guard let producer = state.withLock({ $0.producer }) else {
            preconditionFailure("a supply has a producer from its beginning")
        }
        producer.enqueue(batch, to: topic, completion: completion)
    }

    /// As `KafkaProducer.close`; no other is made after it.
    func close(timeoutMs: Int) async {
        let producer = state.withLock { state in
            state.isClosing = true
            return state.producer
        }
        await producer?.close(timeoutMs: timeoutMs)
    }

    /// For tests of what follows; see `KafkaProducer.failFatally`.
    func failFatally(_ code: KafkaError.Code, _ reason: String) {
        state.withLock { $0.producer }?.failFatally(code, reason)
    }

    /// How often a producer was made.
    var generation: Int { state.withLock { $0.generation } }

    private func renew() throws(KafkaError) {
        let generation = generation + 1
        let producer = try make { [weak self] error in self?.note(error, of: generation) }
        state.withLock { state in
            state.producer = producer
            state.generation = generation
            state.isRetired = false
            state.succession.begin(at: monotonic())
        }
    }

    /// On the producer's own thread, which must not wait for itself.
    private func note(_ error: KafkaError, of generation: Int) {
        guard error.isFatal else { return }
        Task { await replace(generation, because: error) }
    }

    private func replace(_ generation: Int, because error: KafkaError) async {
        guard let (old, firstDelay) = retire(generation) else { return }
        health.note(producer: "the producer was given up for good and is made anew: \(error)")
        await old.close(timeoutMs: 0)
        var delay = firstDelay
        while !state.withLock({ $0.isClosing }) {
            await pause(delay)
            do throws(KafkaError) {
                try renew()
                break
            } catch {
                health.note(producer: "no new producer can be made: \(error)")
                delay = max(delay, 1_000_000_000)
            }
        }
        health.note(producer: nil)
        // Whoever closed the supply meanwhile closed the old one.
        if state.withLock({ $0.isClosing }) { await state.withLock { $0.producer }?.close(timeoutMs: 0) }
    }

    /// The producer to close, once, and how long to wait then.
    private func retire(_ generation: Int) -> (KafkaProducer, pause: Int64)? {
        let now = monotonic()
        return state.withLock { state in
            guard state.generation == generation, !state.isRetired, !state.isClosing,
                let producer = state.producer
            else { return nil }
            state.isRetired = true
            return (producer, state.succession.end(at: now))
        }
    }
}
