package import Observability

/// Starts components in order, each when the one before is ready, and stops them in reverse.
package final class ServiceGroup: Sendable {
    /// How a group ended.
    package struct Outcome: Sendable {
        /// The component that ended the group, or failed while stopping.
        package let failedComponent: String?
        /// Components that did not end in time; work of theirs may be cut off, and will be taken up again by whoever starts next.
        package let unfinished: [String]

        /// 0 when all components stopped as asked, 1 otherwise.
        package var exitCode: Int32 { failedComponent == nil && unfinished.isEmpty ? 0 : 1 }
    }

    private static let graceMs = 1_000

    private let components: [Component]
    private let drainMs: Int
    private let board: ServicePhaseBoard
    private let logger: Logger
    private let sleep: @Sendable (_ milliseconds: Int) async -> Void
    private let events: AsyncStream<GroupState.Event>
    private let emit: AsyncStream<GroupState.Event>.Continuation

    /// - Parameters:
    ///   - drainMs: how long all components together may take to stop.
    ///   - sleep: waits; tests give one that does not.
    package init(
        _ components: [Component], drainMs: Int, board: ServicePhaseBoard, logger: Logger,
        sleep: @escaping @Sendable (Int) async -> Void = { try? await Task.sleep(for: .milliseconds($0)) }
    ) {
        self.components = components
        self.drainMs = drainMs
        self.board = board
        self.logger = logger
        self.sleep = sleep
        (events, emit) = AsyncStream.makeStream()
    }

    /// Asks the group to stop; `run` returns when it has.
    package func stop() { emit.yield(.stopRequested) }

    /// Runs until it is stopped or a component fails. Call it once.
    package func run() async -> Outcome {
        var state = GroupState(count: components.count)
        let lives = components.indices.map { index in ComponentLife(onReady: { [emit] in emit.yield(.ready(index)) }) }
        var tasks: [Int: Task<Void, Never>] = [:]
        emit.yield(.begin)
        for await event in events {
            report(event)
            for action in state.handle(event) {
                switch action {
                case .start(let index): tasks[index] = start(index, lives[index])
                case .announceRunning: announce(.running)
                case .announceStopping: announce(.stopping)
                case .startDrainTimer: startTimer(drainMs, .drainTimeOver)
                case .startGraceTimer: startTimer(Self.graceMs, .graceTimeOver)
                case .stop(let index): lives[index].requestStop()
                case .cancel(let indices): cancel(indices, lives, tasks)
                case .finish: return outcome(state)
                }
            }
        }
        return outcome(state)
    }

    private func start(_ index: Int, _ life: ComponentLife) -> Task<Void, Never> {
        let component = components[index]
        logger.debug("component starts", ["component": .string(component.name)])
        return Task { [emit] in
            do {
                try await component.run(life)
                emit.yield(.ended(index, nil))
            } catch {
                emit.yield(.ended(index, error))
            }
        }
    }

    private func cancel(_ indices: [Int], _ lives: [ComponentLife], _ tasks: [Int: Task<Void, Never>]) {
        for index in indices {
            logger.warning(
                "component did not stop in time and is cancelled", ["component": .string(components[index].name)])
            lives[index].requestStop()
            tasks[index]?.cancel()
        }
    }

    private func startTimer(_ milliseconds: Int, _ event: GroupState.Event) {
        Task { [emit, sleep] in
            await sleep(milliseconds)
            emit.yield(event)
        }
    }

    private func announce(_ phase: ServicePhase) {
        board.note(phase)
        logger.info("service changes phase", ["phase": .string(phase.rawValue)])
    }

    private func report(_ event: GroupState.Event) {
        guard case .ended(let index, let error) = event else { return }
        let name = LogValue.string(components[index].name)
        if let error {
            logger.error("component failed", ["component": name], error: error)
        } else if board.current != .stopping {
            logger.error("component ended without being asked to", ["component": name])
        } else {
            logger.debug("component stopped", ["component": name])
        }
    }

    private func outcome(_ state: GroupState) -> Outcome {
        Outcome(
            failedComponent: state.failure.map { components[$0.index].name },
            unfinished: state.unfinished.map { components[$0].name })
    }
}
