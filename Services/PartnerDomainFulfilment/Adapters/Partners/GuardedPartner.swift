package import HTTPClient
import Kernel
package import Observability
package import PartnerDomainFulfilmentApplication
package import PartnerDomainFulfilmentDomain
import Synchronization

/// DOM-06: keeps a partner's rate limit, and stops asking a partner that fails again and again.
package final class GuardedPartner: Partner {
    private struct Limits {
        var bucket: TokenBucket
        var breaker: CircuitBreaker
    }

    private let partner: any Partner
    private let clock: any WallClock
    private let monotonic: any MonotonicClock
    private let limits: Mutex<Limits>

    /// - Parameters:
    ///   - conversationsPerSecond: the partner's limit; one conversation makes at most three calls.
    ///   - failuresMax: failures in a row after which it is not asked for `openMs`.
    package init(
        _ partner: any Partner, conversationsPerSecond: Int, failuresMax: Int, openMs: Int, clock: any WallClock,
        monotonic: any MonotonicClock
    ) {
        self.partner = partner
        self.clock = clock
        self.monotonic = monotonic
        limits = Mutex(
            Limits(
                bucket: TokenBucket(
                    capacity: conversationsPerSecond, perSecond: conversationsPerSecond,
                    nowMs: monotonic.monotonicNanoseconds() / 1_000_000),
                breaker: CircuitBreaker(failuresMax: failuresMax, openMs: openMs)))
    }

    package var circuit: CircuitBreaker.State { limits.withLock { $0.breaker.state } }

    /// Begins a conversation, so the rate is kept here.
    package func lookUp(_ order: PaidDomainOrder) async throws(PartnerSilence) -> PartnerAnswer? {
        try admit(takingToken: true)
        do throws(PartnerSilence) {
            return record(try await partner.lookUp(order))
        } catch {
            throw record(error)
        }
    }

    package func order(_ order: PaidDomainOrder) async throws(PartnerSilence) -> PartnerAnswer {
        try admit(takingToken: false)
        do throws(PartnerSilence) {
            return record(try await partner.order(order))
        } catch {
            throw record(error)
        }
    }

    private func admit(takingToken: Bool) throws(PartnerSilence) {
        let nowMs = monotonic.monotonicNanoseconds() / 1_000_000
        let refusal: (Trouble, waitMs: Int64)? = limits.withLock { limits in
            if takingToken {
                let waitMs = limits.bucket.take(nowMs: nowMs)
                if waitMs > 0 { return (.rateLimited, waitMs) }
            }
            if case .refused(let retryInMs) = limits.breaker.permission(nowMs: nowMs) {
                return (.circuitOpen, retryInMs)
            }
            return nil
        }
        guard let (trouble, waitMs) = refusal else { return }
        throw PartnerSilence(
            trouble, notBefore: clock.now() + .milliseconds(Int(waitMs)), "not asked: \(trouble.rawValue)")
    }

    private func record<Answer>(_ answer: Answer) -> Answer {
        limits.withLock { $0.breaker.recordSuccess() }
        return answer
    }

    /// A partner that answers, be it nonsense or "slower", is up.
    private func record(_ silence: PartnerSilence) -> PartnerSilence {
        let nowMs = monotonic.monotonicNanoseconds() / 1_000_000
        limits.withLock { limits in
            switch silence.trouble {
            case .unreachable, .answerLost: limits.breaker.recordFailure(nowMs: nowMs)
            case .rateLimited, .circuitOpen, .unintelligible, .lostTrack: limits.breaker.recordSuccess()
            }
        }
        return silence
    }
}
