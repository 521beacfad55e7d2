import Kernel
import PostgresClient

extension LaneStore {
    /// What a commit needs besides the plan.
    struct Closing {
        let now: Instant
        let known: Known
        /// Marks what Kafka has acknowledged meanwhile.
        let acknowledged: Int64
        let offsets: [OffsetKey: NextOffset]
        /// Rows whose inputs were taken, applied or parked.
        let taken: Taken
        let laneOf: (String) -> Int
        /// Lanes whose owners, in other processes, have something to look for.
        let calls: Set<Int>
    }

    struct OffsetKey: Hashable {
        let topic: String
        let partition: Int32
    }

    struct NextOffset {
        let offset: Int64
        /// Of the record before it; nil if it was not taken.
        let fingerprint: [UInt8]?
    }

    /// Origins that have a row of their own, which ends with this transaction.
    struct Taken {
        var timers = BinaryArray(of: .text)
        var messages = BinaryArray(of: .int8)
        var effects = BinaryArray(of: .text)
        var released = BinaryArray(of: .int8)
    }

    /// Writes all of it and commits. When the connection breaks here the outcome is unknown.
    func commit(_ plan: BatchPlan, _ closing: Closing) throws(PostgresError) {
        var pipeline = Pipeline()
        addJournal(plan, closing, to: &pipeline)
        addStates(plan, closing, to: &pipeline)
        addEvents(plan, closing, to: &pipeline)
        addTaken(closing.taken, to: &pipeline)
        addTimers(plan, to: &pipeline)
        addMessages(plan, closing, to: &pipeline)
        addEffects(plan, to: &pipeline)
        addParked(plan, closing, to: &pipeline)
        addAnswers(plan, closing, to: &pipeline)
        addForgotten(plan, to: &pipeline)
        for statement in plan.statements { pipeline.add(statement) }
        addOffsets(closing, to: &pipeline)
        addLane(plan, closing, to: &pipeline)
        addCalls(closing, to: &pipeline)
        pipeline.add("COMMIT")
        let results = try session.runPipeline(pipeline).get()
        guard results.last?.commandTag == "COMMIT" else {
            throw PostgresError(.connectionLost, "the server did not confirm the commit")
        }
    }

    private func addLane(_ plan: BatchPlan, _ closing: Closing, to pipeline: inout Pipeline) {
        let inputs = plan.applied.count + plan.dropped.count
        pipeline.add(
            """
            UPDATE lane SET next_number = \(closing.known.nextNumber + Int64(plan.events.count)),
                acknowledged = \(closing.acknowledged), next_position = \(closing.known.nextPosition + Int64(inputs)),
                latest = \(Timestamp(closing.now)) WHERE lane = \(lane)
            """)
    }

    private func addCalls(_ closing: Closing, to pipeline: inout Pipeline) {
        for lane in closing.calls.sorted() { pipeline.add(LaneCall.statement(for: lane)) }
    }

    private func addJournal(_ plan: BatchPlan, _ closing: Closing, to pipeline: inout Pipeline) {
        guard !plan.applied.isEmpty || !plan.dropped.isEmpty else { return }
        var journal = JournalColumns(next: closing.known.nextPosition)
        for row in plan.applied { journal.append(row, outcome: 1) }
        for row in plan.dropped { journal.append(row, outcome: 2) }
        journal.fold()
        pipeline.add(
            "INSERT INTO known_input (hash, recorded_at) SELECT unnest(\(journal.hashes)), \(Timestamp(closing.now))")
        pipeline.add(
            """
            INSERT INTO journal_batch
                (lane, first_position, recorded_at, inputs, first_event, events, input_ids, occurred_at, origins,
                outcomes, formats, sealings, keys, types, traces, bodies, previous)
            VALUES (\(lane), \(closing.known.nextPosition), \(Timestamp(closing.now)), \(Int32(journal.ids.count)),
                \(closing.known.nextNumber), \(Int32(plan.events.count)), \(journal.ids), \(journal.occurred),
                \(journal.origins), \(journal.outcomes), \(journal.formats), \(journal.sealings), \(journal.keys),
                \(journal.types), \(journal.traces), \(journal.bodies), \(journal.previous))
            """)
    }

    private struct JournalColumns {
        private let first: Int64
        var hashes = BinaryArray(of: .uuid), ids = BinaryArray(of: .text), occurred = BinaryArray(of: .timestamptz)
        var origins = BinaryArray(of: .int2), outcomes = BinaryArray(of: .int2)
        var keys = BinaryArray(of: .text), types = BinaryArray(of: .text), traces = BinaryArray(of: .text)
        var formats = BinaryArray(of: .int2), sealings = BinaryArray(of: .int2), bodies = BinaryArray(of: .bytea)
        var previous = BinaryArray(of: .int8)

        init(next position: Int64) { first = position }

        mutating func append(_ row: BatchPlan.JournalRow, outcome: Int16) {
            let input = row.input
            hashes.append(input.hash)
            ids.append(text: input.id)
            occurred.append(timestamp: Timestamp(input.occurredAt))
            origins.append(input.origin.code)
            outcomes.append(outcome)
            keys.append(text: input.target?.key ?? "")
            types.append(text: input.type)
            traces.append(text: input.trace)
            formats.append(row.body.value.version)
            sealings.append(row.body.sealing.rawValue)
            bodies.append(bytes: row.body.value.bytes)
            previous.append(int64: row.previous.position(first: first))
        }

