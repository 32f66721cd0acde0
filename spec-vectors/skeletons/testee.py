"""A testee in Python, to begin with: `network`, `decode` of a settlement, and the rest skipped.

What the lines are: docs/operations.md.
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
READ_ONLY = {"robinhood": "eip155:4663", "skale-base": "eip155:1187947933", "xlayer": "eip155:196"}
BY_IDENTIFIER = {identifier: name for name, identifier in NAMES.items()}
EVM = re.compile(r"eip155:(0|[1-9][0-9]{0,19})")
OTHER = re.compile(r"(?!eip155:)[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}")
NOT_NETWORK = {"err": {"kind": "not-network"}}


def network(given):
    if "name" in given:
        name = given["name"]
        if name in READ_ONLY:
            return {"caip2": READ_ONLY[name]}
        return {"name": name, "caip2": NAMES[name]} if name in NAMES else NOT_NETWORK
    identifier = given["caip2"]
    evm = EVM.fullmatch(identifier)
    if not (evm and int(evm[1]) < 2**64 or OTHER.fullmatch(identifier)):
        return NOT_NETWORK
    name = BY_IDENTIFIER.get(identifier)
    return {"caip2": identifier} if name is None else {"name": name, "caip2": identifier}


class Refused(ValueError):
    """Why a text is no settlement, for people."""


def unique(members):
    if len({name for name, _ in members}) < len(members):
        raise Refused("a member stands twice")
    return dict(members)


def constant(name):
    raise Refused(f"{name} is not JSON")


OPTIONAL = {"errorReason": str, "payer": str, "amount": str, "extensions": dict}
DECIMAL = re.compile(r"0|[1-9][0-9]{0,77}")


def check_settlement(text):
    """Raises ValueError if the text is no settlement."""
    # Numbers stay text: an extension may have one that no float holds.
    numbers = {"parse_int": str.encode, "parse_float": str.encode}
    members = json.loads(text, object_pairs_hook=unique, parse_constant=constant, **numbers)
    json.dumps(members, ensure_ascii=False, default=bytes.decode).encode()  # half of a surrogate pair is no UTF-8
    if not isinstance(members, dict):
        raise Refused("not an object")
    if not isinstance(members.get("success"), bool) or not isinstance(members.get("transaction"), str):
        raise Refused("success or transaction")
    for name, kind in OPTIONAL.items():
        if members.get(name) is not None and not isinstance(members[name], kind):
            raise Refused(name)
    amount = members.get("amount")
    if amount and not (DECIMAL.fullmatch(amount) and int(amount) < 2**256):
        raise Refused("amount")
    where = members.get("network", "")
    if not isinstance(where, str) or not where and members["success"]:
        raise Refused("network")
    # What has no colon is a name of V1, known or not.
    if ":" in where and network({"caip2": where}) is NOT_NETWORK:
        raise Refused("network")


def decode(given):
    header = given.get("header", {})
    is_header = header.get("name", "").lower() in ("payment-response", "x-payment-response")
    is_text = given.get("kind") == "settlement" and "text" in given
    if given.get("profile", "strict") != "strict" or not (is_header or is_text):
        return None
    try:
        text = given.get("text")
        if text is None:
            octets = base64.b64decode(header["value"], validate=True)
            if base64.b64encode(octets).decode() != header["value"]:
                raise Refused("padding or unused bits")
            text = octets.decode()
        check_settlement(text)
    except (ValueError, RecursionError) as error:
        return {"err": str(error)}
    # As it came, so that no number changes; a line feed in JSON is white space.
    return '{"ok": ' + text.replace("\n", " ") + "}"


# Put your implementation here: an operation, and the function that answers it, with None where it does not.
OPERATIONS = {"network": network, "decode": decode}

# Who answers: the name and version of your implementation.
print(json.dumps({"testee": {"name": "skeleton", "language": "Python", "operations": list(OPERATIONS)}}), flush=True)

for line in sys.stdin.buffer:
    question = json.loads(line)
    operation = OPERATIONS.get(question["op"])
    result = operation(question["input"]) if operation else None
    answer = '"skipped": "not written yet"'
    if result is not None:
        answer = '"result": ' + (result if isinstance(result, str) else json.dumps(result))
    print(f'{{"id": {json.dumps(question["id"])}, {answer}}}', flush=True)
