# What bounds the work, and what stands beside it: sourced after scans.sh and marketplace.sh. limits, relay, services_at_rest.

limits() {
  local perf
  say "The same rows by pgbench: 500 inputs per transaction, as one lane writes them"
  pgbench_afresh
  record limits "pgbench, our rows" 1 flat per_s "$(pgbench_inputs 15 80)"
  "$KAFKA_HOME/bin/kafka-topics.sh" --bootstrap-server "$BOOTSTRAP" --create --if-not-exists --topic bench-perf --partitions 4 >/dev/null 2>&1
  perf=$("$KAFKA_HOME/bin/kafka-producer-perf-test.sh" --topic bench-perf --num-records 1000000 --record-size 270 --throughput -1 \
    --producer-props "bootstrap.servers=$BOOTSTRAP" acks=all 2>/dev/null | tail -n 1 | grep -oE '[0-9.]+ records/sec' | cut -d. -f1)
  record limits "Kafka's producer test" 1 flat per_s "$perf"
}

# relay: Debezium, which is no service but a relay alone, with its own driver on a PostgreSQL with wal_level=logical.
relay() (
  folder=$peers/debezium
  [ -x "$folder/run" ] && [ -e "$folder/drive.py" ] || return 0
  command -v java >/dev/null || { say "Passed over: debezium, it needs Java 17"; return 0; }
  "$python" -c 'import psycopg' 2>/dev/null || "$bench_dir/venv/bin/pip" install -q 'psycopg[binary]' ||
    { say "Passed over: debezium, the Python package psycopg could not be installed"; return 0; }
  port=$(free_port 36432)
  trap 'kill "${relay:-}" 2>/dev/null; wait; stop_postgres "$bench_dir/logical"' EXIT
  start_postgres "$bench_dir/logical" "$port"
  export PGPORT=$port PGDATABASE=postgres PGSCHEMA=peer OUT=bench-relay RELAY_STATE=$bench_dir/debezium FRESH=1
  psql -q -c 'ALTER SYSTEM SET wal_level = logical' -c 'DROP SCHEMA IF EXISTS peer CASCADE'
  stop_postgres "$bench_dir/logical"
  start_postgres "$bench_dir/logical" "$port"
  "$python" "$folder/drive.py" topic >/dev/null
  "$folder/run" >"$bench_dir/debezium.out" 2>"$bench_dir/debezium.log" &
  relay=$!
  wait_for 90 Debezium grep -qx ready "$bench_dir/debezium.out" || { say "Debezium did not get ready: $bench_dir/debezium.log"; return 0; }
  export RELAY_PID=$relay
  "$python" "$folder/drive.py" throughput 5000 --tx 100 --conns 4 >/dev/null || true
  said=$("$python" "$folder/drive.py" throughput 60000 --tx 100 --conns 4) || say "Debezium is NOT CORRECT: $said"
  record limits "Debezium, the relay alone (rows)" 1 flat per_s "$(member rows_per_s "$said")"
  say "Debezium: $said"
)

# services_at_rest: the six, on a database that was migrated; the second start counts, the first one makes partitions.
services_at_rest() {
  local name begun
  start_marketplace 1
  for name in "${programs[@]}"; do stop_program "$name"; done
  for name in "${services[@]}"; do
    begun=$(date +%s%N)
    start_plain "$name"
    until is_ready "$name" >/dev/null 2>&1; do
      kill -0 "$(cat "$run_dir/$name.pid")" 2>/dev/null || fail "$name ended: $(tail -n 3 "$run_dir/$name.log")"
      sleep 0.01
    done
    record services "$name" 1 rest ready_ms $((($(date +%s%N) - begun) / 1000000))
    sleep 2
    record services "$name" 1 rest resident_kb "$(memory_kb VmRSS "$(cat "$run_dir/$name.pid")")"
    stop_program "$name"
  done
}
