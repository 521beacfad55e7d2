/// When to try again. Pure: the attempt and a random number give the delay.
package struct RetryPolicy: Sendable, Hashable {
    /// All tries together, the first included.
    package let attemptsMax: Int
    package let firstDelayMs: Int
    package let delayMsMax: Int

    package init(attemptsMax: Int, firstDelayMs: Int, delayMsMax: Int) {
        self.attemptsMax = attemptsMax
        self.firstDelayMs = firstDelayMs
        self.delayMsMax = delayMsMax
    }

    /// How long to wait after the failed try `attempt` (the first is 1); nil when there is none left.
    ///
    /// The delay doubles from try to try up to the limit; a random half of it is taken off, so that many callers do not come back together.
    /// - Parameters:
    ///   - askedForMs: what the other side asked for (`Retry-After`); never waited for less, nor for more than ten times the limit.
    ///   - random: 64 random bits.
    package func delayMs(afterAttempt attempt: Int, askedForMs: Int = 0, random: UInt64) -> Int? {
        guard attempt < attemptsMax else { return nil }
        let doublings = min(max(attempt - 1, 0), 40)
        let (grown, overflow) = firstDelayMs.multipliedReportingOverflow(by: 1 << doublings)
        let full = overflow ? delayMsMax : min(grown, delayMsMax)
        let half = full / 2
        let jittered = half + Int(random % UInt64(full - half + 1))
        return max(jittered, min(askedForMs, delayMsMax * 10))
    }
}
