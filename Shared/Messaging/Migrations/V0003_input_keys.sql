-- An input is known by a key that begins with a number in its id: ids that were given out one after the other, as numbers of orders or of
-- log entries are, lie side by side in the index. So a batch of them writes a few of its pages and not one for each input, however
-- many are known already. Whether two ids are the same is decided by what follows, three quarters of a SHA-256's first half.
--
-- A build before this one does not find the column it knows: its lanes wait, without losing anything, until it is replaced.

-- Of the id's longest run of digits (the first of several) the first nine, then 96 bits of its SHA-256.
CREATE FUNCTION input_key(id text) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (lpad(to_hex(coalesce((
            SELECT left(run[1], 9)::bigint FROM regexp_matches(id, '[0-9]+', 'g') WITH ORDINALITY AS runs (run, place)
            ORDER BY length(run[1]) DESC, place LIMIT 1), 0)), 8, '0')
        || left(encode(sha256(convert_to(id, 'UTF8')), 'hex'), 24))::uuid
$$;

-- In the order in which a lane's transaction takes them. Who reads `lane` for long must not make all lanes wait behind this.
SET LOCAL lock_timeout = '5s';
LOCK TABLE lane IN ACCESS EXCLUSIVE MODE;
LOCK TABLE known_input IN ACCESS EXCLUSIVE MODE;
SET LOCAL lock_timeout = 0;

-- The journal has their ids. An input may stand there twice if it came again after it had been forgotten.
CREATE TEMPORARY TABLE journalled ON COMMIT DROP AS
    SELECT id, max(recorded_at) AS recorded_at FROM journal_batch, unnest(input_ids) AS id WHERE id <> '' GROUP BY id;

DO $$
DECLARE lost bigint;
BEGIN
    SELECT count(*) INTO lost FROM known_input k WHERE NOT EXISTS (
        SELECT FROM journalled j WHERE left(encode(sha256(convert_to(j.id, 'UTF8')), 'hex'), 32)::uuid = k.hash);
    IF lost > 0 THEN
        RAISE EXCEPTION '% known inputs have no journal any more, so that no new key can be made for them', lost USING HINT =
            'Let the build before this one prune them first: set its RETENTION_KNOWN_INPUT no longer than the journal reaches back, '
            || 'but never shorter than messages may come again (the service refuses to start with less).';
    END IF;
END $$;

-- Table first, in the order of time, which its index by age lives on.
ALTER TABLE known_input DROP CONSTRAINT known_input_pkey;
TRUNCATE known_input;
ALTER TABLE known_input RENAME COLUMN hash TO key;
INSERT INTO known_input (key, recorded_at)
SELECT input_key(id), recorded_at FROM journalled
WHERE recorded_at >= (SELECT pruned_before FROM retention WHERE kind = 'known_input') ORDER BY recorded_at;
ALTER TABLE known_input ADD CONSTRAINT known_input_pkey PRIMARY KEY (key);
