import Observability
import Runtime
import Testing

@Suite("Service group", .timeLimit(.minutes(1)))
struct ServiceGroupTests {
    private struct Broken: Error {}
    private let journal = Journal()

    private func wellBehaved(_ name: String) -> Component {
        Component(name, start: { journal.note("start \(name)") }, stop: { journal.note("stop \(name)") })
    }

    private func group(
        _ components: [Component], board: ServicePhaseBoard = ServicePhaseBoard(clock: VirtualClock()),
        sleep: @escaping @Sendable (Int) async -> Void = never
    ) -> ServiceGroup {
        ServiceGroup(components, drainMs: 10_000, board: board, logger: .silent, sleep: sleep)
    }

    @Test("components start in order, each when the one before is ready, and stop in reverse")
    func order() async {
        let gate = Latch(), secondBegan = Latch(), running = Latch()
        let slow = Component("slow") { life in
            journal.note("start slow")
            await gate.wait()
            journal.note("slow is ready")
            life.ready()
            await life.stopRequested()
            journal.note("stop slow")
        }
        let last = Component("last") { life in
            journal.note("start last")
            secondBegan.open()
            life.ready()
            running.open()
            await life.stopRequested()
            journal.note("stop last")
        }
        let group = group([wellBehaved("first"), slow, last])
        let run = Task { await group.run() }
        #expect(!secondBegan.isOpen)
        gate.open()
        await running.wait()
        group.stop()
        let outcome = await run.value
        #expect(
            journal.all == [
                "start first", "start slow", "slow is ready", "start last", "stop last", "stop slow", "stop first",
            ])
        #expect(outcome.exitCode == 0 && outcome.failedComponent == nil && outcome.unfinished.isEmpty)
    }

    @Test("a component that fails stops the others and is named")
    func failure() async {
        let failing = Component("failing") { life in
            life.ready()
            throw Broken()
        }
        let outcome = await group([wellBehaved("first"), failing]).run()
        #expect(outcome.failedComponent == "failing" && outcome.exitCode == 1)
        #expect(journal.all == ["start first", "stop first"])
    }

    @Test("a component that fails at its start keeps later ones from starting")
    func failureAtStart() async {
        let outcome = await group([
            wellBehaved("first"), Component("failing") { _ in throw Broken() }, wellBehaved("never"),
        ]).run()
        #expect(outcome.failedComponent == "failing" && journal.all == ["start first", "stop first"])
    }

    @Test("a component that ends unasked is a failure")
    func endsUnasked() async {
        let outcome = await group([wellBehaved("first"), Component("short") { $0.ready() }]).run()
        #expect(
            outcome.failedComponent == "short" && outcome.exitCode == 1 && journal.all == ["start first", "stop first"])
    }

    @Test("a failure while stopping is an outcome of 1, and the rest stops all the same")
    func failureAtStop() async {
        let started = Latch()
        let failing = Component("failing", start: { started.open() }, stop: { throw Broken() })
        let group = group([wellBehaved("first"), failing])
        let run = Task { await group.run() }
        await started.wait()
        group.stop()
        let outcome = await run.value
        #expect(outcome.failedComponent == "failing" && outcome.exitCode == 1 && journal.all.last == "stop first")
    }

    @Test("stopping while starting stops what has started")
    func stopWhileStarting() async {
        let began = Latch()
        let waiting = Component("waiting") { life in
            began.open()
            await life.stopRequested()
            journal.note("gave up waiting")
        }
        let group = group([wellBehaved("first"), waiting, wellBehaved("never")])
        let run = Task { await group.run() }
        await began.wait()
        group.stop()
        #expect(await run.value.exitCode == 0)
        #expect(journal.all == ["start first", "gave up waiting", "stop first"])
    }

    @Test("what has not stopped by the deadline is cancelled")
    func drainDeadline() async {
        let started = Latch()
        let slow = Component("slow") { life in
            life.ready()
            started.open()
            await Latch().wait()
            journal.note("slow was cancelled")
        }
        let group = group([wellBehaved("first"), slow], sleep: { $0 == 10_000 ? await atOnce($0) : await never($0) })
        let run = Task { await group.run() }
        await started.wait()
        group.stop()
        let outcome = await run.value
        #expect(journal.all.contains("slow was cancelled") && outcome.unfinished.isEmpty && outcome.exitCode == 0)
    }

    @Test("what ignores even that is given up and named")
    func ignoresCancellation() async {
        let started = Latch(), release = Latch()
        let deaf = Component("deaf") { life in
            life.ready()
            started.open()
            await Task.detached { await release.wait() }.value
        }
        let group = group([deaf], sleep: atOnce)
        let run = Task { await group.run() }
        await started.wait()
        group.stop()
        let outcome = await run.value
        #expect(outcome.unfinished == ["deaf"] && outcome.exitCode == 1)
        release.open()
    }

    @Test("the phase is starting, running, stopping")
    func phases() async {
        let board = ServicePhaseBoard(clock: VirtualClock()), ready = Latch(), running = Latch()
        #expect(board.current == .starting)
        let watcher = Component("watcher") { life in
            await ready.wait()
            life.ready()
            while board.current == .starting { await Task.yield() }
            running.open()
            await life.stopRequested()
            journal.note(board.current.rawValue)
        }
        let group = group([watcher], board: board)
        let run = Task { await group.run() }
        #expect(board.current == .starting)
        ready.open()
        await running.wait()
        #expect(board.current == .running)
        group.stop()
        _ = await run.value
        #expect(journal.all == ["stopping"])
    }

    @Test("a pause ends early when the component is to stop")
    func pause() async {
        let began = Latch()
        let patient = Component("patient") { life in
            life.ready()
            began.open()
            let passed = await life.pause(milliseconds: 3_600_000)
            journal.note("time passed: \(passed)")
        }
        let group = group([patient])
        let run = Task { await group.run() }
        await began.wait()
        group.stop()
        _ = await run.value
        #expect(journal.all == ["time passed: false"])
        #expect(await ComponentLife().pause(milliseconds: 1))
    }

    @Test("what is away at the start is tried again, and the log says so once, not each time")
    func keepsTrying() async {
        struct Away: Error {}
        let life = ComponentLife()
        var attempts = 0
        let value = await keepTrying("connecting", life, clock: VirtualClock(), logger: journal.logger(.warning)) {
            attempts += 1
            if attempts < 3 { throw Away() }
            return attempts
        }
        #expect(value == 3 && journal.all.count == 1 && journal.all[0].contains("a dependency is away"))
    }

    @Test("a latch lets everybody through once it is open, and the cancelled at once")
    func latch() async {
        let latch = Latch()
        let cancelled = Task { await latch.wait() }
        cancelled.cancel()
        await cancelled.value
        let waiting = (0..<100).map { _ in Task { await latch.wait() } }
        latch.open()
        latch.open()
        for task in waiting { await task.value }
        #expect(latch.isOpen)
    }
}
