import PostgresClient

struct RepublishCommand: Command {
    let name = "republish"
    let summary = "have services publish their events again, with the same ids"
    let usage = """
        marketctl republish --all                                  everything, of the six services: after a broker lost its data
        marketctl republish --service NAME [--after TIME]          of one service, from the first event at or after TIME
                                                                   (2026-11-21T08:00:00Z; without it, everything)

        The running services do it, in order, within a second; consumers drop what they know by its id. Nothing is published twice
        into the same state, but readers outside the marketplace see the events again.
        """

    func run(_ arguments: Arguments, _ surroundings: Surroundings) async throws -> Int32 {
        guard arguments.flag("all") || arguments.option("service") != nil else {
            throw UsageError(message: "Say --all or --service NAME.")
        }
        let after = arguments.option("after")
        for service in try OwnedService.chosen(arguments) {
            let count = try await service.withConnection(surroundings) { try await rewind($0, after: after) }
            print("\(service.name): \(count) events are published again")
        }
        return 0
    }

    /// Moves each lane's mark back; its owner notices and publishes from there.
    private func rewind(_ connection: PostgresConnection, after: String?) async throws -> Int64 {
        let since = after ?? "-infinity"
        let rows = try await connection.query(
            """
            WITH start AS (
                SELECT l.lane, coalesce(min(e.number) - 1, l.acknowledged) AS mark
                FROM lane l LEFT JOIN event e ON e.lane = l.lane AND e.occurred_at >= \(since)::text::timestamptz
                GROUP BY l.lane, l.acknowledged),
            moved AS (
                UPDATE lane l SET acknowledged = least(l.acknowledged, s.mark) FROM start s WHERE s.lane = l.lane RETURNING l.lane, l.acknowledged)
            SELECT count(*) FROM event e JOIN moved m ON m.lane = e.lane AND e.number > m.acknowledged
            """)
        return try rows[0].get(0)
    }
}
