"""Findings of PyPI's stellar-sdk about the Stellar transaction of each vector: whether it can be read, what the payer signs in which
form, and who signed."""

import base64
import hashlib

from importlib.metadata import version

from common import member, options, read_payment, read_vectors, report
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from stellar_sdk import Network, StrKey, xdr
from stellar_sdk.address import Address, AddressType
from stellar_sdk.utils import sha256

PASSPHRASES = {
    "stellar:pubnet": Network.PUBLIC_NETWORK_PASSPHRASE,
    "stellar:testnet": Network.TESTNET_NETWORK_PASSPHRASE,
}
CREDENTIALS = xdr.SorobanCredentialsType
KINDS = {CREDENTIALS.SOROBAN_CREDENTIALS_ADDRESS: "v1", CREDENTIALS.SOROBAN_CREDENTIALS_ADDRESS_V2: "v2"}


def transaction_of(vector):
    """The bytes that the base64 text encodes, or None if there is no such text or the payment is not on Stellar."""
    offers = vector["input"].get("offers") or [vector["input"].get("offer")]
    network = member(offers[0], "network") if vector["op"] in ("verify", "digest", "replay-key") and offers else None
    if network not in PASSPHRASES:
        return None, None
    text = member(member(read_payment(vector["input"]["payment"]), "payload"), "transaction")
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else None, network
    except ValueError:
        return None, None


def envelope_of(raw):
    """The transaction of version 1, if the library reads the bytes and writes exactly these."""
    try:
        envelope = xdr.TransactionEnvelope.from_xdr_bytes(raw)
        same = envelope.to_xdr_bytes() == raw
    except Exception:  # a refusal is a finding, whatever the library raises
        return None
    return envelope.v1.tx if same and envelope.v1 else None


def finding(raw, network, is_digest):
    """`reads`: the library reads an envelope of version 1, and writes exactly these bytes."""
    transaction = envelope_of(raw)
    if transaction is None:
        return {"reads": False}
    function = transaction.operations[0].body.invoke_host_function_op if len(transaction.operations) == 1 else None
    call = function.host_function.invoke_contract if function else None
    if call is None or len(call.args) != 3 or call.args[0].address is None:
        return {"reads": True}
    payer = call.args[0].address
    address = Address.from_xdr_sc_address(payer)
    entries = [entry for entry in map(credentials, function.auth) if entry and entry[1].address == payer]
    if address.type not in (AddressType.ACCOUNT, AddressType.CONTRACT) or len(entries) != 1:
        return {"reads": True}
    return {"reads": True} | of_entry(address, *entries[0], network, is_digest) | identity(address, entries[0][1], call.args[2], network)


def credentials(entry):
    """The kind of an entry that an address signs, its credentials, and what is authorized."""
    kind = KINDS.get(entry.credentials.type)
    address = entry.credentials.address if kind == "v1" else entry.credentials.address_v2
    return (kind, address, entry.root_invocation) if kind else None


def of_entry(payer, kind, address, invocation, network, is_digest):
    network_id = Network(PASSPHRASES[network]).network_id()
    common = {
        "network_id": xdr.Hash(network_id),
        "nonce": address.nonce,
        "signature_expiration_ledger": address.signature_expiration_ledger,
        "invocation": invocation,
    }
    if kind == "v1":
        preimage = xdr.HashIDPreimage(
            xdr.EnvelopeType.ENVELOPE_TYPE_SOROBAN_AUTHORIZATION,
            soroban_authorization=xdr.HashIDPreimageSorobanAuthorization(**common),
        )
    else:
        preimage = xdr.HashIDPreimage(
            xdr.EnvelopeType.ENVELOPE_TYPE_SOROBAN_AUTHORIZATION_WITH_ADDRESS,
            soroban_authorization_with_address=xdr.HashIDPreimageSorobanAuthorizationWithAddress(
                address=address.address, **common
            ),
        )
    preimage = preimage.to_xdr_bytes()
    digest = sha256(preimage)
    found = {"credentials": kind, "digest": "0x" + digest.hex()}
    if is_digest:
        found |= {"preimage": "0x" + preimage.hex(), "networkId": "0x" + network_id.hex()}
    if address.signature.type == xdr.SCValType.SCV_VOID:
        return found | {"form": "none", "signers": []}
    if payer.type == AddressType.CONTRACT:
        return found | {"form": "opaque", "signers": []}
    signatures = signatures_of(address.signature)
    if signatures is None:
        return found
    signers = [StrKey.encode_ed25519_public_key(key) for key, signature in signatures if verifies(key, signature, digest)]
    return found | {"form": "account", "signers": signers, "signed": len(signers) == len(signatures)}


def signatures_of(value):
    """Pairs of a key and a signature, or None if the value has another form."""
    try:
        maps = [{entry.key.sym.sc_symbol: entry.val.bytes.sc_bytes for entry in item.map.sc_map} for item in value.vec.sc_vec]
        return [(pair[b"public_key"], pair[b"signature"]) for pair in maps] or None
    except (AttributeError, KeyError):
        return None


def verifies(key, signature, digest):
    try:
        VerifyKey(key).verify(digest, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def identity(payer, address, amount, network):
    """The replay key ("Replay key" in docs/reference/rulings), for a transfer of an amount that is none below 0."""
    if amount.i128 is None or amount.i128.hi.int64 < 0:
        return {}
    fields = [
        b"stellar",
        network.encode(),
        payer.to_xdr_sc_address().to_xdr_bytes(),
        (address.nonce.int64 % 2**64).to_bytes(8, "big"),
    ]
    preimage = b"".join(len(field).to_bytes(4, "big") + field for field in fields)
    return {"payer": payer.address, "replayKey": "x402:1:" + hashlib.sha256(preimage).hexdigest()}


def main():
    chosen = options()
    findings = {}
    for vector in read_vectors(chosen.vectors):
        raw, network = transaction_of(vector)
        if raw is not None:
            findings[vector["id"]] = finding(raw, network, vector["op"] == "digest")
    report("stellar-sdk-pypi", f"stellar-sdk {version('stellar-sdk')}", findings, chosen)


main()
