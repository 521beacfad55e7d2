import Kernel
import Messaging
import Observability
import PostgresClient
import Testing

@Suite("What lies in the machine's tables")
struct RowTests {
    @Test("The first of a line is due whatever it is: followers that their culprit left behind go on")
    func stranded() async throws {
        try await withMachine { _, _, driver in
            try await driver.post("bad", account: "A-1", fen: 0, body: Array("[]".utf8))
            try await driver.post("b1", account: "A-1", fen: 1)
            try await driver.post("b2", account: "A-1", fen: 2)
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 3) == 3)
            _ = try await driver.database.execute("DELETE FROM parked WHERE kind = 1")
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 0) == 0)
            #expect(try await driver.published(2).map(\.balance) == [1, 3])
        }
    }

    @Test("What an operator dropped is journalled as that, and stays dropped when it is published again")
    func dropped() async throws {
        try await withMachine { _, _, driver in
            try await driver.post("bad", account: "A-1", fen: 0, body: Array("[]".utf8))
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 1) == 1)
            _ = try await driver.database.execute("UPDATE parked SET state = 3")
            #expect(try await driver.number("SELECT count(*) FROM journal WHERE outcome = 2", becomes: 1) == 1)
            try await driver.post("bad", account: "A-1", fen: 5)
            try await driver.post("good", account: "A-1", fen: 7)
            #expect(try await driver.published(1).map(\.balance) == [7])
        }
    }

    @Test("When the first of a line fails again, nobody overtakes it")
    func overtaking() async throws {
        try await withMachine { _, _, driver in
            try await driver.post("", account: "A-1", fen: 1)  // can never be known, so never be applied
            try await driver.post("m-2", account: "A-1", fen: 10)
            try await driver.post("m-3", account: "A-1", fen: 10)
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 3) == 3)
            _ = try await driver.database.execute("UPDATE parked SET state = 2 WHERE kind = 1")
            let tried: SQL = "SELECT count(*) FROM parked WHERE kind = 1 AND attempts = 2 AND state = 1"
            #expect(try await driver.number(tried, becomes: 1) == 1)
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 3) == 3)
            #expect(try await driver.number("SELECT count(*) FROM journal", becomes: 0) == 0)
            _ = try await driver.database.execute("UPDATE parked SET state = 3 WHERE kind = 1")
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 0) == 0)
            #expect(try await driver.published(2).map(\.balance) == [10, 20])
        }
    }

    @Test("A long line is let go in parts, in order")
    func longLine() async throws {
        try await withMachine { harness, machine, driver in
            try await driver.post("bad", account: "A-1", fen: 0, body: Array("[]".utf8))
            for index in 1...60 { try await driver.post("m-\(index)", account: "A-1", fen: 1) }
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 61) == 61)
            _ = try await driver.database.execute("UPDATE parked SET state = 3 WHERE kind = 1")
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 0) == 0)
            #expect(try await driver.published(60).map(\.balance) == Array(1...60))
        }
    }

    @Test("Rows of kinds that this build does not know stay as they are, and hold up nothing")
    func unknownKinds() async throws {
        try await withMachine { harness, machine, driver in
            _ = try await driver.database.execute(
                """
                INSERT INTO timer (key, name, id, lane, due, format, body)
                SELECT 'martian/' || lane, 'wake', 'm' || lane, lane, 'epoch', 1, '{}' FROM lane
                """)
            _ = try await driver.database.execute(
                """
                INSERT INTO internal_message (id, lane, key, occurred_at, trace, format, body)
                SELECT 'm' || lane, lane, 'martian/' || lane, 'epoch', '', 1, '{}' FROM lane
                """)
            _ = try await driver.database.execute(
                """
                INSERT INTO effect (id, lane, key, port, due, format, body)
                SELECT 'm' || lane, lane, 'martian/' || lane, 'martian', 'epoch', 1, '{}' FROM lane
                """)
            let due = harness.clock.now() + .seconds(5)
            for account in ["A-1", "A-2", "A-3"] {
                _ = try await machine.submit(
                    Tally.self, id: account, .addLater(1, at: due, name: "wake"), inputID: "x-\(account)")
            }
            #expect(try await driver.number("SELECT count(*) FROM journal WHERE origin = 3", becomes: 3) == 3)
            let left: SQL = """
                SELECT (SELECT count(*) FROM timer) + (SELECT count(*) FROM internal_message)
                    + (SELECT count(*) FROM effect WHERE attempt = 1) - 100 * (SELECT count(*) FROM parked)
                """
            #expect(try await driver.number(left, becomes: 6) == 6)
        }
    }

    @Test("A timer that is set again under its name, for an instant that has passed, fires again")
    func timerAgain() async throws {
        try await withMachine { harness, machine, driver in
            let due = harness.clock.now() + .seconds(1)
            _ = try await machine.submit(Tally.self, id: "A-1", .addLater(7, at: due, name: "wake"), inputID: "x1")
            #expect(try await driver.number("SELECT count(*) FROM journal WHERE origin = 3", becomes: 1) == 1)
            _ = try await machine.submit(Tally.self, id: "A-1", .addLater(7, at: due, name: "wake"), inputID: "x2")
            #expect(try await driver.number("SELECT count(*) FROM journal WHERE origin = 3", becomes: 2) == 2)
            #expect(try await driver.published(2).map(\.balance) == [7, 14])
        }
    }

    @Test("A decision is never made before the last one in its lane, whoever's clock made that")
    func monotonicDecisions() async throws {
        try await withMachine { harness, machine, driver in
            let ahead = harness.clock.now() + .minutes(2)
            _ = try await driver.database.execute("UPDATE lane SET latest = \(Timestamp(ahead))")
            _ = try await machine.submit(Tally.self, id: "A-1", .add(1), inputID: "x1")
            let late = try await driver.database.query("SELECT recorded_at FROM journal")[0].get(0, Timestamp.self)
            #expect(late.instant == ahead)
            // Unless it lies so far ahead that the clock must have been wrong.
            _ = try await driver.database.execute("UPDATE lane SET latest = \(Timestamp(ahead + .days(400)))")
            _ = try await machine.submit(Tally.self, id: "A-1", .add(1), inputID: "x2")
            let sane = try await driver.database.query("SELECT max(recorded_at) FROM journal")[0].get(0, Timestamp.self)
            #expect(sane.instant <= ahead)
        }
    }

    @Test("An effect's answer for an aggregate of another lane is applied there")
    func answerElsewhere() async throws {
        try await withMachine { _, machine, driver in
            for index in 1...4 {
                _ = try await machine.submit(Tally.self, id: "A-0", .call("for A-\(index)"), inputID: "x\(index)")
            }
            let heard: SQL =
                "SELECT count(*) FROM aggregate WHERE key IN ('tally/A-1', 'tally/A-2', 'tally/A-3', 'tally/A-4')"
            #expect(try await driver.number(heard, becomes: 4) == 4)
            #expect(try await driver.number("SELECT count(*) FROM effect", becomes: 0) == 0)
        }
    }
}
