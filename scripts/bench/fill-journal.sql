-- So many inputs (:rows), applied an hour ago: what four lanes would have left of them, but for the states of their aggregates.
\set ON_ERROR_STOP on
SET search_path = posting;
SELECT make_partition(parent, now()) FROM unnest(ARRAY['journal', 'event']) AS parent;
SET maintenance_work_mem = '512MB';
ALTER TABLE known_input DROP CONSTRAINT known_input_pkey;
ALTER INDEX known_input_age SET (autosummarize = off);
INSERT INTO known_input SELECT input_key('/bench#old-' || n), now() - interval '1 hour' FROM generate_series(1, :rows) n;
ALTER TABLE known_input ADD CONSTRAINT known_input_pkey PRIMARY KEY (key);
SELECT brin_summarize_new_values('known_input_age');
ALTER INDEX known_input_age SET (autosummarize = on);
CREATE TEMPORARY TABLE batch AS
SELECT array_agg('/bench#old-' || n) AS ids, array_agg('account/A-' || n) AS keys, array_agg(n::bigint) AS numbers,
    array_agg(('{"accountId":"A-' || n || '","orderId":"' || md5(n::text) || repeat('n', 200))::bytea) AS bodies,
    array_agg(('{"accountId":"A-' || n || '","orderId":"' || md5(n::text) || repeat('p', 130))::bytea) AS payloads
FROM generate_series(1, 500) n;
INSERT INTO journal_batch
SELECT lane, 1 + 500 * b, now() - interval '1 hour', 500, 1 + 500 * b, 500, ids, ARRAY[now()], ARRAY[1], ARRAY[1], ARRAY[0], ARRAY[0], keys,
    ARRAY['bench.posting.v1'], ARRAY[''], bodies, numbers
FROM batch, lane, generate_series(0, :rows / 2000 - 1) b;
INSERT INTO event_batch
SELECT lane, 1 + 500 * b, now() - interval '1 hour', 500, 500 * 190, keys, numbers, ARRAY['marketplace.posting.account-posted.v1'], ids, ARRAY[''],
    payloads
FROM batch, lane, generate_series(0, :rows / 2000 - 1) b;
UPDATE lane SET next_number = 1 + :rows / 4, acknowledged = :rows / 4, next_position = 1 + :rows / 4;
ANALYZE;
CHECKPOINT;
