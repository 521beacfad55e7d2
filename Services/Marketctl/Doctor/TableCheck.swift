package import Kernel
internal import Messaging
package import PostgresClient

/// What a service's tables say of it besides its work: months without a partition, and rows that nobody takes up.
package enum TableCheck {
    /// What differs from how it should be, a sentence each.
    ///
    /// - Parameter connection: its search path starts with the service's schema.
    package static func faults(at now: Instant, on connection: PostgresConnection) async throws -> [String] {
        let row = try await connection.query(
            """
            SELECT (SELECT count(*) FROM monthly_partition
                    WHERE starts <= \(Timestamp(now)) + interval '1 month'
                        AND ends > \(Timestamp(now)) + interval '1 month') AS coming,
                EXISTS (SELECT FROM journal_rest) OR EXISTS (SELECT FROM event_rest) AS astray,
                (SELECT count(*) FROM timer WHERE due < \(Timestamp(now - .days(1)))) AS timers,
                (SELECT count(*) FROM internal_message WHERE occurred_at < \(Timestamp(now - .days(1)))) AS messages,
                (SELECT count(*) FROM effect WHERE due < \(Timestamp(now - .days(1)))) AS effects
            """)[0]
        var faults: [String] = []
        if try row.get("coming", Int64.self) < 2 {
            faults.append(
                "the coming month has no partition yet: the service's log says why, 'marketctl migrate' tries too")
        }
        if try row.get("astray", Bool.self) {
            faults.append("rows lie in journal_rest or event_rest: they are pruned one by one, but all else works")
        }
        let waiting: [(name: String, column: String)] = [
            ("timers", "timers"), ("internal messages", "messages"), ("calls to the outside", "effects"),
        ]
        for (name, column) in waiting {
            let count: Int64 = try row.get(column)
            guard count > 0 else { continue }
            faults.append(
                "\(count) \(name) have been due for more than a day: either no instance of the service runs, or none that knows their kind"
            )
        }
        return faults
    }

    /// Topics of which the service has read something.
    package static func topicsRead(_ connection: PostgresConnection) async throws -> [String] {
        try await connection.query("SELECT DISTINCT topic FROM consumer_offset ORDER BY topic").map { try $0.get(0) }
    }
}
