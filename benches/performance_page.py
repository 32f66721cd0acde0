"""Writes docs/performance.md around the table that the bench printed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = """# Speed

The functions of a table were measured side by side in one process. Each number is the median of three runs. Read the
ratios: the nanoseconds are for scale, because the machine is shared and has two cores. `.ci/deep bench` measures again,
and `cargo run --release --manifest-path benches/Cargo.toml --bin ratios` once.

{table}

How to read it:

- **Decoding.** Both sides do the same work in the rows of one table: with the payload left raw, and with the payload typed.
  No peer looks at the checksums of EIP-55. Nor does our decoding: `verify` does. The last row has the checksums of both
  addresses, too. Ours also refuses duplicates at every depth, keeps unknown members and their order, and keeps the text.
  Where the linker puts the code counts: in builds with as many instructions the ratio of the typed row was 0.54 to 0.66.
- **Each wire object** has a ratio in the table "as JSON text" for each crate that has it. Below 1.00 ours is quicker.
  `benches/README.md` says what each crate checks and leaves out. Only ours refuses duplicates at every depth and keeps
  unknown members.
- **Verifying** is compared with the one recovery that it needs. The difference is everything else together. The third
  row makes the calls of x402-rs' facilitator on the same header, without those that ask a node. The
  table with `c-secp` is of a build with that feature, beside libsecp256k1 alone. Its speed depends on the build: the same C code
  takes 24 to 36 µs here, depending on where linker and stack put it. Compare within one table.
- **From header to verdict**: `benches/whole.py` takes the first two rows from the table above and runs the official packages
  on the same header and offer, in one thread. The answers of a node are at hand there, so what is left is the package's own work.
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
