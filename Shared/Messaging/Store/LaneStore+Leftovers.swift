import Kernel
import PostgresClient

/// The rows that wait for something: timers, internal messages, effects, parked inputs, answers to repeated commands.
extension LaneStore {
    func addTaken(_ taken: Taken, to pipeline: inout Pipeline) {
        // A timer that was set anew while this setting of it fell due has another id, and stays.
        if taken.timers.count > 0 {
            pipeline.add("DELETE FROM timer WHERE id = ANY(\(taken.timers)) AND lane = \(lane)")
        }
        if taken.messages.count > 0 {
            pipeline.add("DELETE FROM internal_message WHERE number = ANY(\(taken.messages))")
        }
        if taken.effects.count > 0 { pipeline.add("DELETE FROM effect WHERE id = ANY(\(taken.effects))") }
        if taken.released.count > 0 { pipeline.add("DELETE FROM parked WHERE number = ANY(\(taken.released))") }
    }

    func addTimers(_ plan: BatchPlan, to pipeline: inout Pipeline) {
        for edit in plan.timerEdits {
            switch edit {
            case .set(let timer):
                pipeline.add(
                    """
                    INSERT INTO timer (key, name, id, lane, due, format, body)
                    VALUES (\(timer.key), \(timer.name), \(timer.id), \(lane), \(Timestamp(timer.due)), \(timer.body.version),
                        \(timer.body.bytes))
                    ON CONFLICT (key, name) DO UPDATE
                    SET id = excluded.id, due = excluded.due, format = excluded.format, body = excluded.body
                    """)
            case .cancel(let key, let name): pipeline.add("DELETE FROM timer WHERE key = \(key) AND name = \(name)")
            }
        }
    }

    func addMessages(_ plan: BatchPlan, _ closing: Closing, to pipeline: inout Pipeline) {
        guard !plan.messages.isEmpty else { return }
        var ids = BinaryArray(of: .text), lanes = BinaryArray(of: .int4), keys = BinaryArray(of: .text)
        var traces = BinaryArray(of: .text), formats = BinaryArray(of: .int2), bodies = BinaryArray(of: .bytea)
        for message in plan.messages {
            ids.append(text: message.id)
            lanes.append(int32: Int32(closing.laneOf(message.key)))
            keys.append(text: message.key)
            traces.append(text: message.trace)
            formats.append(message.body.version)
            bodies.append(bytes: message.body.bytes)
        }
        pipeline.add(
            """
            INSERT INTO internal_message (id, lane, key, occurred_at, trace, format, body)
            SELECT i, l, k, \(Timestamp(closing.now)), t, f, b
            FROM unnest(\(ids), \(lanes), \(keys), \(traces), \(formats), \(bodies))
                WITH ORDINALITY AS x (i, l, k, t, f, b, n) ORDER BY n
            """)
    }

    func addEffects(_ plan: BatchPlan, to pipeline: inout Pipeline) {
        for effect in plan.effects {
            pipeline.add(
                """
                INSERT INTO effect (id, lane, key, port, due, trace, format, body)
                VALUES (\(effect.id), \(lane), \(effect.key), \(effect.port), \(Timestamp(effect.due)), \(effect.trace),
                    \(effect.body.version), \(effect.body.bytes))
                """)
        }
    }

    func addParked(_ plan: BatchPlan, _ closing: Closing, to pipeline: inout Pipeline) {
        for row in plan.parked {
            if let release = row.input.release {
                if row.isCulprit { addParkedAgain(release, row, closing, to: &pipeline) }
                continue
            }
            let kind: Int16 = row.isCulprit ? 1 : 2
            let retryAt: Timestamp? = row.isCulprit ? Timestamp(closing.now + Parking.firstRetryAfter) : nil
            pipeline.add(
                """
                INSERT INTO parked
                    (input_id, lane, key, kind, origin, type, occurred_at, trace, format, sealing, body, source,
                    record_key, reason, for_newer, parked_at, retry_at)
                VALUES (\(row.input.id), \(lane), \(row.key), \(kind), \(row.input.origin.code), \(row.input.type),
                    \(Timestamp(row.input.occurredAt)), \(row.input.trace), \(row.body.value.version),
                    \(row.body.sealing.rawValue), \(row.body.value.bytes), \(row.input.origin.source),
                    \(row.input.origin.recordKey as String?), \(row.reason.text), \(row.reason.isForNewer), \(Timestamp(closing.now)), \(retryAt as Timestamp?))
                ON CONFLICT (input_id) DO NOTHING
                """)
        }
    }

    /// Now the first of its line, whatever it was before.
    private func addParkedAgain(
        _ release: Input.Release, _ row: BatchPlan.ParkedRow, _ closing: Closing, to pipeline: inout Pipeline
    ) {
        let attempts = release.attempts + 1
        pipeline.add(
            """
            UPDATE parked SET state = 1, kind = 1, attempts = \(Int32(clamping: attempts)), reason = \(row.reason.text),
                for_newer = \(row.reason.isForNewer),
                retry_at = \(Timestamp(closing.now + Parking.retryAfter(attempts: attempts)))
            WHERE number = \(release.number)
            """)
    }

    func addAnswers(_ plan: BatchPlan, _ closing: Closing, to pipeline: inout Pipeline) {
        for kept in plan.kept {
            pipeline.add(
                """
                INSERT INTO idempotency (id, digest, key, version, answer, created_at)
                VALUES (\(kept.idempotency.id), \(kept.idempotency.digest), \(kept.key), \(kept.version), \(kept.sealed),
                    \(Timestamp(closing.now)))
                """)
        }
    }
}
