# The six services and the vendor's simulator on the stage, on ports beside those of scripts/run: sourced after stage.sh, meters.sh and
# scripts/lib/services.sh. start_marketplace BUYERS, end_marketplace, readings.
run_dir=$bench_dir/marketplace partitions=4 is_up=""
# shellcheck disable=SC2004  # an associative array
for name in "${!port[@]}"; do port[$name]=$((${port[$name]} + 20000)); done
smtp_port=22525

marketctl() { "$bin_dir/marketctl" "$@"; }

# start_plain NAME: like start_program, but with the client options that the product has by itself. Those of scripts/run make services
# ask the broker a hundred times a second, so that stories are told quickly.
start_plain() {
  local variables
  mapfile -t variables < <(environment_of "$1" | grep -v '^KAFKA_OPTION_')
  detached env "${variables[@]}" "$bin_dir/$1" </dev/null >>"$run_dir/$1.log" 2>&1
  echo $! >"$run_dir/$1.pid"
}

# start_marketplace BUYERS: with so many buyers' accounts and tokens, a vendor's and an operator's.
start_marketplace() {
  local name buyer
  rm -rf "$run_dir"
  mkdir -p "$run_dir/tokens"
  for name in "${programs[@]}"; do must_be_free "${port[$name]}" "$name"; done
  export DATABASE_URL="host=127.0.0.1 port=$postgres_port user=postgres dbname=marketplace" KAFKA_BOOTSTRAP_SERVERS=$BOOTSTRAP
  export TOPIC_PARTITIONS=$partitions TOPIC_REPLICAS=1
  { marketctl migrate && marketctl seed && marketctl topics apply && marketctl tokens keys --dir "$run_dir/tokens"; } >"$run_dir/setup.log" ||
    fail "The marketplace could not be set up: $(tail -n 3 "$run_dir/setup.log")"
  say "Making $1 buyers and starting the services"
  grep -E '"A-(vendor|operator)-1"' "$root/scripts/lib/accounts.jsonl" >"$run_dir/accounts.jsonl"
  issue vendor --account A-vendor-1 --role vendor --vendor V-1001
  issue operator --account A-operator-1 --role operator
  for buyer in $(seq -f 'buyer-%03g' "$1"); do
    issue "$buyer" --account "$buyer" --role buyer
    jq -nc --arg id "$buyer" '{accountId: $id, name: $id, roles: ["buyer"], verification: "individual", verifiedName: $id, isClosed: false}'
  done >>"$run_dir/accounts.jsonl"
  marketctl accounts put "$run_dir/accounts.jsonl" >>"$run_dir/setup.log"
  is_up=yes
  for name in "${programs[@]}"; do start_plain "$name"; done
  for name in "${services[@]}"; do
    wait_for 60 "$name" is_ready "$name" || fail "$name is not ready: $(tail -n 3 "$run_dir/$name.log")"
  done
}

issue() {
  local file=$1
  shift
  marketctl tokens issue --key "$run_dir/tokens/signing-key.pem" "$@" >"$run_dir/tokens/$file.token"
}

end_marketplace() {
  local name stops=()
  [ -n "$is_up" ] || return 0
  for name in "${programs[@]}"; do
    stop_program "$name" &
    stops+=($!)
  done
  wait "${stops[@]}"
}

# readings: a line for each meter, `name value`, in the order of names; commits are told apart by what they wrote.
readings() {
  local name value
  for name in "${programs[@]}"; do echo "${name}_cpu_us $(cpu_us "$(cat "$run_dir/$name.pid")")"; done
  for name in "${services[@]}"; do
    curl -fsS "http://127.0.0.1:$((${port[$name]} + 1000))/metrics" |
      awk -v name="$name" '/^machine_(commits|inputs_applied)_total/ { sum[substr($1, 9, index($1, "_total") - 9)] += $NF }
        END { for (what in sum) print name "_" what, sum[what] }'
  done
  read -ra value <<<"$(meters $$)"
  printf '%s\n' "postgres_cpu_us ${value[1]}" "wal_bytes ${value[2]}" "commits ${value[3]}" "syncs ${value[4]}"
  echo "kafka_cpu_us $(cpu_us "$(cat "$bench_dir/broker/broker.pid")")"
}
