"""Compares what callgrind counted for some work and for sixteen times as much: growth.py DIRECTORY"""

import sys
from pathlib import Path

from instructions import totals

TIMES = 16
# Sorting takes a little more for each of many. Looking at each again for every other one takes at least half more.
MOST = 18.5


def main():
    rows = list(totals(Path(sys.argv[1])))
    if not rows or len(rows) % 2:
        raise SystemExit(f"callgrind counted {len(rows)} calls, and not pairs of few and many: has the function another name?")
    failed = False
    for (few, less), (many, more) in zip(rows[::2], rows[1::2]):
        ratio = more / less
        failed |= ratio > MOST
        if ratio > MOST:
            print(f"{many}: {more} instructions, {ratio:.1f} times the {less} of {few}, and {TIMES} times the work")
    if failed:
        raise SystemExit(1)
    print(f"{len(rows) // 2} shapes of a demand with faults: {TIMES} times as many take at most {MOST} times the instructions")


if __name__ == "__main__":
    main()
