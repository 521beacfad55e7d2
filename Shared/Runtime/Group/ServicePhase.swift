internal import Synchronization

/// In which part of its life a service is.
package enum ServicePhase: String, Sendable {
    case starting, running, stopping
}

/// Where the group notes its phase for others to see.
package final class ServicePhaseBoard: Sendable {
    private let phase = Mutex(ServicePhase.starting)

    package init() {}

    package var current: ServicePhase { phase.withLock { $0 } }

    func note(_ phase: ServicePhase) { self.phase.withLock { $0 = phase } }
}
