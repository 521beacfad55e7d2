# The parts in which contenders go in turn: sourced after rounds.sh. warm_up, work, variants.

# warm_up: a run that is thrown away; whoever comes first would meet a cold broker and an empty cache.
warm_up() {
  local name=${contenders[0]} kept=$results
  say "Warming up with $name"
  results=/dev/null
  if flat warm-up "$name" 0 $((inputs / 3)); then stop_contender; fi
  results=$kept
}

# work: each round every contender rests, works flat out, and then at a pace; in the first round at all of them, for the plot.
work() {
  local round name rates rate
  for round in $(seq "$rounds"); do
    rates=(1000 5000)
    [ "$round" != 1 ] || rates=(500 1000 2000 5000 10000 20000)
    for name in $(turns "$round"); do
      rest "$name" "$round" || continue
      flat work "$name" "$round" "$(inputs_of "$name" "$inputs")" || continue
      for rate in "${rates[@]}"; do
        if ! sustains "$name" "$rate"; then break; fi
        paced work "$name" "$round" "$rate" || break
      done
      stop_contender
    done
  done
}

# sustains NAME RATE: whether that is at most seven tenths of what it did flat out: beyond that a latency is that of the backlog.
sustains() {
  awk -F'\t' -v name="$1" -v rate="$2" '$1 == "work" && $2 == name && $5 == "per_s" && $6 > most { most = $6 }
    END { exit !(rate <= 0.7 * most) }' "$results"
}

# variants: other keys and more duplicates, for ours and the best by hand.
variants() {
  local round name
  for round in $(seq "$rounds"); do
    for name in $(turns "$round"); do
      case "$name" in java-tuned | faststream | spring | watermill) continue ;; esac
      variant zipf "$name" "$round" --zipf 1
      variant "duplicates 5 %" "$name" "$round" --dup 0.05
      variant "duplicates 20 %" "$name" "$round" --dup 0.2
    done
  done
}

variant() {
  if flat "$1" "$2" "$3" $((inputs / 2)) "${@:4}"; then stop_contender; fi
}

# scans: of ours alone, once each.
scans() {
  [[ " ${contenders[*]} " == *" posting "* ]] || return 0
  scan_lanes "$inputs"
  scan_states
  scan_journal "$inputs"
  scan_instances "$inputs"
}
