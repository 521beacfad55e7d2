# What a measurement costs: sourced. CPU is utime + stime as the kernel counts it, in ticks of 10 ms.
tick_us=$((1000000 / $(getconf CLK_TCK)))

# tree_of PID: it and all processes below it.
tree_of() {
  local child
  echo "$1"
  for child in $(pgrep -P "$1" || true); do tree_of "$child"; done
}

# cpu_us PID: of it and all below it that are alive.
cpu_us() {
  local pid sum=0 ticks
  for pid in $(tree_of "$1"); do
    ticks=$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | awk '{ print $12 + $13 }') || ticks=0
    sum=$((sum + ${ticks:-0}))
  done
  echo $((sum * tick_us))
}

# memory_kb FIELD PID: VmRSS or VmHWM (the most so far), of it and all below it, but for shells that only started the others.
memory_kb() {
  local pid sum=0 kb
  for pid in $(tree_of "$2"); do
    case "$(cat "/proc/$pid/comm" 2>/dev/null)" in bash | sh | "") continue ;; esac
    kb=$(awk -v field="$1:" '$1 == field { print $2 }' "/proc/$pid/status" 2>/dev/null) || kb=0
    sum=$((sum + ${kb:-0}))
  done
  echo "$sum"
}

# postgres_cpu_us: of all its processes, those that have ended included.
postgres_cpu_us() {
  local ended
  ended=$(sed 's/.*) //' "/proc/$postmaster/stat" | awk '{ print $14 + $15 }')
  echo $((ended * tick_us + $(cpu_us "$postmaster")))
}

# meters [PID]: own CPU (0 without one), PostgreSQL's CPU, WAL bytes, transactions that wrote, WAL syncs; all since some beginning.
# Transactions are counted by their ids, which no backend holds back; syncs are told by backends about once a second.
meters() {
  echo "$(if [ $# -gt 0 ]; then cpu_us "$1"; else echo 0; fi) $(postgres_cpu_us) $(psql -qAtF' ' -c "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint,
    pg_snapshot_xmax(pg_current_snapshot()), (SELECT wal_sync FROM pg_stat_wal)")"
}

# sum_of READING READING, difference_of LATER EARLIER: of all meters.
sum_of() { paste -d' ' <(tr ' ' '\n' <<<"$1") <(tr ' ' '\n' <<<"$2") | awk '{ printf "%d ", $1 + $2 }'; }
difference_of() { paste -d' ' <(tr ' ' '\n' <<<"$1") <(tr ' ' '\n' <<<"$2") | awk '{ printf "%d ", $1 - $2 }'; }

# record PART CONTENDER ROUND LOAD METRIC VALUE: a line of the results.
record() { printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >>"$results"; }

# record_costs PART CONTENDER ROUND LOAD MESSAGES BEFORE AFTER: what lies between two readings: microseconds and bytes a message, commits
# and syncs a thousand.
record_costs() {
  local messages=$5 before after metric place=0 factor
  read -ra before <<<"$6"
  read -ra after <<<"$7"
  for metric in own_us postgres_us wal_bytes commits syncs; do
    case "$metric" in commits | syncs) factor=1000 ;; *) factor=1 ;; esac
    record "$1" "$2" "$3" "$4" "$metric" \
      "$(awk -v v=$((after[place] - before[place])) -v f="$factor" -v n="$messages" 'BEGIN { printf "%.2f", v * f / n }')"
    place=$((place + 1))
  done
}
