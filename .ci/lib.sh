# What .ci/run and .ci/deep share.

CARGO_DENY=0.18.9
CARGO_FUZZ=0.13.2
SEPARATE_WORKSPACES=(
  fuzz/Cargo.toml benches/Cargo.toml examples/http/Cargo.toml examples/wasm/Cargo.toml
  tools/public-api/Cargo.toml
  witness/adapters/rust/Cargo.toml witness/evm/Cargo.toml witness/svm/Cargo.toml witness/wycheproof/Cargo.toml
)

say() { printf '\n== %s\n' "$*"; }

# Runs the stages named, or all; says how long each took, and which one failed.
run_stages() {
  local stages=("$@") stage began
  if [ ${#stages[@]} -eq 0 ]; then stages=("${STAGES[@]}"); fi
  mkdir -p target
  for stage in "${stages[@]}"; do
    if ! declare -F "stage_$stage" >/dev/null; then
      echo "no stage $stage; there are: ${STAGES[*]}" >&2
      exit 64
    fi
    say "$stage"
    began=$SECONDS
    # A subshell with its own -e: behind `if` or `||` bash would go on after a failed command.
    set +e
    (set -e; "stage_$stage")
    local status=$?
    set -e
    if [ $status -ne 0 ]; then
      say "FAILED: $stage, after $((SECONDS - began)) s; run it alone with: $0 $stage"
      exit 1
    fi
    echo "-- $stage: $((SECONDS - began)) s"
  done
  say "passed: ${stages[*]} in $SECONDS s"
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

need_cargo_tool() {
  if cargo "${1#cargo-}" --version 2>/dev/null | grep -q " $2\$"; then return 0; fi
  # Release builds of tools are slow to optimise and quick to run either way.
  CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    cargo install --locked --force --version "$2" "$1"
}
