internal import Kernel
package import Observability
internal import Synchronization

/// Asks all checks regularly and keeps the answers, so that a probe costs nothing however often it comes.
package final class HealthMonitor: Sendable {
    private struct State {
        var checks: [HealthCheck] = []
        var reports: [String: HealthReport] = [:]
    }

    private static let intervalMs = 2_000
    /// A service that starts, or whose dependency came back, is to be sent requests at once.
    private static let unreadyIntervalMs = 50
    /// Longer than a pool lets wait for a connection, because its error says more than ours.
    private static let answerTimeoutMs = 6_000

    private let state = Mutex(State())
    private let clock: any WallClock
    private let logger: Logger
    private let board: ServicePhaseBoard

    /// - Parameter board: a service that is starting or stopping is not ready, whatever its dependencies say.
    package init(clock: any WallClock, logger: Logger, board: ServicePhaseBoard) {
        self.clock = clock
        self.logger = logger
        self.board = board
    }

    /// Until its first answer a check counts as failing.
    package func add(_ check: HealthCheck) {
        let report = HealthReport(name: check.name, status: .failing("not checked yet"), since: clock.now())
        state.withLock { state in
            state.checks.append(check)
            state.reports[check.name] = report
        }
    }

    /// All answers by name, and `lifecycle` for the service itself.
    package var reports: [HealthReport] {
        let phase = board.current
        let status = phase == .running ? HealthStatus.ok : .failing("the service is \(phase.rawValue)")
        let own = HealthReport(name: "lifecycle", status: status, since: board.since)
        return [own] + state.withLock { $0.reports.values.sorted { $0.name < $1.name } }
    }

    package var isReady: Bool { reports.allSatisfy { $0.status == .ok } }

    /// Asks every check once, all at the same time. One that does not answer in time counts as failing.
    package func refresh() async {
        let checks = state.withLock { $0.checks }
        await withTaskGroup(of: Void.self) { group in
            for check in checks {
                group.addTask { self.note(check.name, await answer(check, timeoutMs: Self.answerTimeoutMs)) }
            }
        }
    }

    /// Keeps asking while the service runs.
    package var component: Component {
        Component("health monitor") { life in
            await self.refresh()
            life.ready()
            while await life.pause(milliseconds: self.isReady ? Self.intervalMs : Self.unreadyIntervalMs) {
                await self.refresh()
            }
        }
    }

    private func note(_ name: String, _ status: HealthStatus) {
        let now = clock.now()
        let changed = state.withLock { state in
            let known = state.reports[name]
            let isSameKind = (known?.status == .ok) == (status == .ok)
            state.reports[name] = HealthReport(
                name: name, status: status, since: isSameKind ? known?.since ?? now : now)
            return !isSameKind || known?.status == .failing("not checked yet")
        }
        guard changed else { return }
        switch status {
        case .ok: logger.info("dependency is there", ["check": .string(name)])
        case .failing(let reason):
            logger.warning("dependency is away", ["check": .string(name), "reason": .string(reason)])
        }
    }
}

/// The check's answer, or a failure when it takes too long. The check may go on in the background; it is cancelled, not waited for.
private func answer(_ check: HealthCheck, timeoutMs: Int) async -> HealthStatus {
    let (answers, emit) = AsyncStream<HealthStatus>.makeStream(bufferingPolicy: .bufferingOldest(1))
    let asking = Task { emit.yield(await check.ask()) }
    let timer = Task {
        try await Task.sleep(for: .milliseconds(timeoutMs))
        emit.yield(.failing("no answer within \(timeoutMs) ms"))
    }
    defer {
        asking.cancel()
        timer.cancel()
    }
    for await status in answers { return status }
    return .failing("the check was cancelled")
}
