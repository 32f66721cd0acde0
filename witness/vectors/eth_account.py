"""Findings of eth-account about the EVM payment of each vector: its hashes and its signer."""

import re
import sys
from importlib.metadata import version

from batch_settlement import PERMIT, batch_settlement, form_of
from common import REGISTERED_CHAIN_IDS, expected, gateway_wallet, member, options, read_payment, read_vectors, report

# This file has the library's name, so its directory must come after the library in the path.
sys.path.pop(0)

from eth_account import Account
from eth_account._utils.legacy_transactions import Transaction
from eth_account._utils.signing import extract_chain_id, hash_of_signed_transaction
from eth_account.messages import encode_typed_data
from eth_account.typed_transactions import TypedTransaction
from eth_utils import keccak, to_checksum_address
from hexbytes import HexBytes
from x402.mechanisms.evm.v1.constants import V1_NETWORK_CHAIN_IDS

TYPES = {
    "TransferWithAuthorization": [
        {"name": "from", "type": "address"},
        {"name": "to", "type": "address"},
        {"name": "value", "type": "uint256"},
        {"name": "validAfter", "type": "uint256"},
        {"name": "validBefore", "type": "uint256"},
        {"name": "nonce", "type": "bytes32"},
    ]
}

PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3"
PERMIT_TYPES = {
    "PermitWitnessTransferFrom": [
        {"name": "permitted", "type": "TokenPermissions"},
        {"name": "spender", "type": "address"},
        {"name": "nonce", "type": "uint256"},
        {"name": "deadline", "type": "uint256"},
        {"name": "witness", "type": "Witness"},
    ],
    "TokenPermissions": [{"name": "token", "type": "address"}, {"name": "amount", "type": "uint256"}],
}
WITNESS = [{"name": "to", "type": "address"}, {"name": "validAfter", "type": "uint256"}]
UPTO_WITNESS = [WITNESS[0], {"name": "facilitator", "type": "address"}, WITNESS[1]]


TOKEN_PERMIT_TYPES = {
    "Permit": [
        {"name": "owner", "type": "address"},
        {"name": "spender", "type": "address"},
        {"name": "value", "type": "uint256"},
        {"name": "nonce", "type": "uint256"},
        {"name": "deadline", "type": "uint256"},
    ]
}


def signed(vector):
    """The typed data that the payment of a vector claims to sign, and the signature, or None."""
    return eip3009(vector) or permit2(vector)


def eip3009(vector):
    """The payment of a vector, with the domain from the server's offer, or None.

    Values stay as sent: the library decides how to treat an unusual one.
    """
    if vector["op"] not in ("verify", "digest", "replay-key"):
        return None
    payload = member(read_payment(vector["input"]["payment"]), "payload")
    authorization = member(payload, "authorization")
    offer = offer_of(vector)
    domain = domain_of(offer)
    if not isinstance(authorization, dict) or domain is None:
        return None
    domain["verifyingContract"] = gateway_wallet(vector, offer) or domain["verifyingContract"]
    return domain, TYPES, authorization, payload.get("signature")


def permit2(vector):
    """The Permit2 payment of a vector, on the offer's chain, or None. The scheme decides which witness was signed."""
    if vector["op"] not in ("verify", "digest", "replay-key"):
        return None
    payload = member(read_payment(vector["input"]["payment"]), "payload")
    authorization = member(payload, "permit2Authorization")
    offer = offer_of(vector)
    chain_id = chain_id_of(member(offer, "network"))
    if not isinstance(authorization, dict) or chain_id is None:
        return None
    types = {**PERMIT_TYPES, "Witness": UPTO_WITNESS if offer.get("scheme") == "upto" else WITNESS}
    # The library hashes the members that the types declare, and refuses others.
    message = only(types, "PermitWitnessTransferFrom", authorization)
    domain = {"name": "Permit2", "chainId": chain_id, "verifyingContract": PERMIT2}
    return domain, types, message, payload.get("signature")


def eip2612(vector):
    """The EIP-2612 permit that a Permit2 payment adds for a sponsor, with the token's domain from the server's offer,
    or None."""
    extensions = member(read_payment(vector["input"]["payment"]), "extensions")
    info = member(member(extensions, "eip2612GasSponsoring"), "info")
    domain = domain_of(offer_of(vector))
    if not isinstance(info, dict) or "signature" not in info or domain is None:
        return None
    names = {"owner": "from", "value": "amount"}
    message = {field["name"]: names.get(field["name"], field["name"]) for field in TOKEN_PERMIT_TYPES["Permit"]}
    message = {name: info[sent] for name, sent in message.items() if sent in info}
    return domain, TOKEN_PERMIT_TYPES, message, info["signature"]


def approval(vector):
    """The signed transaction that a Permit2 payment adds for a sponsor, or None."""
    extensions = member(read_payment(vector["input"]["payment"]), "extensions")
    raw = member(member(member(extensions, "erc20ApprovalGasSponsoring"), "info"), "signedTransaction")
    if not isinstance(raw, str) or not re.fullmatch(r"0x([0-9a-fA-F]{2})+", raw):
        return None
    return HexBytes(raw)


def only(types, name, value):
    """The members of a struct that its type declares."""
    fields = {field["name"]: field["type"] for field in types[name]}
    if not isinstance(value, dict):
        return value
    present = {name: value[name] for name in fields if name in value}
    return {name: only(types, fields[name], inner) if fields[name] in types else inner for name, inner in present.items()}


def offer_of(vector):
    if "offer" in vector["input"]:
        return vector["input"]["offer"]
    offers = vector["input"].get("offers", [])
    index = expected(vector).get("offer") or 0
    return offers[index] if index < len(offers) else None


