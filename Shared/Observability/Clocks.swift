internal import Synchronization

/// Tells what time it is. Only Runtime's implementation reads the machine's clock; everything else is given one.
package protocol WallClock: Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z; may jump when the machine's clock is corrected.
    func epochMicroseconds() -> Int64
}

/// Tells how much time has passed. For durations and deadlines: it never goes back.
package protocol MonotonicClock: Sendable {
    /// Nanoseconds since an arbitrary moment before the process began.
    func monotonicNanoseconds() -> Int64
}

/// A clock that stands still until it is moved: time of a replay, and of tests.
package final class VirtualClock: WallClock, MonotonicClock {
    private let microseconds: Mutex<Int64>

    package init(epochMicroseconds: Int64 = 0) {
        microseconds = Mutex(epochMicroseconds)
    }

    package func epochMicroseconds() -> Int64 { microseconds.withLock { $0 } }

    package func monotonicNanoseconds() -> Int64 { epochMicroseconds() * 1_000 }

    package func advance(byMicroseconds delta: Int64) {
        microseconds.withLock { $0 += delta }
    }
}
