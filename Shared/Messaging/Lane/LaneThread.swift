import Synchronization
import Threads

/// A lane's worker on its own thread.
final class LaneThread: Sendable {
    private enum State {
        case running
        case awaited(CheckedContinuation<Void, Never>)
        case finished
    }

    private let state = Mutex(State.running)

    /// - Parameter make: called on the new thread; what it makes never leaves it.
    init(_ make: @escaping @Sendable () -> LaneWorker) {
        OwnThread.start { [self] in
            make().run()
            let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
                defer { state = .finished }
                if case .awaited(let waiter) = state { return waiter }
                return nil
            }
            waiter?.resume()
        }
    }

    /// Returns when the lane has finished what it was given.
    func finished() async {
        await withCheckedContinuation { continuation in
            let isFinished = state.withLock { state in
                if case .finished = state { return true }
                state = .awaited(continuation)
                return false
            }
            if isFinished { continuation.resume() }
        }
    }
}
