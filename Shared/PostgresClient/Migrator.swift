/// Brings the schema that is first on a connection's search path up to date, forward only.
///
/// What was applied stands with its SHA-256 in the ledger, a table of the schema. An advisory lock lets one migrator work at a time.
package struct Migrator: Sendable {
    private let migrations: [Migration]
    private let ledger: String

    /// In any order. Fails when two have the same version.
    /// - Parameter ledger: the table of what was applied; another one for each line of versions that a schema has.
    package init(_ migrations: [Migration], ledger: String = "schema_migrations") throws(PostgresError) {
        self.ledger = ledger
        self.migrations = migrations.sorted { $0.version < $1.version }
        for (one, next) in zip(self.migrations, self.migrations.dropFirst()) where one.version == next.version {
            throw PostgresError(
                .migration,
                "\(one.label) and \(next.label) have the same version: give the later one the next free number")
        }
    }

    /// Where each migration stands, in order of version. Changes nothing.
    package func status(on connection: PostgresConnection) async throws(PostgresError) -> [MigrationStatus] {
        try await connection.withSession { session throws(PostgresError) in try status(session) }
    }

    /// Applies what is pending, each migration in a transaction of its own, and gives what it applied. With `dryRun` it only says what it
    /// would apply. Refuses, before doing anything, when an applied migration was changed or is unknown, or when a pending one comes
    /// before an applied one.
    @discardableResult
    package func apply(on connection: PostgresConnection, dryRun: Bool = false) async throws(PostgresError)
        -> [Migration]
    {
        try await connection.withSession { session throws(PostgresError) in
            if dryRun { return try pending(session) }
            return try withoutTimeouts(session) { () throws(PostgresError) in
                try locked(session) { () throws(PostgresError) in
                    try session.executeScript(trusted: createTable)
                    let pending = try pending(session)
                    for migration in pending { try apply(migration, session) }
                    return pending
                }
            }
        }
    }

    private var createTable: String {
        """
        CREATE TABLE IF NOT EXISTS \(SQL.quoted(identifier: ledger)) (
            version int8 PRIMARY KEY, name text NOT NULL, checksum bytea NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp())
        """
    }

    // MARK: - Comparing

    private struct Applied {
        let version: Int
        let name: String
        let checksum: [UInt8]
        let appliedAt: Timestamp
    }

    private func status(_ session: PostgresSession) throws(PostgresError) -> [MigrationStatus] {
        let applied = try applied(session)
        let checksums = try checksums(session)
        var statuses = zip(migrations, checksums).map { migration, checksum in
            let state: MigrationStatus.State =
                switch applied[migration.version] {
                case nil: .pending
                case .some(let row) where row.checksum == checksum && row.name == migration.name:
                    .applied(at: row.appliedAt)
                case .some: .changed
                }
            return MigrationStatus(version: migration.version, name: migration.name, state: state)
        }
        let known = Set(migrations.map(\.version))
        statuses += applied.values.filter { !known.contains($0.version) }.map {
            MigrationStatus(version: $0.version, name: $0.name, state: .unknownToThisBuild)
        }
        return statuses.sorted { $0.version < $1.version }
    }

    private func pending(_ session: PostgresSession) throws(PostgresError) -> [Migration] {
        let statuses = try status(session)
        let newest = statuses.last { $0.state != .pending }?.version ?? 0
        for status in statuses {
            let label = Migration(version: status.version, name: status.name, sql: []).label
            switch status.state {
            case .applied: continue
            case .changed:
                throw PostgresError(
                    .migration,
                    "\(label) was changed after it was applied: restore its text and name, and put the change into a new migration"
                )
            case .unknownToThisBuild:
                throw PostgresError(
                    .migration,
                    "the schema has \(label), which this build does not know: use the build that applied it, or a later one"
                )
            case .pending where status.version < newest:
                throw PostgresError(
                    .migration,
                    "\(label) comes before version \(newest), which is applied already: give it a number above \(newest)"
                )
            case .pending: continue
            }
        }
        let versions = Set(statuses.filter { $0.state == .pending }.map(\.version))
        return migrations.filter { versions.contains($0.version) }
    }

    private func applied(_ session: PostgresSession) throws(PostgresError) -> [Int: Applied] {
        let place = try session.query(
            "SELECT current_schema::text AS schema, to_regclass(quote_ident(current_schema) || '.' || quote_ident(\(ledger))) IS NOT NULL AS exists"
        )
        guard try place[0].get("schema", String?.self) != nil else {
            throw PostgresError(
                .migration,
                "no schema to migrate: the one on the search path does not exist or may not be used; create it first")
        }
        guard try place[0].get("exists", Bool.self) else { return [:] }
        var applied: [Int: Applied] = [:]
        for row in try session.query("SELECT version, name, checksum, applied_at FROM \(identifier: ledger)") {
            let version = try row.get("version", Int.self)
            applied[version] = Applied(
                version: version, name: try row.get("name"), checksum: try row.get("checksum"),
                appliedAt: try row.get("applied_at"))
        }
        return applied
    }

    // The server's own sha256 saves this module a cryptography library.
    private func checksums(_ session: PostgresSession) throws(PostgresError) -> [[UInt8]] {
        let rows = try session.query(
            "SELECT sha256(sql) FROM unnest(\(migrations.map(\.sql))) WITH ORDINALITY AS m (sql, position) ORDER BY position"
        )
        var checksums: [[UInt8]] = []
        for row in rows { checksums.append(try row.get(0)) }
        return checksums
    }

    // MARK: - Applying

    private func apply(_ migration: Migration, _ session: PostgresSession) throws(PostgresError) {
        do throws(PostgresTransactionError) {
            try session.withTransaction { session in
                try session.executeScript(trusted: String(decoding: migration.sql, as: UTF8.self))
                guard session.transactionState == .inTransaction else {
                    throw PostgresError(.migration, "it ends the transaction it runs in: leave out COMMIT and ROLLBACK")
                }
                try session.execute(
                    "INSERT INTO \(identifier: ledger) (version, name, checksum) VALUES (\(migration.version), \(migration.name), sha256(\(migration.sql)))"
                )
            }
        } catch {
            var failure = error.postgresError ?? PostgresError(.migration, "\(error)")
            let line = failure.position.map { " at line \(migration.line(ofCharacter: $0))" } ?? ""
            failure.message = "\(migration.label) failed\(line) and was rolled back: \(failure.message)"
            if case .commitOutcomeUnknown = error { failure.message += " (outcome unknown: look at the status)" }
            throw failure
        }
    }

    private func locked<R>(_ session: PostgresSession, _ body: () throws(PostgresError) -> R) throws(PostgresError) -> R
    {
        try session.execute(
            "SELECT pg_advisory_lock(hashtextextended('schema_migrations ' || coalesce(current_schema, ''), 0))")
        let outcome = Result { () throws(PostgresError) in try body() }
        // A connection that broke has lost its lock already.
        if !session.isBroken { try session.execute("SELECT pg_advisory_unlock_all()") }
        return try outcome.get()
    }

    // Building an index or waiting for another migrator may take as long as it takes.
    private func withoutTimeouts<R>(_ session: PostgresSession, _ body: () throws(PostgresError) -> R)
        throws(PostgresError) -> R
    {
        session.responseTimeoutMs = 0
        defer { session.responseTimeoutMs = session.configuration.responseTimeoutMs }
        try session.execute("SET statement_timeout = 0")
        let outcome = Result { () throws(PostgresError) in try body() }
        if !session.isBroken { try session.execute("RESET statement_timeout") }
        return try outcome.get()
    }
}

extension Migration {
    fileprivate func line(ofCharacter position: Int) -> Int {
        String(decoding: sql, as: UTF8.self).unicodeScalars.prefix(position - 1).count { $0 == "\n" } + 1
    }
}
