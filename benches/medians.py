"""Prints one table of several that differ in numbers alone: of each number the median. medians.py FILE …"""

import re
import sys
from pathlib import Path

NUMBER = re.compile(r"\d+(?:\.\d+)?")
runs = [Path(name).read_text("utf-8").splitlines() for name in sys.argv[1:]]
for lines in zip(*runs, strict=True):
    if len({NUMBER.sub("", line) for line in lines}) > 1:
        raise SystemExit(f"not the same row: {lines}")
    numbers = iter(zip(*map(NUMBER.findall, lines), strict=True))
    print(NUMBER.sub(lambda _: sorted(next(numbers), key=float)[len(runs) // 2], lines[0]))
