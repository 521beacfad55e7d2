/// How a lane publishes after a failure: the first event that failed once more at once and alone, so that it is known whether it is the
/// culprit; if it is, again and again after longer and longer pauses; after a success more and more at once.
///
/// Nothing is skipped: readers rely on the order of an aggregate's events, and the mark in the database is a prefix.
struct PublicationRetry {
    /// Failures in a row of the same event.
    private(set) var failures = 0
    /// Monotonic, in nanoseconds.
    private(set) var notBefore: Int64 = 0
    /// How many events to hand over at once.
    private(set) var window = windowMax

    static let windowMax = 2_000

    /// It is one event that is tried.
    var isProbing: Bool { window == 1 }

    mutating func fail(progressed: Bool, at now: Int64) {
        failures = progressed ? 1 : failures + 1
        window = 1
        notBefore = now + Self.pause(after: failures)
    }

    mutating func succeed() {
        failures = 0
        window = min(window * 2, Self.windowMax)
    }

    mutating func postpone(until later: Int64) { notBefore = max(notBefore, later) }

    /// None, then 1, 2, 4 … at most 60 seconds, in nanoseconds.
    static func pause(after failures: Int) -> Int64 {
        guard failures > 1 else { return 0 }
        return min(60, 1 << min(Int64(failures) - 2, 6)) * 1_000_000_000
    }
}
