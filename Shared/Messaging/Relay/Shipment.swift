import KafkaClient
import Synchronization

/// Events that were handed to the producer together.
final class Shipment: Sendable {
    let numbers: [Int64]
    let bytes: Int
    let handedAt: Int64
    /// Tells who it is, where one event goes alone.
    let type: String?
    private let state = Mutex<BatchOutcome?>(nil)

    init(_ events: [Relay.Event], at now: Int64) {
        numbers = events.map(\.number)
        bytes = events.reduce(0) { $0 + $1.payload.count }
        type = events.count == 1 ? events[0].type : nil
        handedAt = now
    }

    /// nil while some of it is under way.
    var outcome: BatchOutcome? { state.withLock { $0 } }

    func settle(_ outcome: BatchOutcome) { state.withLock { $0 = outcome } }
}
