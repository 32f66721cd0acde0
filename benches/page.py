"""Measures the library next to other crates, and writes docs/measured/bench.md.

    page.py PYTHON   builds `ratios` four times, runs each build in five processes, in turns, and writes the page; PYTHON has the
                     official package from PyPI (witness/.venv/bin/python)
    page.py          writes the page again, from target/bench.json and benches/instructions.json

Each time is the minimum over the five processes, and so is the time of the reference: in one process of several, the same C code
takes up to half as long again, because it lies at other addresses. The spread is what the five processes found, each divided by that
minimum of the reference. So the ratio is always its lower end.
"""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEASURED, PROGRAMS = ROOT / "target/bench.json", ROOT / "target/bench"
GOALS = json.loads((ROOT / "benches/goals.json").read_text("utf-8"))
INSTRUCTIONS = json.loads((ROOT / "benches/instructions.json").read_text("utf-8"))
PROCESSES = 5
# The features of each build, and the groups that are measured with it.
BUILDS = {"": "", "x402-core": "", "c-secp": "with `c-secp`", "recover": "with `recover`"}
OBJECTS, OURS = "as JSON text", "ours"
PEERS = ("x402-types 2.0.2", "r402-protocol 0.21.0", "x402-core 2.5.0")
RECOVERY = ("verify a payment", "k256 0.14 `recover_from_prehash` alone")
# Groups without a peer, whose reference is in another group.
REFERENCES = {"answer a question in JSON": RECOVERY, "audit a log": RECOVERY}
WHOLE = (("verify a payment", "`decode_header` + `verify`, valid"), ("verify a payment", "the calls of x402-rs 2.0.2, header to verdict: k256 0.13"))


def run(*command, **options):
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def built(features):
    """The program, where the next build does not replace it."""
    options = ["--features", features] if features else []
    run("cargo", "build", "--quiet", "--release", "--locked", "--manifest-path", "benches/Cargo.toml", "--bin", "ratios", *options)
    PROGRAMS.mkdir(parents=True, exist_ok=True)
    return shutil.copy(ROOT / "benches/target/release/ratios", PROGRAMS / (features or "peers"))


def of_npm(name):
    return json.loads((ROOT / f"witness/node_modules/{name}/package.json").read_text("utf-8"))["version"]


def packages(python):
    """The official packages for JavaScript and Python, from a header to a verdict, and the commands that measure them."""
    header = (ROOT / "docs/examples/payment.txt").read_text("utf-8").split()[1]
    offer = json.dumps(json.loads((ROOT / "docs/examples/offer.json").read_text("utf-8")))
    of_pypi = run(python, "-c", "import importlib.metadata as m; print(m.version('x402'))").strip()
    return {
        f"npm `@x402/evm` {of_npm('@x402/evm')}, facilitator, keys recovered by viem {of_npm('viem')}": ["node", "witness/adapters/speed.mjs", header, offer, "1740672100"],
        f"PyPI `x402` {of_pypi}, facilitator": [python, "witness/adapters/speed.py", header, offer, "1740672100"],
    }


def measure(python):
    """Every build, and every package, once in each round. A busy second of the machine then disturbs few numbers of a row."""
    programs, official = {features: built(features) for features in BUILDS}, packages(python)
    rows, whole = {}, {name: [] for name in official}
    for _ in range(PROCESSES):
        for features, program in programs.items():
            environment = {**os.environ, "FILTER": BUILDS[features]}
            versions, *lines = run(program, "--json", env=environment).splitlines()
            for line in lines:
                found = json.loads(line)
                key = "\n".join((features, found["group"], found["row"]))
                rows.setdefault(key, {"ns": [], "allocations": found["allocations"]})["ns"].append(found["ns"])
        for name, command in official.items():
            whole[name].append(float(run(*command)) * 1000)
    commit, load = run("git", "rev-parse", "--short", "HEAD").strip(), f"{os.getloadavg()[1]:.0f} on {len(os.sched_getaffinity(0))} cores"
    MEASURED.write_text(json.dumps({"commit": commit, "load": load, "versions": versions, "rows": rows, "whole": whole}, indent=1), "utf-8")


