import Kernel
import PostgresClient

extension LaneStore {
    struct ParkedInput {
        let number: Int64
        let inputID: String
        let key: String
        let origin: Input.Origin
        let type: String
        let occurredAt: Instant
        let trace: String
        let body: StoredBody
        let attempts: Int
        let reason: String
        /// An operator gave it up.
        let isDropped: Bool
    }

    private func body(_ row: PostgresRow, _ bytes: Int, format: Int, sealing: Int) throws(PostgresError) -> StoredBody {
        StoredBody(
            StoredValue(try row.get(bytes), version: try row.get(format)),
            sealing: PersonalMembers.Sealing(rawValue: try row.get(sealing)) ?? .none)
    }

    /// What waits for a newer build than the one that had the lane before: perhaps this is it.
    var awakenForNewer: SQL { "UPDATE parked SET retry_at = NULL WHERE lane = \(lane) AND for_newer AND state = 1" }

    /// Lines of kinds that this build knows, and those of messages whose aggregate could not be told.
    private var ours: SQL { "(origin IN (1, 5) OR split_part(key, '/', 1) = ANY(\(kinds)))" }

    /// When something is to be done about parked inputs: the first row of a line is due whatever it is, and what an operator gave up
    /// is due at once. nil if nothing of it is this build's business.
    func parkedDue() throws(PostgresError) -> Instant? {
        let rows = try session.query(
            """
            SELECT min(CASE WHEN state = 1 THEN coalesce(retry_at, parked_at) ELSE parked_at END) FROM (
                SELECT DISTINCT ON (key) state, retry_at, parked_at FROM parked WHERE lane = \(lane) AND \(fragment: ours)
                ORDER BY key, number) AS first
            UNION ALL SELECT min(parked_at) FROM parked WHERE lane = \(lane) AND state = 3
            """)
        var due: Instant?
        for row in rows {
            guard let at: Timestamp = try row.get(0) else { continue }
            due = min(due ?? at.instant, at.instant)
        }
        return due
    }

    /// What an operator gave up, and the lines whose first input may go, in order; of all together at most `limit` rows. The rest of
    /// a line follows when these have passed.
    func released(by now: Instant, limit: Int) throws(PostgresError) -> [ParkedInput] {
        let rows = try session.query(
            """
            WITH due AS (
                SELECT key FROM (
                    SELECT DISTINCT ON (key) key, state, retry_at FROM parked WHERE lane = \(lane) AND \(fragment: ours)
                    ORDER BY key, number) AS first
                WHERE state <> 1 OR retry_at IS NULL OR retry_at <= \(Timestamp(now)))
            SELECT number, input_id, key, origin, type, occurred_at, trace, body, attempts, source, reason, state,
                format, sealing, record_key
            FROM parked WHERE lane = \(lane) AND (state = 3 OR key IN (SELECT key FROM due))
            ORDER BY number LIMIT \(Int64(limit))
            """)
        var inputs: [ParkedInput] = []
        for row in rows {
            inputs.append(
                ParkedInput(
                    number: try row.get(0), inputID: try row.get(1), key: try row.get(2),
                    origin: Input.Origin(
                        code: try row.get(3), source: try row.get(9), key: try row.get(14), inputID: try row.get(1)),
                    type: try row.get(4), occurredAt: Instant(try row.get(5)), trace: try row.get(6),
                    body: try body(row, 7, format: 12, sealing: 13), attempts: Int(try row.get(8, Int32.self)),
                    reason: try row.get(10),
                    isDropped: try row.get(11, Int16.self) == 3))
        }
        return inputs
    }
}

extension Input.Origin {
    /// An origin read back from a parked row; the rows it once had in other tables are gone.
    init(code: Int16, source: String, key: String?, inputID: String) {
        switch code {
        case 1:
            let (topic, partition, offset) = Self.parse(source)
            self = .message(topic: topic, partition: partition, offset: offset, key: key)
        case 3: self = .timer(id: inputID)
        case 4: self = .internalMessage(number: 0)
        case 5: self = .effectAnswer(effectID: inputID)
        default: self = .command
        }
    }

    /// The Kafka key of a message, if it can be stored.
    var recordKey: String? {
        guard case .message(_, _, _, let key?) = self, Storable.fault(ofKey: key) == nil else { return nil }
        return key
    }

    /// The parts of `topic/partition@offset`.
    private static func parse(_ source: String) -> (String, Int32, Int64) {
        guard let at = source.lastIndex(of: "@"), let slash = source[..<at].lastIndex(of: "/") else {
            return (source, 0, 0)
        }
        let partition = Int32(source[source.index(after: slash)..<at]) ?? 0
        return (String(source[..<slash]), partition, Int64(source[source.index(after: at)...]) ?? 0)
    }
}
