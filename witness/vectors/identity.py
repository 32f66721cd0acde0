"""Computes replay keys and fingerprints again, in Python.

`fingerprint`: PyPI `rfc8785` writes the canonical form, and hashlib hashes it.

`replay-key`, `verify`: no other project has such keys, so this is a second implementation of "Replay key" in
docs/reference/rulings, from the fields of the payment and the offer. V1 network names are looked up in the official SDK's
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
from eth_utils import keccak, to_checksum_address

BATCH_SETTLEMENT = "0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003"
PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3"


def v1_chain_ids():
    """Loads one file of the package, because the whole package needs further libraries."""
    spec = importlib.util.spec_from_file_location("constants", Path(x402.__file__).parent / "mechanisms/evm/v1/constants.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.V1_NETWORK_CHAIN_IDS


# What a server on Solana renews for each offer (B-2).
RENEWED = ("recentBlockhash", "lastValidBlockHeight", "recentSlot")


def fingerprint(question_input):
    offer = question_input["offer"]
    if offer.get("network", "").startswith("solana:"):
        extra = {name: value for name, value in offer["extra"].items() if name not in RENEWED}
        question_input = {**question_input, "offer": {**offer, "extra": extra}}
    canonical = rfc8785.dumps(question_input)
    return {"fingerprint": hashlib.sha256(canonical).hexdigest(), "canonical": canonical.decode()}


def digits(text, length):
    """This number of bytes, from hexadecimal digits in either letter case; None for anything else."""
    if not isinstance(text, str) or not re.fullmatch(r"0x[0-9a-fA-F]{%d}" % (2 * length), text):
        return None
    return bytes.fromhex(text[2:])


def decimal(text):
    """Leading zeros are accepted, because this witness does not judge whether a payment can be read."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,78}", text, re.ASCII) or int(text) >= 1 << 256:
        return None
    return int(text).to_bytes(32, "big")


def chain(network, chain_ids):
    if not isinstance(network, str):
        return None
    if network.startswith("eip155:"):
        return network.encode()
    return f"eip155:{chain_ids[network]}".encode() if network in chain_ids else None


def words(*values):
    """Addresses, 32-byte values and numbers as words of the ABI."""
    return b"".join(
        value.to_bytes(32, "big") if isinstance(value, int) else bytes.fromhex(value[2:]).rjust(32, b"\0") for value in values
    )


def channel_id(config, chain_id):
    """The EIP-712 digest of a channel's config (N-3), hashed by hand."""

    def hashed(text):
        return "0x" + keccak(text.encode()).hex()

    domain = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    separator = keccak(words(hashed(domain), hashed("x402 Batch Settlement"), hashed("1"), chain_id, BATCH_SETTLEMENT))
    addresses = ("payer", "payerAuthorizer", "receiver", "receiverAuthorizer", "token")
    fields = ",".join(f"address {name}" for name in addresses) + ",uint40 withdrawDelay,bytes32 salt"
    values = [config[name] for name in (*addresses, "withdrawDelay", "salt")]
    return keccak(b"\x19\x01" + separator + keccak(words(hashed(f"ChannelConfig({fields})"), *values)))


def of_channel(payload, offer):
    """The payer and the hashed fields of what a client pays by batch-settlement."""
    config, voucher = payload["channelConfig"], payload["voucher"]
    network = offer["network"]
    channel = channel_id(config, int(network.removeprefix("eip155:")))
    permit = signed = None
    if payload["type"] == "deposit":
        permit = payload["deposit"]["authorization"].get("permit2Authorization")
        signed = payload["deposit"]["authorization"].get("erc3009Authorization")
    payer, contract = config["payer"], digits(BATCH_SETTLEMENT, 20)
    # Of two authorizations, which a policy may allow, that of the offer's method counts.
    if permit and (not signed or offer["extra"].get("assetTransferMethod") == "permit2"):
        return payer, [b"permit2", network.encode(), digits(PERMIT2, 20), digits(permit["from"], 20), decimal(permit["nonce"])]
    if signed:
        nonce = keccak(channel + digits(signed["salt"], 32))
        return payer, [b"eip3009", network.encode(), digits(offer["asset"], 20), digits(payer, 20), nonce]
    most = decimal(voucher["maxClaimableAmount"])
    if payload["type"] == "voucher":
        return payer, [b"batch-voucher", network.encode(), contract, channel, most]
    if payload["type"] != "refund" or payload.get("refundNonce") is not None:
        return payer, [None]
    # An amount that cannot be read asks for all, where a policy allows one.
    amount = payload.get("amount")
    amount = decimal(amount) if isinstance(amount, str) and amount.strip("0") else b""
    return payer, [b"batch-refund", network.encode(), contract, channel, most, amount]


def identity(vector, chain_ids):
    """None if a field is missing or has the wrong type."""
    offers = vector["input"]["offers"]
    index = expected(vector).get("offer") or 0
    offer = offers[index] if index < len(offers) else None
    payload = member(read_payment(vector["input"]["payment"]), "payload")
    authorization, permit = member(payload, "authorization"), member(payload, "permit2Authorization")
    if member(offer, "scheme") == "batch-settlement":
        try:
            payer, fields = of_channel(payload, offer)
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
            return None
    elif isinstance(authorization, dict):
        payer, nonce = member(authorization, "from"), digits(member(authorization, "nonce"), 32)
        wallet = gateway_wallet(vector, offer)
        family, contract = (b"gateway", wallet) if wallet else (b"eip3009", member(offer, "asset"))
        fields = [family, chain(member(offer, "network"), chain_ids), digits(contract, 20), digits(payer, 20), nonce]
    else:
        payer, nonce = member(permit, "from"), decimal(member(permit, "nonce"))
        fields = [b"permit2", chain(member(offer, "network"), chain_ids), digits(PERMIT2, 20), digits(payer, 20), nonce]
    if None in fields or digits(payer, 20) is None:
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
