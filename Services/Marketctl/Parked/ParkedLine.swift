package import Kernel
internal import Messaging
package import PostgresClient

/// Inputs that were set aside, of one aggregate or of one topic and key: the first one, and how many wait behind it.
package struct ParkedLine: Sendable, Hashable {
    /// What an operator asked of the first input; the service does it within a second.
    package enum Wish: Int16, Sendable {
        case none = 1
        case retry = 2
        case drop = 3
    }

    package let service: String
    /// The aggregate, or topic and message key where none could be told.
    package let name: String
    /// Of the first input.
    package let number: Int64
    /// False where what failed is gone and one that waited behind it is first now.
    package let isCulprit: Bool
    package let wish: Wish
    package let type: String
    package let source: String
    package let reason: String
    package let attempts: Int
    package let nextRetry: Instant?
    /// When the line's oldest input was set aside.
    package let since: Instant
    /// How many wait behind the first input.
    package let waiting: Int
}

/// Which lines are meant; what is nil does not matter.
package struct ParkedFilter: Sendable {
    /// Of the line's first input.
    package var type: String?
    /// A part of its reason.
    package var reason: String?
    package var since: Instant?

    package init(type: String? = nil, reason: String? = nil, since: Instant? = nil) {
        self.type = type
        self.reason = reason
        self.since = since
    }
}

/// The lines of one service, read and marked in its table.
package struct ParkedLines: Sendable {
    private let service: String
    private let connection: PostgresConnection

    package init(of service: String, on connection: PostgresConnection) {
        self.service = service
        self.connection = connection
    }

    /// The oldest first.
    package func find(_ filter: ParkedFilter = ParkedFilter()) async throws -> [ParkedLine] {
        let since = filter.since.map { Timestamp(microsecondsSince1970: $0.microseconds) }
        let rows = try await connection.query(
            """
            SELECT head.key, head.number, head.kind, head.state, head.type, head.source, head.reason, head.attempts,
                head.retry_at, line.since, line.waiting
            FROM (SELECT DISTINCT ON (key) * FROM parked ORDER BY key, number) head
            JOIN (SELECT key, min(parked_at) AS since, count(*) - 1 AS waiting FROM parked GROUP BY key) line USING (key)
            WHERE (\(filter.type)::text IS NULL OR head.type = \(filter.type))
                AND (\(filter.reason)::text IS NULL OR strpos(lower(head.reason), lower(\(filter.reason))) > 0)
                AND (\(since)::timestamptz IS NULL OR line.since <= \(since))
            ORDER BY line.since, head.number
            """)
        return try rows.map { try line($0) }
    }

    /// Whether an input of this number is set aside, be it the first of its line or not.
    package func holds(_ number: Int64) async throws -> Bool {
        try await !connection.query("SELECT 1 FROM parked WHERE number = \(number)").isEmpty
    }

    /// Marks inputs, and tells the owners of their lanes.
    ///
    /// - Returns: how many are still there to be marked.
    package func mark(_ numbers: [Int64], _ wish: ParkedLine.Wish) async throws -> Int {
        try await connection.withTransaction { connection in
            let rows = try await connection.query(
                "UPDATE parked SET state = \(wish.rawValue) WHERE number = ANY(\(numbers)) RETURNING lane")
            let lanes = Set(try rows.map { Int(try $0.get(0, Int32.self)) })
            for lane in lanes.sorted() { _ = try await connection.query(LaneCall.statement(for: lane)) }
            return rows.count
        }
    }

    private func line(_ row: PostgresRow) throws -> ParkedLine {
        let kind: Int16 = try row.get("kind")
        let state: Int16 = try row.get("state")
        let attempts: Int32 = try row.get("attempts")
        let nextRetry: Timestamp? = try row.get("retry_at")
        let since: Timestamp = try row.get("since")
        let waiting: Int64 = try row.get("waiting")
        return ParkedLine(
            service: service, name: try row.get("key"), number: try row.get("number"), isCulprit: kind == 1,
            wish: ParkedLine.Wish(rawValue: state) ?? .none, type: try row.get("type"), source: try row.get("source"),
            reason: try row.get("reason"), attempts: Int(attempts), nextRetry: nextRetry.map(instant),
            since: instant(since), waiting: Int(waiting))
    }

    private func instant(_ timestamp: Timestamp) -> Instant { Instant(microseconds: timestamp.microsecondsSince1970) }
}