def spread(times, reference):
    return f"{min(times) / reference:.2f}", f"{min(times) / reference:.2f}–{max(times) / reference:.2f}"


def goal_of(group, row):
    goals = GOALS.get(group, {})
    found = goals.get(row, goals.get("every object") if group == OBJECTS else None)
    return f"{found:.2f}" if found else ""


def counted(group, row, reference):
    """The ratio of the instructions, which is exact."""
    count, of = (INSTRUCTIONS.get(": ".join(key)) for key in ((group, row), reference))
    return f"{count / of:.2f}" if count and of else ""


def group_table(features, group, rows, every):
    print(f"\n| {group} | goal | ratio | spread | instructions | ns | allocations |\n|---|--:|--:|--:|--:|--:|--:|")
    reference = REFERENCES.get(group, (group, next(iter(rows))))
    least = min(every["\n".join((features, *reference))]["ns"])
    for row, found in rows.items():
        # A build with another recovery executes other instructions.
        instructions = "" if features else counted(group, row, reference)
        print(f"| {row} | {goal_of(group, row)} | {' | '.join(spread(found['ns'], least))} | {instructions} | {min(found['ns']):,.0f} | {found['allocations']} |")


def objects_table(groups):
    """Each object, ours by that of each crate that has it. Ours is measured in the program of the crate."""
    print(f"\n| {OBJECTS} | goal | {' | '.join(PEERS)} | ns | allocations |\n|---|--:|{'--:|' * len(PEERS)}--:|--:|")
    for group, rows in groups[""].items():
        cells = []
        for peer in PEERS:
            program = next((groups[features][group] for features in groups if peer in groups[features].get(group, {})), None)
            cells.append(spread(program[OURS]["ns"], min(program[peer]["ns"]))[1] if program else "–")
        if set(cells) != {"–"}:
            print(f"| {group} | {goal_of(OBJECTS, group)} | {' | '.join(cells)} | {min(rows[OURS]['ns']):,.0f} | {rows[OURS]['allocations']} |")


def page():
    measured = json.loads(MEASURED.read_text("utf-8"))
    every = measured["rows"]
    print(measured["versions"])
    groups, objects = {}, {}
    for key, found in every.items():
        features, group, row = key.split("\n")
        groups.setdefault((features, group), {})[row] = found
    for features, group in [key for key, rows in groups.items() if OURS in rows]:
        objects.setdefault(features, {})[group] = groups.pop((features, group))
    for (features, group), rows in groups.items():
        group_table(features, group, rows, every)
    objects_table(objects)
    print("\n| from header to verdict, a node's answers at hand | ratio | spread | µs |\n|---|--:|--:|--:|")
    whole = {key[1]: every["\n".join(("", *key))]["ns"] for key in WHOLE} | measured["whole"]
    least = min(next(iter(whole.values())))
    for name, times in whole.items():
        print(f"| {name} | {' | '.join(spread(times, least))} | {min(times) / 1000:,.1f} |")
    print(f"\nMeasured at commit `{measured['commit']}`, at a load of {measured['load']}.")


def missed(text):
    """The rows above their goal: by the ratio, or by that to one of the crates."""
    number = re.compile(r"\d+\.\d\d")
    for line in text.splitlines():
        _, goal, *cells = ([cell.strip() for cell in line.strip("|").split("|")] + [""])[:5]
        if number.fullmatch(goal):
            ratios = cells[:1] if number.fullmatch(cells[0]) else cells
            if any(float(number.match(ratio)[0]) > float(goal) for ratio in ratios if number.match(ratio)):
                yield line


def main():
    if len(sys.argv) > 1:
        measure(sys.argv[1])
    with contextlib.redirect_stdout(io.StringIO()) as text:
        page()
    (ROOT / "docs/measured/bench.md").write_text(text.getvalue(), "utf-8")
    print(text.getvalue())
    for line in missed(text.getvalue()):
        print(f"above the goal: {line}", file=sys.stderr)


if __name__ == "__main__":
    main()
