#!/usr/bin/env python3
"""Counts the lines that people read and keep, by area, and what a change made of them.

    .ci/lines.py                 today's tree
    .ci/lines.py REV             what has changed since REV
    .ci/lines.py REV REV         what has changed between two

Counts the code in Rust, Python, JavaScript, TypeScript and Solidity, as formatted, data written by hand with one member a line, and
the rows of tables as if they were broken at the width of code. Leaves out what a program writes (vectors, findings, schemas, known
differences, corpora, locks, api/). A moved line counts zero, because it is gone from one place and is in another.
"""

import json
import re
import subprocess
import sys
from collections import Counter

CODE_WIDTH = 120
CODE = re.compile(r"\.(rs|py|mjs|js|ts|go|sol)$|^\.ci/[^.]*$|^witness/run$")
DATA = re.compile(
    r"^(spec-vectors/(generate|mutants)|crates|witness|examples|fuzz)/.*\.(json|jsonl)$|^spec-vectors/generate/src/.*\.txt$"
)
WRITTEN_BY_PROGRAMS = re.compile(
    r"^(spec-vectors/v1|witness/findings|witness/matrix/results|schemas|api|fuzz/corpus|docs)/"
    r"|package-lock\.json$|\.known\.json$|^spec-vectors/generate/documents/|memo\.json$|^witness/vectors/diagnosis\.json$"
)


def git(*words):
    return subprocess.run(["git", *words], capture_output=True, check=True).stdout


def area(path):
    parts = path.split("/")
    if parts[0] == "crates":
        return "/".join(["crates", "*", parts[2]]) if len(parts) > 3 else "crates/*"
    return "/".join(parts[:2]) if parts[0] == "spec-vectors" and len(parts) > 2 else parts[0]


def members(text):
    """The lines of a JSON text with one member a line, and those of a table."""
    try:
        return json.dumps(json.loads(text), indent=1).count("\n") + 1
    except ValueError:
        if "\n" in text.strip():
            return sum(members(line) for line in text.splitlines() if line)
        return -(-len(text) // CODE_WIDTH)


def count(revision):
    files = git("ls-tree", "-r", "-z", "--name-only", revision).decode().split("\0")
    lines = Counter()
    for path in files:
        is_code, is_data = CODE.search(path), DATA.search(path)
        if not (is_code or is_data) or WRITTEN_BY_PROGRAMS.search(path):
            continue
        text = git("show", f"{revision}:{path}").decode()
        lines[area(path)] += text.count("\n") if is_code else members(text)
    return lines


def main(words):
    if len(words) > 2 or any(word.startswith("-") for word in words):
        sys.exit(__doc__.strip())
    after = count(words[1] if len(words) == 2 else "HEAD")
    before = count(words[0]) if words else after
    rows = [(name, before[name], after[name]) for name in sorted(before | after)]
    rows.append(("all", before.total(), after.total()))
    for name, old, new in rows:
        print(f"{name:28}{new:9,}" + (f"{new - old:+10,}" if words else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
