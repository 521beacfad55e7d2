import Kernel
import Messaging
import Observability
import PostgresClient
import TestKit
import Testing

@Suite("What is pruned by age, and what never", .timeLimit(.minutes(1)))
struct PruningTests {
    /// A year after which January 2020 is over to the microsecond.
    private static let now = instant("2021-02-01T00:00:00Z")
    private static let year = Retention(
        journal: .days(366), event: .days(366), knownInput: .days(366), idempotency: .days(366))

    private static func instant(_ text: String) -> Instant { Instant(rfc3339: text) ?? Instant(microseconds: 0) }

    private func withTables(_ body: (PostgresConnection) async throws -> Void) async throws {
        // In the past: what the migration makes lies around the day of the test.
        try await SchemaLease.withSchema { schema in
            let connection = try await PostgresConnection.connect(schema)
            try await MachineSchema.migrate(connection, service: [], lanes: 2)
            for month in ["2020-01-15", "2020-02-15"] {
                for parent in ["journal", "event"] {
                    let moment = Timestamp(Self.instant("\(month)T00:00:00Z"))
                    _ = try await connection.query("SELECT make_partition(\(parent), \(moment))")
                }
            }
            try await body(connection)
            await connection.close()
        }
    }

    private func prune(
        _ kind: Retention.Kind, at now: Instant = now, dry: Bool = false, on connection: PostgresConnection
    ) async throws -> Pruning.Report {
        try await Pruning(Self.year, now: now, isDry: dry, on: connection).run(kind)
    }

    private func addEvent(_ number: Int64, at text: String, lane: Int32 = 0, on connection: PostgresConnection)
        async throws
    {
        let at = Timestamp(Self.instant(text))
        try await connection.execute("INSERT INTO event VALUES (\(lane), \(number), \(at), 'k', 1, 't', 'c', '', '')")
    }

    private func count(_ sql: SQL, on connection: PostgresConnection) async throws -> Int64 {
        try await connection.query(sql)[0].get(0)
    }

    @Test("a month of events goes when its last moment is old enough, not before")
    func eventEdge() async throws {
        try await withTables { connection in
            let early = try await prune(
                .event, at: Self.now - Instant.Span(microseconds: 1), on: connection)
            #expect(early.months.isEmpty && early.kept.isEmpty)
            let report = try await prune(.event, on: connection)
            #expect(report.months == ["event_2020_01"] && report.before == Self.instant("2020-02-01T00:00:00Z"))
            #expect(try await Retention.prunedBefore(.event, on: connection) == report.before)
        }
    }

    @Test("a month stays while one of its events is not known to be in Kafka, whatever its lane")
    func unacknowledged() async throws {
        try await withTables { connection in
            try await addEvent(7, at: "2020-01-31T23:59:59Z", on: connection)
            try await addEvent(3, at: "2020-01-01T00:00:00Z", lane: 1, on: connection)
            for marks in [(6, 3), (7, 2)] {
                try await mark(marks.0, marks.1, on: connection)
                let report = try await prune(.event, on: connection)
                #expect(report.months.isEmpty && report.kept.count == 1 && !report.isIncomplete)
                #expect(try await count("SELECT count(*) FROM event", on: connection) == 2)
            }
            try await mark(7, 3, on: connection)
            #expect(try await prune(.event, on: connection).months == ["event_2020_01"])
        }
    }

    private func mark(_ first: Int, _ second: Int, on connection: PostgresConnection) async throws {
        try await connection.execute("UPDATE lane SET acknowledged = \(Int64(first)) WHERE lane = 0")
        try await connection.execute("UPDATE lane SET acknowledged = \(Int64(second)) WHERE lane = 1")
    }

    @Test("events of months without a partition go one by one, but for those that Kafka may lack")
    func restOfEvents() async throws {
        try await withTables { connection in
            for number in 1...4 { try await addEvent(Int64(number), at: "2019-06-01T00:00:00Z", on: connection) }
            try await addEvent(5, at: "2022-06-01T00:00:00Z", on: connection)
            try await mark(3, 0, on: connection)
            #expect(try await prune(.event, dry: true, on: connection).rows == 3)
            #expect(try await prune(.event, on: connection).rows == 3)
            let left = try await connection.query("SELECT number FROM event ORDER BY number").map {
                try $0.get(0, Int64.self)
            }
            #expect(left == [4, 5])
        }
    }

    @Test("the journal stays from the first input on that is parked")
    func parked() async throws {
        try await withTables { connection in
            let parkedAt = Timestamp(Self.instant("2020-01-31T23:59:59Z"))
            try await connection.execute(
                """
                INSERT INTO parked
                    (input_id, lane, key, kind, origin, type, occurred_at, trace, format, sealing, body, source, reason, parked_at)
                VALUES ('p', 0, 'order/O-1', 1, 1, 't', \(parkedAt), '', 0, 0, '', 't/0@1', 'r', \(parkedAt))
                """)
            for at in ["2019-06-01T00:00:00Z", "2022-06-01T00:00:00Z"] {
                let moment = Timestamp(Self.instant(at))
                try await connection.execute(
                    "INSERT INTO journal VALUES (0, 1, \(moment), 'i', \(moment), 1, 1, 0, 0, 'k', 't', '', '')")
            }
            let report = try await prune(.journal, on: connection)
            #expect(report.months.isEmpty && report.kept.count == 1 && report.rows == 1)
            try await connection.execute("DELETE FROM parked")
            #expect(try await prune(.journal, on: connection).months == ["journal_2020_01"])
            #expect(try await count("SELECT count(*) FROM journal", on: connection) == 1)
        }
    }

