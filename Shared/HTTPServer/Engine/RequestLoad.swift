internal import Synchronization

/// How many requests are being handled on all loops of a server.
final class RequestLoad: Sendable {
    private let running = Atomic<Int>(0)
    private let runningMax: Int

    init(max: Int) {
        runningMax = max
    }

    var count: Int { running.load(ordering: .relaxed) }

    /// Whether one more may be handled; each yes needs a `leave`.
    func enter() -> Bool {
        if running.add(1, ordering: .relaxed).newValue <= runningMax { return true }
        leave()
        return false
    }

    func leave() {
        running.subtract(1, ordering: .relaxed)
    }
}
