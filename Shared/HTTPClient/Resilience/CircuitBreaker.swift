/// Stops calling what fails again and again, and tries it with one call after a while. Pure: the caller gives the time, in milliseconds
/// of any clock that does not go back.
package struct CircuitBreaker: Sendable, Hashable {
    package enum State: Sendable, Hashable {
        /// Calls go through. May become `open`.
        case closed(failuresInARow: Int)
        /// Calls are refused until then. May become `probing`.
        case open(untilMs: Int64)
        /// One call is on its way, others are refused until then, when the probe counts as lost. May become `closed` or `open`.
        case probing(untilMs: Int64)

        /// Calls go through.
        package var isClosed: Bool { if case .closed = self { true } else { false } }
    }

    package enum Permission: Sendable, Hashable {
        case granted
        case refused(retryInMs: Int64)
    }

    package private(set) var state = State.closed(failuresInARow: 0)
    private let failuresMax: Int
    private let openMs: Int64

    /// - Parameters:
    ///   - failuresMax: how many failures in a row open the circuit.
    ///   - openMs: how long it then stays open, and how long a probe may take.
    package init(failuresMax: Int, openMs: Int) {
        self.failuresMax = failuresMax
        self.openMs = Int64(openMs)
    }

    /// Whether a call may be made now. Whoever gets `granted` must record how the call ended.
    package mutating func permission(nowMs: Int64) -> Permission {
        switch state {
        case .closed: return .granted
        case .open(let untilMs), .probing(let untilMs):
            guard nowMs >= untilMs else { return .refused(retryInMs: untilMs - nowMs) }
            state = .probing(untilMs: nowMs + openMs)
            return .granted
        }
    }

    /// A call succeeded, or was refused for a reason that does not speak against the other side's health.
    package mutating func recordSuccess() {
        // A late success of a call from before says nothing about now.
        if case .open = state { return }
        state = .closed(failuresInARow: 0)
    }

    package mutating func recordFailure(nowMs: Int64) {
        switch state {
        case .closed(let failures) where failures + 1 < failuresMax: state = .closed(failuresInARow: failures + 1)
        case .closed, .probing: state = .open(untilMs: nowMs + openMs)
        case .open: break
        }
    }
}
