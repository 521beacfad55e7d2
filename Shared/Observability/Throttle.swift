package import Kernel
internal import Synchronization

/// Lets one of many equal messages through per interval and counts the others, so that a broken dependency does not flood the log.
package final class Throttle: Sendable {
    private struct State {
        var next: Instant?
        var suppressed = 0
    }

    private let interval: Instant.Span
    private let state = Mutex(State())

    package init(interval: Instant.Span) {
        self.interval = interval
    }

    /// Nil when the message must be held back; else how many were held back since the last that passed.
    package func admit(at now: Instant) -> Int? {
        state.withLock { state in
            if let next = state.next, now < next {
                state.suppressed += 1
                return nil
            }
            defer { state = State(next: now + interval) }
            return state.suppressed
        }
    }
}
