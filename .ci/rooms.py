#!/usr/bin/env python3
"""The rules of the house that a search can hold (docs/decisions/0013-chains-by-table.md). Each count may only fall.

Where a change lowers a count, lower the bound here: the script says so.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHAIN = re.compile(r"\bevm::|\bsolana::|\bstellar::|Solana|Stellar|Evm|\b(evm|solana|stellar)\b")
# What is counted, in which files, how often today.
RULES = [
    ("lines of x402-verify that name a chain, outside of rooms", CHAIN, r"crates/x402-verify/src/(?!evm\b|solana\b|stellar\b|extensions\b|chains\.rs)", 0),
    ("lines of x402-types that name a chain, outside of its table", CHAIN, r"crates/x402-types/src/(?!chain\.rs|schema|(reason|flags)/(solana|stellar))", 1),
    ("cfg(feature in x402-verify, outside of rooms", re.compile(r"cfg(_attr)?\(.*feature"), r"crates/x402-verify/src/(?!evm\b|solana\b|stellar\b|extensions\b|chains\.rs)", 5),
    (
        "lines of the command that use x402_conformance, outside of conformance and testee",
        re.compile(r"\bx402_conformance\b"),
        r"crates/x402-cli/src/(?!conformance|testee|args/conformance)",
        0,
    ),
    ("lines of x402-verify that name a scheme, outside of rooms", re.compile(r"\bScheme::"), r"crates/x402-verify/src/(?!evm\b|solana\b|stellar\b|extensions\b|chains\.rs)", 0),
    ("lines of x402-lint that name a chain, outside of rooms", CHAIN, r"crates/x402-lint/src/(?!evm\b|solana\b|stellar\b|chains\.rs)", 3),
    # The presets are data: the kinds of payment that a facilitator takes.
    (
        "lines of x402-operations that name a chain, outside of rooms and presets",
        CHAIN,
        r"crates/x402-operations/src/(?!(input/)?(evm|solana|stellar)\b|input/(chains|presets)\.rs)",
        10,
    ),
    ("lines of the command that name a chain, outside of rooms", CHAIN, r"crates/x402-cli/src/(?!(chains|draft)/(evm|solana|stellar)(\.rs|/)|unused_options)", 20),
    ("lines that name a chain, of the crates that know none", CHAIN, r"crates/x402-(conformance|json-schema)/src/", 0),
]
# How many lines at most, tests and comments counted. The plan wants 10,000 and 4,500.
LINES = [
    ("lines of x402-types, but for the codes and flags of one chain", r"crates/x402-types/src/(?!reason/stellar|flags/stellar)", 11_020),
    ("lines of x402-verify, outside of rooms", r"crates/x402-verify/src/(?!evm\b|solana\b|stellar\b|extensions\b)", 6_608),
]


MODULE = re.compile(r"^(pub(\(crate\))? )?mod \w+;$")


def code(path):
    """The lines without comments, without the names of modules, and without the tests of the file."""
    text = (ROOT / path).read_text("utf-8").partition("\n#[cfg(test)]\nmod tests {")[0]
    return ["" if MODULE.match(line) else line.partition("//")[0] for line in text.splitlines()]


def main():
    listed = subprocess.run(["git", "ls-files", "crates"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    wrong = []
    for what, pattern, files, most in RULES:
        paths = [path for path in listed if path.endswith(".rs") and re.match(files, path)]
        found = {path: count for path in paths if (count := sum(bool(pattern.search(line)) for line in code(path)))}
        total = sum(found.values())
        print(f"{total:4} {what} ({len(found)} of {len(paths)} files)")
        if total > most:
            rows = sorted(found.items(), key=lambda row: -row[1])
            wrong.append(f"{what}: {total}, at most {most}\n" + "\n".join(f"    {count:4} {path}" for path, count in rows))
        elif total < most or not paths:
            wrong.append(f"{what}: {total} in {len(paths)} files; lower the bound in .ci/rooms.py, which is {most}")
    for what, files, most in LINES:
        paths = [path for path in listed if path.endswith(".rs") and re.match(files, path)]
        total = sum((ROOT / path).read_text("utf-8").count("\n") for path in paths)
        print(f"{total:4} {what} ({len(paths)} files, at most {most})")
        if total > most or not paths:
            wrong.append(f"{what}: {total} in {len(paths)} files, at most {most}")
    print("\n".join(wrong), end="\n" if wrong else "")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