        mutating func fold() {
            occurred.fold()
            origins.fold()
            outcomes.fold()
            keys.fold()
            types.fold()
            traces.fold()
            formats.fold()
            sealings.fold()
            bodies.fold()
            previous.fold()
        }
    }

    private func addStates(_ plan: BatchPlan, _ closing: Closing, to pipeline: inout Pipeline) {
        let first = closing.known.nextPosition
        var updates = StateColumns(first: first), inserts = StateColumns(first: first)
        for row in plan.states {
            if row.was == 0 { inserts.append(row) } else { updates.append(row) }
        }
        if inserts.keys.count > 0 {
            pipeline.add(
                """
                INSERT INTO aggregate (key, version, format, state, last_position)
                SELECT * FROM unnest(\(inserts.keys), \(inserts.versions), \(inserts.formats), \(inserts.states),
                    \(inserts.last))
                """)
        }
        addTouched(plan.touched, first, to: &pipeline)
        guard updates.keys.count > 0 else { return }
        // The lane's lock makes this instance the only writer; the version guards against a fault in that.
        pipeline.add(
            """
            WITH done AS (
                UPDATE aggregate a SET version = x.v, format = x.f, state = x.s, last_position = x.p
                FROM unnest(\(updates.keys), \(updates.was), \(updates.versions), \(updates.formats), \(updates.states),
                    \(updates.last)) AS x (k, w, v, f, s, p)
                WHERE a.key = x.k AND a.version = x.w RETURNING 1)
            SELECT expect_rows(count(*), \(Int64(updates.keys.count))) FROM done
            """)
    }

    /// Aggregates that took inputs which changed nothing.
    private func addTouched(_ touched: [BatchPlan.TouchedRow], _ first: Int64, to pipeline: inout Pipeline) {
        guard !touched.isEmpty else { return }
        var keys = BinaryArray(of: .text), last = BinaryArray(of: .int8)
        for row in touched {
            keys.append(text: row.key)
            last.append(int64: row.last.position(first: first))
        }
        pipeline.add(
            """
            UPDATE aggregate a SET last_position = x.p FROM unnest(\(keys), \(last)) AS x (k, p) WHERE a.key = x.k
            """)
    }

    private struct StateColumns {
        let first: Int64
        var keys = BinaryArray(of: .text), was = BinaryArray(of: .int8), versions = BinaryArray(of: .int8),
            formats = BinaryArray(of: .int2), states = BinaryArray(of: .bytea), last = BinaryArray(of: .int8)

        init(first: Int64) { self.first = first }

        mutating func append(_ row: BatchPlan.StateRow) {
            keys.append(text: row.key)
            was.append(int64: row.was)
            versions.append(int64: row.version)
            formats.append(row.state.version)
            states.append(bytes: row.state.bytes)
            last.append(int64: row.last.position(first: first))
        }
    }

    private func addEvents(_ plan: BatchPlan, _ closing: Closing, to pipeline: inout Pipeline) {
        guard !plan.events.isEmpty else { return }
        var keys = BinaryArray(of: .text), versions = BinaryArray(of: .int8), types = BinaryArray(of: .text)
        var causes = BinaryArray(of: .text), traces = BinaryArray(of: .text), payloads = BinaryArray(of: .bytea)
        for event in plan.events {
            keys.append(text: event.key)
            versions.append(int64: event.version)
            types.append(text: event.type)
            causes.append(text: event.cause)
            traces.append(text: event.trace)
            payloads.append(bytes: event.payload)
        }
        let bytes = plan.events.reduce(Int64(0)) { $0 + Int64($1.payload.count) }
        keys.fold()
        versions.fold()
        types.fold()
        causes.fold()
        traces.fold()
        pipeline.add(
            """
            INSERT INTO event_batch
                (lane, first_number, occurred_at, events, bytes, keys, versions, types, causes, traces, payloads)
            VALUES (\(lane), \(closing.known.nextNumber), \(Timestamp(closing.now)), \(Int32(plan.events.count)), \(bytes),
                \(keys), \(versions), \(types), \(causes), \(traces), \(payloads))
            """)
    }

    private func addOffsets(_ closing: Closing, to pipeline: inout Pipeline) {
        guard !closing.offsets.isEmpty else { return }
        var topics = BinaryArray(of: .text), partitions = BinaryArray(of: .int4), offsets = BinaryArray(of: .int8)
        var fingerprints = BinaryArray(of: .bytea)
        for (key, next) in closing.offsets {
            topics.append(text: key.topic)
            partitions.append(int32: key.partition)
            offsets.append(int64: next.offset)
            fingerprints.append(next.fingerprint)
        }
        // Never backwards: what was read once is not read again because somebody was late.
        pipeline.add(
            """
            INSERT INTO consumer_offset (topic, partition, next_offset, fingerprint)
            SELECT * FROM unnest(\(topics), \(partitions), \(offsets), \(fingerprints))
            ON CONFLICT (topic, partition) DO UPDATE
            SET next_offset = excluded.next_offset, fingerprint = excluded.fingerprint
            WHERE consumer_offset.next_offset < excluded.next_offset
            """)
    }
}
