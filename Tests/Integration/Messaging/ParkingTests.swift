import Kernel
import Messaging
import PostgresClient
import Testing

@Suite("What cannot be applied is set aside, and nothing else waits for it")
struct ParkingTests {
    @Test("A malformed message is parked with its reason; later ones of its key wait behind it, other keys go on")
    func malformed() async throws {
        try await withMachine { harness, _, driver in
            try await driver.post("bad", account: "A-1", fen: 0, body: Array("{\"accountId\":".utf8))
            try await driver.post("behind", account: "A-1", fen: 5)
            try await driver.post("other", account: "A-2", fen: 6)
            #expect(try await driver.published(1).map(\.key) == ["A-2"])
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 2) == 2)
            let row = try await driver.database.query("SELECT reason, source FROM parked ORDER BY number LIMIT 1")[0]
            #expect(try row.get("reason", String.self).contains("schema"))
            #expect(try row.get("source", String.self).hasPrefix(harness.commands))
        }
    }

    @Test("Dropping the culprit lets those behind it go, in order")
    func drop() async throws {
        try await withMachine { _, _, driver in
            try await driver.post("bad", account: "A-1", fen: 0, body: Array("[]".utf8))
            try await driver.post("b1", account: "A-1", fen: 1)
            try await driver.post("b2", account: "A-1", fen: 2)
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 3) == 3)
            _ = try await driver.database.execute("UPDATE parked SET state = 3 WHERE kind = 1")
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 0) == 0)
            #expect(try await driver.published(2).map(\.balance) == [1, 3])
        }
    }

    @Test("A retry that fails again keeps its place and counts the attempt")
    func retryFails() async throws {
        try await withMachine { _, _, driver in
            try await driver.post("bad", account: "A-1", fen: 0, body: Array("[]".utf8))
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 1) == 1)
            _ = try await driver.database.execute("UPDATE parked SET state = 2")
            #expect(
                try await driver.number("SELECT count(*) FROM parked WHERE attempts = 2 AND state = 1", becomes: 1) == 1
            )
        }
    }

    @Test("When the database refuses what follows from one input, that one alone is parked")
    func bisect() async throws {
        try await withMachine { _, _, driver in
            for index in 0..<20 {
                try await driver.post("m-\(index)", account: "A-\(index)", fen: 1, order: index == 13 ? "break" : "O")
            }
            let events = try await driver.published(19)
            #expect(Set(events.map(\.key)).count == 19)
            #expect(try await driver.number("SELECT count(*) FROM parked WHERE key = 'tally/A-13'", becomes: 1) == 1)
        }
    }

    @Test(
        "A fault of the database is nobody's fault among the inputs: nothing is parked, and all goes on when it is mended"
    )
    func systemError() async throws {
        try await withMachine { _, machine, driver in
            try await driver.post("before", account: "A-1", fen: 1)
            #expect(try await driver.published(1).count == 1)
            _ = try await driver.database.execute("ALTER TABLE seen RENAME TO mislaid")
            for index in 1...5 { try await driver.post("m-\(index)", account: "A-\(index)", fen: 10) }
            // Each new connection is a success until it meets the fault again.
            var failure = ""
            try await driver.wait {
                failure = machine.health.databaseFailure ?? failure
                return failure.contains("42P01")
            }
            #expect(failure.contains("42P01"))
            await #expect(throws: CommandError.self) {
                try await machine.submit(Tally.self, id: "A-1", .add(1), inputID: "x")
            }
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 0) == 0)
            _ = try await driver.database.execute("ALTER TABLE mislaid RENAME TO seen")
            #expect(try await driver.number("SELECT count(*) FROM journal WHERE origin = 1", becomes: 6) == 6)
            #expect(try await driver.published(5).count == 5)
            #expect(machine.health.databaseFailure == nil)
        }
    }
}
