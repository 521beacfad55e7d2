import Synchronization
import Threads

/// Holds a lane's thread where it passes, until it is opened.
final class LaneGate: Sendable {
    private let state = Mutex((isClosed: false, isHolding: false))

    func close() { state.withLock { $0.isClosed = true } }
    func open() { state.withLock { $0.isClosed = false } }
    var isHolding: Bool { state.withLock { $0.isHolding } }

    /// On a lane's thread.
    func pass() {
        while isClosedForMe() { OwnThread.pause(milliseconds: 2) }
    }

    private func isClosedForMe() -> Bool {
        state.withLock { state in
            state.isHolding = state.isClosed
            return state.isClosed
        }
    }
}
