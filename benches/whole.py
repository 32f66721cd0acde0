"""Prints the table of whole ways, from header to verdict: ours and x402-rs' calls of a run of the bench, and the official
packages for JavaScript and Python beside them, as witness/adapters/ runs them. whole.py FILE PYTHON"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOW = "1740672100"
ADAPTERS = ROOT / "witness/adapters"
table, python = Path(sys.argv[1]).read_text("utf-8"), sys.argv[2]
header = (ROOT / "docs/examples/payment.txt").read_text("utf-8").split()[1]
offer = json.dumps(json.loads((ROOT / "docs/examples/offer.json").read_text("utf-8")))


def of_table(row):
    [nanoseconds] = re.findall(rf"^\| {re.escape(row)} \| (\d+) ", table.partition("| verify a payment |")[2], re.MULTILINE)[:1]
    return int(nanoseconds) / 1000


def of_package(*command):
    done = subprocess.run([*command, header, offer, NOW], check=True, capture_output=True, text=True)
    return float(done.stdout)


def npm(name):
    return json.loads((ROOT / f"witness/node_modules/{name}/package.json").read_text("utf-8"))["version"]


def pypi(name):
    code = f"import importlib.metadata as m; print(m.version({name!r}))"
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


ours = of_table("`decode_header` + `verify`, valid")
rows = {
    "`decode_header` + `verify`": ours,
    "the calls of x402-rs 2.0.2": of_table("the calls of x402-rs 2.0.2, header to verdict: k256 0.13"),
    f"npm `@x402/evm` {npm('@x402/evm')}, facilitator, keys recovered by viem {npm('viem')}": of_package("node", ADAPTERS / "speed.mjs"),
    f"PyPI `x402` {pypi('x402')}, facilitator": of_package(python, ADAPTERS / "speed.py"),
}
print("\n| from header to verdict, a node's answers at hand | µs | ratio |\n|---|--:|--:|")
for name, microseconds in rows.items():
    print(f"| {name} | {microseconds:.1f} | {microseconds / ours:.1f} |")
