import KafkaClient
import Kernel
import Messaging
import PostgresClient
import TestKit
import Testing

@Suite("A lane has one owner, and others only run commands in it")
struct OwnershipTests {
    static let unpublished: SQL = "SELECT count(*) FROM lane WHERE acknowledged < next_number - 1"

    @Test(
        "Connections that break lose nothing and repeat nothing: what was read last is compared, and reading goes on where it was",
        .enabled(if: MachineHarness.isBrokerOwn))
    func brokenConnections() async throws {
        try await withMachine { harness, _, driver in
            for round in 0..<4 {
                for index in 0..<5 { try await driver.post("m\(round)-\(index)", account: "A-\(index)", fen: 1) }
                let balances: SQL = "SELECT count(*) FROM aggregate WHERE version = \(Int64(round + 1))"
                #expect(try await driver.number(balances, becomes: 5) == 5)
                try harness.cutConnections()
            }
            #expect(try await driver.number("SELECT count(*) FROM journal", becomes: 20) == 20)
            #expect(try await driver.number(Self.unpublished, becomes: 0) == 0)
        }
    }

    @Test(
        "A topic that was made anew while nobody read, as long as before, is read from its beginning",
        .enabled(if: MachineHarness.isBrokerOwn))
    func topicMadeAnew() async throws {
        try await SchemaLease.withSchema { schema in
            for round in 0..<2 {
                // On a broker that knows nothing of the one before.
                let harness = try await MachineHarness(schema: schema)
                let machine = try harness.machine()
                let driver = try await MachineDriver(harness, machine)
                for index in 1...4 { try await driver.post("\(round)-\(index)", account: "A-1", fen: 1) }
                async let running: Void = machine.run()
                let balances = try await driver.published(4).map(\.balance)
                machine.stop()
                await running
                await driver.close()
                #expect(balances == (1...4).map { Int64(round * 4 + $0) })
            }
        }
    }

    @Test("Commands that instances run in lanes of others are published by the owners, in order per key")
    func guests() async throws {
        try await withMachine { harness, one, driver in
            let two = try harness.machine(instance: "two")
            async let running: Void = two.run()
            #expect(
                try await driver.number("SELECT count(DISTINCT owner) FROM lane WHERE owner <> ''", becomes: 2) == 2)
            for index in 1...20 {
                let machine = index.isMultiple(of: 2) ? one : two
                for account in ["A-1", "A-2", "A-3"] {
                    _ = try await machine.submit(Tally.self, id: account, .add(1), inputID: "\(account)-\(index)")
                }
            }
            #expect(try await driver.number(Self.unpublished, becomes: 0) == 0)
            let events = try await driver.published(60)
            for account in ["A-1", "A-2", "A-3"] {
                #expect(events.filter { $0.key == account }.map(\.balance) == Array(1...20))
            }
            #expect(
                Set(["A-1", "A-2", "A-3"].map { KeyHash.partition(of: $0, among: MachineHarness.laneCount) }).count == 2
            )
            two.stop()
            await running
        }
    }

    @Test("A lane that somebody took is left alone, but for commands; and taken back when the group says whose it is")
    func fencing() async throws {
        try await withMachine { _, machine, driver in
            try await driver.post("before", account: "A-1", fen: 1)
            #expect(try await driver.published(1).count == 1)
            _ = try await driver.database.execute("UPDATE lane SET epoch = epoch + 1, owner = 'thief'")
            try await driver.post("after", account: "A-1", fen: 10)
            for index in 1...5 { _ = try await machine.submit(Tally.self, id: "A-1", .add(100), inputID: "x\(index)") }
            let journalled: SQL = "SELECT count(*) FROM journal WHERE origin = 2"
            #expect(try await driver.database.query(journalled)[0].get(0, Int64.self) == 5)
            #expect(try await driver.number("SELECT count(*) FROM lane WHERE owner = 'one'", becomes: 2) == 2)
            #expect(try await driver.number("SELECT count(*) FROM journal WHERE origin = 1", becomes: 2) == 2)
            #expect(try await driver.number(Self.unpublished, becomes: 0) == 0)
            var balances = try await driver.published(6).map(\.balance)
            // Not marked yet when the lane changed hands, an event may come twice.
            if balances.first == 1 { balances = try await balances.dropFirst() + driver.published(1).map(\.balance) }
            #expect(balances == [101, 201, 301, 401, 501, 511])
        }
    }

    @Test("Who is fenced in the middle of a batch applies nothing of it any more: the heir gets all of it, in order")
    func fencedInTheMiddle() async throws {
        try await SchemaLease.withSchema { schema in
            let harness = try await MachineHarness(schema: schema)
            let thief = Thief(schema)
            let machine = try harness.machine(crash: CrashPoints { if $0 == .beforeCommit { thief.come() } })
            let driver = try await MachineDriver(harness, machine)
            async let running: Void = machine.run()
            try await driver.post("warm", account: "A-1", fen: 1)
            #expect(try await driver.published(1).count == 1)
            thief.wait()
            // One batch, which the database refuses for its first half.
            try await driver.post("bad", account: "A-1", fen: 1, order: "break")
            try await driver.post("good", account: "A-1", fen: 10)
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 2) == 2)
            #expect(thief.hasCome)
            #expect(try await driver.number("SELECT count(*) FROM journal", becomes: 1) == 1)
            machine.stop()
            await running
            await driver.close()
        }
    }

    @Test("An effect whose answer was lost with its process is called again by the next, under the same id")
    func lostAnswer() async throws {
        try await withMachine { harness, machine, driver in
            harness.echo.keepSilentOnce()
            _ = try await machine.submit(Tally.self, id: "A-1", .call("hello"), inputID: "x1")
            try await driver.wait { !harness.echo.calls.isEmpty }
            machine.stop()
            let heir = try harness.machine(instance: "two")
            async let running: Void = heir.run()
            #expect(try await driver.number("SELECT count(*) FROM lane WHERE owner = 'two'", becomes: 2) == 2)
            #expect(try await driver.number("SELECT count(*) FROM journal WHERE origin = 5", becomes: 1) == 1)
            #expect(harness.echo.calls.count == 2)
            #expect(Set(harness.echo.calls.map(\.id)).count == 1)
            heir.stop()
            await running
        }
    }

    @Test("A mark that an operator moves back is obeyed at any moment, even just before the owner moves it on")
    func republication() async throws {
        try await withMachine { _, _, driver in
            for index in 1...10 { try await driver.post("m-\(index)", account: "A-1", fen: 1) }
            var events = try await driver.published(10)
            #expect(try await driver.number(Self.unpublished, becomes: 0) == 0)
            // Its acknowledgement is still to be marked when the operator comes.
            try await driver.post("m-11", account: "A-1", fen: 1)
            events += try await driver.published(1)
            _ = try await driver.database.execute("UPDATE lane SET acknowledged = 0")
            #expect(try await driver.number(Self.unpublished, becomes: 0) == 0)
            #expect(try await driver.published(11) == events)
        }
    }
}
