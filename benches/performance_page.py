"""Writes docs/performance.md around the table that the bench printed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = """# Speed

The ratios were measured side by side in one process. The nanoseconds are for scale. The machine is shared and has two
cores. `.ci/deep bench` or `cargo run --release --manifest-path benches/Cargo.toml --bin ratios` measures again.

{table}

How to read it:

- **Decoding.** `decode_header` leaves `payload` as checked text for the scheme to read. The target of 0.85 was set against
  the peer as a server uses it, with its chain types (30 to 33 allocations). Where both sides do the same work ours is
  slower: by a few hundredths with the payload raw on both sides, by two fifths with it typed on both. Of the latter half a
  microsecond is EIP-55 checks, which the peer does not make. Ours also refuses duplicates at every depth, keeps unknown
  members and their order, and keeps the text.
- **Each wire object** has a ratio in the table "as JSON text" for each crate that has it. Below 1.00 ours is quicker.
  `benches/README.md` says what each crate checks and leaves out. Only ours refuses duplicates at every depth and keeps
  unknown members.
- **Verifying** is compared with the one recovery that it needs. The difference is everything else together. The
  table with `c-secp` is of a build with that feature, beside libsecp256k1 alone. Its speed depends on the build: the same C code
  takes 24 to 34 µs here, depending on where linker and stack put it. Compare within one table.
- **With `recover`** each row is the share of one in 32 different payments by 32 payers. The reference is libsecp256k1 here,
  too. A payer is known from the second valid payment on.
- **On Solana**, verifying is compared with `ed25519-dalek`'s verification of the payer's one signature. Ours, in the second
  row, takes an eighth less time for the same verdicts. Most of the rest is deriving the account that is paid. On average
  this takes 3 µs longer than here, where the first bump succeeds.
- A token that no table knows costs a microsecond more, because its domain separator is not at hand.
- A refused payment costs no recovery.

Measured at commit `{commit}`.
"""
table = Path(sys.argv[1]).read_text("utf-8").strip()
commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True)
page = ROOT / "docs/performance.md"
# The part that examples/wasm/sizes.py writes stays as it is.
_, begin, sizes = page.read_text("utf-8").partition("<!-- sizes:")
text = PAGE.format(table=table, commit=commit.stdout.strip())
page.write_text(f"{text}\n{begin}{sizes}" if begin else text, "utf-8")
