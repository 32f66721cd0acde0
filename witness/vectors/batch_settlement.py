"""What is signed for a payment by batch-settlement, as typed data (N-2, N-15, N-16)."""

import re

from common import member, read_payment
from eth_utils import keccak

SETTLEMENT = "0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003"
COLLECTOR = "0x4020806089470a89826cB9fB1f4059150b550004"
PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3"


def members(text):
    """A struct's members from "type name, type name"."""
    return [dict(zip(("type", "name"), field.split(" "), strict=True)) for field in text.split(", ")]


CONFIG = {
    "ChannelConfig": members(
        "address payer, address payerAuthorizer, address receiver, address receiverAuthorizer, address token, "
        "uint40 withdrawDelay, bytes32 salt"
    )
}
VOUCHER = {"Voucher": members("bytes32 channelId, uint128 maxClaimableAmount")}
REFUND = {"Refund": members("bytes32 channelId, uint256 nonce, uint128 amount")}
BATCH = {
    "ClaimBatch": members("ClaimEntry[] claims"),
    "ClaimEntry": members("bytes32 channelId, uint128 maxClaimableAmount, uint128 totalClaimed"),
}
RECEIVE = {
    "ReceiveWithAuthorization": members(
        "address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce"
    )
}
PERMIT = {
    "PermitWitnessTransferFrom": members(
        "TokenPermissions permitted, address spender, uint256 nonce, uint256 deadline, DepositWitness witness"
    ),
    "TokenPermissions": members("address token, uint256 amount"),
    "DepositWitness": members("bytes32 channelId"),
}


def batch_settlement(vector, offer, chain_id, domain, digest_of):
    """The messages by the names of the answer of `digest`: domain, types, message and signature of each, and the id of the channel.
    None for other payments, and for a payload of which an id cannot be computed. `domain` is the token's, and `digest_of` hashes
    typed data."""
    if member(offer, "scheme") != "batch-settlement":
        return None
    payload = member(read_payment(vector["input"]["payment"]), "payload")
    if chain_id is None or not isinstance(payload, dict):
        return None
    try:
        return messages(payload, domain, chain_id, digest_of) or None
    except Exception:  # a payload that cannot be read has no messages, whatever the library raises
        return None


def exactly(types, value):
    """The members that the first type declares. The library refuses others."""
    return {field["name"]: value[field["name"]] for field in next(iter(types.values()))}


def messages(payload, token_domain, chain_id, digest_of):
    domain = {"name": "x402 Batch Settlement", "version": "1", "chainId": chain_id, "verifyingContract": SETTLEMENT}

    def id_of(config):
        return digest_of(domain, CONFIG, exactly(CONFIG, config))

    def voucher_of(channel, most, signature):
        return domain, VOUCHER, {"channelId": channel, "maxClaimableAmount": number(most)}, signature

    found = {}
    config, deposit, claims = payload.get("channelConfig"), payload.get("deposit"), payload.get("claims")
    if config:
        found["channelId"] = id_of(config)
        voucher = payload["voucher"]
        found["voucher"] = voucher_of(found["channelId"], voucher["maxClaimableAmount"], voucher["signature"])
    if deposit:
        found["deposit"] = deposit_of(deposit, config["payer"], found["channelId"], token_domain, chain_id)
    if claims is not None:
        ids = [id_of(row["voucher"]["channel"]) for row in claims]
        most = [row["voucher"]["maxClaimableAmount"] for row in claims]
        found["rows"] = [voucher_of(*parts, row["signature"]) for *parts, row in zip(ids, most, claims, strict=True)]
        entries = [
            {"channelId": channel, "maxClaimableAmount": number(ceiling), "totalClaimed": number(row["totalClaimed"])}
            for channel, ceiling, row in zip(ids, most, claims, strict=True)
        ]
        if claims:
            found["batch"] = domain, BATCH, {"claims": entries}, payload.get("claimAuthorizerSignature")
    if payload.get("refundNonce") is not None:
        message = {"channelId": found["channelId"], "nonce": number(payload["refundNonce"]), "amount": number(payload["amount"])}
        found["refund"] = domain, REFUND, message, payload.get("refundAuthorizerSignature")
    return found


def deposit_of(deposit, payer, channel, token_domain, chain_id):
    permit = deposit["authorization"].get("permit2Authorization")
    if permit:
        domain = {"name": "Permit2", "chainId": chain_id, "verifyingContract": PERMIT2}
        return domain, PERMIT, exactly(PERMIT, permit), permit["signature"]
    signed = deposit["authorization"]["erc3009Authorization"]
    message = {
        "from": payer,
        "to": COLLECTOR,
        "value": number(deposit["amount"]),
        "validAfter": number(signed["validAfter"]),
        "validBefore": number(signed["validBefore"]),
        "nonce": "0x" + keccak(bytes.fromhex(channel[2:]) + bytes.fromhex(signed["salt"][2:])).hex(),
    }
    return token_domain, RECEIVE, message, signed["signature"]


def number(text):
    """Leading zeros are accepted, because this witness does not judge whether a payment can be read."""
    if isinstance(text, int) or re.fullmatch(r"[0-9]{1,78}", text, re.ASCII):
        return int(text)
    raise ValueError(text)


def form_of(signature):
    """The form of a signature by its bytes."""
    raw = bytes.fromhex(signature[2:])
    if raw.endswith(bytes.fromhex("6492" * 16)):
        return "erc6492"
    if len(raw) != 65:
        return "erc2098" if len(raw) == 64 else "other"
    return {27: "ecdsa65", 28: "ecdsa65", 0: "y-parity", 1: "y-parity"}.get(raw[64], "other")
