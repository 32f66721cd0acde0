"""The sign-in message by PyPI's EIP-4361 library, its digest and signer by eth-account. On Solana, PyNaCl verifies the
signature over the document's message with the names of that chain (`sign_in.mjs`)."""

import base64
import json
import sys
from importlib.metadata import version
from pathlib import Path

from common import options, read_vectors, report

# A file here has the name of a library, so this directory must come after the libraries in the path.
sys.path.pop(0)
sys.path.append(str(Path(__file__).resolve().parent.parent / "adapters"))
import base58
from eth_account import Account
from eth_account.messages import defunct_hash_message
from eth_utils import is_address, to_checksum_address
from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey
from siwe import SiweMessage
from sign_in import header_of

# Replaces a Solana account in the message for EVM chains, and is replaced back afterwards.
SOMEBODY = "0x857b06519E91e3A54538791bDbb0E22373e36b66"
MEMBERS = {
    "domain": "domain",
    "uri": "uri",
    "version": "version",
    "nonce": "nonce",
    "statement": "statement",
    "resources": "resources",
    "issuedAt": "issued_at",
    "expirationTime": "expiration_time",
    "notBefore": "not_before",
    "requestId": "request_id",
}


def message_of(proof):
    """The library writes the message for EVM chains. The message for Solana has the same lines, another chain name, and
    one empty line if there is no statement."""
    kind, reference = proof["chainId"].split(":")
    is_evm = kind == "eip155"
    address = to_checksum_address(proof["address"]) if is_evm else SOMEBODY
    question_input = {python: proof[name] for name, python in MEMBERS.items() if proof.get(name) is not None}
    text = SiweMessage(address=address, chain_id=int(reference) if is_evm else 1, **question_input).prepare_message()
    if is_evm:
        return text
    text = text.replace("Ethereum account:", "Solana account:").replace(address, proof["address"])
    text = text.replace("\nChain ID: 1\n", f"\nChain ID: {reference}\n")
    return text if "statement" in question_input else text.replace("\n\n\nURI:", "\n\nURI:")


def is_signed(proof, message, digest):
    if digest is None:
        signature, key = base58.b58decode(proof["signature"]), VerifyKey(base58.b58decode(proof["address"]))
        try:
            return key.verify(message.encode(), signature) is not None
        except CryptoError:
            return False
    signer = Account._recover_hash(digest, signature=bytes.fromhex(proof["signature"][2:]))
    return signer == to_checksum_address(proof["address"])


def finding(proof):
    """Other witnesses judge members that the libraries refuse or cannot read."""
    is_evm = proof["chainId"].startswith("eip155:")
    if is_evm and not is_address(proof["address"].lower()):
        return None
    try:
        message = message_of(proof)
        digest = bytes(defunct_hash_message(text=message)) if is_evm else None
        signed = is_signed(proof, message, digest)
    except Exception:  # # of any kind: no message, or no signature
        return None
    address = to_checksum_address(proof["address"]) if is_evm else proof["address"]
    found = {"message": message, "address": address}
    return signed, found | ({"digest": "0x" + digest.hex()} if is_evm else {})


def proof_of(question_input, expected):
    """The decoding rules judge malformed headers."""
    if "json" in question_input or expected != "valid":
        return question_input.get("json")
    return json.loads(base64.b64decode(header_of(question_input)))


chosen = options()
findings = {}
for vector in read_vectors(chosen.vectors):
    if vector["op"] != "sign-in-with-x":
        continue
    expected = vector["expect"]["class"]
    proof = proof_of(vector["input"], expected)
    if not isinstance(proof, dict) or not all(isinstance(proof.get(name), str) for name in ("chainId", "address")):
        continue
    result = finding(proof)
    # This witness does not check domain, time and nonce, and asks no contract. Only the signature can refuse.
    match result:
        case (False, _) if expected == "invalid":
            findings[vector["id"]] = {"verdict": "invalid"}
        case (True, found) if expected == "valid":
            findings[vector["id"]] = {"verdict": "valid"} | found
by = f"signinwithethereum {version('signinwithethereum')}, eth-account {version('eth-account')}, PyNaCl {version('PyNaCl')}"
report("siwe-pypi", by, findings, chosen)
