package import Kernel
package import PostgresClient

/// Reads aggregates as they are stored, for questions. What is decided later may differ: rules belong into the decider.
package struct AggregateReader<D: Decider>: Sendable {
    private let pool: PostgresPool
    private let format: StoredFormat<D.State>
    private let keyring: PersonKeyring

    fileprivate init(pool: PostgresPool, keyring: PersonKeyring, format: StoredFormat<D.State>) {
        self.pool = pool
        self.keyring = keyring
        self.format = format
    }

    /// The state after the last committed event, with the number of events; nil if there were none.
    package func state(_ id: String) async throws -> (state: D.State, version: Int64)? {
        let key = AggregateKey(kind: D.kind, id: id).text
        let rows = try await pool.withConnection {
            try await $0.query("SELECT state, format, version FROM aggregate WHERE key = \(key)")
        }
        guard let row = rows.first, let state = try await decoded(rows).first else { return nil }
        return (state, try row.get("version", Int64.self))
    }

    /// The states of those that exist, in the order of the ids.
    package func states(_ ids: [String]) async throws -> [D.State] {
        let keys = ids.map { AggregateKey(kind: D.kind, id: $0).text }
        let sql: SQL =
            """
            SELECT state, format FROM unnest(\(keys)) WITH ORDINALITY AS asked (key, place) JOIN aggregate USING (key)
            ORDER BY place
            """
        return try await decoded(pool.withConnection { try await $0.query(sql) })
    }

    private func decoded(_ rows: PostgresRows) async throws -> [D.State] {
        let vault = LaneVault(keyring)
        while true {
            let states = Result {
                try rows.map { try format.decode(StoredValue($0.get("state"), version: $0.get("format")), vault) }
            }
            let wanted = vault.takeWanted()
            guard !wanted.isEmpty else { return try states.get() }
            let found = try await pool.withConnection { try await $0.query(PersonKeyQuery.of(wanted)) }
            vault.add(try PersonKeyQuery.keys(found, keyring), for: wanted)
        }
    }
}

extension AggregateDefinition {
    /// Reads what is stored of its kind, also before there is a machine: for handlers of effects.
    package func reader(_ pool: PostgresPool, _ keyring: PersonKeyring) -> AggregateReader<D> {
        AggregateReader(pool: pool, keyring: keyring, format: state)
    }
}

extension Machine {
    /// Reads what this machine stores of one kind.
    package func reader<D: Decider>(_: D.Type, _ pool: PostgresPool) -> AggregateReader<D> {
        guard let definition = service.aggregates[D.kind] as? AggregateDefinition<D> else {
            preconditionFailure("the service has no aggregates of kind '\(D.kind)'")
        }
        return definition.reader(pool, configuration.keyring)
    }
}
