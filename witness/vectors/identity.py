"""Computes replay keys and fingerprints again, in Python.

`fingerprint`: PyPI `rfc8785` writes the canonical form, and hashlib hashes it.

`replay-key`, `verify`: no other project has such keys, so this is a second implementation of "Replay key" in
docs/rulings.md, from the fields of the payment and the offer. V1 network names are looked up in the official SDK's
table, or in the chain registry's. `preimage` is the hashed text, `payer` the account that the payment names. solders
judges payments on Solana.
"""

import hashlib
import importlib.util
import platform
import re
from importlib.metadata import version
from pathlib import Path

import rfc8785
import x402
from common import REGISTERED_CHAIN_IDS, expected, gateway_wallet, member, options, read_payment, read_vectors, report
from eth_utils import to_checksum_address

PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3"


def v1_chain_ids():
    """Loads one file of the package, because the whole package needs further libraries."""
    spec = importlib.util.spec_from_file_location("constants", Path(x402.__file__).parent / "mechanisms/evm/v1/constants.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.V1_NETWORK_CHAIN_IDS


def fingerprint(given):
    canonical = rfc8785.dumps(given)
    return {"fingerprint": hashlib.sha256(canonical).hexdigest(), "canonical": canonical.decode()}


def digits(text, length):
    """This number of bytes, from hexadecimal digits in either letter case; None for anything else."""
    if not isinstance(text, str) or not re.fullmatch(r"0x[0-9a-fA-F]{%d}" % (2 * length), text):
        return None
    return bytes.fromhex(text[2:])


def decimal(text):
    """Leading zeros are accepted, because this witness does not judge whether a payment can be read."""
    return int(text).to_bytes(32, "big") if isinstance(text, str) and re.fullmatch(r"[0-9]{1,78}", text, re.ASCII) else None


def chain(network, chain_ids):
    if not isinstance(network, str):
        return None
    if network.startswith("eip155:"):
        return network.encode()
    return f"eip155:{chain_ids[network]}".encode() if network in chain_ids else None


def identity(vector, chain_ids):
    """None if a field is missing or has the wrong type."""
    offers = vector["input"]["offers"]
    index = expected(vector).get("offer") or 0
    offer = offers[index] if index < len(offers) else None
    payload = member(read_payment(vector["input"]["payment"]), "payload")
    authorization, permit = member(payload, "authorization"), member(payload, "permit2Authorization")
    if isinstance(authorization, dict):
        payer, nonce = member(authorization, "from"), digits(member(authorization, "nonce"), 32)
        wallet = gateway_wallet(vector, offer)
        family, contract = (b"gateway", wallet) if wallet else (b"eip3009", member(offer, "asset"))
        fields = [family, chain(member(offer, "network"), chain_ids), digits(contract, 20)]
    else:
        payer, nonce = member(permit, "from"), decimal(member(permit, "nonce"))
        fields = [b"permit2", chain(member(offer, "network"), chain_ids), digits(PERMIT2, 20)]
    fields += [digits(payer, 20), nonce]
    if None in fields:
        return None
    preimage = b"".join(len(field).to_bytes(4, "big") + field for field in fields)
    return {
        "payer": to_checksum_address(payer),
        "replayKey": f"x402:1:{hashlib.sha256(preimage).hexdigest()}",
        "preimage": f"0x{preimage.hex()}",
    }


chosen = options()
vectors = read_vectors(chosen.vectors)
python = f"CPython {platform.python_version_tuple()[0]}.{platform.python_version_tuple()[1]} (hashlib)"
findings = {v["id"]: fingerprint(v["input"]) for v in vectors if v["op"] == "fingerprint"}
report("rfc8785", f"rfc8785 {version('rfc8785')} (PyPI) and {python}", findings, chosen)
chain_ids = v1_chain_ids() | REGISTERED_CHAIN_IDS
findings = {v["id"]: identity(v, chain_ids) for v in vectors if v["op"] in ("replay-key", "verify")}
report("replay-key", f"{python}, from the fields", {key: found for key, found in findings.items() if found}, chosen)
