# Shared by all scripts: sourced, never run. Needs bash.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
state=${STATE_DIR:-$root/.state}
cd "$root"

say() { printf '\033[1m%s\033[0m\n' "$*"; }
fail() { printf '\033[31m%s\033[0m\n' "$*" >&2; exit 1; }

# free_port FIRST: the first port from FIRST on that nobody listens on.
free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

# must_be_free PORT WHAT: fails with a sentence if somebody listens there.
must_be_free() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
    fail "Port $1, which $2 needs, is taken. Stop what listens there (ss -ltnp 'sport = :$1' tells who), or set another port."
  fi
}

# wait_for SECONDS WHAT COMMAND...: until the command succeeds.
wait_for() {
  local seconds=$1 what=$2
  shift 2
  local end=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.2
  done
}

# attended COMMAND...: runs it in a process group of its own and waits for it, so that a signal to this script alone is heeded at once;
# whatever of the group is left afterwards is ended. It reads nothing: input is for the script.
attended_group=""
attended() {
  local code=0
  set -m
  "$@" </dev/null &
  attended_group=$!
  set +m
  wait "$attended_group" || code=$?
  end_attended
  return "$code"
}

# end_attended: for traps. Asks the group to end, and kills it after ten seconds.
end_attended() {
  local group=$attended_group
  [ -n "$group" ] || return 0
  attended_group=""
  kill -TERM -- "-$group" 2>/dev/null || return 0
  wait_for 10 "the end of process group $group" group_is_gone "$group" || kill -KILL -- "-$group" 2>/dev/null || true
}

group_is_gone() { ! kill -0 -- "-$1" 2>/dev/null; }

# detached COMMAND...: starts it in the background in a process group of its own; $! is its pid. Ctrl-C is for the script, which ends
# what it started in order.
detached() {
  set -m
  "$@" &
  set +m
}
