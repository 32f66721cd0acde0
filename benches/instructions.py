"""Compares what callgrind counted with benches/instructions.json, or writes that file: instructions.py DIRECTORY [--write]"""

import json
import sys
from pathlib import Path

COMMITTED = Path(__file__).resolve().parent / "instructions.json"
# Compilers and C libraries differ by less; a change that costs more should be seen.
TOLERANCE = 0.02
RUNS = 10


def totals(directory):
    """Each name that the program printed, and what callgrind counted in the call before."""
    names = (directory / "names").read_text("utf-8").splitlines()
    for index, name in enumerate(names, start=1):
        lines = (directory / f"of.{index}").read_text("utf-8").splitlines()
        [total] = [line.split()[1] for line in lines if line.startswith("summary:")]
        yield name, int(total)


def counted(directory):
    counts = {name: total // RUNS for name, total in totals(directory)}
    if len(counts) < 20:
        raise SystemExit(f"callgrind counted {len(counts)} cases: has the function another name?")
    return counts


def main():
    counts = counted(Path(sys.argv[1]))
    if sys.argv[2:] == ["--write"]:
        COMMITTED.write_text(json.dumps(counts, indent=1, ensure_ascii=False) + "\n", "utf-8")
        return
    committed = json.loads(COMMITTED.read_text("utf-8"))
    if committed.keys() != counts.keys():
        raise SystemExit("other cases than benches/instructions.json has: .ci/instructions --write")
    slower = [name for name in counts if counts[name] > committed[name] * (1 + TOLERANCE)]
    for name in slower:
        print(f"{name}: {counts[name]} instructions, and {committed[name]} in benches/instructions.json")
    if slower:
        raise SystemExit("if it is meant to cost more: .ci/instructions --write")
    print(f"{len(counts)} cases take no more instructions than before")


if __name__ == "__main__":
    main()
