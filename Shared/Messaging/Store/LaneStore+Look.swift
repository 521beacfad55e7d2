import Kernel
import PostgresClient

/// What an owner reads of its lane.
extension LaneStore {
    struct TakenOver {
        let epoch: Int64
        let acknowledged: Int64
        let offsets: [OffsetKey: NextOffset]
    }

    /// Fences the owner before by a new epoch, and tells from where its partitions are to be read.
    func takeOver(by owner: String, topics: [String], lanes: Int, forgetting forgotten: [OffsetKey])
        throws(PostgresError) -> TakenOver
    {
        var pipeline = Pipeline()
        pipeline.add(
            "UPDATE lane SET epoch = epoch + 1, owner = \(owner) WHERE lane = \(lane) RETURNING epoch, acknowledged")
        pipeline.add(awakenForNewer)
        for key in forgotten {
            pipeline.add("DELETE FROM consumer_offset WHERE topic = \(key.topic) AND partition = \(key.partition)")
        }
        pipeline.add(
            """
            SELECT topic, partition, next_offset, fingerprint FROM consumer_offset
            WHERE topic = ANY(\(topics)) AND partition % \(Int32(lanes)) = \(lane)
            """)
        let results = try session.runPipeline(pipeline).get()
        guard let row = results[0].first else { throw .noLane }
        var offsets: [OffsetKey: NextOffset] = [:]
        for row in results[forgotten.count + 2] {
            offsets[OffsetKey(topic: try row.get(0), partition: try row.get(1))] =
                NextOffset(offset: try row.get(2), fingerprint: try row.get(3))
        }
        return TakenOver(epoch: try row.get(0), acknowledged: try row.get(1), offsets: offsets)
    }

    /// Moves the mark on. False if it is not where this owner left it: an operator may have moved it back meanwhile.
    func mark(_ acknowledged: Int64, from marked: Int64, epoch: Int64) throws(PostgresError) -> Bool {
        let moved = try session.execute(
            "UPDATE lane SET acknowledged = \(acknowledged) WHERE lane = \(lane) AND epoch = \(epoch) AND acknowledged = \(marked)"
        )
        return moved == 1
    }

    func events(_ reading: Relay.Reading) throws(PostgresError) -> [Relay.Event] {
        let rows = try session.query(
            """
            SELECT number, occurred_at, key, version, type, cause, trace, payload FROM (
                SELECT *, sum(octet_length(payload)) OVER (ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes
                FROM (\(fragment: next(reading))) AS next) AS measured
            WHERE coalesce(bytes, 0) < \(Int64(reading.bytes)) ORDER BY number
            """)
        var events: [Relay.Event] = []
        for row in rows {
            events.append(
                Relay.Event(
                    number: try row.get(0), occurredAt: Instant(try row.get(1)),
                    key: AggregateKey(text: try row.get(2)),
                    version: try row.get(3), type: try row.get(4),
                    causationID: Causation.messageID(ofInput: try row.get(5)), trace: try row.get(6),
                    payload: try row.get(7)))
        }
        return events
    }

    /// Begins with the batch that has the first of them, which the index finds, and opens no batch behind the one that fills the bytes.
    private func next(_ reading: Relay.Reading) -> SQL {
        """
        SELECT b.first_number + x.place - 1 AS number, b.occurred_at, coalesce(x.key, b.keys[1]) AS key,
            coalesce(x.version, b.versions[1]) AS version, coalesce(x.type, b.types[1]) AS type,
            coalesce(x.cause, b.causes[1]) AS cause, coalesce(x.trace, b.traces[1]) AS trace, x.payload
        FROM (SELECT *, sum(CASE WHEN first_number > \(reading.after) THEN bytes ELSE 0 END)
                    OVER (ORDER BY first_number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
                FROM event_batch
                WHERE lane = \(lane) AND first_number >= coalesce((SELECT max(first_number) FROM event_batch
                    WHERE lane = \(lane) AND first_number <= \(reading.after + 1)), 0)
                ORDER BY first_number LIMIT \(Int64(reading.count) + 1)) AS b,
            LATERAL unnest(b.keys, b.versions, b.types, b.causes, b.traces, b.payloads) WITH ORDINALITY
                AS x (key, version, type, cause, trace, payload, place)
        WHERE coalesce(b.before, 0) < \(Int64(reading.bytes)) AND b.first_number + x.place - 1 > \(reading.after)
        ORDER BY b.first_number, x.place LIMIT \(Int64(reading.count))
        """
    }

