-- The machine's own tables, the same in every service's schema. Keys are compared byte by byte: COLLATE "C".

-- One row per lane. Locking it is what orders transactions: numbers drawn under the lock follow commits, so that a reader
-- by number never skips one that commits late. The epoch fences an owner that lost the lane.
CREATE TABLE lane (
    lane          int PRIMARY KEY,
    epoch         bigint NOT NULL DEFAULT 0,
    owner         text NOT NULL DEFAULT '',
    next_number   bigint NOT NULL DEFAULT 1,  -- of the next event
    acknowledged  bigint NOT NULL DEFAULT 0,  -- every event up to this number is in Kafka
    next_position bigint NOT NULL DEFAULT 1,  -- of the next journalled input
    latest        timestamptz NOT NULL DEFAULT 'epoch'  -- `now` of the last decision: the next owner's is not before it
) WITH (fillfactor = 10);                     -- updated by every transaction: leave room in the page

CREATE TABLE aggregate (
    key     text COLLATE "C" PRIMARY KEY,     -- kind/id
    version bigint NOT NULL,
    format  smallint NOT NULL,                -- version of the stored type, see StoredFormat
    state   bytea NOT NULL
) WITH (fillfactor = 50);

-- What every input that was applied or given up is known by, whenever it comes again: a hash of its id. Not partitioned,
-- so that no other member of an input decides whether it is a duplicate; old ones are deleted by age.
CREATE TABLE known_input (
    hash        uuid PRIMARY KEY,             -- the first half of the id's SHA-256
    recorded_at timestamptz NOT NULL
);
CREATE INDEX known_input_age ON known_input USING brin (recorded_at) WITH (autosummarize = on);

-- Every input that was applied, and those that an operator gave up.
CREATE TABLE journal (
    lane        int NOT NULL,
    position    bigint NOT NULL,              -- order of application within the lane
    recorded_at timestamptz NOT NULL,         -- what `now` was for the decision
    input_id    text COLLATE "C" NOT NULL,
    occurred_at timestamptz NOT NULL,         -- the instant the input carries
    origin      smallint NOT NULL,            -- 1 message, 2 command, 3 timer, 4 internal message, 5 effect's answer
    outcome     smallint NOT NULL DEFAULT 1,  -- 1 applied, 2 dropped by an operator
    format      smallint NOT NULL,            -- of the stored type; 0 for a message's payload
    sealing     smallint NOT NULL,            -- of a payload: 0 as it came, 1 personal members sealed, 2 as a whole, 3 under the service's key
    key         text COLLATE "C" NOT NULL,    -- aggregate; empty where a message was handed on to several
    type        text COLLATE "C" NOT NULL,
    trace       text COLLATE "C" NOT NULL,
    body        bytea NOT NULL
) PARTITION BY RANGE (recorded_at);
CREATE TABLE journal_rest PARTITION OF journal DEFAULT;
CREATE INDEX journal_position ON journal USING brin (position);

-- Every event that is published, for as long as others may ask for it again.
CREATE TABLE event (
    lane        int NOT NULL,
    number      bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    key         text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,              -- of the aggregate
    type        text COLLATE "C" NOT NULL,
    cause       text COLLATE "C" NOT NULL,    -- the input's id
    trace       text COLLATE "C" NOT NULL,
    payload     bytea NOT NULL,
    PRIMARY KEY (lane, number, occurred_at)
) PARTITION BY RANGE (occurred_at);
CREATE TABLE event_rest PARTITION OF event DEFAULT;

CREATE TABLE timer (
    key  text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    id   text COLLATE "C" NOT NULL,           -- of this setting of it: one set anew, even for the same instant, has another
    lane int NOT NULL,
    due  timestamptz NOT NULL,
    format smallint NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (key, name)
);
CREATE INDEX timer_due ON timer (lane, due);
CREATE INDEX timer_id ON timer (id);

CREATE TABLE internal_message (
    number      bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
    id          text COLLATE "C" NOT NULL UNIQUE,
    lane        int NOT NULL,                 -- of the aggregate it is for
    key         text COLLATE "C" NOT NULL,
    occurred_at timestamptz NOT NULL,
    trace       text COLLATE "C" NOT NULL,
    format      smallint NOT NULL,
    body        bytea NOT NULL
);
CREATE INDEX internal_message_lane ON internal_message (lane, number);

CREATE TABLE effect (
    id         text COLLATE "C" PRIMARY KEY,
    lane       int NOT NULL,
    key        text COLLATE "C" NOT NULL,     -- the aggregate that asked
    port       text COLLATE "C" NOT NULL,
    due        timestamptz NOT NULL,
    attempt    int NOT NULL DEFAULT 1,
    last_error text,
    trace      text COLLATE "C" NOT NULL DEFAULT '',
    format     smallint NOT NULL,
    body       bytea NOT NULL
);
CREATE INDEX effect_due ON effect (lane, due);
CREATE INDEX effect_port_due ON effect (lane, port, due, id);

