"""Payments with one mistake each, signed by eth-account, and the mistake that the diagnosis has to name."""

import argparse
import copy
import json
import sys
from importlib.metadata import version
from pathlib import Path

# `eth_account.py` is in this directory, which must come after the library in the path.
sys.path.pop(0)

from eth_account import Account
from eth_account.messages import _hash_eip191_message, encode_defunct, encode_typed_data

FILE = Path(__file__).with_suffix(".json")
# The first account of the development mnemonic "test test … junk".
KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
PAYER = Account.from_key(KEY).address
NOW = 1740672100
TOKEN = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3"
PROXY = "0x402085c248EeA27D92E8b30b2C58ed07f9E20001"
MERCHANT = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
NONCE = "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
DOMAIN = [
    {"name": "name", "type": "string"},
    {"name": "version", "type": "string"},
    {"name": "chainId", "type": "uint256"},
    {"name": "verifyingContract", "type": "address"},
]


def fields(text):
    return [dict(zip(("type", "name"), field.split())) for field in text.split(", ")]


TRANSFER = {
    "TransferWithAuthorization": fields(
        "address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce"
    )
}
PERMIT = {
    "PermitWitnessTransferFrom": fields(
        "TokenPermissions permitted, address spender, uint256 nonce, uint256 deadline, Witness witness"
    ),
    "TokenPermissions": fields("address token, uint256 amount"),
    "Witness": fields("address to, uint256 validAfter"),
}


def offer(method):
    tag = {} if method == "eip3009" else {"assetTransferMethod": "permit2"}
    return {
        "scheme": "exact",
        "network": "eip155:84532",
        "amount": "10000",
        "asset": TOKEN,
        "payTo": MERCHANT,
        "maxTimeoutSeconds": 60,
        "extra": {"name": "USDC", "version": "2", **tag},
    }


def authorization(method):
    if method == "eip3009":
        return {
            "from": PAYER,
            "to": MERCHANT,
            "value": "10000",
            "validAfter": "1740672089",
            "validBefore": "1740672154",
            "nonce": NONCE,
        }
    return {
        "from": PAYER,
        "permitted": {"token": TOKEN, "amount": "10000"},
        "spender": PROXY,
        "nonce": "7",
        "deadline": "1740672154",
        "witness": {"to": MERCHANT, "validAfter": "1740672089"},
    }


def numbers(value):
    """The values in the form that wallets accept."""
    if isinstance(value, dict):
        return {name: numbers(member) for name, member in value.items()}
    return int(value) if value.isdecimal() else value


def signable(method, signed, without=(), changed=None):
    """The typed data in the token's or Permit2's domain, without these members of the domain, and with the changed ones."""
    domain = {"name": "USDC", "version": "2", "chainId": 84532, "verifyingContract": TOKEN, **(changed or {})}
    if method == "permit2":
        domain = {"name": "Permit2", "chainId": 84532, "verifyingContract": PERMIT2}
    domain = {name: member for name, member in domain.items() if name not in without}
    types = {"EIP712Domain": [field for field in DOMAIN if field["name"] in domain], **(TRANSFER if method == "eip3009" else PERMIT)}
    message = numbers(signed)
    if method == "permit2":
        message.pop("from")
    return encode_typed_data(
        full_message={
            "types": types,
            "primaryType": "TransferWithAuthorization" if method == "eip3009" else "PermitWitnessTransferFrom",
            "domain": domain,
            "message": message,
        }
    )


def sign(message):
    return "0x" + bytes(Account.sign_message(message, KEY).signature).hex()


def with_value(method, value):
    changed = authorization(method)
    if method == "eip3009":
        changed["value"] = value
    else:
        changed["permitted"]["amount"] = value
    return changed


def case(method, kind, title, signature, sent=None, accepted=None, offered=None):
    member = "authorization" if method == "eip3009" else "permit2Authorization"
    accepted = accepted or offer(method)
    return {
        "title": f"{method}: {title}",
        "kind": kind,
        "payment": {
            "x402Version": 2,
            "accepted": accepted,
            "payload": {"signature": signature, member: sent or authorization(method)},
        },
        "offers": [offered or offer(method)],
        "now": NOW,
    }


def cases(method):
    right = signable(method, authorization(method))
    signature = sign(right)
    digest = "0x" + bytes(_hash_eip191_message(right)).hex()
    recovery_id = signature[:-2] + {"1b": "00", "1c": "01"}[signature[-2:]]
    twelve = "10000" + "0" * 12
    yield case(method, "recovery-id", "the last byte is 0 or 1", recovery_id)
    yield case(method, "recovery-byte", "the last byte is that of the other key", signature[:-2] + {"1b": "1c", "1c": "1b"}[signature[-2:]])
    yield case(method, "recovery-byte", "the last byte is 0 or 1, and that of the other key", signature[:-2] + {"1b": "01", "1c": "00"}[signature[-2:]])
    yield case(method, "personal-sign", "signMessage of the digest's bytes", sign(encode_defunct(hexstr=digest)))
    yield case(method, "personal-sign-hex", "signMessage of the digest's digits", sign(encode_defunct(text=digest)))
    yield case(method, "personal-sign-hex", "signMessage of the digits without 0x", sign(encode_defunct(text=digest[2:])))
    without = sign(signable(method, authorization(method), without=("chainId",)))
    yield case(method, "domain-without-chain-id", "the domain has no chain id", without)
    sent = with_value(method, twelve)
    yield case(method, "decimals", "18 decimal places instead of 6", sign(signable(method, sent)), sent=sent)
    yield case(method, "signed-decimals", "18 decimal places signed, and 6 sent", sign(signable(method, sent)))
    for name, value in [("amount", "20000"), ("payTo", PAYER), ("maxTimeoutSeconds", 30)]:
        later = {**offer(method), name: value}
        yield case(method, "offer-changed", f"the offer's {name} changed since", signature, offered=later)
    later = copy.deepcopy(offer(method))
    later["extra"]["name"] = "USD Coin"
    yield case(method, "offer-changed", "the offer's extra.name changed since", signature, offered=later)


def misread():
    """Payments in USDT0 on X Layer, whose name has a character beyond ASCII, signed with another name."""
    name = "USD\u20ae0"
    token = {"version": "1", "chainId": 196, "verifyingContract": "0x779Ded0c9e1022225f8E0630b35a9b54bE713736"}
    offered = {**offer("eip3009"), "network": "eip155:196", "asset": token["verifyingContract"], "extra": {"name": name, "version": "1"}}
    for how, other in [
        ("as Latin-1", name.encode().decode("latin-1")),
        ("as Windows-1252", name.encode().decode("cp1252")),
        ("with T for the sign of the tugrik", "USDT0"),
        ("without characters beyond ASCII", name.encode("ascii", "ignore").decode()),
        ("with question marks", name.encode("ascii", "replace").decode()),
        ("as on Celo", "Tether USD"),
    ]:
        signature = sign(signable("eip3009", authorization("eip3009"), changed={**token, "name": other}))
        yield case("eip3009", "domain-names", f"the name was read {how}", signature, accepted=offered, offered=offered)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    chosen = parser.parse_args()
    found = [found for method in ("eip3009", "permit2") for found in cases(method)] + list(misread())
    text = json.dumps({"by": f"eth-account {version('eth-account')}", "cases": found}, indent=1) + "\n"
    if not chosen.check:
        FILE.write_text(text, "utf-8")
    elif FILE.read_text("utf-8") != text:
        sys.exit(f"{FILE.name} is not what eth-account signs")
    print(f"diagnosis: {len(found)} payments")


main()
