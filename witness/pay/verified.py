"""Checks that payments made now by the official clients are valid, with the right payer, and can be explained. With one
digit of the value changed they are not valid, whether the price is changed too or not. If only the permit or approval
for a sponsor is changed, the payment is undecided, and invalid once the allowance is known to be zero."""

import base64
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WITNESS = ROOT / "witness"
PYTHON = ".venv/bin/python"
CLIENTS = [
    ["node", "pay/npm.mjs"],
    ["node", "pay/npm.mjs", "--v1"],
    ["node", "v1/pay.mjs"],
    [PYTHON, "pay/pypi.py"],
    [PYTHON, "pay/pypi.py", "--v1"],
]
# The printed form of 10,000 atomic units, and the program that transfers them.
TOKENS = {
    None: ("0.010000 USDC", None),
    "token": ("0.010000 USDC", "Token"),
    "token-2022": ("0.010000 PYUSD", "Token-2022"),
}


# PyPI's packages take seconds to load.
often = subprocess.Popen([PYTHON, "pay/often.py"], cwd=WITNESS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def make(maker):
    """The payment that a client prints."""
    if maker[0] != PYTHON:
        return json.loads(subprocess.run(maker, cwd=WITNESS, check=True, capture_output=True, text=True).stdout)
    _, script, *arguments = maker
    print(json.dumps({"script": script, "arguments": arguments, "input": ""}), file=often.stdin, flush=True)
    answer = json.loads(often.stdout.readline())
    if answer["code"] != 0:
        sys.exit(f"{' '.join(maker)}: {answer['stderr']}")
    return json.loads(answer["stdout"])


def run(command, payment, offers, now):
    command = [ROOT / "target/debug/x402", *command, "--account-code", "none", "--now", str(now)]
    command += ["--payment", payment, "--offer", offers]
    return subprocess.run(command, capture_output=True, text=True)


def verify(payment, offers, now, facts=()):
    answer = run(["verify", "--json", *facts], payment, offers, now)
    report = json.loads(answer.stdout)
    return answer.returncode, report["verdict"], report.get("check"), report.get("payer")


def edit(text):
    """Changes every 10000, which is always the price, to 10001."""
    return text.replace('"10000"', '"10001"')


def edited(value, change):
    payment = json.loads(base64.b64decode(value))
    return base64.b64encode(json.dumps(change(payment)).encode()).decode()


def edit_signed(payment):
    """On Solana, the change is in the bytes of the transaction: TransferChecked, the amount, six decimals."""
    payload = payment["payload"]
    if "transaction" in payload:
        before, after = (b"\x0c" + amount.to_bytes(8, "little") + b"\x06" for amount in (10_000, 10_001))
        transaction = base64.b64decode(payload["transaction"])
        assert transaction.count(before) == 1
        payload["transaction"] = base64.b64encode(transaction.replace(before, after)).decode()
    else:
        [signed] = payload.keys() & {"authorization", "permit2Authorization"}
        payload[signed] = json.loads(edit(json.dumps(payload[signed])))
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
    """The nonce 7 is between the chain and the priority fee."""
    return transaction.replace("83014a3407843b9aca00", "83014a3408843b9aca00")


# The part for a sponsor that is changed, and the check that fails.
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
# Each client with each token, and each supporting client with each kind of sponsored approval.
MAKERS = [([*client, "--solana", token] if token else client, token) for token in TOKENS for client in CLIENTS]
MAKERS += [([*client, sponsored], None) for client in (CLIENTS[0], CLIENTS[3]) for sponsored in SPONSORED]


def edit_all(payment):
    return json.loads(edit(json.dumps(edit_signed(payment))))


def unexplained(text, made, token, maker):
    """The required texts that are missing in the output of `x402 explain`."""
    amount, program = TOKENS[token]
    words = [f"valid: {made['payer']} pays {amount} (10000 atomic units of {made['offers'][0]['asset']}) to {made['offers'][0]['payTo']}"]
    if program:
        words += [
            f"signer    {made['offers'][0]['extra']['feePayer']}: not signed yet, pays the fee",
            f"signer    {made['payer']}: signed",
            "0         Compute Budget: at most ",
            "1         Compute Budget: 1 millionths of a lamport",
            f"2         {program}: {made['payer']} transfers {amount} ",
            "costs     at most 10001 lamports (0.000010001 SOL)",
        ]
        # The V1 client sends none.
        words.append("no-memo" if maker[:2] == ["node", "v1/pay.mjs"] else '3         Memo: "')
    return [word for word in words if word not in text]


wrong = False
for maker, token in MAKERS:
    made = make(maker)
    offers, value, payer, now = json.dumps(made["offers"]), made["header"]["value"], made["payer"], made["now"]
    header = f"{made['header']['name']}: {value}"
    found = [
        verify(header, offers, now),
        verify(edited(value, edit_signed), offers, now),
        verify(edited(value, edit_all), edit(offers), now),
    ]
    checks = ["transfer-amount", "signed"] if token else ["amount", "signer"]
    expected = [(0, "valid", None, payer), *((1, "invalid", check, payer) for check in checks)]
    for key, member, other, check in SPONSORED.get(maker[-1], []):
        changed = edited(value, edit_info(key, member, other))
        found += [verify(changed, offers, now), verify(changed, offers, now, ["--allowance", "0"])]
        expected += [(2, "undecided", check, payer), (1, "invalid", check, payer)]
    missing = unexplained(run(["explain"], header, offers, now).stdout, made, token, maker)
    good = found == expected and not missing
    print(f"{'ok  ' if good else 'FAIL'} {made['by']}: {'; '.join(f'{verdict} ({check or who})' for _, verdict, check, who in found)}")
    for word in missing:
        print(f"     not explained: {word}")
    wrong = wrong or not good
often.stdin.close()
sys.exit(often.wait() or wrong)
