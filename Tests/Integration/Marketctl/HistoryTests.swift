import JSON
import Kernel
import Marketctl
import Messaging
import PostgresClient
import TestKit
import Testing

@Suite("What an aggregate took and what came of it", .timeLimit(.minutes(1)))
struct HistoryTests {
    private static let key = "tally/A-1"
    private static let lane = Int32(KeyHash.partition(of: "A-1", among: 4))

    private func withTables(_ body: (PostgresConnection) async throws -> Void) async throws {
        try await SchemaLease.withSchema { schema in
            let connection = try await PostgresConnection.connect(schema)
            try await MachineSchema.migrate(connection, service: [], lanes: 4)
            try await body(connection)
            await connection.close()
        }
    }

    /// Three batches of the aggregate's lane: two inputs of it beside another's in the first, one each in the others; the last one
    /// led to nothing.
    private func fill(_ connection: PostgresConnection) async throws {
        let at = ["2026-11-21T08:00:00Z", "2026-11-22T08:00:00Z", "2026-11-23T08:00:00Z"]
        try await connection.execute(
            """
            INSERT INTO journal_batch VALUES
                (\(Self.lane), 1, \(at[0])::timestamptz, 3, 1, 3, '{i1,i2,i3}', '{2026-11-21}', '{1}', '{1}', '{0}', '{0}',
                    '{tally/A-1,tally/B-1,tally/A-1}', '{add}', '{""}', '{one,two,three}', '{0,0,1}'),
                (\(Self.lane), 4, \(at[1])::timestamptz, 1, 4, 1, '{i4}', '{2026-11-22}', '{3}', '{1}', '{1}', '{0}', '{tally/A-1}', '{tick}',
                    '{t-4}', '{"{}"}', '{3}'),
                (\(Self.lane), 5, \(at[2])::timestamptz, 1, 5, 0, '{i5}', '{2026-11-23}', '{2}', '{1}', '{1}', '{0}', '{tally/A-1}', '{ask}',
                    '{""}', '{\\\\x80}', '{4}')
            """)
        try await connection.execute(
            """
            INSERT INTO event_batch VALUES
                (\(Self.lane), 1, \(at[0])::timestamptz, 1, 2, '{tally/A-1}', '{1}', '{added}', '{i1}', '{""}', '{e1}'),
                (\(Self.lane), 2, \(at[0])::timestamptz, 2, 4, '{tally/B-1,tally/A-1}', '{1,2}', '{added}', '{i2,i3}', '{""}', '{e2,e3}'),
                (\(Self.lane), 4, \(at[1])::timestamptz, 1, 2, '{tally/A-1}', '{3}', '{ticked}', '{i4}', '{""}', '{e4}')
            """)
        try await connection.execute(
            "INSERT INTO aggregate VALUES (\(Self.key), 3, 1, '', 5), ('tally/B-1', 1, 1, '', 2)")
    }

    @Test("the latest first, each input with its own events; others' are not among them")
    func whole() async throws {
        try await withTables { connection in
            try await fill(connection)
            let history = try #require(try await AggregateHistory.read(Self.key, last: 50, on: connection))
            #expect(history.version == 3)
            #expect(history.entries.map(\.inputID) == ["i5", "i4", "i3", "i1"])
            #expect(history.entries.map { $0.events.map(\.version) } == [[], [3], [2], [1]])
            #expect(history.entries.map(\.origin) == [.command, .timer, .message, .message])
            #expect(history.entries.map(\.type) == ["ask", "tick", "add", "add"])
            #expect(history.entries[2].body == Array("three".utf8))
        }
    }

    @Test("no more than asked for, and what was pruned ends it")
    func bounded() async throws {
        try await withTables { connection in
            try await fill(connection)
            let two = try await AggregateHistory.read(Self.key, last: 2, on: connection)
            #expect(two?.entries.map(\.inputID) == ["i5", "i4"])
            try await connection.execute("DELETE FROM journal_batch WHERE first_position = 1")
            let left = try await AggregateHistory.read(Self.key, last: 50, on: connection)
            #expect(left?.entries.map(\.inputID) == ["i5", "i4"])
        }
    }

    @Test("an aggregate that is not there has none; one that took nothing since it was moved has an empty one")
    func none() async throws {
        try await withTables { connection in
            #expect(try await AggregateHistory.read(Self.key, last: 50, on: connection) == nil)
            try await connection.execute("INSERT INTO aggregate VALUES (\(Self.key), 1, 1, '', 0)")
            #expect(try await AggregateHistory.read(Self.key, last: 50, on: connection)?.entries.isEmpty == true)
        }
    }

    @Test("pages for people and programs; what is sealed as a whole is said to be")
    func pages() async throws {
        try await withTables { connection in
            try await fill(connection)
            let history = try #require(try await AggregateHistory.read(Self.key, last: 50, on: connection))
            let text = HistoryPage.text(history)
            for part in [
                "tally/A-1, version 3", "2026-11-22T08:00:00.000000Z  timer tick  i4", "    trace t-4",
                "(sealed, 1 bytes)",
                "    -> version 3  ticked  e4",
            ] { #expect(text.contains(part), "\(part)") }
            let json = try JSONValue(Array(HistoryPage.json(history).utf8))
            #expect(json["inputs"]?.array?.count == 4)
        }
    }
}
