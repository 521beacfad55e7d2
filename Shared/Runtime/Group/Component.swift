/// A part of a service that runs as long as the service does: a server, a consumer, a pool.
package struct Component: Sendable {
    package let name: String
    /// Calls `life.ready()` when others may rely on the part, and returns once `life.stopRequested()` has returned and what was under way is done.
    /// Throwing, or returning unasked, stops the whole service.
    package let run: @Sendable (ComponentLife) async throws -> Void

    package init(_ name: String, run: @escaping @Sendable (ComponentLife) async throws -> Void) {
        self.name = name
        self.run = run
    }

    /// A part that works by itself between a start and a stop.
    package init(
        _ name: String, start: @escaping @Sendable () async throws -> Void,
        stop: @escaping @Sendable () async throws -> Void
    ) {
        self.init(name) { life in
            try await start()
            life.ready()
            await life.stopRequested()
            try await stop()
        }
    }
}

/// What a component and its group tell each other.
package final class ComponentLife: Sendable {
    private let readiness = Latch()
    private let stop = Latch()
    private let onReady: @Sendable () -> Void

    package init(onReady: @escaping @Sendable () -> Void = {}) { self.onReady = onReady }

    /// Others may rely on this component now; the next one starts. Only the first call counts.
    package func ready() {
        guard !readiness.isOpen else { return }
        readiness.open()
        onReady()
    }

    /// Returns when the component is to stop, at the latest when its task is cancelled.
    package func stopRequested() async { await stop.wait() }

    package var isStopRequested: Bool { stop.isOpen || Task.isCancelled }

    /// Pauses; true when the time has passed, false when the component is to stop.
    package func pause(milliseconds: Int) async -> Bool {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await Task.sleep(for: .milliseconds(milliseconds)) }
            group.addTask { await self.stopRequested() }
            await group.next()
            group.cancelAll()
        }
        return !isStopRequested
    }

    func requestStop() { stop.open() }
}
