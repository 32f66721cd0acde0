"""Payments that the official clients make now are valid, with the right payer. One digit of the value changed, they are
not: neither where it is no longer the price, nor where the price is changed along. Nor are those with a permit or an
approval for a sponsor, where that alone is changed."""

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
    ["node", "pay/npm.mjs", "--approval"],
    [".venv/bin/python", "pay/pypi.py", "--approval"],
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


def edit_info(key, member, value):
    def change(payment):
        info = payment["extensions"][key]["info"]
        before = info[member]
        info[member] = value(before) if callable(value) else value
        assert info[member] != before
        return payment

    return change


def other_nonce(transaction):
    """The nonce 7 stands between the chain and the priority fee."""
    return transaction.replace("83014a3407843b9aca00", "83014a3408843b9aca00")


# What is changed for a sponsor, and the check that says so.
SPONSORED = {
    "--permit": [
        ("eip2612GasSponsoring", "amount", "10001", "permit-amount"),
        ("eip2612GasSponsoring", "nonce", "1", "permit-signature"),
    ],
    "--approval": [
        ("erc20ApprovalGasSponsoring", "amount", "10000", "approval-info"),
        ("erc20ApprovalGasSponsoring", "signedTransaction", other_nonce, "approval-signer"),
    ],
}


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
    for key, member, other, check in SPONSORED.get(maker[-1], []):
        changed = verify(edited(value, edit_info(key, member, other)), offers, made["now"])
        found, expected = [*found, changed], [*expected, (1, "invalid", check, payer)]
    good = found == expected
    print(f"{'ok  ' if good else 'FAIL'} {made['by']}: {'; '.join(f'{verdict} ({check or who})' for _, verdict, check, who in found)}")
    wrong = wrong or not good
sys.exit(wrong)
