"""Counts the outcomes of all headers that differ from the specification's payment in one byte.

    python3.11 binding.py

These are the numbers that `crates/x402-verify/tests/it/binding.rs` asserts, computed with the standard library's base64
and JSON and without a curve: a changed signature, or a signature over changed terms, is assumed to be nobody's. Strict,
no facts, 1740672100.
"""

import base64
import collections
import json
import pathlib
import re

EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "docs" / "examples"
HEADER = (EXAMPLES / "payment.txt").read_bytes().split()[1]
OFFER = json.loads((EXAMPLES / "offer.json").read_text("utf-8"))
NOW = 1740672100

DECIMAL = re.compile(r"(0|[1-9][0-9]*)\Z")
ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}\Z")
NONCE = re.compile(r"0x[0-9a-fA-F]{64}\Z")
BYTES = re.compile(r"0x([0-9a-fA-F]{2})*\Z")


class Refused(ValueError):
    pass


def want(condition):
    if not condition:
        raise Refused


def members(pairs):
    want(len({name for name, _ in pairs}) == len(pairs))
    return dict(pairs)


def refuse(_):
    raise Refused


def no_surrogates(value):
    json.dumps(value, ensure_ascii=False).encode()


def text(value):
    want(isinstance(value, str))
    return value


def optional(value, kind):
    want(value is None or isinstance(value, kind))
    return value


def integer(value):
    want(type(value) is int and 0 <= value < 2**64)
    return value


def decimal(value):
    want(DECIMAL.match(text(value)) and int(value) < 2**256)
    return int(value)


def network(value):
    namespace, _, reference = text(value).partition(":")
    if namespace == "eip155":
        want(DECIMAL.match(reference) and int(reference) < 2**64)
    else:
        want(re.match(r"[-a-z0-9]{3,8}\Z", namespace) and re.match(r"[-_a-zA-Z0-9]{1,32}\Z", reference))


def decode(header):
    data = base64.b64decode(header, validate=True)
    want(base64.b64encode(data) == header)
    payment = json.loads(data.decode("utf-8"), object_pairs_hook=members, parse_constant=refuse)
    no_surrogates(payment)
    want(integer(payment["x402Version"]) == 2)
    resource = optional(payment.get("resource"), dict)
    if resource is not None:
        text(resource["url"])
        for name in ("description", "mimeType", "serviceName", "iconUrl"):
            optional(resource.get(name), str)
        for tag in optional(resource.get("tags"), list) or []:
            text(tag)
    accepted = payment["accepted"]
    want(isinstance(accepted, dict) and text(accepted["scheme"]))
    network(accepted["network"])
    decimal(accepted["amount"])
    text(accepted["asset"])
    text(accepted["payTo"])
    integer(accepted["maxTimeoutSeconds"])
    optional(accepted.get("extra"), dict)
    optional(payment.get("extensions"), dict)
    want(isinstance(payment["payload"], dict))
    return payment


def same_address(left, right):
    return left == right or bool(ADDRESS.match(left) and ADDRESS.match(right) and left.lower() == right.lower())


def matches(accepted):
    equal = ("scheme", "network", "amount", "maxTimeoutSeconds")
    extra = accepted.get("extra") or {}
    return (
        all(accepted[name] == OFFER[name] for name in equal)
        and all(same_address(accepted[name], OFFER[name]) for name in ("asset", "payTo"))
        and all(extra.get(name) == value for name, value in OFFER["extra"].items())
    )


def signed(payload):
    """The signed members, and the signature."""
    terms = payload["authorization"]
    want(isinstance(terms, dict))
    want(not payload.keys() & {"permit2Authorization", "permissionContext", "delegationManager"})
    want(all(ADDRESS.match(text(terms[name])) for name in ("from", "to")))
    want(NONCE.match(text(terms["nonce"])) and BYTES.match(text(payload["signature"])))
    numbers = [decimal(terms[name]) for name in ("value", "validAfter", "validBefore")]
    return [terms["from"].lower(), terms["to"].lower(), *numbers, terms["nonce"].lower(), payload["signature"].lower()]


ORIGINAL = signed(decode(HEADER)["payload"])


def verify(header):
    try:
        payment = decode(header)
    except (ValueError, KeyError):
        return "undecodable"
    if not matches(payment["accepted"]):
        return "invalid"
    try:
        found = signed(payment["payload"])
    except (ValueError, KeyError):
        return "invalid"
    payer, recipient, value, after, before, _, _ = found
    in_time = after <= NOW and before >= NOW + 6 and before >= after + 2
    if int(payer, 16) == 0 or not same_address(recipient, OFFER["payTo"]) or value != int(OFFER["amount"]) or not in_time:
        return "invalid"
    # No fact says whether the payer has code, so a different signer leaves the payment undecided.
    return "valid" if found == ORIGINAL else "undecided"


counts = collections.Counter()
for at, original in enumerate(HEADER):
    for byte in range(256):
        if byte != original:
            counts[verify(HEADER[:at] + bytes([byte]) + HEADER[at + 1 :])] += 1
print(json.dumps({name: counts[name] for name in ("undecodable", "invalid", "undecided", "valid")}))
