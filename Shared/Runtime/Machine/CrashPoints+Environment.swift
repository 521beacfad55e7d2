internal import Glibc
internal import Messaging
internal import Synchronization

/// The crash that `CRASH_AT` asks for: `place` or `place:n`, the n-th time. Nothing without it, or with a place that does not exist.
func crashPoints(_ wanted: String?) -> CrashPoints {
    guard let parts = wanted?.split(separator: ":"), let first = parts.first,
        let place = CrashPoints.Place(rawValue: String(first))
    else {
        return .none
    }
    let countdown = Countdown(parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
    return CrashPoints { reached in
        // The real thing: no destructor, no flush, no farewell to the broker.
        if reached == place, countdown.isOver() { kill(getpid(), SIGKILL) }
    }
}

private final class Countdown: Sendable {
    private let left: Atomic<Int>
    init(_ count: Int) { left = Atomic(count) }
    func isOver() -> Bool { left.subtract(1, ordering: .relaxed).newValue == 0 }
}