-- Lines of inputs set aside, each with those of its key that came after it, in order. A line goes on when its first row is
-- due, whatever that row is: the culprit may have gone and left followers.
CREATE TABLE parked (
    number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    input_id    text COLLATE "C" NOT NULL UNIQUE,
    lane        int NOT NULL,
    key         text COLLATE "C" NOT NULL,    -- the aggregate, or topic and message key where none could be found
    kind        smallint NOT NULL,            -- 1 the culprit, 2 came after it
    state       smallint NOT NULL DEFAULT 1,  -- 1 parked, 2 to be retried, 3 to be dropped
    origin      smallint NOT NULL,
    type        text COLLATE "C" NOT NULL,
    occurred_at timestamptz NOT NULL,
    trace       text COLLATE "C" NOT NULL,
    format      smallint NOT NULL,            -- as in the journal
    sealing     smallint NOT NULL,
    body        bytea NOT NULL,
    source      text NOT NULL,                -- topic, partition and offset of a message
    record_key  text COLLATE "C",             -- the message's Kafka key, where it has one that can be stored
    reason      text NOT NULL,
    for_newer   boolean NOT NULL DEFAULT false, -- what it needs was written by a newer build, which tries it when it takes the lane
    parked_at   timestamptz NOT NULL,
    attempts    int NOT NULL DEFAULT 1,
    retry_at    timestamptz                   -- NULL: due as soon as it is the first of its line
);
CREATE INDEX parked_lane ON parked (lane, key, number);

CREATE TABLE consumer_offset (
    topic       text COLLATE "C" NOT NULL,
    partition   int NOT NULL,
    next_offset bigint NOT NULL,
    fingerprint bytea,                        -- of the record before it, by which a topic made anew is told from the old one
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 10);

CREATE TABLE idempotency (
    id         text COLLATE "C" PRIMARY KEY,  -- account and Idempotency-Key
    digest     bytea NOT NULL,                -- of the request
    key        text COLLATE "C" NOT NULL,
    version    bigint NOT NULL,
    answer     bytea NOT NULL,                -- sealed under the account's key
    created_at timestamptz NOT NULL
);
CREATE INDEX idempotency_age ON idempotency USING brin (created_at) WITH (autosummarize = on);

-- Keys of persons' data, one an account, each sealed under the service's own. Deleting one forgets the person: whatever was
-- sealed with it, wherever it lies, can never be opened again.
CREATE TABLE person_key (
    account text COLLATE "C" PRIMARY KEY,     -- empty: nobody in particular
    number  bigint GENERATED ALWAYS AS IDENTITY,
    key     bytea NOT NULL
);
-- Raised with every deletion, by which whoever keeps keys in memory notices.
CREATE TABLE person_generation (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),  -- a single row, found by its key
    number bigint NOT NULL
);
INSERT INTO person_generation (number) VALUES (0);

-- A writer that is not alone: the transaction is tried again with what the other has written.
CREATE FUNCTION expect_rows(counted bigint, expected bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF counted <> expected THEN
        RAISE EXCEPTION '% of % aggregates have the version they were read at', counted, expected USING ERRCODE = 'serialization_failure';
    END IF;
END $$;

-- What is pruned by age: how long the service keeps it, and up to when it has gone.
CREATE TABLE retention (
    kind          text COLLATE "C" PRIMARY KEY,  -- the table
    keep_seconds  bigint,                        -- as the service was last configured; NULL: it has not run yet
    pruned_before timestamptz NOT NULL DEFAULT 'epoch'
);
INSERT INTO retention (kind) VALUES ('journal'), ('event'), ('known_input'), ('idempotency');

-- The months that have a partition of their own.
CREATE VIEW monthly_partition AS
SELECT parent, name, bounds[1]::timestamptz AS starts, bounds[2]::timestamptz AS ends,
    coalesce(pg_total_relation_size(oid), 0) AS bytes
FROM (
    SELECT p.relname::text AS parent, c.relname::text AS name, c.oid,
        regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']+)''\) TO \(''([^'']+)''\)') AS bounds
    FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent IN ('journal'::regclass, 'event'::regclass)) AS part
WHERE bounds IS NOT NULL;

-- Makes the partition of a month unless it is there; made by the right of the tables' owner, whoever calls. It is a table by itself
-- first: to attach it, writers of the parent need not wait, only who reads all of it has to be gone. For that nobody behind waits
-- longer than the time limit; then it fails with lock_not_available, and may be tried again.
-- NULL if it is there now, else why it is not.
CREATE FUNCTION make_partition(parent text, moment timestamptz) RETURNS text
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
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', name, parent);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, name, starts, ends);
    RETURN NULL;
END $$;

-- Drops the partition of a month, by the right of the tables' owner, unless something of it is needed still. The parent is locked
-- for it: if its readers and writers do not let go of it within the time limit, it fails with lock_not_available.
-- NULL if it is gone (or would be, unless `really`), else what it is needed for.
CREATE FUNCTION drop_partition(wanted text, really boolean) RETURNS text
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
                (SELECT FROM %I e WHERE e.lane = l.lane AND e.number > l.acknowledged))', part.name) INTO needed;
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
