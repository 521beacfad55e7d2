package import PostgresClient

/// The machine's tables in a service's schema, and its lanes.
package enum MachineSchema {
    /// Brings a schema up to date: first the machine's tables, then the service's own.
    ///
    /// - Parameters:
    ///   - connection: its search path starts with the service's schema.
    ///   - lanes: partitions of every topic. Cannot be changed once there are events, because order lives in the lanes.
    ///   - dryRun: only tells what it would apply.
    /// - Returns: labels of what was applied.
    @discardableResult
    package static func migrate(
        _ connection: PostgresConnection, service: [Migration], lanes: Int, dryRun: Bool = false
    ) async throws(PostgresError) -> [String] {
        let machine = try await Migrator(own(), ledger: "machine_migrations").apply(on: connection, dryRun: dryRun)
        let service = try await Migrator(service).apply(on: connection, dryRun: dryRun)
        if !dryRun { try await ensureLanes(lanes, connection) }
        return (machine + service).map(\.label)
    }

    /// The machine's migrations and the service's with their present states.
    package static func status(_ connection: PostgresConnection, service: [Migration]) async throws(PostgresError)
        -> [MigrationStatus]
    {
        try await Migrator(own(), ledger: "machine_migrations").status(on: connection)
            + Migrator(service).status(on: connection)
    }

    /// The machine's own migrations, in order.
    package static func own() throws(PostgresError) -> [Migration] {
        [
            try Migration(fileName: "V0001_machine.sql", sql: PackageResources.V0001_machine_sql),
            try Migration(fileName: "V0002_batches.sql", sql: PackageResources.V0002_batches_sql),
            try Migration(fileName: "V0003_input_keys.sql", sql: PackageResources.V0003_input_keys_sql),
        ]
    }

    private static func ensureLanes(_ lanes: Int, _ connection: PostgresConnection) async throws(PostgresError) {
        let present = try await connection.query("SELECT count(*), coalesce(max(next_number), 1) FROM lane")[0]
        let (count, nextNumber): (Int64, Int64) = (try present.get(0), try present.get(1))
        guard count == lanes || nextNumber == 1 else {
            throw PostgresError(
                .migration,
                "the schema has \(count) lanes with events in them and cannot change to \(lanes): keep the number of partitions at \(count)"
            )
        }
        _ = try await connection.execute(
            "INSERT INTO lane (lane) SELECT generate_series(0, \(Int32(lanes - 1))) ON CONFLICT DO NOTHING")
        _ = try await connection.execute("DELETE FROM lane WHERE lane >= \(Int32(lanes))")
        // What cannot be made now is made by the service, and `doctor` tells of it until then.
        let now: Timestamp = try await connection.query("SELECT now()")[0].get(0)
        _ = try await Months.make(around: now.instant, on: connection)
    }
}
