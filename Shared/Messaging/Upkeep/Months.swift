package import Kernel
package import PostgresClient

/// The monthly partitions of the journal and the events, made ahead of their time. What has none goes into `_rest`: nothing ever
/// stops for want of one.
package enum Months {
    static let ahead = 3

    /// Sees to the partitions from last month's on.
    ///
    /// - Returns: a sentence for each that could not be made, now or for good.
    package static func make(around now: Instant, on connection: PostgresConnection) async throws(PostgresError)
        -> [String]
    {
        var faults: [String] = []
        for parent in ["journal", "event"] {
            for offset in -1...ahead {
                if let fault = try await make(parent, offset, now, connection) { faults.append(fault) }
            }
        }
        return faults
    }

    /// Each in a transaction of its own: a lock that one of them got is not kept while the next one waits.
    private static func make(
        _ parent: String, _ offset: Int, _ now: Instant, _ connection: PostgresConnection
    ) async throws(PostgresError) -> String? {
        do throws(PostgresError) {
            let rows = try await connection.query(
                "SELECT make_partition(\(parent), \(Timestamp(now)) + make_interval(months => \(Int32(offset))))")
            let reason: String? = try rows[0].get(0)
            return reason.map { "\(parent), \(offset) months from now: \($0)" }
        } catch {
            guard error.sqlState == .lockNotAvailable else { throw error }
            return "\(parent), \(offset) months from now: somebody reads all of the table"
        }
    }
}
