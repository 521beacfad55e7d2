/// When a client of Kafka that librdkafka gave up for good is followed by a new one: at once the first time, and after longer and longer
/// pauses while each lives only briefly.
struct ClientSuccession {
    /// Given up one after the other, each soon after it began.
    private(set) var failures = 0
    private var begunAt: Int64 = 0

    /// A life longer than this is no failure of the one before. Two processes that put each other out live as long as the other's
    /// pause, a minute at most: that must not count as long.
    private static let longLife: Int64 = 180_000_000_000

    /// - Parameter now: monotonic, in nanoseconds.
    mutating func begin(at now: Int64) { begunAt = now }

    /// - Returns: how long to wait before the next one, in nanoseconds.
    mutating func end(at now: Int64) -> Int64 {
        failures = now - begunAt > Self.longLife ? 1 : failures + 1
        return PublicationRetry.pause(after: failures)
    }
}
