import Kernel
import PostgresClient

extension LaneStore {
    /// What a commit needs besides the plan.
    struct Closing {
        let now: Instant
        let known: Known
        /// Marks what Kafka has acknowledged meanwhile.
        let acknowledged: Int64
        /// Next offsets by topic and partition.
        let offsets: [OffsetKey: Int64]
        /// Rows whose inputs were taken, applied or parked.
        let taken: Taken
        let laneOf: (String) -> Int
    }

    struct OffsetKey: Hashable {
        let topic: String
        let partition: Int32
    }

    /// Origins that have a row of their own, which ends with this transaction.
    struct Taken {
        var timers: [(key: String, name: String, due: Instant)] = []
        var messages = BinaryArray(of: .int8)
        var effects = BinaryArray(of: .text)
        var released = BinaryArray(of: .int8)
    }

    /// Writes all of it and commits. When the connection breaks here the outcome is unknown.
    func commit(_ plan: BatchPlan, _ closing: Closing) throws(PostgresError) {
        var pipeline = Pipeline()
        addJournal(plan, closing, to: &pipeline)
        addStates(plan, to: &pipeline)
        addEvents(plan, closing, to: &pipeline)
        addTaken(closing.taken, to: &pipeline)
        addTimers(plan, to: &pipeline)
        addMessages(plan, closing, to: &pipeline)
        addEffects(plan, to: &pipeline)
        addParked(plan, closing, to: &pipeline)
        addAnswers(plan, closing, to: &pipeline)
        for statement in plan.statements { pipeline.add(statement) }
        addOffsets(closing, to: &pipeline)
        pipeline.add(
            """
            UPDATE lane SET next_number = \(closing.known.nextNumber + Int64(plan.events.count)), acknowledged = \(closing.acknowledged),
                next_position = \(closing.known.nextPosition + Int64(plan.applied.count)) WHERE lane = \(lane)
            """)
        pipeline.add("COMMIT")
        _ = try session.runPipeline(pipeline).get()
    }

    private func addJournal(_ plan: BatchPlan, _ closing: Closing, to pipeline: inout Pipeline) {
        guard !plan.applied.isEmpty else { return }
        var positions = BinaryArray(of: .int8), ids = BinaryArray(of: .text), occurred = BinaryArray(of: .timestamptz),
            origins = BinaryArray(of: .int2)
        var keys = BinaryArray(of: .text), types = BinaryArray(of: .text), traces = BinaryArray(of: .text),
            bodies = BinaryArray(of: .bytea)
        for (index, input) in plan.applied.enumerated() {
            positions.append(int64: closing.known.nextPosition + Int64(index))
            ids.append(text: input.id)
            occurred.append(timestamp: Timestamp(input.occurredAt))
            origins.append(input.origin.code)
            keys.append(text: input.target?.key ?? "")
            types.append(text: input.type)
            traces.append(text: input.trace)
            bodies.append(bytes: input.body)
        }
        pipeline.add(
            """
            INSERT INTO journal (input_id, occurred_at, lane, position, recorded_at, origin, key, type, trace, body)
            SELECT unnest(\(ids)), unnest(\(occurred)), \(lane), unnest(\(positions)), \(Timestamp(closing.now)), unnest(\(origins)),
                unnest(\(keys)), unnest(\(types)), unnest(\(traces)), unnest(\(bodies))
            """)
    }

    private func addStates(_ plan: BatchPlan, to pipeline: inout Pipeline) {
        var updates = StateColumns(), inserts = StateColumns()
        for row in plan.states {
            if row.was == 0 { inserts.append(row) } else { updates.append(row) }
        }
        if inserts.keys.count > 0 {
            pipeline.add(
                """
                INSERT INTO aggregate (key, version, state)
                SELECT * FROM unnest(\(inserts.keys), \(inserts.versions), \(inserts.states))
                """)
        }
        guard updates.keys.count > 0 else { return }
        // The lane's lock makes this instance the only writer; the version guards against a fault in that. A missing row
        // makes the division fail, and the transaction with it.
        pipeline.add(
            """
            WITH done AS (
                UPDATE aggregate a SET version = x.v, state = x.s
                FROM unnest(\(updates.keys), \(updates.was), \(updates.versions), \(updates.states)) AS x (k, w, v, s)
                WHERE a.key = x.k AND a.version = x.w RETURNING 1)
            SELECT 1 / (count(*) = \(Int64(updates.keys.count)))::int FROM done
            """)
    }

    private struct StateColumns {
        var keys = BinaryArray(of: .text), was = BinaryArray(of: .int8), versions = BinaryArray(of: .int8),
            states = BinaryArray(of: .bytea)

        mutating func append(_ row: BatchPlan.StateRow) {
            keys.append(text: row.key)
            was.append(int64: row.was)
            versions.append(int64: row.version)
            states.append(bytes: row.state)
        }
    }

    private func addEvents(_ plan: BatchPlan, _ closing: Closing, to pipeline: inout Pipeline) {
        guard !plan.events.isEmpty else { return }
        var numbers = BinaryArray(of: .int8), keys = BinaryArray(of: .text), versions = BinaryArray(of: .int8),
            types = BinaryArray(of: .text)
        var causes = BinaryArray(of: .text), traces = BinaryArray(of: .text), payloads = BinaryArray(of: .bytea)
        for (index, event) in plan.events.enumerated() {
            numbers.append(int64: closing.known.nextNumber + Int64(index))
            keys.append(text: event.key)
            versions.append(int64: event.version)
            types.append(text: event.type)
            causes.append(text: event.cause)
            traces.append(text: event.trace)
            payloads.append(bytes: event.payload)
        }
        pipeline.add(
            """
            INSERT INTO event (lane, number, occurred_at, key, version, type, cause, trace, payload)
            SELECT \(lane), unnest(\(numbers)), \(Timestamp(closing.now)), unnest(\(keys)), unnest(\(versions)), unnest(\(types)),
                unnest(\(causes)), unnest(\(traces)), unnest(\(payloads))
            """)
    }

    private func addOffsets(_ closing: Closing, to pipeline: inout Pipeline) {
        guard !closing.offsets.isEmpty else { return }
        var topics = BinaryArray(of: .text), partitions = BinaryArray(of: .int4), offsets = BinaryArray(of: .int8)
        for (key, offset) in closing.offsets {
            topics.append(text: key.topic)
            partitions.append(int32: key.partition)
            offsets.append(int64: offset)
        }
        pipeline.add(
            """
            INSERT INTO consumer_offset (topic, partition, next_offset) SELECT * FROM unnest(\(topics), \(partitions), \(offsets))
            ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset
            """)
    }
}
