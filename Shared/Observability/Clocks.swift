package import Kernel
internal import Synchronization

/// Tells what time it is. Only Runtime's implementation reads the machine's clock; everything else is given one.
package protocol WallClock: Sendable {
    /// May jump when the machine's clock is corrected: for time stamps, not for durations.
    func now() -> Instant
}

/// Tells how much time has passed. For durations and deadlines: it never goes back.
package protocol MonotonicClock: Sendable {
    /// Nanoseconds since an arbitrary moment before the process began.
    func monotonicNanoseconds() -> Int64
}

/// A clock that stands still until it is moved: time of a replay, and of tests.
package final class VirtualClock: WallClock, MonotonicClock {
    private let instant: Mutex<Instant>

    package init(at instant: Instant = Instant(microseconds: 0)) {
        self.instant = Mutex(instant)
    }

    package func now() -> Instant { instant.withLock { $0 } }

    package func monotonicNanoseconds() -> Int64 { now().microseconds * 1_000 }

    package func advance(by span: Instant.Span) {
        instant.withLock { $0 = $0 + span }
    }

    /// Moves the clock forward to `later`; an earlier instant leaves it where it is.
    package func advance(to later: Instant) {
        instant.withLock { $0 = max($0, later) }
    }
}
