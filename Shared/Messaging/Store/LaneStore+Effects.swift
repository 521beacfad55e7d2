import Kernel
import PostgresClient

extension LaneStore {
    /// Effects that are due, the oldest of each port.
    ///
    /// - Parameter looks: how many of each port.
    func effects(dueBy now: Instant, _ looks: [(port: String, count: Int)]) throws(PostgresError) -> [StoredEffect] {
        var ports = BinaryArray(of: .text), counts = BinaryArray(of: .int8)
        for look in looks {
            ports.append(text: look.port)
            counts.append(int64: Int64(look.count))
        }
        let rows = try session.query(
            """
            SELECT e.id, e.key, e.port, e.body, e.due, e.attempt, e.trace, e.format
            FROM unnest(\(ports), \(counts)) AS look (port, count)
            CROSS JOIN LATERAL (
                SELECT * FROM effect c WHERE lane = \(lane) AND port = look.port AND due <= \(Timestamp(now))
                    AND \(fragment: callable("c"))
                ORDER BY due, id LIMIT look.count) AS e
            ORDER BY e.due, e.id
            """)
        var effects: [StoredEffect] = []
        for row in rows {
            effects.append(
                StoredEffect(
                    id: try row.get(0), key: try row.get(1), port: try row.get(2), trace: try row.get(6),
                    body: StoredValue(try row.get(3), version: try row.get(7)),
                    due: Instant(try row.get(4)), attempt: Int(try row.get(5, Int32.self))))
        }
        return effects
    }
}
