"""Findings of eth-account and PyJWT about signed offers and receipts: the digest and signer of typed data, and whether
the key of the question, or of a did:key, signed a JWS. PyJWT computes with cryptography; base58 and cryptography read a
did:key."""

import json
import re
import sys
from importlib.metadata import version

from common import options, read_vectors, report

# A file here has the name of a library, so this directory must come after the libraries in the path.
sys.path.pop(0)

import base58
import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak

TYPES = {
    "offer": ("Offer", "version:uint256 resourceUrl scheme network asset payTo amount validUntil:uint256"),
    "receipt": ("Receipt", "version:uint256 network resourceUrl payer issuedAt:uint256 transaction"),
}
# The multicodecs of did:key.
KEYS = {
    b"\xed\x01": Ed25519PublicKey.from_public_bytes,
    b"\x80\x24": lambda point: EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point),
    b"\xe7\x01": lambda point: EllipticCurvePublicKey.from_encoded_point(SECP256K1(), point),
}


def envelope_of(question):
    """The envelope of a question, or None. A witness need not agree about decoding."""
    try:
        info = json.loads(question["text"])["extensions"]["offer-receipt"]["info"]
        return info["offers"][question.get("index", 0)] if question["what"] == "offer" else info["receipt"]
    except (ValueError, KeyError, IndexError, TypeError):
        return None


def typed_finding(question, envelope):
    name, members = TYPES[question["what"]]
    members = [tuple(member.split(":")) if ":" in member else (member, "string") for member in members.split()]
    payload = envelope["payload"]
    default = {"uint256": 0, "string": ""}
    message = {member: default[of] if payload.get(member) is None else payload[member] for member, of in members}
    domain = {"name": f"x402 {question['what']}", "version": "1", "chainId": 1}
    types = {name: [{"name": member, "type": of} for member, of in members]}
    try:
        signable = encode_typed_data(domain, types, message)
    except Exception:  # # of any kind: the library refuses the message
        return None
    digest = keccak(b"\x19" + signable.version + signable.header + signable.body)
    found = {"digest": "0x" + digest.hex()}
    signature = envelope.get("signature")
    if isinstance(signature, str) and re.fullmatch("0x([0-9a-fA-F]{2}){64}(00|01|1b|1c)", signature):
        try:
            found["signer"] = Account._recover_hash(digest, signature=bytes.fromhex(signature[2:]))
        except Exception:  # # no key can have made this signature
            pass
    return found


def key_of(question, header):
    if "jwk" in question:
        return jwt.PyJWK(question["jwk"], algorithm=header["alg"]).key
    if question.get("resolveKid") and header["kid"].startswith("did:key:z"):
        decoded = base58.b58decode(header["kid"].removeprefix("did:key:z").split("#")[0])
        return KEYS[decoded[:2]](decoded[2:])
    return None


def jws_finding(question, envelope):
    token = envelope.get("signature")
    try:
        header = jwt.get_unverified_header(token)
        if header["alg"] not in ("EdDSA", "ES256", "ES256K"):
            return None
        key = key_of(question, header)
        if key is None:
            return None
    except Exception:  # the library reads no header or key
        return None
    try:
        jwt.api_jws.PyJWS().decode(token, key, algorithms=[header["alg"]])
        return {"signed": True}
    except jwt.exceptions.InvalidSignatureError:
        return {"signed": False}
    except (jwt.exceptions.PyJWTError, TypeError, ValueError):
        return None


chosen = options()
typed, compact = {}, {}
for vector in read_vectors(chosen.vectors):
    question = vector["input"]
    envelope = envelope_of(question) if vector["op"] == "offer-receipt" else None
    if not isinstance(envelope, dict):
        continue
    if envelope.get("format") == "eip712" and isinstance(envelope.get("payload"), dict):
        if found := typed_finding(question, envelope):
            typed[vector["id"]] = found
    elif envelope.get("format") == "jws":
        if found := jws_finding(question, envelope):
            compact[vector["id"]] = found
report("artifacts-eth-account", f"eth-account {version('eth-account')}", typed, chosen)
report("pyjwt", f"PyJWT {version('PyJWT')}, cryptography {version('cryptography')}, base58 {version('base58')}", compact, chosen)
