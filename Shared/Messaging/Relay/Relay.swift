import EventContracts
import KafkaClient
import Kernel
import Synchronization

/// Brings a lane's events to Kafka in the order of their numbers, and knows how far that got.
///
/// Belongs to the lane's thread; acknowledgements come from the producer's.
final class Relay {
    struct Event {
        let number: Int64
        let occurredAt: Instant
        let key: AggregateKey
        let version: Int64
        let type: String
        let cause: String
        let trace: String
        let payload: [UInt8]
    }

    /// Highest number handed to the producer.
    private(set) var handed: Int64 = 0
    /// Every event up to this number is in Kafka.
    private(set) var acknowledged: Int64 = 0
    private var inFlight: [Shipment] = []

    private let producer: KafkaProducer
    private let topic: String
    private let partition: Int32
    private let envelope: EnvelopeWriter
    private let wake: @Sendable () -> Void

    init(producer: KafkaProducer, topic: String, partition: Int, source: String, wake: @escaping @Sendable () -> Void) {
        self.producer = producer
        self.topic = topic
        self.partition = Int32(partition)
        self.wake = wake
        envelope = EnvelopeWriter(source: source)
    }

    private final class Shipment: Sendable {
        let last: Int64
        let handedAt: Instant
        let outcome = Atomic<Int>(0)
        init(last: Int64, handedAt: Instant) {
            self.last = last
            self.handedAt = handedAt
        }

        static let acknowledged = 1, failed = 2
    }

    /// Publishes what comes after `number`, even what is under way: after a take-over, or because an operator asked for it. What
    /// comes twice has the same ids, and an operator's wish may be older than the take-over.
    func restart(after number: Int64) {
        inFlight = []
        (handed, acknowledged) = (number, number)
    }

    /// More is under way than memory should hold: the rest stays in the table until Kafka takes some.
    var isFull: Bool { handed - acknowledged > 100_000 }

    var isIdle: Bool { inFlight.isEmpty }

    /// When the oldest shipment that Kafka has not acknowledged was handed over.
    var oldestHandedAt: Instant? { inFlight.first?.handedAt }

    /// Hands events to the producer, in order.
    func hand(_ events: [Event], at now: Instant) {
        guard let last = events.last?.number else { return }
        var batch = envelope.batch(for: events.count)
        for event in events { envelope.append(event, partition: partition, to: &batch) }
        let shipment = Shipment(last: last, handedAt: now)
        inFlight.append(shipment)
        handed = last
        let wake = wake
        producer.enqueue(batch, to: topic) { outcome in
            shipment.outcome.store(
                outcome.firstFailure == nil ? Shipment.acknowledged : Shipment.failed, ordering: .releasing)
            wake()
        }
    }

    /// Takes the acknowledged shipments off the front. False if one failed: what is behind it is to be handed again, from the table.
    @discardableResult
    func reap() -> Bool {
        while let first = inFlight.first {
            switch first.outcome.load(ordering: .acquiring) {
            case Shipment.acknowledged:
                acknowledged = max(acknowledged, first.last)
                inFlight.removeFirst()
            case Shipment.failed:
                // Wait for the others: what comes again must come after whatever of them still arrives.
                guard inFlight.allSatisfy({ $0.outcome.load(ordering: .acquiring) != 0 }) else { return true }
                inFlight.removeAll()
                handed = acknowledged
                return false
            default: return true
            }
        }
        return true
    }
}
