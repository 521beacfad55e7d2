-- One lane's transaction for 500 inputs, without a service around it: what PostgreSQL itself can do with these rows.
\set lane random(0, 3)
\set base random(1, 2000000000)
BEGIN;
SELECT next_number FROM lane WHERE lane = :lane FOR UPDATE;
INSERT INTO journal (input_id, occurred_at, lane, position, recorded_at, origin, key, type, trace, body)
SELECT '/bench#in-' || :client_id || '-' || :base || '-' || n, now(), :lane, n, now(), 1, 'account/A-' || n, 'bench.posting.v1', '', repeat('x', 270)::bytea
FROM generate_series(1, 500) n;
INSERT INTO aggregate (key, version, state)
SELECT 'account/A-' || :lane || '-' || (:base + n) % 10000, 1, repeat('s', 80)::bytea FROM generate_series(1, 500) n
ON CONFLICT (key) DO UPDATE SET version = aggregate.version + 1, state = excluded.state;
INSERT INTO event (lane, number, occurred_at, key, version, type, cause, trace, payload)
SELECT :lane, nextval('internal_message_number_seq'), now(), 'account/A-' || n, 1, 'marketplace.posting.account-posted.v1', '/bench#in', '', repeat('p', 190)::bytea
FROM generate_series(1, 500) n;
UPDATE lane SET next_number = next_number + 500 WHERE lane = :lane;
COMMIT;
