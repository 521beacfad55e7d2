import Kernel
import PostgresClient

package struct RepublishCommand: Command {
    package let name = "republish"
    package let summary = "have services publish their events again, with the same ids"
    package let forms = [
        Form(
            options: [
                Option("all", "of the six services: after a broker lost its data"),
                OwnedService.option("whose events"),
                Option("after", .moment, "from the first event at or after that time; without it, everything"),
            ], meaning: "have the running services publish again, in order, within a second")
    ]
    package let notes = """
        Consumers drop what they know by its id. Nothing is published twice into the same state, but readers outside the marketplace
        see the events again.
        """

    package func run(_ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        guard call.has("all") != call.has("service") else {
            throw UsageError(message: "Say either --all or --service SERVICE.")
        }
        let after = call.moment("after", now: surroundings.now)
        for service in OwnedService.chosen(call) {
            let count = try await service.withConnection(surroundings) { try await rewind($0, after: after) }
            print("\(service.name): \(count) events are published again")
        }
        return 0
    }

    /// Moves each lane's mark back; its owner notices and publishes from there.
    private func rewind(_ connection: PostgresConnection, after: Instant?) async throws -> Int64 {
        let since = after.map { Timestamp(microsecondsSince1970: $0.microseconds) } ?? .distantPast
        let rows = try await connection.query(
            """
            WITH start AS (
                SELECT l.lane, coalesce(min(e.number) - 1, l.acknowledged) AS mark
                FROM lane l LEFT JOIN event e ON e.lane = l.lane AND e.occurred_at >= \(since)
                GROUP BY l.lane, l.acknowledged),
            moved AS (
                UPDATE lane l SET acknowledged = least(l.acknowledged, s.mark) FROM start s WHERE s.lane = l.lane RETURNING l.lane, l.acknowledged)
            SELECT count(*) FROM event e JOIN moved m ON m.lane = e.lane AND e.number > m.acknowledged
            """)
        return try rows[0].get(0)
    }
}
