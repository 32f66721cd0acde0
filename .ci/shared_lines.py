#!/usr/bin/env python3
"""Counts the lines of shared files of the libraries that a change touches, area by area.

    .ci/shared_lines.py BASE [HEAD]     what HEAD, or the work tree, changes since BASE

A new mechanism changes at most eight. A file is shared if it was there at BASE: what a mechanism brings is in files of its own.
Comments, blank lines and the names of modules do not count, as in rooms.py. A line that is replaced counts once.
"""

import re
import subprocess
import sys
from collections import Counter

from rooms import MODULE

MOST = 8
AREAS = [f"crates/x402-{name}/src" for name in ("types", "schemes", "verify", "extensions", "lint", "operations")]
# A comment, an attribute that belongs to the name of a module, or nothing.
SAYS_NOTHING = re.compile(r"^\s*(//.*|#\[macro_use\])?$")


def is_code(line):
    return not SAYS_NOTHING.match(line) and not MODULE.match(line)


def changed(revisions):
    """Pairs of an area's file and the code of a line that was changed in it: the new one, or the old one if it is gone."""
    # Only modified files, with no line around a change.
    command = ["git", "diff", "--diff-filter=M", "--no-renames", "-U0", *revisions, "--", *AREAS]
    diff = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for part in re.split(r"^diff --git a/.* b/", diff, flags=re.M)[1:]:
        path, _, rest = part.partition("\n")
        for hunk in re.split(r"^@@ .*\n", rest, flags=re.M)[1:]:
            old, new = ([line[1:] for line in hunk.splitlines() if line[0] == sign and is_code(line[1:])] for sign in "-+")
            yield from ((path, line) for line in max(new, old, key=len))


def main(revisions):
    if not 1 <= len(revisions) <= 2:
        sys.exit(__doc__)
    lines = list(changed(revisions))
    for path, line in lines:
        print(f"{path}: {line.strip()[:100]}")
    for area, count in sorted(Counter(path.split("/src/")[0] for path, _ in lines).items()):
        print(f"{count:4} {area}")
    print(f"{len(lines):4} lines of shared files, at most {MOST}")
    return len(lines) > MOST


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
