# Who contends: sourced after stage.sh and meters.sh. Ours, other builds of ours, and the folders of $peers that can run here.
contenders=()
declare -A run_of=() bin_of=()

# add_ours NAME DIR: posting and marketctl of these release builds.
add_ours() {
  contenders+=("$1")
  run_of[$1]=$bench/posting
  bin_of[$1]=$2
}

# add_peers [NAME...]: those, or all. What cannot run here is said and passed over; `relay` tells of the one that is a relay only.
add_peers() {
  local folder name
  for folder in "$peers"/*/; do
    name=$(basename "$folder")
    if [ ! -x "$folder/run" ] || [ -e "$folder/drive.py" ]; then continue; fi
    if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
    run_of[$name]=$peers/$name/run
    if set_up "$name"; then contenders+=("$name"); else say "Passed over: $name, $why_not"; fi
  done
}

# set_up NAME: whether the peer can run; else why_not says why. What has to be built or installed for it lies in .state/bench/peers.
set_up() {
  local name=$1
  mkdir -p "$bench_dir/peers"
  case "$name" in
    java-tuned | spring)
      why_not="it needs Java 17 (Debian: default-jre-headless)"
      command -v java >/dev/null && built "$name" "$name*.jar" ;;
    go-tuned | watermill) built "$name" peer ;;
    faststream) set_up_faststream ;;
  esac
}

# built NAME PATTERN: whether its dist holds that; otherwise a copy is built.
built() {
  local copy=$bench_dir/peers/$1
  if compgen -G "$peers/$1/dist/$2" >/dev/null; then return; fi
  run_of[$1]=$copy/run
  if compgen -G "$copy/dist/$2" >/dev/null; then return; fi
  why_not="it has no dist/$2, and its build failed: $copy/build.log"
  rm -rf "$copy"
  cp -r "$peers/$1" "$copy" && chmod -R u+w "$copy" && (cd "$copy" && ./build) >"$copy/build.log" 2>&1
}

set_up_faststream() {
  local wanted=$peers/faststream/requirements.txt log=$bench_dir/peers/faststream.log
  export VENV=$bench_dir/peers/faststream-venv PYTHONDONTWRITEBYTECODE=1
  if cmp -s "$wanted" "$VENV/.installed"; then return; fi
  why_not="its Python packages could not be installed: $log"
  { python3 -m venv "$VENV" && "$VENV/bin/pip" install -q -r "$wanted" && cp "$wanted" "$VENV/.installed"; } >"$log" 2>&1
}

# inputs_of NAME N: frameworks get fewer, so that each takes about as long as the others.
inputs_of() {
  local share=1
  case "$1" in
    faststream) share=5 ;;
    spring | watermill) share=20 ;;
  esac
  echo $(($2 / share))
}
