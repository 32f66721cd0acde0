"""Payments that the official clients make now are valid, with the right payer. One digit of the value changed, they are
not: neither where it is no longer the price, nor where the price is changed along. Nor are those with a permit for a
sponsor, where the permit alone is changed."""

import base64
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WITNESS = ROOT / "witness"
MAKERS = [
    ["node", "pay/npm.mjs"],
    ["node", "pay/npm.mjs", "--v1"],
    ["node", "v1/pay.mjs"],
    [".venv/bin/python", "pay/pypi.py"],
    [".venv/bin/python", "pay/pypi.py", "--v1"],
    ["node", "pay/npm.mjs", "--permit"],
    [".venv/bin/python", "pay/pypi.py", "--permit"],
]


def verify(payment, offers, now):
    command = [ROOT / "target/debug/x402", "verify", "--json", "--account-code", "none", "--now", str(now)]
    command += ["--payment", payment, "--offer", offers]
    answer = subprocess.run(command, capture_output=True, text=True)
    said = json.loads(answer.stdout)
    return answer.returncode, said["verdict"], said.get("check"), said.get("payer")


def edit(text):
    """Every 10000, which is nothing but the price, becomes 10001."""
    return text.replace('"10000"', '"10001"')


def edited(value, change):
    payment = json.loads(base64.b64decode(value))
    return base64.b64encode(json.dumps(change(payment)).encode()).decode()


def edit_signed(payment):
    [signed] = payment["payload"].keys() & {"authorization", "permit2Authorization"}
    payment["payload"][signed] = json.loads(edit(json.dumps(payment["payload"][signed])))
    return payment


def edit_permit(member, value):
    def change(payment):
        info = payment["extensions"]["eip2612GasSponsoring"]["info"]
        assert info[member] != value
        info[member] = value
        return payment

    return change


PERMIT = [("amount", "10001", "permit-amount"), ("nonce", "1", "permit-signature")]


def edit_all(payment):
    return json.loads(edit(json.dumps(payment)))


wrong = False
for maker in MAKERS:
    made = json.loads(subprocess.run(maker, cwd=WITNESS, check=True, capture_output=True, text=True).stdout)
    offers, value, payer = json.dumps(made["offers"]), made["header"]["value"], made["payer"]
    found = [
        verify(f"{made['header']['name']}: {value}", offers, made["now"]),
        verify(edited(value, edit_signed), offers, made["now"]),
        verify(edited(value, edit_all), edit(offers), made["now"]),
    ]
    expected = [(0, "valid", None, payer), (1, "invalid", "amount", payer), (1, "invalid", "signer", payer)]
    if "--permit" in maker:
        for member, other, check in PERMIT:
            changed = verify(edited(value, edit_permit(member, other)), offers, made["now"])
            found, expected = [*found, changed], [*expected, (1, "invalid", check, payer)]
    good = found == expected
    print(f"{'ok  ' if good else 'FAIL'} {made['by']}: {'; '.join(f'{verdict} ({check or who})' for _, verdict, check, who in found)}")
    wrong = wrong or not good
sys.exit(wrong)
