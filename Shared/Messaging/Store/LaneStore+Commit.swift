import Crypto
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
    ///
    /// - Returns: where the rows of aggregates lie now that were there before, in the order of the plan's states.
    func commit(_ plan: BatchPlan, _ closing: Closing) throws(PostgresError) -> [RowPlace] {
        var pipeline = Pipeline()
        addJournal(plan, closing, to: &pipeline)
        let updates = addStates(plan, closing, to: &pipeline)
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
        guard let updates, let row = results[updates].first else { return [] }
        return try row.get(1)
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
        var journal = JournalColumns(next: closing.known.nextPosition, digester)
        for row in plan.applied { journal.append(row, outcome: 1) }
        for row in plan.dropped { journal.append(row, outcome: 2) }
        pipeline.add(
            "INSERT INTO known_input (key, recorded_at) SELECT unnest(\(journal.inputKeys)), \(Timestamp(closing.now))")
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
        private let digester: SHA256Digester
        var inputKeys = BinaryArray(of: .uuid), ids = BinaryArray(of: .text)
        var occurred = BinaryArray(of: .timestamptz, folding: true)
        var origins = BinaryArray(of: .int2, folding: true), outcomes = BinaryArray(of: .int2, folding: true)
        var keys = BinaryArray(of: .text, folding: true), types = BinaryArray(of: .text, folding: true)
        var traces = BinaryArray(of: .text, folding: true), formats = BinaryArray(of: .int2, folding: true)
        var sealings = BinaryArray(of: .int2, folding: true), bodies = BinaryArray(of: .bytea, folding: true)
        var previous = BinaryArray(of: .int8, folding: true)

        init(next position: Int64, _ digester: SHA256Digester) {
            first = position
            self.digester = digester
        }

        mutating func append(_ row: BatchPlan.JournalRow, outcome: Int16) {
            let input = row.input
            inputKeys.append(uuid: input.key(digester))
            ids.append(text: input.id)
            occurred.append(timestamp: Timestamp(input.occurredAt))
            origins.append(int16: input.origin.code)
            outcomes.append(int16: outcome)
            keys.append(text: input.target?.key ?? "")
            types.append(text: input.type)
            traces.append(text: input.trace)
            formats.append(int16: row.body.value.version)
            sealings.append(int16: row.body.sealing.rawValue)
            bodies.append(bytes: row.body.value.bytes)
            previous.append(int64: row.previous.position(first: first))
        }
    }

    /// - Returns: which statement tells where the updated rows lie; nil if there are none.
    private func addStates(_ plan: BatchPlan, _ closing: Closing, to pipeline: inout Pipeline) -> Int? {
        let first = closing.known.nextPosition
        var updates = StateColumns(first: first), inserts = StateColumns(first: first)
        for row in plan.states {
            if row.was == nil { inserts.append(row) } else { updates.append(row) }
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
        guard updates.rows.count > 0 else { return nil }
        // Found by where they lie, and only if they are the same still: a table that is written anew puts others there.
        pipeline.add(
            """
            WITH done AS (
                UPDATE aggregate a SET version = x.v, format = x.f, state = x.s, last_position = x.p
                FROM unnest(\(updates.rows), \(updates.keys), \(updates.was), \(updates.versions), \(updates.formats),
                    \(updates.states), \(updates.last)) WITH ORDINALITY AS x (r, k, w, v, f, s, p, n)
                WHERE a.ctid = x.r AND a.key = x.k AND a.version = x.w RETURNING a.ctid AS place, x.n)
            SELECT expect_rows(count(*), \(Int64(updates.rows.count))), array_agg(place ORDER BY n) FROM done
            """)
        return pipeline.count - 1
    }

    /// Aggregates that took inputs which changed nothing.
    private func addTouched(_ touched: [BatchPlan.TouchedRow], _ first: Int64, to pipeline: inout Pipeline) {
        guard !touched.isEmpty else { return }
        var rows = BinaryArray(of: .tid), keys = BinaryArray(of: .text), versions = BinaryArray(of: .int8)
        var last = BinaryArray(of: .int8)
        for row in touched {
            rows.append(place: row.stored.row)
            keys.append(text: row.key)
            versions.append(int64: row.stored.version)
            last.append(int64: row.last.position(first: first))
        }
        pipeline.add(
            """
            WITH done AS (
                UPDATE aggregate a SET last_position = x.p
                FROM unnest(\(rows), \(keys), \(versions), \(last)) AS x (r, k, v, p)
                WHERE a.ctid = x.r AND a.key = x.k AND a.version = x.v RETURNING 1)
            SELECT expect_rows(count(*), \(Int64(touched.count))) FROM done
            """)
    }

    private struct StateColumns {
        let first: Int64
        var keys = BinaryArray(of: .text), rows = BinaryArray(of: .tid), was = BinaryArray(of: .int8)
        var versions = BinaryArray(of: .int8),
            formats = BinaryArray(of: .int2), states = BinaryArray(of: .bytea), last = BinaryArray(of: .int8)

        init(first: Int64) { self.first = first }

        mutating func append(_ row: BatchPlan.StateRow) {
            keys.append(text: row.key)
            if let stored = row.was {
                rows.append(place: stored.row)
                was.append(int64: stored.version)
            }
            versions.append(int64: row.version)
            formats.append(int16: row.state.version)
            states.append(bytes: row.state.bytes)
            last.append(int64: row.last.position(first: first))
        }
    }

    private func addEvents(_ plan: BatchPlan, _ closing: Closing, to pipeline: inout Pipeline) {
        guard !plan.events.isEmpty else { return }
        var keys = BinaryArray(of: .text, folding: true), versions = BinaryArray(of: .int8, folding: true)
        var types = BinaryArray(of: .text, folding: true), causes = BinaryArray(of: .text, folding: true)
        var traces = BinaryArray(of: .text, folding: true), payloads = BinaryArray(of: .bytea)
        for event in plan.events {
            keys.append(text: event.key.text)
            versions.append(int64: event.version)
            types.append(text: event.type)
            causes.append(text: event.cause)
            traces.append(text: event.trace)
            payloads.append(bytes: event.payload)
        }
        let bytes = plan.events.reduce(Int64(0)) { $0 + Int64($1.payload.count) }
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
