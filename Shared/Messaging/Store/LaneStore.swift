import Kernel
import PostgresClient

/// A lane's transactions, each in two round trips: what has to be known, what follows from it.
///
/// Belongs to the lane's thread.
final class LaneStore {
    let lane: Int32
    let session: PostgresSession

    init(lane: Int, connecting configuration: PostgresConfiguration) throws(PostgresError) {
        self.lane = Int32(lane)
        // Between the two round trips of a batch there is only computing. Who takes longer is frozen or cut off, and its heir waits
        // for the lane's lock.
        var configuration = configuration
        configuration.idleInTransactionTimeoutMs = min(configuration.idleInTransactionTimeoutMs, 10_000)
        session = try PostgresSession(connecting: configuration)
    }

    /// Opens a transaction, locks the lane and reads what the batch touches.
    func begin(_ question: Question) throws(PostgresError) -> Known {
        var pipeline = Pipeline()
        pipeline.add("BEGIN")
        pipeline.add("SELECT epoch, next_number, acknowledged, next_position FROM lane WHERE lane = \(lane) FOR UPDATE")
        pipeline.add("SELECT key, version, state FROM aggregate WHERE key = ANY(\(question.keys))")
        pipeline.add("SELECT DISTINCT key FROM parked WHERE lane = \(lane)")
        if question.asksJournal {
            pipeline.add("SELECT input_id FROM journal WHERE input_id = ANY(\(question.inputIDs))")
        }
        if question.idempotencyIDs.count > 0 {
            pipeline.add(
                "SELECT id, digest, version, answer FROM idempotency WHERE id = ANY(\(question.idempotencyIDs))")
        }
        return try Known(session.runPipeline(pipeline).get(), question)
    }

    struct Question {
        var keys = BinaryArray(of: .text)
        var inputIDs = BinaryArray(of: .text)
        var idempotencyIDs = BinaryArray(of: .text)
        var asksJournal = false
    }

    struct Known {
        let epoch: Int64
        let nextNumber: Int64
        let acknowledged: Int64
        let nextPosition: Int64
        var states: [String: StoredState] = [:]
        var blocked: Set<String> = []
        var seen: Set<String> = []
        var answers: [String: GivenAnswer] = [:]

        struct GivenAnswer {
            let digest: [UInt8]
            let result: CommandResult
        }

        init(_ results: [PostgresRows], _ question: Question) throws(PostgresError) {
            guard let row = results[1].first else {
                throw PostgresError(
                    .misuse, "the schema has no such lane; was 'marketctl migrate' run with this number of partitions?")
            }
            epoch = try row.get(0)
            nextNumber = try row.get(1)
            acknowledged = try row.get(2)
            nextPosition = try row.get(3)
            states.reserveCapacity(results[2].count)
            for row in results[2] {
                states[try row.get(0)] = StoredState(version: try row.get(1), state: try row.get(2))
            }
            for row in results[3] { blocked.insert(try row.get(0)) }
            var next = 4
            if question.asksJournal {
                for row in results[next] { seen.insert(try row.get(0)) }
                next += 1
            }
            guard question.idempotencyIDs.count > 0 else { return }
            for row in results[next] {
                answers[try row.get(0)] = GivenAnswer(
                    digest: try row.get(1),
                    result: CommandResult(representation: try row.get(3), version: try row.get(2)))
            }
        }
    }

    func rollback() throws(PostgresError) {
        _ = try session.execute("ROLLBACK")
    }
}
