"""Writes docs/measured/bench.md: the table that the bench printed, and the commit."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
table = Path(sys.argv[1]).read_text("utf-8").strip()
commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
(ROOT / "docs/measured/bench.md").write_text(f"{table}\n\nMeasured at commit `{commit}`.\n", "utf-8")
