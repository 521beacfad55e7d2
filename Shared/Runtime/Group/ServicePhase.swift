package import Kernel
package import Observability
internal import Synchronization

/// In which part of its life a service is.
package enum ServicePhase: String, Sendable {
    case starting, running, stopping
}

/// Where the group notes its phase for others to see.
package final class ServicePhaseBoard: Sendable {
    private let clock: any WallClock
    private let entry: Mutex<(phase: ServicePhase, since: Instant)>

    package init(clock: any WallClock) {
        self.clock = clock
        entry = Mutex((.starting, clock.now()))
    }

    package var current: ServicePhase { entry.withLock { $0.phase } }

    /// When the present phase began.
    package var since: Instant { entry.withLock { $0.since } }

    func note(_ phase: ServicePhase) {
        let now = clock.now()
        entry.withLock { $0 = (phase, now) }
    }
}
