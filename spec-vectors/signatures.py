"""Which vector says what becomes of each form of a signature, by what is known of the payer's code, in each way to pay
on an EVM chain (E-6 to E-9). Computed from the vectors: no id is listed here.

    python3 spec-vectors/signatures.py           # a cell without a vector is an error; compares docs/signatures.md
    python3 spec-vectors/signatures.py --write   # the same, and writes the page
"""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "signatures.md"
METHODS = ("EIP-3009", "Permit2", "upto")
CODES = ("none", "unknown", "contract", "delegation")
FORMS = ("65 bytes", "y-parity", "high s", "ERC-2098", "ERC-6492", "other lengths")
RULINGS = {"E-6", "E-7", "E-8", "E-9"}
# What such a vector can be decided by: that r and s are in range, and which factories a server takes, is something else.
CHECKS = {None, "signature-form", "signature-low-s", "signer", "contract-signature"}
FLAGS = {"compact", "high-s", "y-parity"}
MAGIC = "6492" * 16
# Of the curve's order.
HALF = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141 // 2
HEAD = """# Forms of signatures

Written by `python3 spec-vectors/signatures.py --write`, compared by `.ci/run vectors`: what vectors expect of a payment
by the form of its signature, by what the facts say of the payer's code, and by the way to pay. A cell without a vector
is an error. The rulings are E-6 (EIP-3009), E-7 (by Permit2, in `exact` and `upto`), E-8 (code) and E-9 (ERC-6492) in
[rulings.md](rulings.md). What the contracts do with each of them, the vector's `chain` says.

| form | |
|---|---|
| 65 bytes | r, s in the lower half, v of 27 or 28 |
| y-parity | the same with v of 0 or 1 |
| high s | s in the upper half, v of 27 or 28 |
| ERC-2098 | 64 bytes, the parity in the topmost bit of s |
| ERC-6492 | whatever else ends in its magic |
| other lengths | neither 64 nor 65 bytes, nor such an end |

| code | the facts say of the payer |
|---|---|
| none | that it has none |
| unknown | nothing |
| contract | `some` |
| delegation | `0xef0100…`, as EIP-7702 has it |

Each outcome stands there once, with a vector that has it: **valid**; *acceptable*, with the flag that says why; invalid
or undecided, by the check that decides. With code it depends on the answer of that code: accepted, refused, not asked.
"""


def form(signature):
    data = bytes.fromhex(signature[2:])
    if len(data) == 64:
        return "ERC-2098"
    if signature.lower().endswith(MAGIC):
        return "ERC-6492"
    if len(data) != 65:
        return "other lengths"
    s, v = int.from_bytes(data[32:64], "big"), data[64]
    if v in (27, 28):
        return "high s" if s > HALF else "65 bytes"
    return "y-parity" if v in (0, 1) and s <= HALF else None


def method_and_payer(payment):
    payload = payment["payload"]
    if "authorization" in payload:
        return "EIP-3009", payload["authorization"]["from"]
    scheme = payment.get("scheme") or payment["accepted"]["scheme"]
    return "upto" if scheme == "upto" else "Permit2", payload["permit2Authorization"]["from"]


def code(facts, payer):
    accounts = {address.lower(): fact["code"] for address, fact in facts.get("accounts", {}).items()}
    known = accounts.get(payer.lower(), accounts.get("*"))
    if known is None:
        return "unknown"
    if known in ("none", "0x"):
        return "none"
    return "delegation" if known.startswith("0xef0100") else "contract"


def outcome(expect, flags):
    if expect["class"] == "valid":
        return "**valid**"
    if expect["class"] == "acceptable":
        return f"*acceptable*, `{flags[0]}`"
    return f"{expect['class']}, `{expect['check']}`"


def is_about_signatures(vector):
    expect, policy = vector["expect"], vector["input"].get("policy", {})
    if not RULINGS & set(vector["rulings"]) or set(policy) - {"expiryMargin"} or expect.get("check") not in CHECKS:
        return False
    return expect["class"] != "acceptable" or vector["flags"][0] in FLAGS


def cells():
    """Method, code and form → outcome → the first vector that has it; those that were written before recorded ones."""
    found = {}
    files = sorted((HERE / "v1").glob("*.json"), key=lambda path: (path.stem.startswith("chain-"), path.stem))
    for path in files:
        group = json.loads(path.read_text("utf-8"))
        if group["group"] not in ("eip3009", "permit2", "upto", "chain-eip3009", "chain-permit2"):
            continue
        for vector in filter(is_about_signatures, group["vectors"]):
            question = vector["input"]
            payment = question["payment"]["json"]
            method, payer = method_and_payer(payment)
            where = (method, code(question.get("facts", {}), payer), form(payment["payload"]["signature"]))
            found.setdefault(where, {}).setdefault(outcome(vector["expect"], vector["flags"]), vector["id"])
    return found


def page(found):
    lines = [HEAD.rstrip()]
    for method in METHODS:
        lines += ["", f"## {method}", "", f"| | {' | '.join(CODES)} |", "|---" * (len(CODES) + 1) + "|"]
        for row in FORMS:
            outcomes = [found.get((method, column, row), {}) for column in CODES]
            texts = ("<br>".join(f"{said}: {id}" for said, id in sorted(each.items())) for each in outcomes)
            lines.append(f"| {row} | {' | '.join(texts)} |")
    return "\n".join(lines) + "\n"


def main():
    found = cells()
    problems = [
        f"no vector: {method}, {row}, code {column}"
        for method in METHODS
        for column in CODES
        for row in FORMS
        if (method, column, row) not in found
    ]
    # Of what an account's code says, each answer.
    for method in METHODS:
        for row in FORMS:
            classes = {said.strip("*").split(",")[0] for said in found.get((method, "delegation", row), {})}
            if classes != {"valid", "invalid", "undecided"}:
                problems.append(f"{method}, {row}, code delegation: only {', '.join(sorted(classes))}")
    text = page(found)
    if "--write" in sys.argv[1:]:
        PAGE.write_text(text, "utf-8")
    elif not PAGE.exists() or PAGE.read_text("utf-8") != text:
        problems.append(f"{PAGE.name} is not what {pathlib.Path(__file__).name} --write writes")
    for problem in problems:
        print(problem)
    print(f"{len(METHODS) * len(CODES) * len(FORMS)} cells, {sum(map(len, found.values()))} outcomes")
    sys.exit(bool(problems))


main()
