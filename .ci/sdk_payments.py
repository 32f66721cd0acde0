"""Payments that the official clients make now are valid, with the right payer; one digit of the value changed, not."""

import base64
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WITNESS = ROOT / "witness"
MAKERS = [["node", "pay/npm.mjs"], [".venv/bin/python", "pay/pypi.py"]]


def verify(header, made):
    command = [ROOT / "target/debug/x402", "verify", "--json", "--account-code", "none", "--now", str(made["now"])]
    command += ["--payment", header, "--offer", json.dumps(made["offers"])]
    answer = subprocess.run(command, capture_output=True, text=True)
    return answer.returncode, json.loads(answer.stdout)


def edited(value):
    payment = json.loads(base64.b64decode(value))
    payment["payload"]["authorization"]["value"] = "10001"
    return base64.b64encode(json.dumps(payment).encode()).decode()


wrong = False
for maker in MAKERS:
    made = json.loads(subprocess.run(maker, cwd=WITNESS, check=True, capture_output=True, text=True).stdout)
    header = f"{made['header']['name']}: {made['header']['value']}"
    code, answer = verify(header, made)
    good = (code, answer["verdict"], answer.get("payer")) == (0, "valid", made["payer"])
    code, neighbour = verify(edited(made["header"]["value"]), made)
    good = good and (code, neighbour["verdict"], neighbour["check"]) == (1, "invalid", "amount")
    print(f"{'ok  ' if good else 'FAIL'} {made['by']}: {answer['verdict']}, payer {answer.get('payer')}; edited: {neighbour['verdict']}")
    wrong = wrong or not good
sys.exit(wrong)
