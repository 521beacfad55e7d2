-- Inputs and events are stored as they were committed: all of a transaction in one row, each of their columns in an array. A row of
-- a batch costs the server little more than a row of an input did, and what repeats from one to the next is compressed away.
-- Of a column whose values are all the same only the first one is kept, but for input_ids and payloads, which give the count.
--
-- What was stored a row each is moved over. The views `journal` and `event` show everything as it was, one row each, and take rows
-- of a build that does not know batches yet.

-- Who prunes holds it, and takes what follows in another order.
SELECT pg_advisory_xact_lock(hashtextextended('marks ' || current_schema(), 0));
-- In the order in which a lane's transaction takes them: it goes on that has begun, the next one waits for the end of this.
LOCK TABLE lane IN ACCESS EXCLUSIVE MODE;
LOCK TABLE aggregate, journal, event IN ACCESS EXCLUSIVE MODE;

DO $$
DECLARE part record;
BEGIN
    FOR part IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent IN ('journal'::regclass, 'event'::regclass)
    LOOP EXECUTE format('ALTER TABLE %I RENAME TO %I', part.relname, 'old_' || part.relname); END LOOP;
END $$;
ALTER TABLE journal RENAME TO old_journal;
ALTER TABLE event RENAME TO old_event;
CREATE TEMPORARY TABLE old_month ON COMMIT DROP AS
    SELECT CASE parent WHEN 'old_journal' THEN 'journal' ELSE 'event' END AS parent, starts
    FROM (SELECT p.relname::text AS parent,
            (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']+)''\)'))[1]::timestamptz AS starts
        FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent IN ('old_journal'::regclass, 'old_event'::regclass)) AS part
    WHERE starts IS NOT NULL;
DROP VIEW monthly_partition;

-- Position of its last input: with `previous` below, the way back through everything that ever happened to it.
ALTER TABLE aggregate ADD COLUMN last_position bigint NOT NULL DEFAULT 0;

CREATE TABLE journal_batch (
    lane           int NOT NULL,
    first_position bigint NOT NULL,           -- of its inputs, which follow each other
    recorded_at    timestamptz NOT NULL,
    inputs         int NOT NULL,
    first_event    bigint NOT NULL,           -- number of the first event that they led to; of a moved batch, that its instant led to
    events         int NOT NULL,              -- so many follow each other from there
    input_ids      text[] COLLATE "C" NOT NULL,
    occurred_at    timestamptz[] NOT NULL,
    origins        smallint[] NOT NULL,
    outcomes       smallint[] NOT NULL,
    formats        smallint[] NOT NULL,
    sealings       smallint[] NOT NULL,
    keys           text[] COLLATE "C" NOT NULL,
    types          text[] COLLATE "C" NOT NULL,
    traces         text[] COLLATE "C" NOT NULL,
    bodies         bytea[] NOT NULL,
    previous       bigint[] NOT NULL          -- position of the input before it that its aggregate took; 0 for the first
) PARTITION BY RANGE (recorded_at);
CREATE INDEX journal_batch_position ON journal_batch (lane, first_position);

CREATE TABLE event_batch (
    lane         int NOT NULL,
    first_number bigint NOT NULL,             -- of its events, which follow each other
    occurred_at  timestamptz NOT NULL,
    events       int NOT NULL,
    bytes        bigint NOT NULL,             -- of all payloads
    keys         text[] COLLATE "C" NOT NULL,
    versions     bigint[] NOT NULL,
    types        text[] COLLATE "C" NOT NULL,
    causes       text[] COLLATE "C" NOT NULL,
    traces       text[] COLLATE "C" NOT NULL,
    payloads     bytea[] NOT NULL,
    PRIMARY KEY (lane, first_number, occurred_at)
) PARTITION BY RANGE (occurred_at);

-- Nothing is planned by what arrays hold, so it is not sampled; and the faster compression, where the server has it.
CREATE FUNCTION tune_arrays(wanted text) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE col text;
BEGIN
    FOR col IN SELECT attname FROM pg_attribute WHERE attrelid = wanted::regclass AND attnum > 0 AND atttypid::regtype::text LIKE '%[]' LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET STATISTICS 0', wanted, col);
        BEGIN
            EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET COMPRESSION lz4', wanted, col);
        EXCEPTION WHEN feature_not_supported THEN NULL;
        END;
    END LOOP;
END $$;
CREATE TABLE journal_rest PARTITION OF journal_batch DEFAULT;
CREATE TABLE event_rest PARTITION OF event_batch DEFAULT;
SELECT tune_arrays(name) FROM unnest(ARRAY['journal_batch', 'journal_rest', 'event_batch', 'event_rest']) AS name;

