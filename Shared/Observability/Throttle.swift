internal import Synchronization

/// Lets one of many equal messages through per interval and counts the others, so that a broken dependency does not flood the log.
package final class Throttle: Sendable {
    private struct State {
        var nextMicroseconds: Int64 = .min
        var suppressed = 0
    }

    private let intervalMicroseconds: Int64
    private let state = Mutex(State())

    package init(intervalMs: Int) {
        intervalMicroseconds = Int64(intervalMs) * 1_000
    }

    /// Nil when the message must be held back; else how many were held back since the last that passed.
    package func admit(epochMicroseconds now: Int64) -> Int? {
        state.withLock { state in
            guard now >= state.nextMicroseconds else {
                state.suppressed += 1
                return nil
            }
            defer { state = State(nextMicroseconds: now + intervalMicroseconds) }
            return state.suppressed
        }
    }
}
