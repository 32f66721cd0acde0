"""Each check of x402-verify forced to pass: a vector has to notice, by its verdict. Prints a line for each.

Asked are the vectors in which no other check fails. Arguments are checks; without arguments, all are forced.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# A directory of its own: everything is compiled with the flag. As tests are, or reading the vectors takes most of the time.
X402 = ROOT / "target/force/debug/x402"
BUILD = ["cargo", "build", "--quiet", "--profile", "test", "-p", "x402-offline-cli", "--target-dir", "target/force"]
# The second: the vector takes one of several results, each with its verdict and its members.
OTHER_VERDICT = ("result: verdict: ", "result: none of ")


# JSON with an amount that the asset cannot have is no offer, so no vector fails this check. A test in Rust does.
BUILT_BY_PROGRAMS = {"amount-text"}


def x402(*arguments, force=None):
    env = {**os.environ, **({"X402_FORCE": force} if force else {})}
    run = subprocess.run([X402, "conformance", *arguments, "--json"], cwd=ROOT, env=env, capture_output=True, text=True)
    if not run.stdout:
        sys.exit(f"{force}: {run.stderr}")
    return run.returncode, json.loads(run.stdout)


def fails_alone(row, force=None):
    return x402("run", *(word for name in row["alone"] for word in ("--id", name)), force=force)


subprocess.run(BUILD, cwd=ROOT, env={**os.environ, "RUSTFLAGS": "--cfg x402_force"}, check=True)
# Undecodable payments never reach x402-verify.
rows = {row["id"]: row for row in x402("coverage", "--checks")[1] if row["id"] != "decode"}
wrong = False
for check in sys.argv[1:] or (row for row in rows if row not in BUILT_BY_PROGRAMS):
    code, _ = fails_alone(rows[check])
    if code != 0:
        sys.exit(f"{check}: vectors fail with nothing forced")
    code, report = fails_alone(rows[check], force=check)
    ids = [one["id"] for one in report["differences"] if one["actual"].startswith(OTHER_VERDICT)]
    wrong = wrong or code != 1 or not ids
    print(f"{check}: {len(ids)} vectors have another verdict, such as {ids[0]}" if ids else f"{check}: NO VECTOR NOTICES")
sys.exit(wrong)
