import HTTPClient
import Testing

@Suite("Retries, circuit breaker, rate limit")
struct ClientResilienceTests {
    @Test("delays double up to the limit, less a random half at most, and end")
    func retryDelays() {
        let policy = RetryPolicy(attemptsMax: 5, firstDelayMs: 100, delayMsMax: 300)
        let longest = (1...5).map { policy.delayMs(afterAttempt: $0, random: UInt64([50, 100, 150, 150, 0][$0 - 1])) }
        #expect(longest == [100, 200, 300, 300, nil])
        #expect((1...4).map { policy.delayMs(afterAttempt: $0, random: 0) } == [50, 100, 150, 150])
        for random in stride(from: UInt64(0), to: .max / 2, by: .max / 101) {
            #expect((50...100).contains(policy.delayMs(afterAttempt: 1, random: random) ?? 0))
        }
    }

    @Test("what the other side asks for is waited, within reason; huge attempts do not overflow")
    func retryAfter() {
        let policy = RetryPolicy(attemptsMax: .max, firstDelayMs: 100, delayMsMax: 1_000)
        #expect(policy.delayMs(afterAttempt: 1, askedForMs: 4_000, random: 0) == 4_000)
        #expect(policy.delayMs(afterAttempt: 1, askedForMs: 1_000_000, random: 0) == 10_000)
        #expect(policy.delayMs(afterAttempt: .max - 1, random: 0) == 500)
    }

    @Test("the circuit opens after failures in a row only, and a success between them counts from anew")
    func opening() {
        var breaker = CircuitBreaker(failuresMax: 2, openMs: 100)
        breaker.recordFailure(nowMs: 0)
        breaker.recordSuccess()
        breaker.recordFailure(nowMs: 1)
        #expect(breaker.permission(nowMs: 1) == .granted)
        breaker.recordFailure(nowMs: 2)
        #expect(breaker.permission(nowMs: 3) == .refused(retryInMs: 99))
    }

    @Test("after the pause one probe goes through and decides")
    func probing() {
        var breaker = CircuitBreaker(failuresMax: 1, openMs: 100)
        breaker.recordFailure(nowMs: 0)
        #expect(breaker.permission(nowMs: 99) == .refused(retryInMs: 1))
        #expect(breaker.permission(nowMs: 100) == .granted)
        #expect(breaker.permission(nowMs: 100) == .refused(retryInMs: 100))
        breaker.recordFailure(nowMs: 110)
        #expect(breaker.permission(nowMs: 209) == .refused(retryInMs: 1))
        #expect(breaker.permission(nowMs: 210) == .granted)
        breaker.recordSuccess()
        #expect(breaker.state == .closed(failuresInARow: 0))
    }

    @Test("late answers do not close an open circuit, and a lost probe does not block for ever")
    func lateAnswers() {
        var breaker = CircuitBreaker(failuresMax: 1, openMs: 100)
        breaker.recordFailure(nowMs: 0)
        breaker.recordSuccess()
        breaker.recordFailure(nowMs: 50)
        #expect(breaker.state == .open(untilMs: 100))
        #expect(breaker.permission(nowMs: 100) == .granted)
        #expect(breaker.permission(nowMs: 200) == .granted)
    }

    @Test("a bucket gives its capacity at once and then its rate, exactly")
    func bucket() {
        var bucket = TokenBucket(capacity: 2, perSecond: 3, nowMs: 0)
        #expect([bucket.take(nowMs: 0), bucket.take(nowMs: 0), bucket.take(nowMs: 0)] == [0, 0, 334])
        #expect(bucket.take(nowMs: 333) == 1)
        #expect(bucket.take(nowMs: 334) == 0)
        var granted = 0
        for now in 335...10_334 where bucket.take(nowMs: Int64(now)) == 0 { granted += 1 }
        #expect(granted == 30)
        #expect(bucket.take(nowMs: .max / 2) == 0)
        #expect(bucket.take(nowMs: 0) == 0)
        #expect(bucket.take(nowMs: 0) == 334)
    }
}
