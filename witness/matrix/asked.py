"""Runs every vector of the selected groups against a package, and counts the results.

    asked.py PACKAGE [--check]    PACKAGE is a key of packages.json

Not every vector is asked yet: packages.json names groups (`notAsked`) for a package, and ids (`later`) for all of them.
The differences have to be the known ones (`known` in packages.json). results/PACKAGE.json has the numbers of passed,
skipped and known differing vectors for each group that is asked. With --check the file has to be up to date. Exception: in a group
that gained or lost vectors, only the number of differences has to be right, and the script says what to write again.
"""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PACKAGES = json.loads((HERE / "packages.json").read_text("utf-8"))


def main(name, *options):
    package = PACKAGES["packages"][name]
    command = ["target/debug/x402", "conformance", "run", "--vectors", "spec-vectors", "--format", "json", "--timeout", "300"]
    groups = [group for group in PACKAGES["groups"] if group not in package.get("notAsked", [])]
    for word, values in [("--group", groups), ("--op", package["operations"]), ("--not-id", PACKAGES["later"])]:
        command += [part for value in values for part in (word, value)]
    known = ROOT / package["known"]
    run = subprocess.run([*command, "--known", known, "--", *package["testee"]], cwd=ROOT, stdout=subprocess.PIPE)
    if run.returncode not in (0, 1):
        return run.returncode
    report = json.loads(run.stdout)
    print("{passed} passed, {skipped} skipped, {known} differ as known".format(**report))
    for difference in report["differences"]:
        print("{id}: expected {expected}, and it said {actual}".format(**difference))
    for stale in report["stale"]:
        print(f"known difference {stale}")
    if run.returncode:
        return run.returncode
    counted = {group: dict(zip(["passed", "skipped", "known"], row)) for group, row in sorted(report["byGroup"].items())}
    text = "{\n" + ",\n".join(f" {json.dumps(group)}: {json.dumps(row)}" for group, row in counted.items()) + "\n}\n"
    results = HERE / "results" / f"{name}.json"
    if "--check" not in options:
        results.write_text(text, "utf-8")
        return 0
    status = 0
    for group, row in json.loads(results.read_text("utf-8")).items():
        now = counted.get(group, dict.fromkeys(row, 0))
        if row == now:
            continue
        grown = sum(row.values()) != sum(now.values()) and row["known"] == now["known"]
        status = status if grown else 1
        print(f"{results.relative_to(ROOT)}, {group}: {row}, and it is {now}; witness/run --write says-{name.replace('_', '-')}")
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
