package import Kernel
internal import Messaging
package import PostgresClient

/// What an aggregate took and what came of it, the latest first. Each entry names the one before it, so that however much a service
/// has journalled, only what is shown is read.
package struct AggregateHistory: Sendable {
    package struct Event: Hashable, Sendable {
        package let number: Int64
        package let version: Int64
        package let type: String
        package let payload: [UInt8]
    }

    package struct Entry: Sendable {
        package let position: Int64
        package let recordedAt: Instant
        package let occurredAt: Instant
        package let inputID: String
        package let origin: Origin
        package let type: String
        package let trace: String
        /// As it was stored: personal members are sealed.
        package let body: [UInt8]
        package fileprivate(set) var events: [Event] = []
        /// Numbers of the events that its batch led to, others' among them.
        fileprivate let batchEvents: Range<Int64>
    }

    package enum Origin: Int16, Sendable, CaseIterable {
        case message = 1
        case command, timer
        case internalMessage
        case effectAnswer

        package var name: String {
            switch self {
            case .message: "message"
            case .command: "command"
            case .timer: "timer"
            case .internalMessage: "internal message"
            case .effectAnswer: "answer"
            }
        }
    }

    package let key: String
    package let version: Int64
    package let entries: [Entry]

    /// - Parameters:
    ///   - key: kind and id, `order/O-1`.
    ///   - connection: its search path starts with the service's schema.
    /// - Returns: nil if the service has no such aggregate.
    package static func read(_ key: String, last: Int, on connection: PostgresConnection) async throws
        -> AggregateHistory?
    {
        let rows = try await connection.query(
            "SELECT version, last_position, (SELECT count(*) FROM lane)::int FROM aggregate WHERE key = \(key)")
        guard let row = rows.first else { return nil }
        let id = key.split(separator: "/", maxSplits: 1).last.map(String.init) ?? ""
        let lane = Int32(KeyHash.partition(of: id, among: Int(try row.get(2, Int32.self))))
        var entries = try await Self.entries(from: try row.get(1), lane, last, connection)
        let events = try await events(key, entries.map(\.batchEvents), lane, connection)
        for index in entries.indices { entries[index].events = events[entries[index].inputID] ?? [] }
        return AggregateHistory(key: key, version: try row.get(0), entries: entries)
    }

    private static func entries(from position: Int64, _ lane: Int32, _ last: Int, _ connection: PostgresConnection)
        async throws -> [Entry]
    {
        let previous: SQL = """
            SELECT previous AS position, place + 1 AS place FROM entry WHERE previous > 0 AND place < \(Int32(last))
            """
        let rows = try await connection.query(
            """
            WITH RECURSIVE entry AS (
                \(fragment: find("SELECT \(position) AS position, 1 AS place", lane))
                UNION ALL
                \(fragment: find(previous, lane)))
            SELECT position, recorded_at, occurred_at, input_id, origin, type, trace, body, first_event,
                first_event + events FROM entry ORDER BY place
            """)
        return try rows.map { row in
            Entry(
                position: try row.get(0), recordedAt: try row.get(1, Timestamp.self).instant,
                occurredAt: try row.get(2, Timestamp.self).instant, inputID: try row.get(3),
                origin: Origin(rawValue: try row.get(4)) ?? .message, type: try row.get(5), trace: try row.get(6),
                body: try row.get(7), batchEvents: try row.get(8)..<row.get(9))
        }
    }

    /// The entry at a step's position, in the batch that holds it.
    private static func find(_ step: SQL, _ lane: Int32) -> SQL {
        """
        SELECT step.position, b.recorded_at, coalesce(b.occurred_at[i], b.occurred_at[1]) AS occurred_at, b.input_ids[i] AS input_id,
            coalesce(b.origins[i], b.origins[1]) AS origin, coalesce(b.types[i], b.types[1]) AS type,
            coalesce(b.traces[i], b.traces[1]) AS trace, coalesce(b.bodies[i], b.bodies[1]) AS body,
            coalesce(b.previous[i], b.previous[1]) AS previous,
            b.first_event, b.events, step.place
        FROM (\(fragment: step)) AS step,
            LATERAL (SELECT * FROM journal_batch
                WHERE lane = \(lane) AND first_position <= step.position ORDER BY first_position DESC LIMIT 1) AS b,
            LATERAL (SELECT (step.position - b.first_position + 1)::int AS i) AS index
        WHERE i <= b.inputs
        """
    }

    /// By the input they came of.
    private static func events(
        _ key: String, _ batches: [Range<Int64>], _ lane: Int32, _ connection: PostgresConnection
    ) async throws -> [String: [Event]] {
        let wanted = Set(batches.filter { !$0.isEmpty })
        let rows = try await connection.query(
            """
            SELECT coalesce(x.cause, b.causes[1]), b.first_number + x.place - 1, coalesce(x.version, b.versions[1]),
                coalesce(x.type, b.types[1]), x.payload
            FROM unnest(\(wanted.map(\.lowerBound)), \(wanted.map(\.upperBound))) AS wanted (first, past),
                -- One by one, by the index: OFFSET keeps them from being joined otherwise.
                LATERAL (SELECT * FROM event_batch WHERE lane = \(lane) AND first_number >= first AND first_number < past
                    ORDER BY first_number OFFSET 0) AS b,
                LATERAL unnest(b.keys, b.versions, b.types, b.causes, b.payloads) WITH ORDINALITY
                    AS x (key, version, type, cause, payload, place)
            WHERE coalesce(x.key, b.keys[1]) = \(key)
            ORDER BY b.first_number, x.place
            """)
        var events: [String: [Event]] = [:]
        for row in rows {
            events[try row.get(0), default: []].append(
                Event(number: try row.get(1), version: try row.get(2), type: try row.get(3), payload: try row.get(4)))
        }
        return events
    }
}
