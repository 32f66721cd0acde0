#!/usr/bin/env python3
"""The dependency tree in the README of x402-types is the one that cargo prints, with a reason for each entry. x402-verify needs nothing
of what only the extensions beside payments need."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def needed(package):
    """The packages that a package needs by default."""
    command = ["cargo", "tree", "-p", package, "-e", "normal", "--prefix", "none", "--no-dedupe", "--format", "{p}"]
    tree = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {line.split()[0] for line in tree.splitlines() if line} - {package}


actual = needed("x402-types")
beside = needed("x402-verify") & {"p256", "x402-extensions"}
for name in sorted(beside):
    print(f"x402-verify needs {name}, which only what is judged beside payments may need")

section = (ROOT / "crates/x402-types/README.md").read_text("utf-8").partition("## Dependencies")[2].partition("\n## ")[0]
printed = set(re.findall(r"[├└]── ([a-z0-9_-]+)", section))
explained = {name for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for name in re.findall(r"`([a-z0-9_-]+)`", row)}
for name in sorted(actual ^ printed):
    print(f"x402-types/README.md: the printed tree is wrong about {name}")
for name in sorted(actual - explained):
    print(f"x402-types/README.md: no reason is given for {name}")
sys.exit(bool(beside) or not actual or actual != printed or not actual <= explained)
