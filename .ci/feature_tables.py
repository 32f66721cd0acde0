#!/usr/bin/env python3
"""The table of features in the README of each crate has the features of its manifest, and says which are default."""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
problems = []
tables = 0
for manifest in sorted((ROOT / "crates").glob("*/Cargo.toml")):
    features = tomllib.loads(manifest.read_text("utf-8")).get("features", {})
    readme = manifest.parent / "README.md"
    if not features or not readme.exists():
        continue
    default = set(features.pop("default", []))
    section = readme.read_text("utf-8").partition("\n## Features\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z0-9_-]+)`( \(default\))? \|(?: (on|off) \|)?", section, re.MULTILINE)
    listed = {name: bool(marked) or state == "on" for name, marked, state in rows}
    tables += bool(rows)
    name = readme.relative_to(ROOT)
    problems += [f"{name}: the table lacks the feature {feature}" for feature in sorted(features.keys() - listed.keys())]
    problems += [f"{name}: there is no feature {feature}" for feature in sorted(listed.keys() - features.keys())]
    problems += [
        f"{name}: {feature} is {'' if feature in default else 'not '}default"
        for feature in sorted(features.keys() & listed.keys())
        if listed[feature] != (feature in default)
    ]
print("\n".join(problems), end="\n" if problems else "")
sys.exit(bool(problems) or not tables)