    @Test("known inputs and answers go by their age alone, in many batches, and what is young enough stays")
    func rows() async throws {
        try await withTables { connection in
            let edge = Timestamp(Self.now - .days(366))
            try await connection.execute(
                """
                INSERT INTO known_input SELECT gen_random_uuid(), \(edge) - n * interval '1 second' FROM generate_series(0, 5000) n
                """)
            try await connection.execute(
                """
                INSERT INTO idempotency SELECT n::text, '', 'k', 1, '', \(edge) - n * interval '1 day' FROM generate_series(0, 9) n
                """)
            for (kind, rows) in [(Retention.Kind.knownInput, 5_000), (.idempotency, 9)] {
                #expect(try await prune(kind, dry: true, on: connection).rows == Int64(rows))
                #expect(try await prune(kind, on: connection).rows == Int64(rows))
                #expect(try await prune(kind, on: connection).rows == 0)
                #expect(try await Retention.prunedBefore(kind, on: connection) == edge.instant)
            }
            #expect(try await count("SELECT count(*) FROM known_input", on: connection) == 1)
            #expect(try await count("SELECT count(*) FROM idempotency", on: connection) == 1)
        }
    }

    @Test("a sweep begins where the last one ended, even if that found nothing old enough")
    func resumed() async throws {
        try await withTables { connection in
            let young = Timestamp(Self.now)
            try await connection.execute("INSERT INTO known_input VALUES (gen_random_uuid(), \(young))")
            #expect(try await prune(.knownInput, on: connection).rows == 0)
            #expect(try await Retention.prunedBefore(.knownInput, on: connection) == Self.now - .days(366))
            #expect(try await prune(.knownInput, at: Self.now + .days(367), on: connection).rows == 1)
        }
    }

    @Test("a dry run says what a run would do, and changes nothing")
    func dry() async throws {
        try await withTables { connection in
            let report = try await prune(.event, dry: true, on: connection)
            #expect(report.months == ["event_2020_01"] && report.bytes > 0)
            #expect(try await prune(.event, on: connection).months == report.months)
        }
    }

    @Test("a month that somebody reads stays for another time, and holds up nobody who writes")
    func openReader() async throws {
        try await withTables { connection in
            let reader = try await PostgresConnection.connect(await connection.configuration)
            try await reader.execute("BEGIN")
            _ = try await reader.query("SELECT count(*) FROM event")
            let report = try await prune(.event, on: connection)
            #expect(report.isIncomplete && report.months.isEmpty && report.kept.count == 1)
            try await addEvent(1, at: "2020-02-15T00:00:00Z", on: connection)
            try await reader.execute("COMMIT")
            #expect(try await prune(.event, on: connection).months == ["event_2020_01"])
            await reader.close()
        }
    }

    @Test("one at a time: who comes second is told, until the first has gone")
    func alone() async throws {
        try await withTables { connection in
            let first = try await PostgresConnection.connect(await connection.configuration)
            #expect(try await Pruning.begin(on: first))
            #expect(try await !Pruning.begin(on: connection))
            await first.close()
            while try await !Pruning.begin(on: connection) { await Task.yield() }
        }
    }

    @Test(
        "a command whose answer was pruned is known all the same: its repeat changes nothing and tells how things are")
    func answerGone() async throws {
        try await withMachine { _, machine, driver in
            let key = Idempotency(account: "A", key: "k", digest: [1])
            for index in 1...2 {
                let result = try await machine.submit(
                    Tally.self, id: "A-1", .add(5), idempotency: key, inputID: "x\(index)")
                #expect(result.representation == Array("{\"total\":5}".utf8) && result.version == 1)
                _ = try await driver.database.execute("DELETE FROM idempotency")
            }
            #expect(try await count("SELECT count(*) FROM event", on: driver.database) == 1)
        }
    }

    @Test("a service prunes by itself, and what comes again after that is new to it")
    func byItself() async throws {
        try await withMachine { harness, machine, driver in
            try await driver.post("m-1", account: "A-1", fen: 5)
            try await driver.post("m-1", account: "A-1", fen: 5)
            #expect(try await driver.published(1).map(\.balance) == [5])
            let unpublished = OwnershipTests.unpublished
            #expect(try await driver.number(unpublished, becomes: 0) == 0)
            harness.clock.advance(by: .days(431))
            for table in ["known_input", "journal", "event"] {
                #expect(try await driver.number("SELECT count(*) FROM \(identifier: table)", becomes: 0) == 0)
            }
            try await driver.post("m-1", account: "A-1", fen: 5)
            #expect(try await driver.published(1).map(\.balance) == [10])
            let ahead: SQL = """
                SELECT count(*) FROM monthly_partition WHERE starts > \(Timestamp(harness.clock.now()))
                """
            #expect(try await driver.number(ahead, becomes: 6) == 6)
        }
    }
}
