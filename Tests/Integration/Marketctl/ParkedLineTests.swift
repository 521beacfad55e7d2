import Kernel
import Marketctl
import Messaging
import PostgresClient
import TestKit
import Testing

@Suite("Lines of parked inputs", .timeLimit(.minutes(1)))
struct ParkedLineTests {
    /// Two aggregates and a topic's key: a culprit with two behind it, a culprit alone, and a follower that has become the first.
    private func withLines(_ body: (ParkedLines, PostgresConnection) async throws -> Void) async throws {
        try await SchemaLease.withSchema { schema in
            let connection = try await PostgresConnection.connect(schema)
            try await MachineSchema.migrate(connection, service: [], lanes: 2)
            let rows: [(id: String, key: String, kind: Int, type: String, reason: String, hour: Int)] = [
                ("a", "order/O-1", 1, "order-paid", "no such Line", 1), ("b", "order/O-1", 2, "order-paid", "waits", 2),
                ("c", "wallet/A-1", 1, "top-up", "amount is missing", 3), ("d", "order/O-1", 2, "refund", "waits", 4),
                ("e", "topic/k", 2, "order-paid", "waits behind f", 5),
            ]
            for row in rows {
                let at = Timestamp(microsecondsSince1970: Int64(row.hour) * 3_600_000_000)
                try await connection.execute(
                    """
                    INSERT INTO parked
                        (input_id, lane, key, kind, origin, type, occurred_at, trace, format, sealing, body, source, reason, parked_at)
                    VALUES (\(row.id), 0, \(row.key), \(Int16(row.kind)), 1, \(row.type), \(at), '', 0, 0, '', 't/0@1', \(row.reason),
                        \(at))
                    """)
            }
            try await body(ParkedLines(of: "orders", on: connection), connection)
            await connection.close()
        }
    }

    @Test("each line shows its first input, who that is, since when, and how many wait")
    func lines() async throws {
        try await withLines { parked, _ in
            let lines = try await parked.find()
            #expect(lines.map(\.name) == ["order/O-1", "wallet/A-1", "topic/k"])
            #expect(lines.map(\.waiting) == [2, 0, 0])
            #expect(lines.map(\.isCulprit) == [true, true, false])
            #expect(lines.map(\.since) == [1, 3, 5].map { Instant(microseconds: $0 * 3_600_000_000) })
            #expect(lines[0].type == "order-paid" && lines[0].reason == "no such Line" && lines[0].source == "t/0@1")
        }
    }

    @Test("filters go by type, reason and age of the line, alone and together")
    func filters() async throws {
        try await withLines { parked, _ in
            let third = Instant(microseconds: 3 * 3_600_000_000)
            let expected: [(ParkedFilter, [String])] = [
                (ParkedFilter(type: "order-paid"), ["order/O-1", "topic/k"]),
                (ParkedFilter(type: "refund"), []),
                (ParkedFilter(reason: "LINE"), ["order/O-1"]),
                (ParkedFilter(reason: "%"), []),
                (ParkedFilter(since: third), ["order/O-1", "wallet/A-1"]),
                (ParkedFilter(since: third - .seconds(1)), ["order/O-1"]),
                (ParkedFilter(type: "order-paid", reason: "waits", since: third), []),
            ]
            for (filter, names) in expected {
                let found = try await parked.find(filter)
                #expect(found.map(\.name) == names, "\(filter)")
            }
        }
    }

    @Test("what is marked are the inputs named, and the line says what will become of them")
    func marks() async throws {
        try await withLines { parked, connection in
            let first = try await parked.find()[0]
            #expect(try await parked.mark([first.number, 999], .drop) == 1)
            let states = try await connection.query("SELECT state FROM parked ORDER BY number").map {
                try $0.get(0, Int16.self)
            }
            #expect(states == [3, 1, 1, 1, 1])
            #expect(try await parked.find()[0].wish == .drop)
            #expect(try await parked.holds(first.number))
            #expect(try await !parked.holds(999))
        }
    }

    @Test("the table shows followers as such, and JSON holds the same")
    func pages() async throws {
        try await withLines { parked, _ in
            let lines = try await parked.find()
            let table = ParkedPage.table(lines).split(separator: "\n")
            #expect(table.count == 4)
            #expect(
                table[1].contains("order/O-1") && table[1].contains("culprit") && table[1].hasSuffix("no such Line"))
            #expect(table[3].contains("follower") && table[3].contains("at once"))
            let json = ParkedPage.json(lines)
            #expect(json.contains(#""line":"topic/k","first":"follower""#) && json.contains(#""waiting":2"#))
        }
    }
}
