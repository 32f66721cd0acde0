"""A testee in Python, to begin with: `network`, `decode` of a settlement, `verify` but for signatures.

The rest is skipped. What the lines are: docs/reference/operations. What the rulings say (C-1, B-2, E-2, …): docs/reference/rulings.
"""

import base64
import json
import re
import sys

# What V1 calls networks.
NAMES = {
    "abstract": "eip155:2741",
    "abstract-testnet": "eip155:11124",
    "avalanche": "eip155:43114",
    "avalanche-fuji": "eip155:43113",
    "base": "eip155:8453",
    "base-sepolia": "eip155:84532",
    "celo": "eip155:42220",
    "celo-sepolia": "eip155:11142220",
    "educhain": "eip155:41923",
    "ethereum": "eip155:1",
    "flare": "eip155:14",
    "iotex": "eip155:4689",
    "megaeth": "eip155:4326",
    "monad": "eip155:143",
    "monad-testnet": "eip155:10143",
    "peaq": "eip155:3338",
    "polygon": "eip155:137",
    "polygon-amoy": "eip155:80002",
    "radius": "eip155:723487",
    "radius-testnet": "eip155:72344",
    "sei": "eip155:1329",
    "sei-testnet": "eip155:1328",
    "sepolia": "eip155:11155111",
    "skale-base-sepolia": "eip155:324705682",
    "solana": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
    "solana-devnet": "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1",
    "solana-testnet": "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z",
    "stable": "eip155:988",
    "stable-testnet": "eip155:2201",
    "story": "eip155:1514",
    "xdc": "eip155:50",
    "xrpl-evm": "eip155:1440000",
}
# Names that are read and never written (U-44).
READ_ONLY = {
    "xlayer": "eip155:196",
    "skale-base": "eip155:1187947933",
    "robinhood": "eip155:4663",
}
# The checks of `exact` by EIP-3009 in their order, and the reason if one fails (docs/reference/checks.md).
REASONS = {
    "decode": "invalid_payload",
    "offer": "invalid_payment_requirements",
    "method": "unsupported_scheme",
    "flow": "unsupported_payment_flow",
    "payload": "invalid_payload",
    "asset-address": "invalid_payment_requirements",
    "domain": "invalid_payment_requirements",
    "pay-to-address": "invalid_payment_requirements",
    "payer-address": "invalid_payload",
    "recipient": "invalid_exact_evm_payload_recipient_mismatch",
    "amount": "invalid_exact_evm_payload_authorization_value_mismatch",
    "charge": "invalid_exact_evm_payload_authorization_value_mismatch",
    "valid-before": "invalid_exact_evm_payload_authorization_valid_before",
    "expiry-margin": "invalid_exact_evm_payload_authorization_valid_before",
    "valid-after": "invalid_exact_evm_payload_authorization_valid_after",
    "window": "invalid_exact_evm_payload_authorization_valid_before",
    "horizon": "invalid_exact_evm_payload_authorization_valid_before",
    "extension-echo": "extension_echo_mismatch",
    "policy": "invalid_payload",
    "factory": "eip6492_factory_not_allowed",
    "signature-form": "invalid_exact_evm_payload_signature",
    "signature-range": "invalid_exact_evm_payload_signature",
    "signature-low-s": "invalid_exact_evm_payload_signature",
    "signer": "invalid_exact_evm_payload_signature",
    "contract-signature": "invalid_exact_evm_payload_signature",
}
# The members of objects (docs/reference/tables.md): object, member, type, with a question mark if it may be absent.
MEMBERS = [
    ("V2 accepted", "scheme", "string"),
    ("V2 accepted", "network", "string"),
    ("V2 accepted", "amount", "decimal"),
    ("V2 accepted", "asset", "string"),
    ("V2 accepted", "payTo", "string"),
    ("V2 accepted", "maxTimeoutSeconds", "integer"),
    ("V2 accepted", "extra", "object?"),
    ("V2 ResourceInfo", "url", "string"),
    ("V2 ResourceInfo", "description", "string?"),
    ("V2 ResourceInfo", "mimeType", "string?"),
    ("V2 ResourceInfo", "serviceName", "string?"),
    ("V2 ResourceInfo", "tags", "array?"),
    ("V2 ResourceInfo", "iconUrl", "string?"),
    ("V2 PaymentPayload", "x402Version", "integer"),
    ("V2 PaymentPayload", "resource", "object?"),
    ("V2 PaymentPayload", "accepted", "object"),
    ("V2 PaymentPayload", "payload", "object"),
    ("V2 PaymentPayload", "extensions", "object?"),
    ("payload of a V2 payment", "signature", "string"),
    ("payload of a V2 payment", "authorization", "object"),
    ("authorization of a V2 payment", "from", "string"),
    ("authorization of a V2 payment", "to", "string"),
    ("authorization of a V2 payment", "value", "decimal"),
    ("authorization of a V2 payment", "validAfter", "decimal"),
    ("authorization of a V2 payment", "validBefore", "decimal"),
    ("authorization of a V2 payment", "nonce", "string"),
]
# Algorand's networks as the whole genesis hash, of which the identifier is the beginning (G-1).
WHOLE_HASHES = [
    "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=",
    "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDexi9/cOUJOiI=",
]
BY_IDENTIFIER = {identifier: name for name, identifier in NAMES.items()}
EVM = re.compile(r"eip155:(0|[1-9][0-9]{0,19})")
OTHER = re.compile(r"(?!eip155:)[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}")
NOT_NETWORK = {"err": {"kind": "not-network"}}


