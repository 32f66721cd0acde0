"""Each check of x402-verify forced to pass: a vector has to notice, by its verdict. Prints a line for each."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# A directory of its own: everything is compiled with the flag.
X402 = ROOT / "target/force/debug/x402"
# The operations that make the checks.
OPERATIONS = [word for op in ("verify", "sign-in-with-x", "offer-receipt") for word in ("--op", op)]
# The second: the vector takes one of several results, each with its verdict and its members.
OTHER_VERDICT = ("result: verdict: ", "result: none of ")
BUILD = ["cargo", "build", "--quiet", "-p", "x402-cli", "--target-dir", "target/force"]


def x402(*arguments, force=None):
    env = {**os.environ, **({"X402_FORCE": force} if force else {})}
    said = subprocess.run([X402, "conformance", *arguments, "--json"], cwd=ROOT, env=env, capture_output=True, text=True)
    return said.returncode, json.loads(said.stdout)


subprocess.run(BUILD, cwd=ROOT, env={**os.environ, "RUSTFLAGS": "--cfg x402_force"}, check=True)
code, report = x402("run", *OPERATIONS)
if code != 0:
    sys.exit("vectors fail with nothing forced")
wrong = False
# Undecodable payments never reach x402-verify.
checks = [row["id"] for row in x402("coverage", "--checks")[1] if row["id"] != "decode"]
for check in checks:
    code, report = x402("run", *OPERATIONS, force=check)
    ids = [one["id"] for one in report["differences"] if one["actual"].startswith(OTHER_VERDICT)]
    wrong = wrong or code != 1 or not ids
    print(f"{check}: {len(ids)} vectors have another verdict, such as {ids[0]}" if ids else f"{check}: NO VECTOR NOTICES")
sys.exit(wrong)
