# The programs of one machine, their ports and their configuration: sourced.
# start_program NAME starts one in the background; its log and pid lie in $run_dir/NAME.log and NAME.pid.

services=(catalog orders partner-domain-fulfilment refunds invoicing crowdsourcing)
simulators=(payment-simulator partner-simulator vendor-simulator mail-simulator phone-simulator)

declare -A port=(
  [catalog]=8081 [orders]=8082 [partner-domain-fulfilment]=8083 [refunds]=8084 [invoicing]=8085 [crowdsourcing]=8086
  [payment-simulator]=8091 [partner-simulator]=8092 [vendor-simulator]=8093 [mail-simulator]=8094 [phone-simulator]=8095
)
smtp_port=2525

# secret NAME: random, made once per installation.
secret() {
  local file=$run_dir/secrets/$1
  if [ ! -s "$file" ]; then
    mkdir -p "$run_dir/secrets"
    (umask 077 && head -c 32 /dev/urandom | base64 -w 0 >"$file")
  fi
  cat "$file"
}

# environment_of NAME: what its configuration says, one variable per line.
environment_of() {
  local name=$1
  case "$name" in
    *-simulator)
      echo "PORT=${port[$name]}"
      case "$name" in
        payment-simulator) echo "PAYMENT_PROVIDER_SECRET=$(secret payment)" "PUBLIC_URL=http://127.0.0.1:${port[$name]}" | tr ' ' '\n' ;;
        partner-simulator) printf '%s\n' SEDO_PARTNER_ID=51122 "SEDO_SIGN_KEY=$(secret sedo)" AFTERNIC_KEY=k-51122 \
          "AFTERNIC_SECRET=$(secret afternic)" YUMI_APP_ID=marketplace "YUMI_APP_KEY=$(secret yumi)" ;;
        vendor-simulator) echo "ISV_KEY=$(secret vendor-spi)" ;;
        mail-simulator) echo "SMTP_PORT=$smtp_port" ;;
        phone-simulator) echo "PHONE_RELAY_KEY=$(secret phone)" ;;
      esac
      return ;;
  esac
  printf '%s\n' HTTP_ADDRESS=127.0.0.1 "HTTP_PORT=${port[$name]}" ADMIN_ADDRESS=127.0.0.1 "ADMIN_PORT=$((port[$name] + 1000))" \
    "DATABASE_URL=host=127.0.0.1 port=$postgres_port dbname=marketplace user=${name//-/_}" "KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:$broker_port" \
    "TOPIC_PARTITIONS=$partitions" "INSTANCE_ID=one" "AUTH_JWKS_FILE=$run_dir/tokens/jwks.json" "ENCRYPTION_KEYS=k1:$(secret encryption)" \
    KAFKA_OPTION_SESSION_TIMEOUT_MS=6000 KAFKA_OPTION_HEARTBEAT_INTERVAL_MS=1000 KAFKA_OPTION_FETCH_WAIT_MAX_MS=10 \
    "LOG_LEVEL=${LOG_LEVEL:-info}"
  case "$name" in
    catalog) echo "OFFER_KEYS=o1:$(secret offers)" ;;
    orders) printf '%s\n' "OFFER_KEYS=o1:$(secret offers)" "PAYMENT_PROVIDER_URL=http://127.0.0.1:${port[payment-simulator]}" \
      "PAYMENT_PROVIDER_SECRET=$(secret payment)" "ORDERS_PUBLIC_URL=http://127.0.0.1:${port[orders]}" \
      "VENDOR_SPI_KEYS=V-1001:$(secret vendor-spi)" VENDOR_SPI_PRIVATE_ADDRESSES=true ;;
    partner-domain-fulfilment) printf '%s\n' "SEDO_URL=http://127.0.0.1:${port[partner-simulator]}" SEDO_PARTNER_ID=51122 \
      "SEDO_SIGN_KEY=$(secret sedo)" "AFTERNIC_URL=http://127.0.0.1:${port[partner-simulator]}" AFTERNIC_KEY=k-51122 \
      "AFTERNIC_SECRET=$(secret afternic)" "YUMI_URL=http://127.0.0.1:${port[partner-simulator]}" YUMI_APP_ID=marketplace \
      "YUMI_APP_KEY=$(secret yumi)" SMTP_HOST=127.0.0.1 "SMTP_PORT=$smtp_port" SMTP_SECURITY=none MAIL_FROM=domains@marketplace.example ;;
    crowdsourcing) printf '%s\n' "PHONE_RELAY_URL=http://127.0.0.1:${port[phone-simulator]}" "PHONE_RELAY_KEY=$(secret phone)" \
      "PHONE_DIGEST_KEY=$(secret phone-digest)" ;;
  esac
}

start_program() {
  local name=$1 variables
  mapfile -t variables < <(environment_of "$name")
  detached env "${variables[@]}" "$bin_dir/$name" </dev/null >>"$run_dir/$name.log" 2>&1
  echo $! >"$run_dir/$name.pid"
}

# stop_program NAME [SIGNAL]: and wait until it is gone.
stop_program() {
  local pid
  pid=$(cat "$run_dir/$1.pid" 2>/dev/null) || return 0
  kill "-${2:-TERM}" "$pid" 2>/dev/null || return 0
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
}

is_ready() { curl -fsS -m 2 "http://127.0.0.1:$((port[$1] + 1000))/health/ready"; }
answers() { curl -sS -m 2 -o /dev/null "http://127.0.0.1:${port[$1]}/"; }