def network(input):
    if "name" in input:
        name = input["name"]
        if name in READ_ONLY:
            return {"caip2": READ_ONLY[name]}
        return {"name": name, "caip2": NAMES[name]} if name in NAMES else NOT_NETWORK
    identifier = input["caip2"]
    if identifier in WHOLE_HASHES:
        return {"caip2": identifier[:41]}
    evm = EVM.fullmatch(identifier)
    if not (evm and int(evm[1]) < 2**64 or OTHER.fullmatch(identifier)):
        return NOT_NETWORK
    name = BY_IDENTIFIER.get(identifier)
    return {"caip2": identifier} if name is None else {"name": name, "caip2": identifier}


class Skipped(Exception):
    """Why a question is not answered."""


class Refused(ValueError):
    """Why an object cannot be decoded, for people."""


def unique(members):
    if len({name for name, _ in members}) < len(members):
        raise Refused("a member occurs twice")
    return dict(members)


def constant(name):
    raise Refused(f"{name} is not JSON")


# Numbers stay text, as bytes: an extension may have one that no float holds (C-16).
NUMBERS = {"parse_int": str.encode, "parse_float": str.encode}


def parse(text):
    """The value of a JSON text. Raises ValueError if it is none (C-2 to C-4)."""
    value = json.loads(text, object_pairs_hook=unique, parse_constant=constant, **NUMBERS)
    json.dumps(value, ensure_ascii=False, default=bytes.decode).encode()  # half of a surrogate pair is no UTF-8
    return value


def header_text(value):
    """The text in a header. Raises ValueError if it is not in base64 (C-1)."""
    octets = base64.b64decode(value, validate=True)
    if base64.b64encode(octets).decode() != value:
        raise Refused("padding or unused bits")
    return octets.decode()


OPTIONAL = {"errorReason": str, "payer": str, "amount": str, "extensions": dict}
DECIMAL = re.compile(r"0|[1-9][0-9]{0,77}")
ISSUED = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")


def is_issued(text):
    """Whether a text is an amount of an issued currency of the XRP Ledger (R-10)."""
    if not ISSUED.fullmatch(text) or len(text) > 128:
        return False
    whole, _, fraction = text.partition(".")
    digits = (whole + fraction).lstrip("0")
    counting = digits.rstrip("0")
    # As m * 10^e, where m has 16 digits.
    exponent = len(digits) - len(fraction) - 16
    return 1 <= len(counting) <= 16 and -96 <= exponent <= 80


def check_settlement(text):
    """Raises ValueError if the text is no settlement."""
    members = parse(text)
    if not isinstance(members, dict):
        raise Refused("not an object")
    if not isinstance(members.get("success"), bool) or not isinstance(members.get("transaction"), str):
        raise Refused("success or transaction")
    for name, kind in OPTIONAL.items():
        if members.get(name) is not None and not isinstance(members[name], kind):
            raise Refused(name)
    where = members.get("network", "")
    if not isinstance(where, str) or not where and members["success"]:
        raise Refused("network")
    amount = members.get("amount")
    if amount and not (DECIMAL.fullmatch(amount) and int(amount) < 2**256):
        # Only the XRP Ledger has amounts with a point.
        if not (where.startswith("xrpl:") and is_issued(amount)):
            raise Refused("amount")
    # What has no colon is a name of V1, known or not.
    if ":" in where and network({"caip2": where}) is NOT_NETWORK:
        raise Refused("network")