-- The months that have a partition of their own; `parent` is what they hold.
CREATE VIEW monthly_partition AS
SELECT parent, name, bounds[1]::timestamptz AS starts, bounds[2]::timestamptz AS ends,
    coalesce(pg_total_relation_size(oid), 0) AS bytes
FROM (
    SELECT split_part(p.relname, '_', 1) AS parent, c.relname::text AS name, c.oid,
        regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']+)''\) TO \(''([^'']+)''\)') AS bounds
    FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent IN ('journal_batch'::regclass, 'event_batch'::regclass)) AS part
WHERE bounds IS NOT NULL;

-- As before: makes the partition of a month unless it is there, as a table by itself first. To attach it, writers of the parent need
-- not wait, only who reads all of it has to be gone; nobody behind waits longer than the time limit.
-- NULL if it is there now, else why it is not.
CREATE OR REPLACE FUNCTION make_partition(parent text, moment timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET lock_timeout = '200ms' AS $$
DECLARE
    starts   timestamptz := date_trunc('month', moment AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
    ends     timestamptz := (date_trunc('month', moment AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
    instant  text := CASE parent WHEN 'journal' THEN 'recorded_at' WHEN 'event' THEN 'occurred_at' END;
    name     text := parent || to_char(starts AT TIME ZONE 'UTC', '_YYYY_MM');
    occupied boolean;
BEGIN
    IF to_regclass(name) IS NOT NULL THEN RETURN NULL; END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('partitions ' || current_schema(), 0));
    IF to_regclass(name) IS NOT NULL THEN RETURN NULL; END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I >= %L AND %I < %L)', parent || '_rest',
        instant, starts, instant, ends) INTO occupied;
    IF occupied THEN RETURN format('rows of that month lie in %s_rest already', parent); END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', name, parent || '_batch');
    PERFORM tune_arrays(name);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent || '_batch', name, starts, ends);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION drop_partition(wanted text, really boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET lock_timeout = '100ms' AS $$
DECLARE
    part   monthly_partition;
    needed boolean;
BEGIN
    -- Who moves the marks of lanes back holds it too.
    PERFORM pg_advisory_xact_lock(hashtextextended('marks ' || current_schema(), 0));
    SELECT * INTO STRICT part FROM monthly_partition WHERE name = wanted;
    IF part.parent = 'event' THEN
        EXECUTE format(
            'SELECT EXISTS (SELECT FROM lane l WHERE EXISTS
                (SELECT FROM %I e WHERE e.lane = l.lane AND e.first_number + e.events - 1 > l.acknowledged))',
            part.name) INTO needed;
        IF needed THEN RETURN 'it has events that are not known to be in Kafka'; END IF;
    ELSE
        SELECT EXISTS (SELECT FROM parked WHERE parked_at < part.ends) INTO needed;
        IF needed THEN RETURN 'inputs have been parked since then'; END IF;
    END IF;
    IF really THEN
        EXECUTE format('DROP TABLE %I', part.name);
        UPDATE retention SET pruned_before = greatest(pruned_before, part.ends) WHERE kind = part.parent;
    END IF;
    RETURN NULL;
END $$;

SELECT make_partition(parent, starts) FROM old_month;

-- What was written together is put together, up to a thousand: a clock that stood still gave many transactions one instant.
WITH numbered AS (
    SELECT *, number - row_number() OVER (PARTITION BY lane, occurred_at ORDER BY number) AS run FROM old_event)
INSERT INTO event_batch
SELECT lane, min(number), occurred_at, count(*), sum(octet_length(payload)), array_agg(key ORDER BY number),
    array_agg(version ORDER BY number), array_agg(type ORDER BY number), array_agg(cause ORDER BY number),
    array_agg(trace ORDER BY number), array_agg(payload ORDER BY number)
FROM numbered GROUP BY lane, occurred_at, run, number / 1000 ORDER BY lane, min(number);

-- A decision's events bear its instant. What an operator dropped, its aggregate did not take.
WITH linked AS (
    SELECT *, position - row_number() OVER (PARTITION BY lane, recorded_at ORDER BY position) AS run,
        CASE outcome WHEN 1 THEN nullif(key, '') END AS taker,
        lag(position) OVER (PARTITION BY lane, CASE outcome WHEN 1 THEN nullif(key, '') END ORDER BY position) AS before
    FROM old_journal)
INSERT INTO journal_batch
SELECT j.lane, min(position), recorded_at, count(*), coalesce(min(e.first), 0), coalesce(min(e.last - e.first + 1), 0),
    array_agg(input_id ORDER BY position), array_agg(occurred_at ORDER BY position), array_agg(origin ORDER BY position),
    array_agg(outcome ORDER BY position), array_agg(format ORDER BY position), array_agg(sealing ORDER BY position),
    array_agg(key ORDER BY position), array_agg(type ORDER BY position), array_agg(trace ORDER BY position),
    array_agg(body ORDER BY position),
    array_agg(CASE WHEN taker IS NULL THEN 0 ELSE coalesce(before, 0) END ORDER BY position)
