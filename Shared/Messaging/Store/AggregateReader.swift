package import Kernel
package import PostgresClient

/// Reads aggregates as they are stored, for questions. What is decided later may differ: rules belong into the decider.
package struct AggregateReader<D: Decider>: Sendable {
    private let pool: PostgresPool
    private let codec: Codec<D.State>

    /// - Parameter codec: the one of the aggregate's definition.
    package init(_: D.Type, pool: PostgresPool, codec: Codec<D.State> = .json()) {
        self.pool = pool
        self.codec = codec
    }

    /// The state after the last committed event, with the number of events; nil if there were none.
    package func state(_ id: String) async throws -> (state: D.State, version: Int64)? {
        let key = AggregateKey(kind: D.kind, id: id).text
        let rows = try await pool.withConnection {
            try await $0.query("SELECT version, state FROM aggregate WHERE key = \(key)")
        }
        guard let row = rows.first else { return nil }
        return (try codec.decode(try row.get("state", [UInt8].self)), try row.get("version", Int64.self))
    }

    /// The states of those that exist, in the order of the ids.
    package func states(_ ids: [String]) async throws -> [D.State] {
        let keys = ids.map { AggregateKey(kind: D.kind, id: $0).text }
        let sql: SQL =
            "SELECT state FROM unnest(\(keys)) WITH ORDINALITY AS asked (key, place) JOIN aggregate USING (key) ORDER BY place"
        return try await pool.withConnection { try await $0.query(sql) }.map {
            try codec.decode(try $0.get("state", [UInt8].self))
        }
    }
}
