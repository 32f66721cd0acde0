#!/usr/bin/env python3
"""The dependency tree in the README of x402-types is the one that cargo prints, with a reason for each entry."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
command = ["cargo", "tree", "-p", "x402-types", "-e", "normal", "--prefix", "none", "--no-dedupe", "--format", "{p}"]
tree = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
actual = {line.split()[0] for line in tree.splitlines() if line} - {"x402-types"}

section = (ROOT / "crates/x402-types/README.md").read_text("utf-8").partition("## Dependencies")[2].partition("\n## ")[0]
printed = set(re.findall(r"[├└]── ([a-z0-9_-]+)", section))
explained = {name for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for name in re.findall(r"`([a-z0-9_-]+)`", row)}
for name in sorted(actual ^ printed):
    print(f"x402-types/README.md: the printed tree is wrong about {name}")
for name in sorted(actual - explained):
    print(f"x402-types/README.md: no reason is given for {name}")
sys.exit(not actual or actual != printed or not actual <= explained)
