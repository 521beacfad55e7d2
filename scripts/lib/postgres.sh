# A PostgreSQL of our own: sourced. start_postgres DIR PORT, stop_postgres DIR [MODE].

postgres_bin() {
  local newest
  newest=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [ -n "$newest" ] || fail "PostgreSQL's programs are missing under /usr/lib/postgresql; run scripts/setup."
  echo "$newest"
}

# as_postgres COMMAND...: PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else "$@"; fi
}

# postgres_dir DIR: DIR, or a directory of the same name below /var/tmp where root's PostgreSQL, which runs as 'postgres', may not enter it.
postgres_dir() {
  mkdir -p "$1"
  if [ "$(id -u)" != 0 ]; then echo "$1"; return; fi
  chown postgres "$1"
  if as_postgres test -w "$1"; then echo "$1"; return; fi
  local elsewhere=/var/tmp/marketplace-$(cksum <<<"$1" | cut -d' ' -f1)
  mkdir -p "$elsewhere"
  chown postgres "$elsewhere"
  echo "$elsewhere"
}

# start_postgres DIR PORT: makes the cluster if there is none, and starts it.
start_postgres() {
  local dir port=$2 bin
  bin=$(postgres_bin)
  dir=$(postgres_dir "$1")
  if [ ! -f "$dir/data/PG_VERSION" ]; then
    say "Making a PostgreSQL cluster in $dir"
    as_postgres "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >"$dir/initdb.log" 2>&1 ||
      fail "initdb failed: $(tail -n 3 "$dir/initdb.log")"
  fi
  as_postgres "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 60 \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300" start >/dev/null ||
    fail "PostgreSQL did not start: $(tail -n 3 "$dir/server.log")"
}

stop_postgres() {
  as_postgres "$(postgres_bin)/pg_ctl" -D "$(postgres_dir "$1")/data" -m "${2:-fast}" -w -t 30 stop >/dev/null 2>&1 || true
}
