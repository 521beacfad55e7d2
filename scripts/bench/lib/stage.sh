# What every measurement stands on: sourced after scripts/lib/common.sh. An Apache Kafka and a PostgreSQL of our own in .state/bench,
# release builds, and Python with the package confluent-kafka, which drives and judges.
source "$root/scripts/lib/postgres.sh"
source "$root/scripts/lib/broker.sh"
bench_dir=$state/bench
bench=$root/scripts/bench
python=$bench_dir/venv/bin/python3

need_kafka() {
  [ -n "${KAFKA_HOME:-}" ] || fail "Set KAFKA_HOME to an Apache Kafka: the embedded broker keeps 5 MiB per partition and measures nothing."
}

# build_release DIR PRODUCT...: release builds, unless DIR, which may be empty, holds them; sets bin_dir.
build_release() {
  bin_dir=$1
  shift
  local product
  if [ -z "$bin_dir" ]; then
    say "Building in release mode; takes minutes"
    for product in "$@"; do
      swift build -c release --explicit-target-dependency-import-check error --product "$product" 2>&1 | grep -E 'error|Build' || true
    done
    bin_dir=$(swift build -c release --show-bin-path)
  fi
  for product in "$@"; do
    [ -x "$bin_dir/$product" ] || fail "There is no $product in $bin_dir; 'scripts/build release' makes all programs and shows why not."
  done
}

make_python() {
  [ ! -x "$python" ] || return 0
  say "Making a Python environment with confluent-kafka"
  python3 -m venv "$bench_dir/venv" && "$bench_dir/venv/bin/pip" install -q confluent-kafka ||
    fail "Python 3 with venv and the package confluent-kafka is needed to drive the contenders."
}

# start_stage DATABASE: both servers, the broker afresh, and what clients need to know of them in the environment.
start_stage() {
  mkdir -p "$bench_dir"
  rm -rf "$bench_dir/broker"
  stop_postgres "$bench_dir/postgres"
  trap stop_stage EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  postgres_port=$(free_port 35432) broker_port=$(free_port 39192)
  start_postgres "$bench_dir/postgres" "$postgres_port"
  start_broker "$bench_dir/broker" "$broker_port" ""
  postmaster=$(head -n 1 "$(postgres_dir "$bench_dir/postgres")/data/postmaster.pid")
  export PGHOST=127.0.0.1 PGPORT=$postgres_port PGUSER=postgres PGPASSWORD="" PGDATABASE=$1
  export PGOPTIONS="-c client_min_messages=warning" BOOTSTRAP=127.0.0.1:$broker_port
  psql -q -d postgres -c "DROP DATABASE IF EXISTS $1" -c "CREATE DATABASE $1"
  psql -q -c 'CREATE EXTENSION IF NOT EXISTS pg_trgm'
}

stop_stage() {
  stop_broker "$bench_dir/broker"
  stop_postgres "$bench_dir/postgres"
}

# machine: what was measured on, in a line.
machine() {
  local cpu kafka
  cpu=$(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo)
  kafka=$(basename "$KAFKA_HOME"/libs/kafka-clients-*.jar .jar)
  printf '%s, %s cores (%s), load %s at the start, %s, %s, commit %s\n' "$(date '+%Y-%m-%d %H:%M')" "$(nproc)" "${cpu:-unknown}" \
    "$(cut -d' ' -f1 /proc/loadavg)" "$("$(postgres_bin)/postgres" --version)" "$kafka" \
    "$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)"
}
