/// Limits a rate: a bucket of tokens that fills steadily; each call takes one. Pure: the caller gives the time, in milliseconds of any
/// clock that does not go back.
package struct TokenBucket: Sendable, Hashable {
    private let capacity: Int64
    private let perSecond: Int64
    /// In thousandths of a token, so that slow rates fill exactly.
    private var level: Int64
    private var filledAtMs: Int64

    /// Begins full.
    /// - Parameters:
    ///   - capacity: how many calls may come at once after a pause.
    ///   - perSecond: how many calls per second go on for ever.
    package init(capacity: Int, perSecond: Int, nowMs: Int64) {
        precondition(capacity > 0 && perSecond > 0, "a bucket needs a capacity and a rate")
        self.capacity = Int64(capacity) * 1_000
        self.perSecond = Int64(perSecond)
        level = self.capacity
        filledAtMs = nowMs
    }

    /// Takes a token; 0 means it was there, else it was not and is in so many milliseconds.
    package mutating func take(nowMs: Int64) -> Int64 {
        fill(nowMs)
        guard level < 1_000 else {
            level -= 1_000
            return 0
        }
        return (1_000 - level + perSecond - 1) / perSecond
    }

    private mutating func fill(_ nowMs: Int64) {
        guard nowMs > filledAtMs else { return }
        let (gain, overflow) = (nowMs - filledAtMs).multipliedReportingOverflow(by: perSecond)
        level = overflow ? capacity : min(capacity, level + min(gain, capacity))
        filledAtMs = nowMs
    }
}
