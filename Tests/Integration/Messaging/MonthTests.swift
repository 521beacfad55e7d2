import Kernel
import Messaging
import PostgresClient
import TestKit
import Testing

@Suite("Monthly partitions, and who reads or writes meanwhile", .timeLimit(.minutes(1)))
struct MonthTests {
    /// Of a year in which nothing has partitions yet.
    private static let now = Instant(rfc3339: "2040-05-15T12:00:00Z") ?? Instant(microseconds: 0)

    private struct Place {
        let schema: PostgresConfiguration
        let reader: PostgresConnection
        let maker: PostgresConnection
        let writer: PostgresConnection

        func write(_ number: Int64, at instant: Instant) async throws {
            try await writer.execute(
                "INSERT INTO event VALUES (0, \(number), \(Timestamp(instant)), 'k', 1, 't', 'c', '', '')")
        }

        func months() async throws -> Int64 {
            try await writer.query(
                "SELECT count(*) FROM monthly_partition WHERE starts >= '2040-04-01' AND ends <= '2040-09-01'")[0].get(
                    0)
        }
    }

    private func withPlace(_ body: (Place) async throws -> Void) async throws {
        try await SchemaLease.withSchema { schema in
            var impatient = schema
            impatient.lockTimeoutMs = 10_000
            let place = Place(
                schema: schema, reader: try await PostgresConnection.connect(schema),
                maker: try await PostgresConnection.connect(schema),
                writer: try await PostgresConnection.connect(impatient))
            try await MachineSchema.migrate(place.maker, service: [], lanes: 2)
            try await body(place)
            for connection in [place.reader, place.maker, place.writer] { await connection.close() }
        }
    }

    @Test("from last month to three months ahead; a second time there is nothing to do")
    func made() async throws {
        try await withPlace { place in
            for _ in 1...2 {
                #expect(try await Months.make(around: Self.now, on: place.maker).isEmpty)
                #expect(try await place.months() == 10)
            }
            let bounds = try await place.writer.query(
                "SELECT min(starts), max(ends) FROM monthly_partition WHERE parent = 'event' AND starts >= '2040-01-01'"
            )[0]
            #expect(try bounds.get(0, Timestamp.self).instant == Instant(rfc3339: "2040-04-01T00:00:00Z"))
            #expect(try bounds.get(1, Timestamp.self).instant == Instant(rfc3339: "2040-09-01T00:00:00Z"))
        }
    }

    @Test("a new partition has what its parent has: keys find duplicates, rows go where they belong")
    func likeItsParent() async throws {
        try await withPlace { place in
            _ = try await Months.make(around: Self.now, on: place.maker)
            try await place.write(1, at: Self.now)
            await #expect(throws: PostgresError.self) { try await place.write(1, at: Self.now) }
            let home = try await place.writer.query("SELECT tableoid::regclass::text FROM event_batch")[0].get(
                0, String.self)
            #expect(home == "event_2040_05")
        }
    }

    @Test("while somebody reads all of a table, its writers go on although a partition waits to be attached")
    func openReader() async throws {
        try await withPlace { place in
            _ = try await place.maker.execute("SELECT make_partition('event', \(Timestamp(Self.now)))")
            // So that it waits until the reader is gone, and does not give up.
            _ = try await place.maker.execute("ALTER FUNCTION make_partition SET lock_timeout = 0")
            try await place.reader.execute("BEGIN")
            _ = try await place.reader.query("SELECT count(*) FROM event")
            let process = try #require(await place.maker.backendProcessID)
            let waits: SQL =
                "SELECT count(*) FROM pg_stat_activity WHERE pid = \(process) AND wait_event_type = 'Lock'"
            async let making = Months.make(around: Self.now, on: place.maker)
            while try await place.writer.query(waits)[0].get(0, Int64.self) == 0 { await Task.yield() }
            for number in 1...5 { try await place.write(Int64(number), at: Self.now) }
            #expect(try await place.writer.query(waits)[0].get(0, Int64.self) == 1)
            try await place.reader.execute("COMMIT")
            #expect(try await making.isEmpty)
            #expect(try await place.months() == 10)
        }
    }

    @Test("what cannot be made now is told and can be made later; until then its rows go to the rest")
    func later() async throws {
        try await withPlace { place in
            try await place.reader.execute("BEGIN")
            _ = try await place.reader.query("SELECT count(*) FROM event")
            let faults = try await Months.make(around: Self.now, on: place.maker)
            #expect(faults.count == 5 && faults.allSatisfy { $0.hasPrefix("event, ") })
            #expect(try await place.months() == 5)
            try await place.write(1, at: Self.now)
            try await place.reader.execute("COMMIT")
            let left = try await Months.make(around: Self.now, on: place.maker)
            #expect(left.count == 1 && left[0].contains("event_rest"))
            #expect(try await place.months() == 9)
            try await place.write(2, at: Self.now)
            #expect(try await place.writer.query("SELECT count(*) FROM event")[0].get(0, Int64.self) == 2)
        }
    }
}