def domain_of(offer):
    extra = member(offer, "extra")
    texts = [member(extra, "name"), member(extra, "version"), member(offer, "asset")]
    chain_id = chain_id_of(member(offer, "network"))
    if chain_id is None or not all(isinstance(text, str) for text in texts):
        return None
    name, version, asset = texts
    return {"name": name, "version": version, "chainId": chain_id, "verifyingContract": asset}


def chain_id_of(network):
    """V1 has names where V2 has CAIP-2. The official SDK's table maps most of them to chains."""
    if not isinstance(network, str):
        return None
    reference = re.fullmatch(r"eip155:(0|[1-9][0-9]*)", network, re.ASCII)
    return int(reference[1]) if reference else (V1_NETWORK_CHAIN_IDS | REGISTERED_CHAIN_IDS).get(network)


def batch_messages(vector):
    """What is signed for a payment by batch-settlement, or None."""
    if vector["op"] not in ("verify", "digest", "replay-key"):
        return None
    offer = offer_of(vector)
    chain_id = chain_id_of(member(offer, "network"))
    return batch_settlement(vector, offer, chain_id, domain_of(offer), lambda *typed: digest_of(encode_typed_data(*typed)))


def digest_of(message):
    return "0x" + keccak(b"\x19" + message.version + message.header + message.body).hex()


def finding(domain, types, message, signature):
    found = {}
    step = "hash"
    try:
        message = encode_typed_data(domain, types, message)
        found["domainSeparator"] = "0x" + message.header.hex()
        found["structHash"] = "0x" + message.body.hex()
        found["digest"] = digest_of(message)
        step = "recover"
        vrs = vrs_of(signature)
        if vrs:
            found["signer"] = Account.recover_message(message, vrs=vrs)
    except Exception as error:  # a refusal is a finding, whatever the library raises
        found["refused"] = f"{step}: {type(error).__name__}"
    return found


def transaction_finding(raw):
    """The members of a signed transaction."""
    found = {}
    step = "parse"
    try:
        if raw[0] <= 0x7F:
            typed = TypedTransaction.from_bytes(raw)
            sent, digest, kind = typed.as_dict(), typed.hash(), typed.transaction_type
            chain_id = sent["chainId"]
        else:
            legacy = Transaction.from_bytes(raw)
            sent, digest, kind = legacy.as_dict(), hash_of_signed_transaction(legacy), 0
            chain_id = extract_chain_id(sent["v"])[0]
        price = sent.get("gasPrice")
        to = bytes(HexBytes(sent["to"]))
        found = {
            "type": str(kind),
            "chainId": str(chain_id),
            "nonce": str(sent["nonce"]),
            "maxPriorityFeePerGas": str(sent["maxPriorityFeePerGas"] if price is None else price),
            "maxFeePerGas": str(sent["maxFeePerGas"] if price is None else price),
            "gasLimit": str(sent["gas"]),
            **({"to": to_checksum_address(to)} if to else {}),
            "value": str(sent["value"]),
            "data": "0x" + bytes(HexBytes(sent["data"])).hex(),
            "hash": "0x" + keccak(raw).hex(),
            "digest": "0x" + bytes(digest).hex(),
        }
        step = "recover"
        found["signer"] = Account.recover_transaction(raw)
    except Exception as error:  # a refusal is a finding, whatever the library raises
        found["refused"] = f"{step}: {type(error).__name__}"
    return found


def vrs_of(signature):
    """Whether a signer can be recovered: 65 bytes with a v of an account, or the 64 bytes of ERC-2098."""
    if not isinstance(signature, str) or not re.fullmatch(r"0x([0-9a-fA-F]{2}){64,65}", signature):
        return None
    raw = bytes.fromhex(signature[2:])
    r, s, v = int.from_bytes(raw[:32]), int.from_bytes(raw[32:64]), raw[64:]
    if not v:  # the top bit of s is y
        return 27 + (s >> 255), r, s & ~(1 << 255)
    return (v[0], r, s) if v[0] in (0, 1, 27, 28) else None


def batch_finding(messages, op):
    """All messages of a payment by batch-settlement, or for other operations than `digest` the first: the voucher, or the batch."""

    def one(message):
        found = finding(*message)
        if found.get("refused", "").startswith("recover"):
            del found["refused"]  # without a signer there is still a form
        if "refused" not in found and message[-1] is not None:
            try:
                found["form"] = form_of(message[-1])
            except (TypeError, ValueError) as error:  # it is no hexadecimal text
                found["refused"] = f"form: {type(error).__name__}"
        return found

    if op != "digest":
        first = messages.get("voucher") or messages.get("batch")
        return first and finding(*first)
    found = {}
    for name, message in messages.items():
        if isinstance(message, list):
            found[name] = [one(row) for row in message]
        else:
            found[name] = message if isinstance(message, str) else one(message)
    if "deposit" in found:
        found["deposit"] = {"family": "permit2" if messages["deposit"][1] is PERMIT else "eip3009", **found["deposit"]}
    return found


def main():
    chosen = options()
    findings = {}
    for vector in read_vectors(chosen.vectors):
        payment = signed(vector)
        if payment:
            findings[vector["id"]] = finding(*payment)
        sponsored = eip2612(vector) if payment and permit2(vector) else None
        if sponsored:
            findings[vector["id"]]["permit"] = finding(*sponsored)
        raw = approval(vector) if payment and permit2(vector) else None
        if raw:
            findings[vector["id"]]["approval"] = transaction_finding(raw)
        messages = batch_messages(vector)
        found = messages and batch_finding(messages, vector["op"])
        if found:
            findings[vector["id"]] = found
    report("eth-account", f"eth-account {version('eth-account')}", findings, chosen)


main()