    struct Found {
        let epoch: Int64
        let nextNumber: Int64
        let acknowledged: Int64
        let hasMessages: Bool
        let timerDue: Instant?
        let effectDue: Instant?
        let parkedCount: Int64
        /// Timers and effects that are due and wait for a newer build.
        let leftToNewer: Int64
        let personGeneration: Int64
    }

    /// What waits for the owner, as far as this build knows it.
    func look(at now: Instant) throws(PostgresError) -> Found {
        let rows = try session.query(
            """
            SELECT epoch, next_number, acknowledged,
                EXISTS (SELECT FROM internal_message m WHERE m.lane = l.lane AND split_part(m.key, '/', 1) = ANY(\(kinds))),
                (SELECT min(due) FROM timer t WHERE t.lane = l.lane AND \(fragment: readable("t"))),
                (SELECT min(due) FROM effect e WHERE e.lane = l.lane AND \(fragment: callable("e"))),
                (SELECT count(*) FROM parked p WHERE p.lane = l.lane),
                (SELECT count(*) FROM timer t WHERE t.lane = l.lane AND due <= \(Timestamp(now))
                    AND split_part(t.key, '/', 1) = ANY(\(kinds)) AND NOT \(fragment: readable("t")))
                + (SELECT count(*) FROM effect e WHERE e.lane = l.lane AND due <= \(Timestamp(now))
                    AND e.port = ANY(\(ports)) AND NOT \(fragment: callable("e"))),
                (SELECT number FROM person_generation WHERE one)
            FROM lane l WHERE l.lane = \(lane)
            """)
        guard let row = rows.first else { throw .noLane }
        let timer: Timestamp? = try row.get(4), effect: Timestamp? = try row.get(5)
        return Found(
            epoch: try row.get(0), nextNumber: try row.get(1), acknowledged: try row.get(2),
            hasMessages: try row.get(3), timerDue: timer?.instant, effectDue: effect?.instant,
            parkedCount: try row.get(6), leftToNewer: try row.get(7), personGeneration: try row.get(8))
    }

    struct MessageRow {
        let number: Int64
        let id: String
        let key: String
        let occurredAt: Instant
        let trace: String
        let body: StoredValue
    }

    func messages(limit: Int) throws(PostgresError) -> [MessageRow] {
        let rows = try session.query(
            """
            SELECT number, id, key, occurred_at, trace, body, format FROM internal_message
            WHERE lane = \(lane) AND split_part(key, '/', 1) = ANY(\(kinds)) ORDER BY number LIMIT \(Int64(limit))
            """)
        var messages: [MessageRow] = []
        for row in rows {
            messages.append(
                MessageRow(
                    number: try row.get(0), id: try row.get(1), key: try row.get(2),
                    occurredAt: Instant(try row.get(3)), trace: try row.get(4),
                    body: StoredValue(try row.get(5), version: try row.get(6))))
        }
        return messages
    }

    func timers(dueBy now: Instant, limit: Int) throws(PostgresError) -> [BatchPlan.TimerRow] {
        let rows = try session.query(
            """
            SELECT id, key, name, due, body, format FROM timer t
            WHERE lane = \(lane) AND due <= \(Timestamp(now)) AND \(fragment: readable("t"))
            ORDER BY due, key, name LIMIT \(Int64(limit))
            """)
        var timers: [BatchPlan.TimerRow] = []
        for row in rows {
            timers.append(
                .init(
                    id: try row.get(0), key: try row.get(1), name: try row.get(2), due: Instant(try row.get(3)),
                    body: StoredValue(try row.get(4), version: try row.get(5))))
        }
        return timers
    }

    func retry(_ effect: StoredEffect, at due: Instant, because reason: String) throws(PostgresError) {
        // Words of others: whatever they are, the attempt must be counted.
        var storable = String.UnicodeScalarView()
        storable.append(contentsOf: reason.unicodeScalars.lazy.filter { $0.value != 0 }.prefix(500))
        _ = try session.execute(
            """
            UPDATE effect SET attempt = attempt + 1, due = \(Timestamp(due)), last_error = \(String(storable))
            WHERE id = \(effect.id) AND attempt = \(Int32(effect.attempt))
            """)
    }
}
