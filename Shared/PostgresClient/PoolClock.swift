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
            now: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) }, jitter: { Double.random(in: 0...1) })
    }
}
