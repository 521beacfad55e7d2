import Synchronization

/// Which lanes this process owns at the moment.
final class OwnedLanes: Sendable {
    private let lanes = Mutex<Set<Int>>([])

    func contains(_ lane: Int) -> Bool { lanes.withLock { $0.contains(lane) } }
    func insert(_ lane: Int) { _ = lanes.withLock { $0.insert(lane) } }
    func remove(_ lane: Int) { _ = lanes.withLock { $0.remove(lane) } }
}
