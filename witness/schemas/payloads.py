"""Cases for the JSON Schemas of payloads (`cases.py`): the payloads of the `verify` vectors, and changed ones.

A payload has the right shape if the testee's check `payload` does not fail. What a payer adds for a sponsor has the right
shape if `permit-payload` or `approval-payload` does not fail.
"""

import copy
import json
import subprocess
import sys
from collections import Counter
from typing import NamedTuple

from spoiling import FILES, ROOT, VALUES, edit, paths

sys.path.insert(0, str(ROOT / "spec-vectors/python"))
from x402_spec_vectors._rows import vectors as vectors_in

VECTORS = ROOT / "spec-vectors/v1"


class Location(NamedTuple):
    """The place in a payment, and the check that reads it."""

    path: tuple
    check: str
    # The payment of this vector is malformed.
    base: str


def info(key):
    return ("extensions", key, "info")


NAMES = {
    "exact-eip3009-payload": Location(("payload",), "payload", "eip3009-0100"),
    "exact-gateway-payload": Location(("payload",), "payload", "gateway-0020h"),
    "exact-permit2-payload": Location(("payload",), "payload", "permit2-0111"),
    "exact-erc7710-payload": Location(("payload",), "payload", "permit2-0074d"),
    "exact-solana-payload": Location(("payload",), "payload", "solana-0121"),
    "exact-stellar-payload": Location(("payload",), "payload", "stellar-101a"),
    "exact-xrpl-payload": Location(("payload",), "transaction", "xrpl-0001a"),
    "upto-permit2-payload": Location(("payload",), "payload", "upto-0111"),
    "batch-settlement-payload": Location(("payload",), "payload", "batch-settlement-0100b"),
    "eip2612-gas-sponsoring-info": Location(info("eip2612GasSponsoring"), "permit-payload", "eip2612-0154a"),
    "erc20-approval-gas-sponsoring-info": Location(info("erc20ApprovalGasSponsoring"), "approval-payload", "erc20-approval-0156"),
}
# On the XRP Ledger `transaction` reads the payload, and then the digits in it. The schema is about the payload alone.
OF_DIGITS = "signedTxBlob is not a transaction"
# Members of other methods, which have to be absent, or absent or null.
OTHERS = ["authorization", "permit2Authorization", "permissionContext", "delegationManager", "transaction", "signedTxBlob", "facilitator"]
VALUES = [
    *VALUES,
    *["0x", "0X", "0x0", "0x00", "0X00", "0xgg", "0x 00", "00", "0x0000.", "0x00٠٠"],
    *[prefix + digit * count for prefix in ("0x", "0X", "") for digit in "aF" for count in (39, 40, 41, 63, 64, 65, 130)],
    *["AAAA", "AAA=", "AA==", "A===", "====", "AAB=", "AAE=", "AB==", "AQ==", "AAA", "AA", "AA=A", "AA==AAAA", "AAAA=", "A-_A", "AA\tAA"],
    *["1", "1.0", "1.0.2", "01", "1.", ".1", "1..2", "v1", "1,0", "1" * 256, "1" * 257, "1.2-rc"],
]


def vectors():
    for file in sorted(VECTORS.glob("*.json")):
        for vector in vectors_in(file.read_text("utf-8")):
            if vector["op"] == "verify" and "json" in vector["input"]["payment"]:
                yield vector


ALL = {vector["id"]: vector for vector in vectors()}


