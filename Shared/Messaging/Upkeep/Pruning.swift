package import Kernel
package import PostgresClient

/// Removes what is older than a service keeps it, a month or a small batch at a time, so that nobody who writes has to wait.
///
/// What makes a row prunable besides its age: of events, that Kafka is known to have them; of the journal, that nothing has been parked
/// since. Ids of inputs, and answers to commands, have nothing but their age.
package struct Pruning: Sendable {
    private let connection: PostgresConnection
    private let retention: Retention
    private let now: Instant
    private let isDry: Bool

    static let batchRows = 2_000
    /// Inputs or events, where a row holds many.
    static let batchHeld = 50_000

    /// - Parameters:
    ///   - connection: its search path starts with the service's schema.
    ///   - isDry: only tells what it would remove.
    package init(_ retention: Retention, now: Instant, isDry: Bool = false, on connection: PostgresConnection) {
        self.connection = connection
        self.retention = retention
        self.now = now
        self.isDry = isDry
    }

    /// Whether this session is the only one that prunes, from now on until it ends.
    package static func begin(on connection: PostgresConnection) async throws(PostgresError) -> Bool {
        try await connection.query(
            "SELECT pg_try_advisory_lock(hashtextextended('pruning ' || current_schema(), 0))")[0].get(0)
    }

    /// What became of the rows of a kind.
    package struct Report: Sendable {
        package let kind: Retention.Kind
        /// Older ones were looked at.
        package let before: Instant
        /// Partitions that went whole.
        package fileprivate(set) var months: [String] = []
        package fileprivate(set) var bytes: Int64 = 0
        /// Rows that went one by one.
        package fileprivate(set) var rows: Int64 = 0
        /// Partitions that stay although they are old enough, each with the reason.
        package fileprivate(set) var kept: [String] = []
        /// Something was in use: worth another try.
        package fileprivate(set) var isIncomplete = false
    }

    package func run(_ kind: Retention.Kind) async throws -> Report {
        var report = Report(kind: kind, before: now - retention[kind])
        switch kind {
        case .journal:
            try await dropMonths(&report)
            let since = try await connection.query("SELECT min(parked_at) FROM parked")[0].get(0, Timestamp?.self)
            let before = min(report.before, since?.instant ?? report.before)
            report.rows = try await deleteRest(
                "journal_rest", counting: "inputs", "recorded_at < \(Timestamp(before))", kind, before)
        case .event:
            try await dropMonths(&report)
            let prunable: SQL = """
                occurred_at < \(Timestamp(report.before))
                    AND first_number + events - 1 <= (SELECT acknowledged FROM lane WHERE lane.lane = event_rest.lane)
                """
            report.rows = try await deleteRest("event_rest", counting: "events", prunable, kind, report.before)
        case .knownInput: report.rows = try await sweep("known_input", "recorded_at", kind, report.before)
        case .idempotency: report.rows = try await sweep("idempotency", "created_at", kind, report.before)
        }
        return report
    }

    // MARK: Months

    private func dropMonths(_ report: inout Report) async throws {
        let old = try await connection.query(
            """
            SELECT name, bytes FROM monthly_partition
            WHERE parent = \(report.kind.rawValue) AND ends <= \(Timestamp(report.before)) ORDER BY starts
            """)
        for row in old {
            let name: String = try row.get(0)
            do throws(PostgresError) {
                if let reason = try await drop(name) {
                    report.kept.append("\(name): \(reason)")
                } else {
                    report.months.append(name)
                    report.bytes += try row.get(1)
                }
            } catch {
                guard error.sqlState == .lockNotAvailable else { throw error }
                report.kept.append("\(name): somebody reads all of the table")
                report.isIncomplete = true
            }
        }
    }

    private func drop(_ name: String) async throws(PostgresError) -> String? {
        try await connection.query("SELECT drop_partition(\(name), \(!isDry))")[0].get(0)
    }

    // MARK: Rows

    /// What months hold that had no partition.
    ///
    /// - Parameter column: how many inputs or events a row is.
    private func deleteRest(
        _ table: String, counting column: String, _ prunable: SQL, _ kind: Retention.Kind, _ before: Instant
    ) async throws -> Int64 {
        guard !isDry else {
            return try await connection.query(
                """
                SELECT coalesce(sum(\(identifier: column)), 0)::bigint FROM \(identifier: table) WHERE \(fragment: prunable)
                """)[0].get(0)
        }
        var total: Int64 = 0
        while true {
            let (rows, count) = try await connection.withTransaction { connection in
                // Who moves the marks of lanes back holds it too.
                _ = try await connection.query(Self.marksLock)
                let row = try await connection.query(
                    """
                    WITH gone AS (
                        DELETE FROM \(identifier: table) WHERE ctid = ANY (ARRAY(
                            SELECT place FROM (
                                SELECT ctid AS place, sum(\(identifier: column)) OVER (ROWS UNBOUNDED PRECEDING) - \(identifier: column) AS before
                                FROM (SELECT ctid, \(identifier: column) FROM \(identifier: table)
                                    WHERE \(fragment: prunable) LIMIT \(Int64(Self.batchRows))) AS old) AS measured
                            WHERE before < \(Int64(Self.batchHeld)))) RETURNING \(identifier: column) AS held)
                    SELECT count(*), coalesce(sum(held), 0)::bigint FROM gone
                    """)[0]
                return (try row.get(0, Int64.self), try row.get(1, Int64.self))
            }
            total += count
            if rows > 0 { try await note(kind, before) }
            if rows < Self.batchRows, count < Self.batchHeld { return total }
            try await breathe()
        }
    }

    /// In slices of time, which the index by age finds: the pages of rows that went are not read again and again.
    private func sweep(_ table: String, _ column: String, _ kind: Retention.Kind, _ before: Instant) async throws
        -> Int64
    {
        guard !isDry else {
            return try await connection.query(
                "SELECT count(*) FROM \(identifier: table) WHERE \(identifier: column) < \(Timestamp(before))")[0]
                .get(0)
        }
        var start = try await oldest(table, column, kind) ?? before
        // Even if nothing is old enough yet: the next sweep begins here, and need not look for the oldest row.
        if start >= before { try await note(kind, before) }
        var slice = Instant.Span.hours(1)
        var total: Int64 = 0
        while start < before {
            let end = min(start + slice, before)
            let count = try await delete(
                table,
                "\(identifier: column) >= \(Timestamp(start)) AND \(identifier: column) < \(Timestamp(end))")
            total += Int64(count)
            if count < Self.batchRows {
                start = end
                try await note(kind, end)
            }
            slice = Self.slice(after: slice, count: count)
            if count > 0 { try await breathe() }
        }
        return total
    }

    /// Shorter while slices are full, so that the next statement finds as much as it may delete; longer where little is found.
    static func slice(after slice: Instant.Span, count: Int) -> Instant.Span {
        if count >= batchRows { return max(.seconds(1), Instant.Span(microseconds: slice.microseconds / 2)) }
        return count < batchRows / 4 ? min(.days(1), slice * 2) : slice
    }

    /// Where the last sweep came to, or the oldest row.
    private func oldest(_ table: String, _ column: String, _ kind: Retention.Kind) async throws -> Instant? {
        if let before = try await Retention.prunedBefore(kind, on: connection) { return before }
        return try await connection.query("SELECT min(\(identifier: column)) FROM \(identifier: table)")[0]
            .get(0, Timestamp?.self)?.instant
    }

    private func delete(_ table: String, _ condition: SQL) async throws(PostgresError) -> Int {
        try await connection.execute(
            """
            DELETE FROM \(identifier: table) WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM \(identifier: table) WHERE \(fragment: condition) LIMIT \(Int64(Self.batchRows))))
            """)
    }

    private func note(_ kind: Retention.Kind, _ before: Instant) async throws(PostgresError) {
        try await connection.execute(
            """
            UPDATE retention SET pruned_before = greatest(pruned_before, \(Timestamp(before)))
            WHERE kind = \(kind.rawValue)
            """)
    }

    /// Between two batches: lanes go first.
    private func breathe() async throws { try await Task.sleep(for: .milliseconds(20)) }
}

extension Pruning {
    /// Held while the marks of lanes are moved back, and while it is found out that events lie before them and may go.
    package static let marksLock: SQL =
        "SELECT pg_advisory_xact_lock(hashtextextended('marks ' || current_schema(), 0))"
}
