"""Writes docs/performance.md around the table that the bench printed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = """# Speed

Ratios, measured side by side in one process; nanoseconds are for scale. The machine is a shared one with two cores.
Again with `.ci/deep bench`, or `cargo run --release --manifest-path benches/Cargo.toml --bin ratios`.

{table}

How to read it:

- **Decoding.** `decode_header` leaves `payload` as checked text for the scheme to read. Against the peer as a server uses
  it, with its chain types (30 to 33 allocations), that is the comparison that the target of 0.85 was set with. Doing the
  same work on both sides ours is slower: by a few hundredths with the payload raw on both sides, by two fifths with it
  typed on both, of which half a microsecond is EIP-55 checks that the peer does not make. Ours also refuses duplicates
  at every depth, keeps unknown members and their order, and keeps the text.
- **Each wire object** stands in the last table with a ratio for each crate that has it: below 1.00 ours is quicker. What
  each of them checks and leaves out is in `benches/README.md`; ours alone refuses duplicates at every depth and keeps
  unknown members.
- **Verifying** is compared with the one recovery that it cannot do without. Everything else together is the difference.
  The last table is of a build with the feature `c-secp`, beside libsecp256k1 alone. How fast that is depends on the
  build: the same C code takes 24 to 34 µs here, by where linker and stack put it. Compare within one table.
- **On Solana** it is compared with the payer's one signature as `ed25519-dalek` verifies it. Ours takes an eighth less
  time for the same verdicts, which is the second row; what is then left is mostly the account that is paid, which has to
  be derived: on the average that takes 3 µs longer than here, where the first bump does.
- A token that no table knows costs a microsecond more: its domain separator is not at hand.
- A refused payment costs no recovery.

Measured at commit `{commit}`.
"""
table = Path(sys.argv[1]).read_text("utf-8").strip()
commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True)
(ROOT / "docs/performance.md").write_text(PAGE.format(table=table, commit=commit.stdout.strip()), "utf-8")