def checks(command, inputs):
    """The testee's answer to each input of `verify`: outcomes by check, the index of the offer, and the flags."""
    lines = "".join(json.dumps({"id": "1", "op": "verify", "input": question_input}) + "\n" for question_input in inputs)
    answers = subprocess.run(command, input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(answers) == len(inputs), f"{len(inputs)} questions, {len(answers)} answers"
    results = [json.loads(answer)["result"] for answer in answers]
    return [({check["id"]: outcome(check) for check in result["checks"]}, result.get("offer"), result["flags"]) for result in results]


def outcome(check):
    return "pass" if check.get("detail", "").startswith(OF_DIGITS) else check["outcome"]


def at(value, path):
    """The value at a place, or KeyError."""
    for step in path:
        if not isinstance(value, dict) or step not in value:
            return KeyError
        value = value[step]
    return value


def is_of_this_payment(payment, offer, phase):
    """Whether a payload of `batch-settlement` is of a kind for this phase (N-20), and its deposit of the offer's method (N-9). The
    schema is about neither."""
    payload = payment["payload"]
    of_server = payload.get("type") in ("claim", "settle") or "refundNonce" in payload
    tag = at(offer, ("extra", "assetTransferMethod"))
    authorization = at(payload, ("deposit", "authorization"))
    by_permit2 = isinstance(authorization, dict) and authorization.get("permit2Authorization") is not None
    return of_server == (phase == "submit") and tag in (KeyError, None, "permit2" if by_permit2 else "eip3009")


def payload_schema(payment, offer, flags, phase):
    """The schema of a payment's payload (B-4); None for an unknown combination."""
    scheme, network = offer["scheme"], offer["network"]
    if network.startswith("solana"):
        return "exact-solana-payload" if scheme == "exact" else None
    if network.startswith("stellar:"):
        return "exact-stellar-payload" if scheme == "exact" else None
    if network.startswith("xrpl:"):
        return "exact-xrpl-payload" if scheme == "exact" else None
    if "gateway" in flags:
        return "exact-gateway-payload"
    if scheme == "batch-settlement":
        return "batch-settlement-payload" if is_of_this_payment(payment, offer, phase) else None
    tags = [at(terms, ("extra", "assetTransferMethod")) for terms in (offer, payment.get("accepted", {}))]
    tag = next((tag for tag in tags if tag not in (KeyError, None)), None)
    present = [payment["payload"].get(name) is not None for name in ("permit2Authorization", "authorization")]
    if tag is None:
        tag = "permit2" if scheme == "upto" or present == [True, False] else "eip3009"
    name = f"{scheme}-{tag}-payload"
    return name if name in NAMES else None


def of_vectors(command):
    """Returns the cases, and a summary of their number and of the payments without a case."""
    strict = [vector for vector in ALL.values() if vector["input"].get("profile", "strict") == "strict"]
    cases, count = [], Counter()
    for vector, (outcomes, index, flags) in zip(strict, checks(command, [vector["input"] for vector in strict])):
        payment, offers = vector["input"]["payment"]["json"], vector["input"]["offers"]
        names = [name for name, location in NAMES.items() if location.path[0] == "extensions"]
        # If a payment may answer several offers, the report is about the one that it names.
        if index is not None and outcomes.get("method") != "fail" and (name := payload_schema(payment, offers[index], flags, vector["input"].get("phase"))):
            names.append(name)
        for name in names:
            path, check, _ = NAMES[name]
            if outcomes.get(check) not in ("pass", "fail"):
                count["not judged"] += path == ("payload",)
                continue
            accept = outcomes[check] == "pass"
            count["taken" if accept else "refused"] += 1
            cases.append({"id": vector["id"], "names": [vector["id"], vector["title"]], "schema": f"{name}.schema.json", "text": json.dumps(at(payment, path)), "accept": accept})
    return cases, ", ".join(f"{count[sort]} {sort}" for sort in sorted(count, reverse=True))


def question(name, value):
    """The input of the base vector, with this value in the place."""
    path, _, base = NAMES[name]
    question_input = copy.deepcopy(ALL[base]["input"])
    inner = question_input["payment"]["json"]
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return question_input


def ask(command, questions):
    """Whether the testee accepts each value in the place of its schema. If the check is not made, there is no
    answer."""
    answers = checks(command, [question(name, value) for name, value in questions])
    return [outcomes.get(NAMES[name].check) == "pass" for (name, _), (outcomes, *_) in zip(questions, answers)]


def dicts(value, path=()):
    if isinstance(value, dict):
        yield path, value
        for name, inner in value.items():
            yield from dicts(inner, path + (name,))


def spoil(document):
    yield document
    yield from VALUES
    for path in paths(document):
        yield from edit(document, path, [KeyError, *VALUES])
    for path, inner in dicts(document):
        for name in OTHERS:
            if name not in inner:
                yield from edit(document, path + (name,), [None, False, "", "x", {}, []])


def of_spoiled(command):
    questions = [(name, edited) for name, location in NAMES.items() for edited in spoil(at(ALL[location.base]["input"]["payment"]["json"], location.path))]
    cases = {}
    for (name, edited), accept in zip(questions, ask(command, questions)):
        schema, text = f"{name}.schema.json", json.dumps(edited)
        cases[schema, text] = {"schema": schema, "text": text, "accept": accept}
    return list(cases.values())


def refused_examples(command):
    """The schemas with an example that the testee refuses."""
    questions = [(name, example) for name in NAMES for example in FILES[f"{name}.schema.json"]["examples"]]
    return [name for (name, _), accept in zip(questions, ask(command, questions)) if not accept]
