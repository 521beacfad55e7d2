import Kernel
import Synchronization
import Testing

@testable import Messaging

@Suite("Calls to the outside: so many at once in an instance, every lane in its turn")
struct EffectPortsTests {
    /// Lanes in the order in which they were woken.
    private final class Woken: Sendable {
        private let lanes = Mutex<[Int]>([])
        var all: [Int] { lanes.withLock { $0 } }
        func note(_ lane: Int) { lanes.withLock { $0.append(lane) } }
    }

    private let woken = Woken()

    private func ports(_ concurrency: [String: Int]) -> EffectPorts {
        let ports = EffectPorts(concurrency)
        let woken = woken
        for lane in 0..<3 { ports.join(lane: lane) { woken.note(lane) } }
        return ports
    }

    @Test("The limit of a port holds over all lanes, and a busy port is no other's concern")
    func limit() {
        let ports = ports(["mail": 2, "pay": 1])
        #expect(ports.take("mail", for: "m1", lane: 0) == .taken)
        #expect(ports.take("mail", for: "m2", lane: 1) == .taken)
        #expect(ports.take("mail", for: "m3", lane: 1) == .busy)
        #expect(ports.take("pay", for: "p1", lane: 1) == .taken)
        #expect(ports.take("pay", for: "p2", lane: 0) == .busy)
    }

    @Test("A call under way is not made twice, and again only when it is finished")
    func once() {
        let ports = ports(["mail": 1])
        #expect(ports.take("mail", for: "m1", lane: 0) == .taken)
        #expect(ports.take("mail", for: "m1", lane: 0) == .repeated)
        ports.release("m1")
        ports.release("m1")
        #expect(ports.take("mail", for: "m1", lane: 0) == .taken)
        #expect(ports.take("mail", for: "m2", lane: 0) == .busy)
    }

    @Test("A lane that waits is woken and goes before the one that was there already")
    func turns() {
        let ports = ports(["mail": 1])
        #expect(ports.take("mail", for: "a1", lane: 0) == .taken)
        #expect(ports.take("mail", for: "b1", lane: 1) == .busy)
        #expect(!ports.isCalled(1))
        ports.release("a1")
        #expect(woken.all == [1])
        #expect(ports.isCalled(1))
        #expect(ports.take("mail", for: "a2", lane: 0) == .busy)
        #expect(ports.take("mail", for: "b1", lane: 1) == .taken)
        #expect(ports.take("mail", for: "b2", lane: 1) == .busy)
        ports.release("b1")
        #expect(woken.all == [1, 0])
        #expect(ports.take("mail", for: "b2", lane: 1) == .busy)
        #expect(ports.take("mail", for: "a2", lane: 0) == .taken)
    }

    @Test("A lane that wants no more, or is given up, keeps nobody waiting")
    func leaving() {
        let ports = ports(["mail": 1])
        #expect(ports.take("mail", for: "a1", lane: 0) == .taken)
        #expect(ports.take("mail", for: "b1", lane: 1) == .busy)
        #expect(ports.take("mail", for: "c1", lane: 2) == .busy)
        ports.keep(1, waitingFor: ["mail"])
        ports.release("a1")
        #expect(woken.all == [1])
        ports.keep(1, waitingFor: [])
        #expect(woken.all == [1, 2])
        #expect(!ports.isCalled(1))
        #expect(ports.take("mail", for: "c1", lane: 2) == .taken)
    }

    @Test("Of what is due a lane reads what it has under way, what there is room for, and one to know whether it waits")
    func looks() {
        let ports = ports(["mail": 3, "pay": 0])
        _ = ports.take("mail", for: "m1", lane: 0)
        _ = ports.take("mail", for: "m2", lane: 1)
        _ = ports.take("mail", for: "m3", lane: 1)
        #expect(ports.looks(of: 0).map(\.port) == ["mail", "pay"])
        #expect(ports.looks(of: 0).map(\.count) == [2, 2])
        #expect(ports.looks(of: 1).map(\.count) == [3, 2])
    }
}

private struct Ping: Effect {
    static let port = "ping"
}

@Suite("A lane's effects")
struct EffectRunnerTests {
    private let effect = StoredEffect(
        id: "e", key: "k/A", port: Ping.port, trace: "", body: StoredValue(Array("{}".utf8), version: 1),
        due: Instant(microseconds: 0), attempt: 1)

    private func runner(_ handlers: [String: EffectHandler]) -> EffectRunner {
        EffectRunner(
            lane: 0, handlers: handlers, ports: EffectPorts(handlers.mapValues(\.concurrency)),
            clock: { Instant(microseconds: 0) }, crash: .none, wake: {})
    }

    private func opened(_ format: AnyEffectFormat) -> Result<any Effect, any Error> { .success(Ping()) }

    /// The answer to the effect, if it was started.
    private func answer(_ runner: EffectRunner) async -> EffectAnswer {
        await withCheckedContinuation { continuation in
            #expect(runner.start(effect, opened: opened) { continuation.resume(returning: $0) })
        }
    }

    @Test("An answer that is dropped, because the lane was lost, lets the call be made again in this process")
    func dropped() async {
        let calls = Mutex(0)
        let runner = runner([
            Ping.port: EffectHandler(Ping.self) { _ in
                calls.withLock { $0 += 1 }; return nil
            }
        ])
        _ = await answer(runner)
        // Until its answer is applied or dropped it counts as under way.
        #expect(
            runner.start(effect, opened: opened) { _ in Issue.record("called although its answer was not dealt with") })
        let input = Input(
            id: "", origin: .effectAnswer(effectID: "e"), target: nil, type: "", occurredAt: effect.due, trace: "",
            body: .none, value: .none)
        runner.drop([input])
        _ = await answer(runner)
        #expect(calls.withLock { $0 } == 2)
    }

    @Test("A port that this build does not know is a failed attempt with a reason")
    func unknownPort() async {
        guard case .failed(let reason) = await answer(runner([:])).outcome else {
            Issue.record("an unknown port was called")
            return
        }
        #expect(reason.contains("'ping'"))
    }
}