def decode(input):
    header = input.get("header", {})
    is_header = header.get("name", "").lower() in ("payment-response", "x-payment-response")
    is_text = input.get("kind") == "settlement" and "text" in input
    if input.get("profile", "strict") != "strict" or not (is_header or is_text):
        raise Skipped("not written yet")
    try:
        text = input["text"] if is_text else header_text(header["value"])
        check_settlement(text)
    except (ValueError, RecursionError) as error:
        return {"err": str(error)}
    # As it came, so that no number changes; a line feed in JSON is white space.
    return '{"ok": ' + text.replace("\n", " ") + "}"


def is_text(value):
    return isinstance(value, str)


def is_object(value):
    return isinstance(value, dict)


def is_address(value):
    """`0x` and 40 hexadecimal digits (E-3)."""
    return is_text(value) and bool(re.fullmatch(r"0x[0-9a-fA-F]{40}", value))


def is_account(value):
    """An address that is not zero (E-3)."""
    return is_address(value) and int(value, 16) != 0


TYPES = {
    "string": is_text,
    "object": is_object,
    "array": lambda value: isinstance(value, list),
    "decimal": lambda value: is_text(value) and bool(DECIMAL.fullmatch(value)) and int(value) < 2**256,  # C-6
    "integer": lambda value: isinstance(value, bytes) and value.isdigit() and int(value) < 2**64,  # C-5
}
# What a member has to be besides (C-9, C-10, E-3 to E-5).
FORMS = {
    "scheme": lambda text: text != "",
    "network": lambda text: network({"caip2": text}) is not NOT_NETWORK,
    "from": is_address,
    "to": is_address,
    "nonce": re.compile(r"0x[0-9a-fA-F]{64}").fullmatch,
    "signature": re.compile(r"0x([0-9a-fA-F]{2})*").fullmatch,
}


def has_members(value, table):
    """Whether a value is an object with the members in a table. Null for an optional one is as absent (C-7, C-8)."""

    def is_right(name, kind):
        if value.get(name) is None:
            return kind.endswith("?")
        return TYPES[kind.rstrip("?")](value[name]) and (name not in FORMS or bool(FORMS[name](value[name])))

    return is_object(value) and all(is_right(name, kind) for of, name, kind in MEMBERS if of == table)


def read_payment(source):
    """The payment as JSON. Raises ValueError if there is none."""
    header = source.get("header", {})
    if "json" in source:
        return source["json"]
    if "text" in source:
        return parse(source["text"])
    if header.get("name", "").lower() in ("payment-signature", "x-payment"):
        return parse(header_text(header["value"]))
    raise Skipped("a payment from this source is not read yet")


def is_payment(value):
    return (
        has_members(value, "V2 PaymentPayload")
        and has_members(value["accepted"], "V2 accepted")
        and (value.get("resource") is None or has_members(value["resource"], "V2 ResourceInfo"))
    )


def has_number(value):
    inner = value.values() if is_object(value) else value if isinstance(value, list) else []
    return isinstance(value, bytes) or any(map(has_number, inner))


def contains(theirs, ours):
    """Whether theirs has what ours has. It may have more members, and lack those that are null in ours (B-2)."""
    if not (is_object(theirs) and is_object(ours)):
        return theirs == ours
    return all(contains(theirs[name], value) if name in theirs else value is None for name, value in ours.items())


def same_address(theirs, ours):
    """Whether two texts are one address, in any letter case (B-2)."""
    return theirs == ours or is_address(theirs) and is_address(ours) and theirs.lower() == ours.lower()


def answers(accepted, offer):
    """Whether the client accepted this offer of ours (B-2)."""
    return (
        all(accepted[name] == offer[name] for name in ["scheme", "network", "amount", "maxTimeoutSeconds"])
        and same_address(accepted["asset"], offer["asset"])
        and same_address(accepted["payTo"], offer["payTo"])
        and contains(accepted.get("extra") or {}, offer.get("extra") or {})
    )


