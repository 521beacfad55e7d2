import Kernel
import Messaging
import Observability
import PostgresClient
import Synchronization
import TestKit
import Testing

@Suite("Builds before and after a change of what is stored")
struct FormatTests {
    /// Runs builds one after the other on the same schema and topics.
    private struct Site {
        let harness: MachineHarness
        let log = Log()

        func run(
            _ service: ServiceDefinition, _ body: (Machine, MachineDriver) async throws -> Void
        ) async throws {
            let machine = try harness.machine(
                service: service,
                logger: Logger(
                    service: "tally", level: .warning, clock: harness.clock,
                    sink: { log.add(String(decoding: $0, as: UTF8.self)) }))
            let driver = try await MachineDriver(harness, machine)
            async let running: Void = machine.run()
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(machine, driver)) } catch { outcome = .failure(error) }
            machine.stop()
            await running
            await driver.close()
            try outcome.get()
        }
    }

    private final class Log: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        func contains(_ text: String) -> Bool { lines.withLock { $0.contains { $0.contains(text) } } }
    }

    private func withSite(_ body: (Site) async throws -> Void) async throws {
        try await SchemaLease.withSchema { schema in
            try await body(Site(harness: try await MachineHarness(schema: schema)))
        }
    }

    private func old(_ machine: Machine, _ id: String, _ input: OldCounter.Input, _ tag: String) async throws -> String
    {
        text(try await machine.submit(OldCounter.self, id: id, input, inputID: tag))
    }

    private func new(_ machine: Machine, _ id: String, _ input: NewCounter.Input, _ tag: String) async throws -> String
    {
        text(try await machine.submit(NewCounter.self, id: id, input, inputID: tag))
    }

    private func text(_ result: CommandResult) -> String { String(decoding: result.representation, as: UTF8.self) }

    private func formats(_ driver: MachineDriver, _ table: SQL) async throws -> [Int16] {
        try await driver.database.query("SELECT DISTINCT format FROM \(fragment: table) ORDER BY 1").map {
            try $0.get(0)
        }
    }

    @Test(
        "A newer build reads what the older one left: states, timers, internal messages, effects; and writes its own format"
    )
    func upgrade() async throws {
        try await withSite { site in
            try await site.run(OldCounter.service { throw Unreachable() }) { machine, driver async throws in
                #expect(try await old(machine, "A", .add(3), "1") == "3")
                _ = try await old(machine, "A", .addLater(4, at: site.harness.clock.now() + .days(9)), "2")
                _ = try await old(machine, "A", .ask(5), "3")
                #expect(try await driver.number("SELECT count(*) FROM effect WHERE attempt > 1", becomes: 1) == 1)
                #expect(try await formats(driver, "aggregate") == [1])
            }
            let asked = Mutex<[String]>([])
            try await site.run(NewCounter.service { why in asked.withLock { $0.append(why) } }) {
                machine, driver async throws in
                #expect(try await new(machine, "A", .change(by: 1), "4") == "4 in 1")
                site.harness.clock.advance(by: .days(10))
                #expect(try await driver.number("SELECT count(*) FROM timer", becomes: 0) == 0)
                #expect(try await driver.number("SELECT count(*) FROM effect", becomes: 0) == 0)
                #expect(try await new(machine, "A", .change(by: 0), "5") == "8 in 3")
                #expect(asked.withLock { $0 } == ["unknown"])
                #expect(try await formats(driver, "aggregate") == [2])
                #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 0) == 0)
            }
        }
    }

    @Test(
        "An older build leaves alone what a newer one has written, says so, and goes on with everything else; the newer one goes on where they wait"
    )
    func rollback() async throws {
        try await withSite { site in
            try await site.run(OldCounter.service()) { machine, _ async throws in
                #expect(try await old(machine, "old", .add(3), "1") == "3")
            }
            try await site.run(NewCounter.service { _ in throw Unreachable() }) { machine, driver async throws in
                #expect(try await new(machine, "new", .change(by: 5), "2") == "5 in 1")
                _ = try await new(machine, "timed", .changeLater(by: 7, at: site.harness.clock.now() + .days(9)), "3")
                _ = try await new(machine, "asking", .ask(amount: 1, why: "later"), "4")
                #expect(try await driver.number("SELECT count(*) FROM effect WHERE attempt > 1", becomes: 1) == 1)
            }
            site.harness.clock.advance(by: .days(10))
            try await site.run(OldCounter.service()) { machine, driver async throws in
                #expect(try await old(machine, "old", .add(1), "5") == "4")
                await #expect(throws: CommandError.self) { try await old(machine, "new", .add(1), "6") }
                for number in 1...2 { try await driver.post("m\(number)", account: "new", fen: Int64(number)) }
                try await driver.post("m3", account: "timed", fen: 3)
                let waiting: SQL = "SELECT count(*) FROM parked WHERE key = 'counter/new'"
                #expect(try await driver.number(waiting, becomes: 2) == 2)
                #expect(
                    try await driver.number("SELECT count(*) FROM aggregate WHERE key = 'counter/timed'", becomes: 1)
                        == 1)
                let left: SQL = "SELECT (SELECT count(*) FROM timer) + (SELECT count(*) FROM effect)"
                #expect(try await driver.number(left, becomes: 2) == 2)
                let reason: String = try await driver.database.query(
                    "SELECT reason FROM parked WHERE kind = 1")[0].get(0)
                #expect(reason.contains("a newer build has written it, in format 2; this build reads up to 1"))
                try await driver.wait { site.log.contains("timers or effects are due that a newer build has written") }
                #expect(site.log.contains("timers or effects are due that a newer build has written"))
                #expect(
                    try await driver.database.query("SELECT version FROM aggregate WHERE key = 'counter/new'")[0].get(
                        0, Int64.self) == 1)
            }
            try await site.run(NewCounter.service()) { machine, driver async throws in
                #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 0) == 0)
                #expect(try await new(machine, "new", .change(by: 0), "7") == "8 in 4")
                #expect(try await driver.number("SELECT count(*) FROM timer", becomes: 0) == 0)
                #expect(try await driver.number("SELECT count(*) FROM effect", becomes: 0) == 0)
                #expect(try await new(machine, "timed", .change(by: 0), "8") == "10 in 2")
            }
        }
    }

    @Test(
        "A message between aggregates that a newer build has written waits in its line, and what comes after it waits behind it"
    )
    func newerMessage() async throws {
        try await withSite { site in
            try await site.run(OldCounter.service()) { machine, driver async throws in
                _ = try await driver.database.execute(
                    """
                    INSERT INTO internal_message (id, lane, key, occurred_at, trace, format, body)
                    SELECT 'newer', lane, 'counter/A', now(), '', 2, convert_to('{"change":{"by":5}}', 'UTF8') FROM lane
                    WHERE lane = \(KeyHash.partition(of: "A", among: MachineHarness.laneCount))
                    """)
                #expect(try await driver.number("SELECT count(*) FROM parked WHERE for_newer", becomes: 1) == 1)
                try await driver.post("m1", account: "A", fen: 2)
                #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 2) == 2)
            }
            try await site.run(NewCounter.service()) { machine, driver async throws in
                #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 0) == 0)
                #expect(try await new(machine, "A", .change(by: 0), "1") == "7 in 3")
            }
        }
    }

    @Test("A build that still writes the older format can be taken back: the one before reads everything it wrote")
    func expandAndContract() async throws {
        try await withSite { site in
            try await site.run(NewCounter.service(writingOld: true) { _ in throw Unreachable() }) {
                machine, driver async throws in
                #expect(try await new(machine, "A", .change(by: 5), "1") == "5 in 1")
                _ = try await new(machine, "A", .changeLater(by: 7, at: site.harness.clock.now() + .days(9)), "2")
                _ = try await new(machine, "A", .ask(amount: 1, why: "now"), "3")
                #expect(try await driver.number("SELECT count(*) FROM effect WHERE attempt > 1", becomes: 1) == 1)
                #expect(try await new(machine, "A", .change(by: 1), "4") == "6 in 1")
            }
            site.harness.clock.advance(by: .days(10))
            try await site.run(OldCounter.service()) { machine, driver async throws in
                #expect(try await driver.number("SELECT count(*) FROM timer", becomes: 0) == 0)
                #expect(try await driver.number("SELECT count(*) FROM effect", becomes: 0) == 0)
                #expect(try await old(machine, "A", .add(0), "5") == "13")
            }
        }
    }
}

private struct Unreachable: Error {}
