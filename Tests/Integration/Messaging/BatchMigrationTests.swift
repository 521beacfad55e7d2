import Kernel
import Messaging
import PostgresClient
import TestKit
import Testing

@Suite("From a row for each input to a row for each batch", .timeLimit(.minutes(1)))
struct BatchMigrationTests {
    private static let journal: SQL = """
        SELECT lane, position, recorded_at, input_id, occurred_at, origin, outcome, format, sealing, key, type, trace, body
        FROM journal ORDER BY lane, position
        """
    private static let events: SQL = """
        SELECT lane, number, occurred_at, key, version, type, cause, trace, payload FROM event ORDER BY lane, number
        """

    /// Tables as the first version of them had them, with inputs of three months in two lanes: ten to a transaction, every third of
    /// them with an event; some have gone from the oldest month, which has no partition.
    private func withOldTables(_ body: (PostgresConnection) async throws -> Void) async throws {
        try await SchemaLease.withSchema { schema in
            let connection = try await PostgresConnection.connect(schema)
            try await Migrator([try #require(try MachineSchema.own().first)], ledger: "machine_migrations").apply(
                on: connection)
            try await connection.execute("INSERT INTO lane (lane, next_number) VALUES (0, 68), (1, 68)")
            for month in ["2020-02-15", "2020-03-15"] {
                for parent in ["journal", "event"] {
                    _ = try await connection.query("SELECT make_partition(\(parent), \(month)::timestamptz)")
                }
            }
            try await fill(connection)
            try await body(connection)
            await connection.close()
        }
    }

    private func fill(_ connection: PostgresConnection) async throws {
        let moment: SQL = "timestamptz '2020-01-20 00:00Z' + (n / 10) * interval '3 days'"
        try await connection.execute(
            """
            INSERT INTO journal
            SELECT lane, n, \(fragment: moment), lane || '#' || n, \(fragment: moment) - n * interval '1 ms', 1 + n % 5, 1 + n % 2, n % 3, 0,
                CASE WHEN n % 7 = 0 THEN '' ELSE 'tally/A-' || lane || n % 4 END, 'type-' || n % 2, '', convert_to('body ' || n, 'UTF8')
            FROM generate_series(0, 1) lane, generate_series(1, 200) n
            """)
        try await connection.execute(
            """
            INSERT INTO event
            SELECT lane, n / 3 + 1, \(fragment: moment), 'tally/A-' || lane || n % 4, n, 'said', lane || '#' || n, 't', convert_to('p ' || n, 'UTF8')
            FROM generate_series(0, 1) lane, generate_series(1, 200) n WHERE n % 3 = 0
            """)
        try await connection.execute("DELETE FROM journal WHERE position IN (3, 4, 17)")
        try await connection.execute("DELETE FROM event WHERE number = 3")
        try await connection.execute(
            "INSERT INTO aggregate SELECT DISTINCT key, 1, 1, ''::bytea FROM journal WHERE key <> ''")
    }

    private func shown(_ sql: SQL, on connection: PostgresConnection) async throws -> [String] {
        try await connection.query("SELECT row_to_json(x)::text FROM (\(fragment: sql)) AS x").map { try $0.get(0) }
    }

    @Test("everything is there as it was, in batches of what was committed together, each in its month")
    func moved() async throws {
        try await withOldTables { connection in
            let before = try await (shown(Self.journal, on: connection), shown(Self.events, on: connection))
            #expect(before.0.count == 394 && before.1.count == 130)
            try await MachineSchema.migrate(connection, service: [], lanes: 2)
            #expect(try await shown(Self.journal, on: connection) == before.0)
            #expect(try await shown(Self.events, on: connection) == before.1)
            let batches = try await connection.query(
                "SELECT count(*), count(DISTINCT tableoid), bool_or(inputs > 10) FROM journal_batch")[0]
            #expect(try batches.get(0, Int64.self) == 46)
            let events = try await connection.query(
                """
                SELECT bool_and(e.events = cardinality(e.payloads) AND bytes = (SELECT sum(octet_length(p)) FROM unnest(payloads) p))
                FROM event_batch e
                """)[0]
            #expect(try events.get(0, Bool.self))
            #expect(try batches.get(1, Int64.self) == 3)
            #expect(try batches.get(2, Bool.self) == false)
        }
    }

    @Test("from each aggregate's last input a way leads back through all that it took")
    func linked() async throws {
        try await withOldTables { connection in
            try await MachineSchema.migrate(connection, service: [], lanes: 2)
            let row = try await connection.query(
                """
                WITH RECURSIVE way AS (
                    SELECT j.* FROM aggregate a JOIN journal j ON j.key = a.key AND j.position = a.last_position
                    UNION ALL SELECT j.* FROM way w JOIN journal j ON j.lane = w.lane AND j.position = w.previous)
                SELECT (SELECT count(*) FROM way), (SELECT count(*) FROM journal WHERE key <> '' AND outcome = 1),
                    (SELECT count(*) FROM way WHERE outcome = 2), (SELECT count(DISTINCT key) FROM way)
                """)[0]
            #expect(try row.get(0, Int64.self) == row.get(1, Int64.self))
            #expect(try row.get(2, Int64.self) == 0)
            #expect(try row.get(3, Int64.self) > 2)
        }
    }

    @Test("a clock that stood still makes no batch of more than a thousand")
    func stillClock() async throws {
        try await withOldTables { connection in
            try await connection.execute(
                """
                INSERT INTO journal SELECT 0, n, '2020-05-01', n::text, '2020-05-01', 1, 1, 1, 0, 'tally/A-1', 't', '', 'b'
                FROM generate_series(1000, 4999) n
                """)
            try await connection.execute(
                """
                INSERT INTO event SELECT 0, n, '2020-05-01', 'tally/A-1', n, 't', n::text, '', 'p' FROM generate_series(1500, 3999) n
                """)
            try await MachineSchema.migrate(connection, service: [], lanes: 2)
            let row = try await connection.query(
                """
                SELECT count(*), max(inputs), min(first_event), max(first_event), min(events), max(events),
                    (SELECT max(events) FROM event_batch) FROM journal_batch WHERE recorded_at = '2020-05-01'
                """)[0]
            #expect(try row.get(0, Int64.self) == 4 && row.get(1, Int32.self) == 1_000)
            #expect(try row.get(2, Int64.self) == 1_500 && row.get(3, Int64.self) == 1_500)
            #expect(try row.get(4, Int32.self) == 2_500 && row.get(5, Int32.self) == 2_500)
            #expect(try row.get(6, Int32.self) == 1_000)
        }
    }
}
