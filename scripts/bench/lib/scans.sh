# Ours alone, against the number of lanes and instances, the size of states, and what lies in the journal: sourced after rounds.sh.
# scan_… INPUTS, each by itself.

scan_lanes() {
  local lanes
  for lanes in 1 2 4 8; do
    export PARTITIONS=$lanes
    if flat "lanes $lanes" posting 1 "$1"; then stop_contender; fi
  done
  unset PARTITIONS
}

# All instances are to be in the group's first generation: whoever comes later waits for a rebalance, which would be measured instead.
scan_instances() {
  local number
  stop_broker "$bench_dir/broker"
  echo 'group.initial.rebalance.delay.ms=3000' >>"$bench_dir/broker/server.properties"
  start_broker "$bench_dir/broker" "$broker_port" ""
  # It answers before it may have topics made.
  wait_for 60 "the broker" "$KAFKA_HOME/bin/kafka-topics.sh" --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic bench-perf \
    --partitions 4 || fail "No topic can be made after the broker's restart."
  for number in 1 2 4; do
    export INSTANCES=$number
    if flat "instances $number" posting 1 "$1"; then stop_contender; fi
  done
  unset INSTANCES
}

# With so many inputs in the journal already, put there by SQL as the service would have.
scan_journal() {
  local rows
  for rows in 100000 "$journal"; do
    fresh "$1"
    migrate_posting
    say "Filling the journal with $rows inputs"
    psql -q -v rows="$rows" -f "$bench/fill-journal.sql" >/dev/null
    if flat_as_it_is "journal $rows" posting 1 "$1"; then stop_contender; fi
  done
}

# The rows of a lane's transaction with bigger states, by pgbench: what posting keeps of an account does not grow.
scan_states() {
  local bytes per_s before
  for bytes in 200 2000 20000; do
    pgbench_afresh
    pgbench_inputs 3 "$bytes" >/dev/null
    before=$(meters $$)
    per_s=$(pgbench_inputs 10 "$bytes")
    record_costs "states $bytes" pgbench 1 flat $((per_s * 10)) "$before" "$(meters $$)"
    record "states $bytes" pgbench 1 flat per_s "$per_s"
    say "states of $bytes bytes: $per_s inputs/s"
  done
}

pgbench_afresh() {
  psql -q -c 'DROP SCHEMA IF EXISTS posting CASCADE'
  migrate_posting
  psql -q -c "CREATE TABLE posting.state_pool AS SELECT decode(string_agg(md5(n::text), ''), 'hex') AS bytes FROM generate_series(1, 3000) n"
}

migrate_posting() {
  DATABASE_URL="dbname=$PGDATABASE" TOPIC_PARTITIONS=4 "$bin_dir/marketctl" migrate --service posting >/dev/null
}

# pgbench_inputs SECONDS BYTES: inputs a second, 500 in a transaction, with states of so many bytes.
pgbench_inputs() {
  PGOPTIONS="-c search_path=posting" pgbench -n -f "$bench/batch.sql" -D bytes="$2" -c 4 -j 2 -T "$1" 2>/dev/null |
    awk '/^tps/ { print int($3 * 500) }'
}
