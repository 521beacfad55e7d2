# A broker of our own: sourced. start_broker DIR PORT TOPICS_FILE, stop_broker DIR.
# An Apache Kafka if KAFKA_HOME names one, else the embedded broker, which keeps everything in memory.

start_broker() {
  local dir=$1 port=$2 topics=$3
  mkdir -p "$dir"
  if [ -n "${KAFKA_HOME:-}" ]; then start_apache_kafka "$dir" "$port"; else start_embedded_broker "$dir" "$port" "$topics"; fi
}

start_embedded_broker() {
  local dir=$1 port=$2 topics=$3
  detached "$bin_dir/devbroker" --port "$port" --topics-file "$topics" </dev/null >"$dir/broker.log" 2>&1
  echo $! >"$dir/broker.pid"
  wait_for 20 "the embedded broker" grep -q ready "$dir/broker.log" || fail "The embedded broker did not start: $(tail -n 3 "$dir/broker.log")"
}

start_apache_kafka() {
  local dir=$1 port=$2 controller
  [ -x "$KAFKA_HOME/bin/kafka-server-start.sh" ] || fail "KAFKA_HOME is $KAFKA_HOME, but $KAFKA_HOME/bin/kafka-server-start.sh cannot be run."
  controller=$(free_port $((port + 1)))
  export KAFKA_HEAP_OPTS=${KAFKA_HEAP_OPTS:--Xmx384m} LOG_DIR=$dir/logs
  if [ ! -f "$dir/server.properties" ]; then
    sed "s|@PORT@|$port|g; s|@CONTROLLER@|$controller|g; s|@DATA@|$dir/data|g" "$root/scripts/lib/kafka.properties" >"$dir/server.properties"
    "$KAFKA_HOME/bin/kafka-storage.sh" format --standalone -t "$("$KAFKA_HOME/bin/kafka-storage.sh" random-uuid)" \
      -c "$dir/server.properties" >"$dir/format.log" 2>&1 || fail "Kafka's storage could not be formatted: $(tail -n 3 "$dir/format.log")"
  fi
  detached "$KAFKA_HOME/bin/kafka-server-start.sh" "$dir/server.properties" </dev/null >"$dir/broker.log" 2>&1
  echo $! >"$dir/broker.pid"
  wait_for 180 "Apache Kafka" kcat -b "127.0.0.1:$port" -L -m 2 || fail "Apache Kafka did not start: $(tail -n 3 "$dir/broker.log")"
}

# stop_broker DIR [SIGNAL]
stop_broker() {
  local pid
  pid=$(cat "$1/broker.pid" 2>/dev/null) || return 0
  kill "-${2:-TERM}" "$pid" 2>/dev/null || return 0
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
}
