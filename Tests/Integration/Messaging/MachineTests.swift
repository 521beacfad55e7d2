import Kernel
import Messaging
import Observability
import PostgresClient
import TestKit
import Testing

@Suite("The machine applies every input exactly once")
struct MachineTests {
    @Test("A message that comes twice changes state once and is published once, in order per key")
    func duplicates() async throws {
        try await withMachine { _, _, driver in
            for index in 1...3 {
                try await driver.post("m-\(index)", account: "A-1", fen: 10)
                try await driver.post("m-\(index)", account: "A-1", fen: 10)
            }
            let events = try await driver.published(3)
            #expect(events.map(\.id) == ["tally/A-1/1", "tally/A-1/2", "tally/A-1/3"])
            #expect(events.map(\.balance) == [10, 20, 30])
            #expect(events.allSatisfy { $0.key == "A-1" })
            #expect(try await driver.number("SELECT count(*) FROM journal", becomes: 3) == 3)
        }
    }

    @Test("A command is answered with the state after it, and its repeat with the same answer")
    func idempotency() async throws {
        try await withMachine { _, machine, _ in
            let once = Idempotency(account: "A-1", key: "k", digest: [1])
            let first = try await machine.submit(Tally.self, id: "A-1", .add(5), idempotency: once, inputID: "x1")
            let again = try await machine.submit(Tally.self, id: "A-1", .add(5), idempotency: once, inputID: "x2")
            #expect(String(decoding: first.representation, as: UTF8.self) == "{\"total\":5}")
            #expect(again.representation == first.representation)
            let other = Idempotency(account: "A-1", key: "k", digest: [2])
            await #expect(throws: CommandError.self) {
                try await machine.submit(Tally.self, id: "A-1", .add(5), idempotency: other, inputID: "x3")
            }
        }
    }

    @Test("A command that a rule forbids changes nothing and says why")
    func rejection() async throws {
        try await withMachine { _, machine, driver in
            await #expect(throws: Rejection.self) {
                try await machine.submit(Tally.self, id: "A-1", .refuse, inputID: "x")
            }
            let journalled = try await driver.number("SELECT count(*) FROM journal", becomes: 0)
            #expect(journalled == 0)
        }
    }

    @Test("The repeat of a command that a rule forbids is answered too, in the same batch or later")
    func rejectionRepeated() async throws {
        try await SchemaLease.withSchema { schema in
            let harness = try await MachineHarness(schema: schema)
            let gate = LaneGate()
            let machine = try harness.machine(crash: CrashPoints { if $0 == .beforeCommit { gate.pass() } })
            let driver = try await MachineDriver(harness, machine)
            async let running: Void = machine.run()
            let once = Idempotency(account: "A-1", key: "k", digest: [1])
            @Sendable func refused(_ inputID: String) async -> Bool {
                do {
                    _ = try await machine.submit(Tally.self, id: "A-1", .refuse, idempotency: once, inputID: inputID)
                    return false
                } catch { return error is Rejection }
            }
            gate.close()
            async let before = machine.submit(Tally.self, id: "A-1", .add(1), inputID: "x0")
            try await driver.wait { gate.isHolding }
            async let first = refused("x1")
            async let second = refused("x2")
            try await driver.wait { machine.backlog >= 2 }
            gate.open()
            _ = try await before
            #expect(await first)
            #expect(await second)
            #expect(await refused("x3"))
            machine.stop()
            await running
            await driver.close()
        }
    }

    @Test("A timer fires once when it is due, not before, and not when it was taken back")
    func timers() async throws {
        try await withMachine { harness, machine, driver in
            let due = harness.clock.now() + .hours(1)
            _ = try await machine.submit(Tally.self, id: "A-1", .addLater(7, at: due, name: "wake"), inputID: "x1")
            _ = try await machine.submit(Tally.self, id: "A-1", .addLater(9, at: due, name: "gone"), inputID: "x2")
            _ = try await machine.submit(Tally.self, id: "A-1", .forget(name: "gone"), inputID: "x3")
            harness.clock.advance(to: due - .seconds(1))
            machine.wake()
            let before = try await machine.submit(Tally.self, id: "A-1", .forget(name: "none"), inputID: "x4")
            #expect(String(decoding: before.representation, as: UTF8.self) == "{\"total\":0}")
            harness.clock.advance(to: due)
            machine.wake()
            #expect(try await driver.published(1).map(\.balance) == [7])
            #expect(try await driver.number("SELECT count(*) FROM timer", becomes: 0) == 0)
        }
    }

    @Test("A message to another aggregate arrives exactly once, whichever lane it lives in")
    func internalMessages() async throws {
        try await withMachine { _, machine, driver in
            for index in 1...8 {
                _ = try await machine.submit(
                    Tally.self, id: "A-0", .tell(other: "A-\(index)", index), inputID: "x\(index)")
            }
            let events = try await driver.published(8)
            #expect(
                Dictionary(uniqueKeysWithValues: events.map { ($0.key, $0.balance) }) == [
                    "A-1": 1, "A-2": 2, "A-3": 3, "A-4": 4, "A-5": 5, "A-6": 6, "A-7": 7, "A-8": 8,
                ])
            #expect(try await driver.number("SELECT count(*) FROM internal_message", becomes: 0) == 0)
        }
    }

    @Test("An effect that fails is called again under the same id until it is answered, and its answer is applied once")
    func effects() async throws {
        try await withMachine { harness, machine, driver in
            harness.echo.fail(times: 2)
            _ = try await machine.submit(Tally.self, id: "A-1", .call("hello"), inputID: "x1")
            #expect(try await driver.number("SELECT count(*) FROM journal WHERE origin = 5", becomes: 1) == 1)
            let calls = harness.echo.calls
            #expect(calls.map(\.attempt) == [1, 2, 3])
            #expect(Set(calls.map(\.id)).count == 1)
            #expect(try await driver.number("SELECT count(*) FROM effect", becomes: 0) == 0)
        }
    }
}
