import KafkaClient
import Kernel
import Messaging
import PostgresClient
import Testing

@Suite("A lane has one owner, and others only run commands in it")
struct OwnershipTests {
    static let unpublished: SQL = "SELECT count(*) FROM lane WHERE acknowledged < next_number - 1"

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

    @Test("An owner whose lane was taken over applies no more messages in it, and still runs commands there")
    func fencing() async throws {
        try await withMachine { _, machine, driver in
            try await driver.post("before", account: "A-1", fen: 1)
            #expect(try await driver.published(1).count == 1)
            _ = try await driver.database.execute("UPDATE lane SET epoch = epoch + 1, owner = 'thief'")
            try await driver.post("after", account: "A-1", fen: 10)
            for index in 1...5 { _ = try await machine.submit(Tally.self, id: "A-1", .add(100), inputID: "x\(index)") }
            #expect(try await driver.number("SELECT count(*) FROM journal WHERE origin = 2", becomes: 5) == 5)
            #expect(try await driver.number("SELECT count(*) FROM journal WHERE origin = 1", becomes: 1) == 1)
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
