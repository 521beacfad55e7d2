package import Kernel
internal import Messaging
package import PostgresClient

/// A service's events on their way out once more: each lane's mark is moved back, and its owner publishes from there.
package struct Republication: Sendable {
    package let count: Int64
    /// Set if some of what was asked for was pruned: what came before.
    package let prunedBefore: Instant?

    /// - Parameters:
    ///   - after: the first event that is meant is not before that; nil means all of them.
    ///   - connection: its search path starts with the service's schema.
    package static func begin(_ after: Instant?, on connection: PostgresConnection) async throws -> Republication {
        try await connection.withTransaction { connection in
            _ = try await connection.query(Pruning.marksLock)
            let rows = try await connection.query(
                """
                WITH start AS (
                    SELECT l.lane, min(e.first_number) - 1 AS mark FROM lane l JOIN event_batch e ON e.lane = l.lane
                    WHERE e.occurred_at >= \(after.map(Timestamp.init) ?? .distantPast) GROUP BY l.lane)
                UPDATE lane l SET acknowledged = least(l.acknowledged, s.mark) FROM start s WHERE s.lane = l.lane
                RETURNING l.lane, (
                    SELECT coalesce(sum(e.first_number + e.events - greatest(e.first_number, l.acknowledged + 1)), 0)::bigint
                    FROM event_batch e WHERE e.lane = l.lane AND e.first_number + e.events - 1 > l.acknowledged)
                """)
            var count: Int64 = 0
            for row in rows {
                count += try row.get(1)
                _ = try await connection.query(LaneCall.statement(for: Int(try row.get(0, Int32.self))))
            }
            let pruned = try await Retention.prunedBefore(.event, on: connection)
            let isMissed = pruned.map { pruned in after.map { $0 < pruned } ?? true } ?? false
            return Republication(count: count, prunedBefore: isMissed ? pruned : nil)
        }
    }
}
