"""Findings of solders about the Solana transaction of each vector: whether it can be read, what was signed, and by
whom. Transactions of version 1 are for a solders that reads them, which `solana/.venv` has, and all others for the one
that the SDK allows."""

import base64
import hashlib
import sys
from importlib.metadata import version

from common import member, options, read_payment, read_vectors, report

# This file has the library's name, so its directory must come after the library in the path.
sys.path.pop(0)

import solders.message
from solders.message import to_bytes_versioned
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

READS_VERSION_1 = hasattr(solders.message, "MessageV1")
VERSION_1 = b"\x81"
TOKENS = ("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb")
TRANSFER_CHECKED = 12
MEMO = "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr"
ASSOCIATED_TOKEN = Pubkey.from_string("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL")


def transaction_of(vector):
    """The bytes that the base64 text encodes, or None if there is no such text or the server's offer is on another chain."""
    if vector["op"] not in ("verify", "digest", "replay-key") or vector["id"].startswith("stellar-"):
        return None
    offers = vector["input"].get("offers") or [vector["input"].get("offer")]
    if str(member(offers[0], "network")).startswith("stellar:"):
        return None
    text = member(member(read_payment(vector["input"]["payment"]), "payload"), "transaction")
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else None
    except ValueError:
        return None


def finding(raw):
    """`decodes`: solders reads the transaction and writes exactly these bytes."""
    try:
        transaction = VersionedTransaction.from_bytes(raw)
    except ValueError:
        return {"decodes": False}
    found = {"decodes": bytes(transaction) == raw, "sanitizes": True}
    try:
        transaction.sanitize()
    except Exception:  # a refusal is a finding, whatever the library raises
        found["sanitizes"] = False
    if not (found["decodes"] and found["sanitizes"]):
        return found
    message = bytes(to_bytes_versioned(transaction.message))
    digest = hashlib.sha256(message).digest()
    fields = joined(b"solana", digest)
    # The sponsor signs last, so the first signature is ignored.
    signed = transaction.verify_with_results()[1:]
    addresses = transaction.message.account_keys[1 : 1 + len(signed)]
    transfer = transfer_of(transaction.message)
    payer, transfer_key = transfer or (None, None)
    sponsor = {"address": str(transaction.message.account_keys[0]), "signed": None}
    return found | {
        "digest": "0x" + digest.hex(),
        "replayKey": "x402:1:" + hashlib.sha256(fields).hexdigest(),
        **({"payer": str(payer), "transferKey": transfer_key} if payer else {}),
        "signed": all(signed),
        "signers": [sponsor] + [{"address": str(a), "signed": s} for a, s in zip(addresses, signed)],
    }


def joined(*fields):
    """Concatenates fields, each preceded by its length."""
    return b"".join(len(field).to_bytes(4, "big") + field for field in fields)


def transfer_of(message):
    """The authority of the only TransferChecked of the transaction, if the transaction itself names all accounts of it,
    and the transfer key ("Transfer key" in docs/reference/rulings)."""
    keys = message.account_keys
    calls = [call for call in message.instructions if call.program_id_index < len(keys)]
    transfers = [
        call
        for call in calls
        if str(keys[call.program_id_index]) in TOKENS and bytes(call.data)[:1] == bytes([TRANSFER_CHECKED])
    ]
    if len(transfers) != 1 or len(transfers[0].accounts) < 4 or len(bytes(transfers[0].data)) < 10:
        return None
    accounts = bytes(transfers[0].accounts)[:4]
    if max(accounts) >= len(keys):
        return None
    source, mint, destination, authority = (keys[index] for index in accounts)
    amount = int.from_bytes(bytes(transfers[0].data)[1:9], "little").to_bytes(8, "big")
    memos = [bytes(call.data) for call in calls if str(keys[call.program_id_index]) == MEMO]
    program = keys[transfers[0].program_id_index]
    fields = joined(b"solana", bytes(program), bytes(source), bytes(mint), bytes(destination), amount, *memos)
    return authority, "x402:transfer:1:" + hashlib.sha256(fields).hexdigest()


def associated(question):
    seeds = [bytes(Pubkey.from_string(question[name])) for name in ("owner", "program", "mint")]
    address, bump = Pubkey.find_program_address(seeds, ASSOCIATED_TOKEN)
    return {"address": str(address), "bump": bump}


def main():
    chosen = options()
    findings = {}
    for vector in read_vectors(chosen.vectors):
        raw = transaction_of(vector)
        if vector["op"] == "ata":
            if not READS_VERSION_1:
                findings[vector["id"]] = associated(vector["input"])
        elif raw is not None and (raw[:1] == VERSION_1) == READS_VERSION_1:
            findings[vector["id"]] = finding(raw)
    report("solders-v1" if READS_VERSION_1 else "solders", f"solders {version('solders')}", findings, chosen)


main()
