/// Time and chance for the pool, so that tests can hold both still.
package struct PoolClock: Sendable {
    /// Since any fixed moment.
    package var now: @Sendable () -> Duration
    package var sleep: @Sendable (Duration) async throws -> Void
    /// Between 0 and 1.
    package var jitter: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void,
        jitter: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.jitter = jitter
    }

    /// The monotonic clock of the machine.
    package static func continuous() -> PoolClock {
        let start = ContinuousClock.now
        return PoolClock(
            now: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) },
            jitter: { Double.random(in: 0...1) })
    }
}

/// How long to leave a server alone that could not be reached: doubling, and never for everybody the same.
struct Backoff: Sendable {
    let minMs: Int
    let maxMs: Int

    /// Between half of the ceiling and all of it, as `jitter` (0 to 1) says.
    func pause(failuresInARow: Int, jitter: Double) -> Duration {
        let ceiling = min(maxMs, minMs << min(max(failuresInARow - 1, 0), 20))
        return .milliseconds(ceiling / 2 + Int(Double(ceiling / 2) * jitter))
    }
}