def is_eip3009(payment, offer):
    """Whether the payment is of `exact` by EIP-3009, and of nothing that may change its verdict (B-4)."""
    extra, theirs = offer.get("extra") or {}, payment["accepted"].get("extra") or {}
    return (
        offer["scheme"] == "exact"
        and extra.get("assetTransferMethod", theirs.get("assetTransferMethod", "eip3009")) == "eip3009"
        and extra.get("name") != "GatewayWalletBatched"
        and "paymentFlow" not in extra
        and payment["payload"].keys() <= {"authorization", "signature"}
    )


def failed_check(payload, offer, input):
    """The first check that fails, of those that need no cryptography (B-8), or None."""
    signed, extra = payload.get("authorization"), offer.get("extra") or {}
    is_read = has_members(payload, "payload of a V2 payment") and has_members(signed, "authorization of a V2 payment")
    if not is_read:
        return "payload"
    after, before, now = int(signed["validAfter"]), int(signed["validBefore"]), int(input["now"])
    phase = input.get("phase", "verify")
    # Our offer counts, and not what the client accepted (B-1).
    checks = [
        ("asset-address", is_account(offer["asset"])),
        ("domain", is_text(extra.get("name")) and is_text(extra.get("version"))),  # E-1
        ("pay-to-address", is_account(offer["payTo"])),
        ("payer-address", is_account(signed["from"])),
        ("recipient", same_address(signed["to"], offer["payTo"])),
        ("amount", signed["value"] == offer["amount"]),  # no less, and no more (B-7)
        ("charge", phase == "verify" or signed["value"] == phase["settle"]["amount"]),
        ("valid-before", now < before),  # E-2
        ("expiry-margin", now + 6 <= before),
        ("valid-after", after <= now),
        ("window", after + 2 <= before),
    ]
    return next((check for check, holds in checks if not holds), None)


def verify_signature(payment, offer, input):
    """Who signed (E-1, E-6, E-8), and whether the declared extensions are echoed (B-6)."""
    raise Skipped("the signature needs a library: put yours here")


def invalid(check, reason):
    return {"verdict": "invalid", "check": check, "reason": reason}


def verify(input):
    if not input.keys() <= {"payment", "offers", "now", "phase", "facilitators", "facts", "declaredExtensions"}:
        raise Skipped("not written yet")
    try:
        payment = read_payment(input["payment"])
    except (ValueError, RecursionError):
        return invalid("decode", REASONS["decode"])
    version = payment.get("x402Version") if is_object(payment) else None
    if version == b"1":
        raise Skipped("version 1 is not written yet")
    if TYPES["integer"](version) and version != b"2":
        return invalid("decode", "invalid_x402_version")
    accepted = payment.get("accepted") if is_object(payment) else None
    where = accepted.get("network") if is_object(accepted) else None
    if is_text(where) and where.startswith("xrpl:"):
        raise Skipped("amounts of issued currencies are not written yet (R-13)")
    if not is_payment(payment):
        return invalid("decode", REASONS["decode"])
    if not all(EVM.fullmatch(offer["network"]) for offer in input["offers"]):
        raise Skipped("chains without EVM are not written yet")
    if any(has_number(offer.get("extra")) for offer in input["offers"]):
        raise Skipped("numbers are not compared by value yet (C-16)")
    answered = [offer for offer in input["offers"] if answers(payment["accepted"], offer)]
    if not answered:
        return invalid("offer", REASONS["offer"])
    if len(answered) > 1 or not is_eip3009(payment, answered[0]):
        raise Skipped("several offers, and other methods than EIP-3009, are not written yet")
    check = failed_check(payment["payload"], answered[0], input)
    return verify_signature(payment, answered[0], input) if check is None else invalid(check, REASONS[check])


# Put your implementation here: an operation, and the function that answers it, or raises Skipped.
OPERATIONS = {"network": network, "decode": decode, "verify": verify}

# Who answers: the name and version of your implementation.
print(json.dumps({"testee": {"name": "skeleton", "language": "Python", "operations": list(OPERATIONS)}}), flush=True)

for line in sys.stdin.buffer:
    question = json.loads(line, **NUMBERS)
    try:
        if question["op"] not in OPERATIONS:
            raise Skipped("not written yet")
        result = OPERATIONS[question["op"]](question["input"])
        answer = '"result": ' + (result if isinstance(result, str) else json.dumps(result))
    except Skipped as why:
        answer = '"skipped": ' + json.dumps(str(why))
    print(f'{{"id": {json.dumps(question["id"])}, {answer}}}', flush=True)
