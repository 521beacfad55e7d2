import Kernel
import Marketctl
import Messaging
import PostgresClient
import Runtime
import Synchronization
import TestKit
import Testing

@Suite("What operators are told of what is kept", .timeLimit(.minutes(1)))
struct RetentionTests {
    private static let now = Instant(rfc3339: "2021-02-15T00:00:00Z") ?? Instant(microseconds: 0)

    private func withTables(_ body: (PostgresConnection) async throws -> Void) async throws {
        try await SchemaLease.withSchema { schema in
            let connection = try await PostgresConnection.connect(schema)
            try await MachineSchema.migrate(connection, service: [], lanes: 2)
            try await body(connection)
            await connection.close()
        }
    }

    /// One event each in January 2020 and 2021, both in Kafka.
    private func addEvents(to connection: PostgresConnection) async throws {
        for (number, text) in [(1, "2020-01-10T00:00:00Z"), (2, "2021-01-10T00:00:00Z")] {
            let at = Timestamp(Instant(rfc3339: text) ?? Instant(microseconds: 0))
            _ = try await connection.query("SELECT make_partition('event', \(at))")
            try await connection.execute(
                "INSERT INTO event VALUES (1, \(Int64(number)), \(at), 'k', 1, 't', 'c', '', '')")
        }
        try await connection.execute("UPDATE lane SET acknowledged = 2, next_number = 3 WHERE lane = 1")
    }

    @Test("what was pruned cannot be published again, and whoever asks for it is told up to when")
    func republication() async throws {
        try await withTables { connection in
            try await addEvents(to: connection)
            let whole = try await Republication.begin(nil, on: connection)
            #expect(whole.count == 2 && whole.prunedBefore == nil)
            // On their way out again, they are not pruned.
            let pruning = Pruning(.standard, now: Self.now, on: connection)
            #expect(try await pruning.run(.event).months.isEmpty)
            try await connection.execute("UPDATE lane SET acknowledged = 2 WHERE lane = 1")
            #expect(try await pruning.run(.event).months == ["event_2020_01"])
            let edge = try #require(Instant(rfc3339: "2020-02-01T00:00:00Z"))
            for (after, missed) in [(nil, edge), (edge - .seconds(1), edge), (edge, nil)] as [(Instant?, Instant?)] {
                let again = try await Republication.begin(after, on: connection)
                #expect(again.count == 1 && again.prunedBefore == missed)
            }
        }
    }

    @Test("owners of lanes hear at once of marks that were moved and of parked inputs that were marked")
    func calls() async throws {
        try await withTables { connection in
            try await addEvents(to: connection)
            let place = await connection.configuration
            let channel = LaneCall.channel(ofSchema: place.searchPath[0])
            var calls = PostgresNotifications(place, channels: [channel]).makeAsyncIterator()
            #expect(await calls.next() == .mayHaveMissed)
            _ = try await Republication.begin(nil, on: connection)
            #expect(await called(&calls) == "1")
            let at = Timestamp(Self.now)
            try await connection.execute(
                """
                INSERT INTO parked
                    (input_id, lane, key, kind, origin, type, occurred_at, trace, format, sealing, body, source, reason, parked_at)
                VALUES ('p', 0, 'order/O-1', 1, 1, 't', \(at), '', 0, 0, '', 't/0@1', 'r', \(at))
                """)
            let lines = ParkedLines(of: "orders", on: connection)
            #expect(try await lines.mark(try await lines.find().map(\.number), .retry) == 1)
            #expect(await called(&calls) == "0")
        }
    }

    private func called(_ calls: inout PostgresNotifications.Iterator) async -> String? {
        guard case .notification(let call) = await calls.next() else { return nil }
        return call.payload
    }

    @Test("a topic that keeps messages for longer than inputs are known is a fault; to the day")
    func topics() {
        let retention = Retention.standard  // events for 366 days, inputs known for 400
        #expect(RetentionCheck.faults(retention, ["a": .limited(.days(17))]).isEmpty)
        let faults = RetentionCheck.faults(retention, ["b": .unlimited, "a": .limited(.days(18))])
        #expect(faults.count == 2)
        #expect(faults[0].hasPrefix("a keeps messages for 18 d") && faults[0].contains("402 d"))
        #expect(faults[1].hasPrefix("b keeps messages for ever"))
    }

    @Test("the doctor tells of a month without partition, of rows in the rest, and of what nobody takes up")
    func tables() async throws {
        try await withTables { connection in
            let december = try #require(Instant(rfc3339: "2020-12-01T00:00:00Z"))
            #expect(try await TableCheck.faults(at: december, on: connection).count == 1)
            _ = try await Months.make(around: december, on: connection)
            #expect(try await TableCheck.faults(at: december, on: connection).isEmpty)
            let late = Timestamp(december - .days(1) - .seconds(1))
            try await connection.execute("INSERT INTO timer VALUES ('martian/1', 'n', 'i', 0, \(late), 1, '')")
            try await connection.execute(
                "INSERT INTO event VALUES (1, 1, '2019-01-01', 'k', 1, 't', 'c', '', '')")
            let faults = try await TableCheck.faults(at: december, on: connection)
            #expect(faults.count == 2 && faults[0].contains("event_rest") && faults[1].hasPrefix("1 timers"))
        }
    }

    @Test("what the services would keep is removed only if whoever asks says yes")
    func consent() async throws {
        let asked = Mutex<[String]>([])
        let surroundings = Surroundings([:], now: Self.now) { question in
            asked.withLock { $0.append(question) }
            return false
        }
        let command = try #require(commands.first { $0.name == "prune" })
        #expect(try await command.run(try Call(of: command, ["--older-than", "90d"]), surroundings) == 1)
        #expect(asked.withLock { $0 }.count == 1)
        // Not asked, it goes on to the database, of which nothing was said here.
        for more in ["--yes", "--dry-run"] {
            let call = try Call(of: command, ["--older-than", "90d", more])
            await #expect(throws: ConfigurationError.self) { try await command.run(call, surroundings) }
        }
        #expect(asked.withLock { $0 }.count == 1)
    }

    @Test("a report names months, rows and what was kept")
    func page() async throws {
        try await withTables { connection in
            try await addEvents(to: connection)
            try await connection.execute("UPDATE lane SET acknowledged = 0")
            let pruning = Pruning(.standard, now: Self.now, isDry: true, on: connection)
            let kept = PruningPage.lines(try await pruning.run(.event), isDry: true)
            #expect(kept.count == 2 && kept[1].hasPrefix("event: kept event_2020_01: "))
            #expect(kept[0].hasPrefix("event: would remove nothing from before 2020-02-1"))
            try await connection.execute("UPDATE lane SET acknowledged = 2")
            let would = PruningPage.lines(try await pruning.run(.event), isDry: true)
            #expect(would.count == 1 && would[0].hasPrefix("event: would remove event_2020_01 ("))
            #expect(would[0].contains(" KiB) from before 2020-02-1"))
        }
    }
}
