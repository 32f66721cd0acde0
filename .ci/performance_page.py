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

- **Decoding** is compared with `x402-types` 2.0.2 and its chain types as a server uses them. Ours also refuses
  duplicates at every depth, keeps unknown members and the text, and leaves `payload` for the scheme to read; the row with
  `eip3009::Payload::read` adds that, EIP-55 checks included, which the peer does not make.
- **Verifying** is compared with the one recovery that it cannot do without. Everything else together is the difference.
- A refused payment costs no recovery.

Measured at commit `{commit}`.
"""
table = Path(sys.argv[1]).read_text("utf-8").strip()
commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True)
(ROOT / "docs/performance.md").write_text(PAGE.format(table=table, commit=commit.stdout.strip()), "utf-8")
