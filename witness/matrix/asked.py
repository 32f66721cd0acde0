"""Runs every vector of the selected groups against a package, and records the results.

    asked.py PACKAGE [--check]    PACKAGE is a key of packages.json

Not every vector is asked yet: packages.json names groups (`notAsked`) for a package, and ids (`later`) for all of them.
The differences have to be the known ones (`known` in packages.json), which are listed by cause. results/PACKAGE.json has the day, the
version of the vectors, the numbers of passed, skipped and known differing vectors for each group that is asked, and, under the reason of each cause, the ids
of its vectors with the package's answers. With --check the file has to be up to date. Exception: in a group that gained or lost
vectors, only the differences have to be right, and the script says what to write again.
"""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import versions

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
    if wrong := stranger(report, package):
        print(wrong)
        return 1
    print("{passed} passed, {skipped} skipped, {known} differ as known".format(**report))
    for difference in report["differences"]:
        print("{id}: expected {expected}, and it said {actual}".format(**difference))
    for field in report["fields"]:
        if field["fails"] and "known" not in field:
            print("{op}: {pointer} is {cause} next to {verdict} in {count} answers, first {first}".format(**field))
    for stale in report["stale"]:
        print(f"known difference {stale}")
    if run.returncode:
        return run.returncode
    counted = {group: dict(zip(["passed", "skipped", "known"], row)) for group, row in sorted(report["byGroup"].items())}
    reasons = {}
    for known in sorted(report["knownDifferences"], key=lambda known: (known["why"], known["id"])):
        reasons.setdefault(known["why"], {})[known["id"]] = known["actual"]
    results = HERE / "results" / f"{name}.json"
    if "--check" not in options:
        results.write_text(written(counted, reasons), "utf-8")
        return 0
    recorded = json.loads(results.read_text("utf-8"))
    again = f"witness/run --write says-{name.replace('_', '-')}"
    status = 0
    for group, row in recorded["groups"].items():
        now = counted.get(group, dict.fromkeys(row, 0))
        if row == now:
            continue
        grown = sum(row.values()) != sum(now.values()) and row["known"] == now["known"]
        status = status if grown else 1
        print(f"{results.relative_to(ROOT)}, {group}: {row}, and it is {now}; {again}")
    for reason in sorted({*recorded["differences"], *reasons}):
        row, now = recorded["differences"].get(reason, {}), reasons.get(reason, {})
        if changed := sorted(id for id in {*row, *now} if row.get(id) != now.get(id)):
            status = 1
            print(f"{results.relative_to(ROOT)}, {reason}: other answers to {' '.join(changed)}; {again}")
    return status


def stranger(report, package):
    """Why the report is about another package than the page names, or None. The adapter introduces itself with the version that answers."""
    running, pinned = report.get("testee", {}).get("version"), next(iter(versions.pinned(package).values()))
    return None if running == pinned else f"the adapter says that it is {running or 'nothing'}, and {package['lock']} pins {pinned}"


def written(counted, reasons):
    """A line for each group, and for each vector."""
    line = lambda value: json.dumps(value, ensure_ascii=False)
    groups = ",\n".join(f"  {line(group)}: {line(row)}" for group, row in counted.items())
    of = lambda answers: ",\n".join(f"   {line(id)}: {line(answer)}" for id, answer in answers.items())
    differences = ",\n".join(f"  {line(reason)}: {{\n{of(answers)}\n  }}" for reason, answers in reasons.items())
    day = datetime.datetime.now(datetime.timezone.utc).date()
    version = json.loads((ROOT / "spec-vectors/package.json").read_text("utf-8"))["version"]
    return f'{{\n "asked": "{day}",\n "vectors": "{version}",\n "groups": {{\n{groups}\n }},\n "differences": {{\n{differences}\n }}\n}}\n'


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
