"""Writes docs/reference/performance.md around the table that the bench printed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = """# Speed

The functions of a table were measured side by side in one process, but for the table "from header to verdict". Each number
is the median of three runs. Use the ratios. The nanoseconds only show the scale, because the machine is shared and has two
cores. `.ci/deep bench` repeats all runs, and `cargo run --release --manifest-path benches/Cargo.toml --bin ratios` makes a
single run of the tables that need no feature.

{table}

How to read it:

- **Decoding.** In the rows of one table both sides do the same work, with the payload left raw or typed. No peer checks
  EIP-55 checksums, and neither does our decoder, because `verify` does. The last row includes the checksums of both
  addresses. Ours also refuses duplicates at every depth, keeps unknown members and their order, and keeps the text. The
  place of the code in the binary matters: builds with equally many instructions differed by up to a fifth in the typed row.
- **Each wire object** has a ratio in the table "as JSON text" for each crate that has it. Below 1.00 ours is quicker.
  Both sides read the object alone, ours by `from_json`. `decode_bytes` also keeps the text, which takes one allocation and
  one copy more.
  `benches/README.md` lists the checks and omissions of each crate. Only ours refuses duplicates at every depth and keeps
  unknown members.
- **Verifying** is compared with the one recovery that it needs. The difference is the cost of everything else. The third
  row makes the calls of x402-rs' facilitator on the same header, without those that ask a node. The table with `c-secp` is
  from a build with that feature, beside libsecp256k1 alone. The speed of that library depends on the build: the same C code
  takes up to half as long again in another, by its place in the binary and on the stack. Compare within one table.
- **From header to verdict**: `benches/whole.py` takes the first two rows from the table above. It runs the official packages
  on the same header and offer, in one thread. The answers of a node are prepared, so the time is the package's own work.
  PyPI's recovers keys by coincurve here.
- **With `recover`** each row is the share of one payment in 32 different payments by 32 payers. The reference is again
  libsecp256k1. A payer is known from the second valid payment on.
- **On Solana**, verifying is compared with `ed25519-dalek`'s verification of the payer's one signature. Ours, in the second
  row, takes an eighth less time for the same verdicts. About half of the rest derives the account that is paid. For this
  payment the first bump succeeds; an average one takes 3 µs longer. A server that prepares its offers (`PreparedOffers`)
  derives the accounts once.
- **Prepared offers** have their addresses read, their checksums compared and their domain separators at hand, too. In the rows
  without that the verifier sees the offers for the first time.
- A token outside the tables costs a microsecond more, because its domain separator is not at hand.
- A payment that is refused for anything but its signature costs no recovery.

Measured at commit `{commit}`.
"""
table = Path(sys.argv[1]).read_text("utf-8").strip()
commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True)
page = ROOT / "docs/reference/performance.md"
# The part that examples/wasm/sizes.py writes stays as it is.
_, begin, sizes = page.read_text("utf-8").partition("<!-- sizes:")
text = PAGE.format(table=table, commit=commit.stdout.strip())
page.write_text(f"{text}\n{begin}{sizes}" if begin else text, "utf-8")
