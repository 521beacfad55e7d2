import Crypto
import Kernel
import PostgresClient

/// A lane's transactions, each in two round trips: what has to be known, what follows from it.
///
/// Belongs to the lane's thread for as long as it has the session.
final class LaneStore {
    let lane: Int32
    let session: PostgresSession
    let digester = SHA256Digester()
    /// Kinds of aggregates and ports of effects that this build knows: rows of others are left to the build that wrote them.
    let kinds: [String]
    let ports: [String]
    /// The newest formats of their inputs, and of the ports' effects, that this build reads: newer rows are left to a newer build.
    private let kindFormats: [Int16]
    private let portFormats: [Int16]

    init(lane: Int, session: PostgresSession, service: ServiceDefinition) {
        self.lane = Int32(lane)
        self.session = session
        kinds = service.aggregates.keys.sorted()
        ports = service.effects.keys.sorted()
        kindFormats = kinds.map { service.aggregates[$0]?.inputNewest ?? 0 }
        portFormats = ports.map { service.effects[$0]?.format.newest ?? 0 }
    }

    /// Whether this build reads the timer.
    func readable(_ timer: String) -> SQL {
        """
        \(trusted: timer).format <= (\(kindFormats))[array_position(\(kinds), split_part(\(trusted: timer).key, '/', 1))]
        """
    }

    /// Whether this build can make the effect's call.
    func callable(_ effect: String) -> SQL {
        "\(trusted: effect).format <= (\(portFormats))[array_position(\(ports), \(trusted: effect).port)]"
    }

    /// Opens a transaction, locks the lane and reads what the batch touches.
    func begin(_ question: Question) throws(PostgresError) -> Known {
        var pipeline = Pipeline()
        pipeline.add("BEGIN")
        pipeline.add(
            """
            SELECT epoch, next_number, acknowledged, next_position, latest FROM lane WHERE lane = \(lane) FOR UPDATE
            """)
        // After the lock: what the statement sees that waits for it is older than the wait.
        pipeline.add("SELECT number FROM person_generation WHERE one")
        if question.asksAggregates {
            pipeline.add(states(question.aggregates.keys(of: question.aggregates.asked)))
        }
        if question.asksParked {
            pipeline.add("SELECT key, min(number) FROM parked WHERE lane = \(lane) GROUP BY key")
        }
        if question.asksKnown {
            pipeline.add("SELECT key FROM known_input WHERE key = ANY(\(question.inputKeys))")
        }
        if question.idempotencyIDs.count > 0 {
            pipeline.add(
                "SELECT id, digest, version, answer FROM idempotency WHERE id = ANY(\(question.idempotencyIDs))")
        }
        return try Known(session.runPipeline(pipeline).get(), question)
    }

    struct Question {
        var aggregates = BatchAggregates()
        var inputKeys = BinaryArray(of: .uuid)
        var idempotencyIDs = BinaryArray(of: .text)
        /// False while nothing is parked in the lane.
        var asksParked = true
        var asksKnown = false
        var asksAggregates: Bool { !aggregates.asked.isEmpty }
    }

    struct Known {
        let epoch: Int64
        let nextNumber: Int64
        let acknowledged: Int64
        let nextPosition: Int64
        /// When the last decision in this lane was made.
        let latest: Instant
        /// Which persons' keys held in memory are still good.
        let personGeneration: Int64
        /// Of the batch's aggregates, by their place; nil for a new one.
        private(set) var states: [StoredState?]
        /// Lines of parked inputs, and the number of the first row of each.
        private(set) var lines: [String: Int64] = [:]
        private(set) var seen: Set<PostgresUUID> = []
        private(set) var answers: [String: GivenAnswer] = [:]

        struct GivenAnswer {
            let digest: [UInt8]
            let sealed: [UInt8]
            let version: Int64
        }

        init(_ results: [PostgresRows], _ question: Question) throws(PostgresError) {
            var results = results.dropFirst()
            guard let row = results.removeFirst().first else { throw .noLane }
            epoch = try row.get(0)
            nextNumber = try row.get(1)
            acknowledged = try row.get(2)
            nextPosition = try row.get(3)
            latest = Instant(try row.get(4))
            personGeneration = try results.removeFirst().first?.get(0) ?? 0
            states = question.aggregates.states
            if question.asksAggregates {
                try take(states: results.removeFirst(), at: question.aggregates.asked)
            }
            if question.asksParked {
                for row in results.removeFirst() { lines[try row.get(0)] = try row.get(1) }
            }
            if question.asksKnown {
                for row in results.removeFirst() { seen.insert(try row.get(0)) }
            }
            guard question.idempotencyIDs.count > 0 else { return }
            for row in results.removeFirst() {
                answers[try row.get(0)] = GivenAnswer(
                    digest: try row.get(1), sealed: try row.get(3), version: try row.get(2))
            }
        }

        fileprivate mutating func forgetStates(at places: [Int]) {
            for place in places { states[place] = nil }
        }

        /// - Parameter places: of those asked for, in that order.
        fileprivate mutating func take(states rows: PostgresRows, at places: [Int]) throws(PostgresError) {
            for row in rows {
                let index = Int(try row.int64(0)) - 1
                guard places.indices.contains(index) else { throw .strangeAnswer }
                states[places[index]] = StoredState(
                    row: try row.place(1), version: try row.int64(2),
                    state: StoredValue(try row.bytes(3), version: try row.int16(4)), lastPosition: try row.int64(5))
            }
        }
    }

    private func states(_ keys: BinaryArray) -> SQL {
        """
        SELECT x.n, a.ctid, a.version, a.state, a.format, a.last_position
        FROM unnest(\(keys)) WITH ORDINALITY AS x (k, n) JOIN aggregate a ON a.key = x.k
        """
    }

    /// Reads, in the open transaction, the states that were taken from memory.
    func reread(_ aggregates: BatchAggregates, into known: inout Known) throws(PostgresError) {
        known.forgetStates(at: aggregates.cached)
        try known.take(states: session.query(states(aggregates.keys(of: aggregates.cached))), at: aggregates.cached)
    }

    func rollback() throws(PostgresError) {
        _ = try session.execute("ROLLBACK")
    }

    /// Ends the session that holds the lane's lock if it has been silent for ten seconds in the middle of its transaction: its process
    /// is frozen or cut off. The server's own time limit does not see a session that still owes the rest of a pipeline.
    ///
    /// - Returns: whether one was ended.
    func breakSilentLock(silentForMs: Int64 = 10_000) throws(PostgresError) -> Bool {
        let rows = try session.query(
            """
            SELECT pg_terminate_backend(a.pid) FROM lane l JOIN pg_stat_activity a ON a.backend_xid = l.xmax
            WHERE l.lane = \(lane) AND a.pid <> pg_backend_pid() AND a.wait_event = 'ClientRead'
                AND a.state_change < clock_timestamp() - \(silentForMs) * interval '1 millisecond'
            """)
        return !rows.isEmpty
    }
}

extension PostgresError {
    static var strangeAnswer: PostgresError {
        PostgresError(.decoding, "the server answered about an aggregate that it was not asked for")
    }

    static var noLane: PostgresError {
        PostgresError(
            .misuse, "the schema has no such lane; was 'marketctl migrate' run with this number of partitions?")
    }
}
