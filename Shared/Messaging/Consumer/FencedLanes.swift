import Synchronization

/// Lanes that were found to be somebody else's, on their way from the lanes' threads to the consumer.
final class FencedLanes: Sendable {
    private let lanes = Mutex<Set<Int>>([])

    func note(_ lane: Int) { _ = lanes.withLock { $0.insert(lane) } }

    func take() -> Set<Int> {
        lanes.withLock { lanes in
            defer { lanes = [] }
            return lanes
        }
    }
}
