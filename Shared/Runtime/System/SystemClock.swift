internal import Glibc
package import Kernel
internal import Observability

/// The machine's clocks; the only place that reads them.
package struct SystemClock: WallClock, MonotonicClock {
    package init() {}

    package func now() -> Instant {
        Instant(microseconds: nanoseconds(CLOCK_REALTIME) / 1_000)
    }

    package func monotonicNanoseconds() -> Int64 { nanoseconds(CLOCK_MONOTONIC) }

    private func nanoseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
