# Measuring one contender: sourced after contenders.sh. Needs seconds and results; failed is 1 when one was not correct.
contender="" ready_ms=0 failed=0
# What starting on empty topics cost a contender, its tables included, by its name; see rest.
declare -A start_costs=()
export IN=bench-in OUT=bench-out STATE=$bench_dir/drive-state.json

drive() { PEERS=$peers "$python" "$bench/lib/drive" "$@"; }
member() { jq -r ".$1 // \"-\"" <<<"$2"; }

# fresh INPUTS [OPTION...]: no schema of an earlier run, topics made anew, inputs prepared.
fresh() {
  psql -q -c 'DROP SCHEMA IF EXISTS posting CASCADE' -c 'DROP SCHEMA IF EXISTS peer CASCADE' -c CHECKPOINT ||
    fail 'The database could not be emptied.'
  local attempt
  for attempt in 1 2 3; do
    if drive prepare "$@" >"$bench_dir/prepare.json" 2>"$bench_dir/prepare.log"; then return; fi
    # A broker that starts, or whose disk is busy with what was measured before, refuses topics for a while.
    sleep $((attempt * 5))
  done
  fail "drive.py could not prepare inputs: $(cat "$bench_dir/prepare.json") $(tail -n 2 "$bench_dir/prepare.log")"
}

# start_contender NAME: until it says that it is ready.
start_contender() {
  local begun
  begun=$(date +%s%N)
  : >"$bench_dir/$1.out"
  POSTING_BIN=${bin_of[$1]:-}/posting MARKETCTL_BIN=${bin_of[$1]:-}/marketctl PGSCHEMA=peer "${run_of[$1]}" \
    >"$bench_dir/$1.out" 2>>"$bench_dir/$1.log" &
  contender=$!
  until grep -qx ready "$bench_dir/$1.out"; do
    if ! kill -0 "$contender" 2>/dev/null || [ $(($(date +%s%N) - begun)) -gt 90000000000 ]; then
      say "$1 did not get ready: $bench_dir/$1.log"
      stop_contender
      failed=1
      return 1
    fi
    sleep 0.02
  done
  ready_ms=$((($(date +%s%N) - begun) / 1000000))
}

stop_contender() {
  kill "$contender" 2>/dev/null || true
  wait_for 20 "the end of $contender" is_gone "$contender" || kill -KILL "$contender" || true
  wait "$contender" 2>/dev/null || true
  contender=""
}
end_contender() { [ -z "$contender" ] || stop_contender; }
is_gone() { ! kill -0 "$1" 2>/dev/null; }

# flat PART NAME ROUND INPUTS [OPTION...]: all inputs lie there as it starts, and it goes on running afterwards; its outputs are judged.
# What starting costs it is not counted, where `rest` has measured it: for a JVM that is as much as 20,000 messages.
flat() {
  fresh "$4" "${@:5}"
  flat_as_it_is "$@"
}

# flat_as_it_is: the same with what has been prepared already.
flat_as_it_is() {
  local part=$1 name=$2 round=$3 inputs=$4 before verdict
  before=$(sum_of "$(meters)" "${start_costs[$name]:-0 0 0 0 0}")
  start_contender "$name" || return 1
  if ! verdict=$(drive collect --timeout 300); then
    say "$name is NOT CORRECT in $part: $verdict"
    record "$part" "$name" "$round" flat incorrect 1
    failed=1
  fi
  record_costs "$part" "$name" "$round" flat "$inputs" "$before" "$(meters "$contender")"
  record "$part" "$name" "$round" flat inputs "$inputs"
  record "$part" "$name" "$round" flat per_s "$(member per_s "$verdict")"
  record "$part" "$name" "$round" flat peak_kb "$(memory_kb VmHWM "$contender")"
  say "$part, round $round, $name: $(member per_s "$verdict")/s"
}

# paced PART NAME ROUND RATE: so many a second to the contender that runs. Fails when they did not all come back in time, or when the
# driver itself could not keep that pace beside everything else.
paced() {
  local part=$1 name=$2 round=$3 rate=$4 before said metric why=overloaded
  before=$(meters "$contender")
  if ! said=$(drive latency "$rate" "$seconds"); then
    if [ "$(jq '.sent_late_p99_ms > 1000' <<<"$said")" = true ]; then why=driver_late; fi
    say "$part, round $round, $name: $why at $rate/s ($said)"
    record "$part" "$name" "$round" "$rate" "$why" 1
    return 1
  fi
  # Backends tell of their WAL syncs a second late.
  sleep 1.2
  record_costs "$part" "$name" "$round" "$rate" $((rate * seconds)) "$before" "$(meters "$contender")"
  for metric in p50_ms p99_ms p999_ms sent_late_p99_ms; do record "$part" "$name" "$round" "$rate" "$metric" "$(member "$metric" "$said")"; done
}

# rest NAME ROUND: start, memory, and what it uses with nothing to do.
rest() {
  local before idle
  fresh 0
  before=$(meters)
  start_contender "$1" || return 1
  sleep 1
  start_costs[$1]=$(difference_of "$(meters "$contender")" "$before")
  idle=$(cpu_us "$contender")
  sleep 3
  record work "$1" "$2" rest idle_ms $((($(cpu_us "$contender") - idle) / 3000))
  record work "$1" "$2" rest ready_ms "$ready_ms"
  record work "$1" "$2" rest resident_kb "$(memory_kb VmRSS "$contender")"
  stop_contender
}

# turns ROUND: the contenders in the order of that round, every other one the other way round.
turns() {
  local name turned=()
  for name in "${contenders[@]}"; do
    if [ $(($1 % 2)) = 1 ]; then turned+=("$name"); else turned=("$name" "${turned[@]}"); fi
  done
  printf '%s\n' "${turned[@]}"
}
