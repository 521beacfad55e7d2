import Observability
import PostgresClient

/// What the database server says of itself, asked now and then: the whole server's numbers, whoever caused them. Every instance of
/// every service there tells the same.
struct ServerSample: Sendable {
    /// How often it is taken.
    static let interval: Int64 = 15_000_000_000

    private let latest: Gauges

    private struct Gauges: Sendable {
        let walBytes: Gauge
        let commits: Gauge
        let connections: Gauge
        let connectionsMax: Gauge
    }

    init(_ registry: MetricsRegistry) {
        latest = Gauges(walBytes: Gauge(), commits: Gauge(), connections: Gauge(), connectionsMax: Gauge())
        Self.show(
            latest.walBytes, in: registry, "postgres_server_wal_bytes_total", .counter,
            "Bytes of write-ahead log that the server has written, sampled.")
        Self.show(
            latest.commits, in: registry, "postgres_server_commits_total", .counter,
            "Transactions that were committed in this database, reading ones included, sampled.")
        Self.show(
            latest.connections, in: registry, "postgres_server_connections", .gauge,
            "Clients that are connected to the server, sampled.")
        Self.show(
            latest.connectionsMax, in: registry, "postgres_server_connections_max", .gauge,
            "How many clients the server lets in.")
    }

    /// Nothing is shown before the first sample.
    private static func show(
        _ gauge: Gauge, in registry: MetricsRegistry, _ name: String, _ kind: MetricKind, _ help: String
    ) {
        registry.onScrape(name, help: help, kind: kind) { gauge.value > 0 ? [MetricSample(value: gauge.value)] : [] }
    }

    func take(_ session: PostgresSession) throws(PostgresError) {
        let rows = try session.query(
            """
            SELECT pg_wal_lsn_diff(
                    CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END,
                    '0/0')::float8,
                (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database())::float8,
                (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')::float8,
                current_setting('max_connections')::float8
            """)
        guard let row = rows.first else { return }
        latest.walBytes.set(try row.get(0))
        latest.commits.set(try row.get(1))
        latest.connections.set(try row.get(2))
        latest.connectionsMax.set(try row.get(3))
    }
}
