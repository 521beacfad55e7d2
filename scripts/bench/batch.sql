-- One lane's transaction for 500 inputs, without a service around it: what PostgreSQL itself can do with these rows. States are :bytes of
-- a pool that does not compress.
\set lane random(0, 3)
\set base random(1, 2000000000)
BEGIN;
SELECT next_number FROM lane WHERE lane = :lane FOR UPDATE;
SELECT key, version, state FROM aggregate
WHERE key = ANY (ARRAY(SELECT 'account/A-' || :lane || '-' || (:base + n) % 10000 FROM generate_series(1, 500) n));
INSERT INTO known_input (key, recorded_at) SELECT gen_random_uuid(), now() FROM generate_series(1, 500) n;
INSERT INTO journal_batch
SELECT :lane, next_position, now(), 500, next_number, 500, array_agg('/bench#in-' || :client_id || '-' || :base || '-' || n), ARRAY[now()],
    ARRAY[1], ARRAY[1], ARRAY[0], ARRAY[0], array_agg('account/A-' || n), ARRAY['bench.posting.v1'], ARRAY[''],
    array_agg(('{"accountId":"A-' || n || '","orderId":"' || :base || '-' || n || repeat('n', 200))::bytea), array_agg(n)
FROM lane, generate_series(1, 500) n WHERE lane = :lane GROUP BY next_position, next_number;
INSERT INTO aggregate (key, version, format, state, last_position)
SELECT 'account/A-' || :lane || '-' || (:base + n) % 10000, 1, 1, substr((SELECT bytes || '' FROM state_pool), 1 + n * 41, :bytes), n FROM generate_series(1, 500) n
ON CONFLICT (key) DO UPDATE SET version = aggregate.version + 1, state = excluded.state, last_position = excluded.last_position;
INSERT INTO event_batch
SELECT :lane, next_number, now(), 500, 500 * 190, array_agg('account/A-' || n), array_agg(n), ARRAY['marketplace.posting.account-posted.v1'],
    array_agg('/bench#in-' || n), ARRAY[''], array_agg(('{"accountId":"A-' || n || '","orderId":"' || :base || '-' || n || repeat('p', 130))::bytea)
FROM lane, generate_series(1, 500) n WHERE lane = :lane GROUP BY next_number;
UPDATE lane SET next_number = next_number + 500, next_position = next_position + 500 WHERE lane = :lane;
COMMIT;
