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
        let body: [UInt8]
        let attempts: Int
    }

    /// Drops what an operator gave up, then gives the lines whose first input may go again, each whole and in order.
    func released(by now: Instant) throws(PostgresError) -> [ParkedInput] {
        var pipeline = Pipeline()
        pipeline.add("DELETE FROM parked WHERE lane = \(lane) AND state = 3")
        pipeline.add(
            """
            SELECT p.number, p.input_id, p.key, p.origin, p.type, p.occurred_at, p.trace, p.body, p.attempts, p.source
            FROM parked p WHERE p.lane = \(lane) AND p.key IN (
                SELECT DISTINCT ON (key) CASE WHEN state = 2 OR kind = 2 OR retry_at <= \(Timestamp(now)) THEN key END
                FROM parked WHERE lane = \(lane) ORDER BY key, number)
            ORDER BY p.number
            """)
        var inputs: [ParkedInput] = []
        for row in try session.runPipeline(pipeline).get()[1] {
            inputs.append(
                ParkedInput(
                    number: try row.get(0), inputID: try row.get(1), key: try row.get(2),
                    origin: Input.Origin(
                        code: try row.get(3), source: try row.get(9), key: try row.get(2), inputID: try row.get(1)),
                    type: try row.get(4), occurredAt: Instant(try row.get(5)), trace: try row.get(6),
                    body: try row.get(7),
                    attempts: Int(try row.get(8, Int32.self))))
        }
        return inputs
    }
}

extension Input.Origin {
    /// An origin read back from a parked row; the rows it once had in other tables are gone.
    init(code: Int16, source: String, key: String, inputID: String) {
        switch code {
        case 1:
            let (topic, partition, offset) = Self.parse(source)
            let prefix = "\(topic)/"
            let messageKey = key.hasPrefix(prefix) ? String(key.dropFirst(prefix.count)) : nil
            self = .message(topic: topic, partition: partition, offset: offset, key: messageKey)
        case 3: self = .timer(name: "", due: Instant(microseconds: 0))
        case 4: self = .internalMessage(number: 0)
        case 5: self = .effectAnswer(effectID: inputID)
        default: self = .command
        }
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
