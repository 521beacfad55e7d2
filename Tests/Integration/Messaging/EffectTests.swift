import EventContracts
import KafkaClient
import Kernel
import Messaging
import Observability
import PostgresClient
import Synchronization
import TestKit
import Testing

@Suite("Calls to the outside, while one of them is slow")
struct EffectTests {
    @Test("A slow port takes so many calls at once of all lanes together, and holds up no other port")
    func slowPort() async throws {
        try await SchemaLease.withSchema { schema in
            let harness = try await MachineHarness(schema: schema)
            let gate = Gate()
            let machine = try caller(harness, gate)
            let driver = try await MachineDriver(harness, machine)
            async let running: Void = machine.run()
            let lanes = Set((1...6).map { KeyHash.partition(of: "A-\($0)", among: MachineHarness.laneCount) })
            #expect(lanes.count == 2)
            #expect(try await driver.number("SELECT count(*) FROM lane WHERE owner <> ''", becomes: 2) == 2)
            for index in 1...6 {
                _ = try await machine.submit(Caller.self, id: "A-\(index)", .call(slow: true), inputID: "slow-\(index)")
            }
            try await driver.wait { gate.underWay == 2 }
            for index in 1...6 {
                _ = try await machine.submit(
                    Caller.self, id: "A-\(index)", .call(slow: false), inputID: "fast-\(index)")
            }
            let answered: SQL = "SELECT count(*) FROM journal WHERE origin = 5"
            #expect(try await driver.number(answered, becomes: 6) == 6)
            #expect(gate.underWay == 2)
            gate.open()
            #expect(try await driver.number(answered, becomes: 12) == 12)
            #expect(gate.highest == 2)
            #expect(gate.calls == 6)
            machine.stop()
            await running
            await driver.close()
        }
    }

    private func caller(_ harness: MachineHarness, _ gate: Gate) throws -> Machine {
        let service = ServiceDefinition(
            name: "tally", aggregates: [AggregateDefinition(Caller.self)],
            // Lanes are owned with the partitions of a topic that is read.
            inbound: [InboundRoute(Topics.postingCommands, PostingWire.PostAmountV1.self) { _, _ in [] }],
            effects: [
                EffectHandler(Slow.self, concurrency: 2) { call in
                    await gate.pass()
                    return Delivery(Caller.self, id: call.aggregateID, input: .answered)
                },
                EffectHandler(Fast.self) { call in Delivery(Caller.self, id: call.aggregateID, input: .answered) },
            ])
        var configuration = harness.configuration
        configuration.instance = "caller"
        return try Machine(
            service, configuration, clock: harness.clock, monotonic: harness.clock, logger: .silent,
            metrics: MetricsRegistry())
    }
}

private struct Slow: Effect {
    static let port = "slow"
}

private struct Fast: Effect {
    static let port = "fast"
}

private enum Caller: Decider {
    static let kind = "caller"

    struct State: Codable, Sendable {
        var answers = 0
    }

    enum Input: Codable, Sendable {
        case call(slow: Bool)
        case answered
    }

    enum Event: Codable, Sendable {
        case answered
    }

    static func initial(_ id: String) -> State { State() }

    static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Caller> {
        var decision = Decision<Caller>()
        switch input {
        case .call(slow: true): decision.request(Slow())
        case .call(slow: false): decision.request(Fast())
        case .answered: return Decision(.answered)
        }
        return decision
    }

    static func evolve(_ state: inout State, _ event: Event, at instant: Instant) { state.answers += 1 }
}

/// Holds back everybody until it is opened, and counts.
private final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        var underWay = 0
        var highest = 0
        var calls = 0
    }

    private let state = Mutex(State())

    var underWay: Int { state.withLock { $0.underWay } }
    var highest: Int { state.withLock { $0.highest } }
    var calls: Int { state.withLock { $0.calls } }

    func pass() async {
        state.withLock { state in
            state.calls += 1
            state.underWay += 1
            state.highest = max(state.highest, state.underWay)
        }
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
        state.withLock { $0.underWay -= 1 }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