FROM linked j LEFT JOIN (
    SELECT lane, occurred_at AS instant, min(first_number) AS first, max(first_number + events - 1) AS last
    FROM event_batch GROUP BY lane, occurred_at) AS e ON e.lane = j.lane AND e.instant = j.recorded_at
GROUP BY j.lane, recorded_at, run, position / 1000 ORDER BY j.lane, min(position);

UPDATE aggregate a SET last_position = j.position
FROM (SELECT key, max(position) AS position FROM old_journal WHERE outcome = 1 GROUP BY key) AS j WHERE j.key = a.key;

DROP TABLE old_journal, old_event;

CREATE VIEW journal AS
SELECT b.lane, b.first_position + x.place - 1 AS position, b.recorded_at, x.input_id,
    coalesce(x.occurred_at, b.occurred_at[1]) AS occurred_at, coalesce(x.origin, b.origins[1]) AS origin,
    coalesce(x.outcome, b.outcomes[1]) AS outcome, coalesce(x.format, b.formats[1]) AS format,
    coalesce(x.sealing, b.sealings[1]) AS sealing, coalesce(x.key, b.keys[1]) AS key, coalesce(x.type, b.types[1]) AS type,
    coalesce(x.trace, b.traces[1]) AS trace, coalesce(x.body, b.bodies[1]) AS body,
    coalesce(x.previous, b.previous[1]) AS previous
FROM journal_batch b, LATERAL unnest(b.input_ids, b.occurred_at, b.origins, b.outcomes, b.formats, b.sealings, b.keys, b.types,
    b.traces, b.bodies, b.previous) WITH ORDINALITY
    AS x (input_id, occurred_at, origin, outcome, format, sealing, key, type, trace, body, previous, place);
ALTER VIEW journal ALTER COLUMN outcome SET DEFAULT 1;
ALTER VIEW journal ALTER COLUMN previous SET DEFAULT 0;

CREATE VIEW event AS
SELECT b.lane, b.first_number + x.place - 1 AS number, b.occurred_at, coalesce(x.key, b.keys[1]) AS key,
    coalesce(x.version, b.versions[1]) AS version, coalesce(x.type, b.types[1]) AS type, coalesce(x.cause, b.causes[1]) AS cause, coalesce(x.trace, b.traces[1]) AS trace,
    x.payload
FROM event_batch b, LATERAL unnest(b.keys, b.versions, b.types, b.causes, b.traces, b.payloads) WITH ORDINALITY
    AS x (key, version, type, cause, trace, payload, place);

-- For a build that does not know batches: each row becomes a batch of one.
CREATE FUNCTION journal_row() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NEW.outcome = 1 AND NEW.key <> '' THEN
        SELECT last_position INTO NEW.previous FROM aggregate WHERE key = NEW.key;
        UPDATE aggregate SET last_position = NEW.position WHERE key = NEW.key;
        NEW.previous := coalesce(NEW.previous, 0);
    END IF;
    IF NOT (NEW IS NOT NULL) THEN RAISE not_null_violation USING MESSAGE = 'a member of the journal''s row is missing'; END IF;
    INSERT INTO journal_batch VALUES (NEW.lane, NEW.position, NEW.recorded_at, 1, 0, 0, ARRAY[NEW.input_id],
        ARRAY[NEW.occurred_at], ARRAY[NEW.origin], ARRAY[NEW.outcome], ARRAY[NEW.format], ARRAY[NEW.sealing], ARRAY[NEW.key],
        ARRAY[NEW.type], ARRAY[NEW.trace], ARRAY[NEW.body], ARRAY[NEW.previous]);
    RETURN NEW;
END $$;
CREATE TRIGGER journal_row INSTEAD OF INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_row();

CREATE FUNCTION event_row() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT (NEW IS NOT NULL) THEN RAISE not_null_violation USING MESSAGE = 'a member of the event''s row is missing'; END IF;
    INSERT INTO event_batch VALUES (NEW.lane, NEW.number, NEW.occurred_at, 1, octet_length(NEW.payload), ARRAY[NEW.key],
        ARRAY[NEW.version], ARRAY[NEW.type], ARRAY[NEW.cause], ARRAY[NEW.trace], ARRAY[NEW.payload]);
    RETURN NEW;
END $$;
CREATE TRIGGER event_row INSTEAD OF INSERT ON event FOR EACH ROW EXECUTE FUNCTION event_row();

-- Not while there is nothing: plans for what is known to be empty are no good for what comes.
DO $$
BEGIN
    IF EXISTS (SELECT FROM journal_batch) THEN ANALYZE journal_batch, event_batch, aggregate; END IF;
END $$;
