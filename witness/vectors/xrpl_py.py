"""Findings of PyPI's xrpl-py about the signed transaction of each vector on the XRP Ledger: whether it can be read and written again as the
same bytes, with which fields, what is signed, whether the signature is good, and who pays; with the keys of the payment."""

import hashlib
import json

from decimal import Decimal
from importlib.metadata import version

from common import WITNESS, member, options, read_payment, read_vectors, report
from xrpl.core.addresscodec import decode_classic_address
from xrpl.core.binarycodec import decode, encode, encode_for_signing
from xrpl.core.keypairs import derive_classic_address, is_valid_message


def blob_of(vector):
    """The text of the blob, the network and the transfer method, or None if there is no such text or the payment is not on the ledger."""
    if vector["op"] not in ("verify", "digest", "replay-key"):
        return None
    offers = vector["input"].get("offers") or [vector["input"].get("offer")]
    network = member(offers[0], "network")
    payment = read_payment(vector["input"]["payment"])
    text = member(member(payment, "payload"), "signedTxBlob")
    extras = [member(terms, "extra") for terms in (member(payment, "accepted"), offers[0])]
    method = next((found for found in (member(extra, "assetTransferMethod") for extra in extras) if found), "sequence")
    is_ours = isinstance(network, str) and network.startswith("xrpl:") and isinstance(text, str) and text != ""
    return (text, network, method) if is_ours else None


def attempt(compute, *arguments):
    """A refusal is a finding, whatever the library raises."""
    try:
        return compute(*arguments)
    except Exception:
        return None


def finding(text, network, method, recipe, is_digest):
    fields = attempt(decode, text)
    if fields is None or attempt(encode, fields) != text.upper():
        return {"reads": False}
    found = {"reads": True, "signed": bool(attempt(is_signed, fields))}
    if recipe is not None:
        found["fields"] = fields_of(fields) == recipe
    if is_digest:
        found |= digest_of(fields, text)
    return found | (attempt(identity, fields, text, network, method) or {})


def is_signed(fields):
    preimage = bytes.fromhex(encode_for_signing(fields))
    return is_valid_message(preimage, bytes.fromhex(fields["TxnSignature"]), fields["SigningPubKey"])


def sha512_half(data):
    return hashlib.sha512(data).digest()[:32]


def digest_of(fields, text):
    preimage = encode_for_signing(fields)
    key = fields["SigningPubKey"]
    found = {"algorithm": "ed25519" if key.startswith("ED") else "secp256k1", "preimage": "0x" + preimage.lower(), "signer": derive_classic_address(key)}
    if found["algorithm"] == "secp256k1":
        found["digest"] = "0x" + sha512_half(bytes.fromhex(preimage)).hex()
    found["hash"] = hash_of(text).hex().upper()
    return found


def hash_of(text):
    return sha512_half(bytes.fromhex("54584E00" + text))


def key_of(prefix, fields):
    return prefix + hashlib.sha256(b"".join(len(field).to_bytes(4, "big") + field for field in fields)).hexdigest()


def identity(fields, text, network, method):
    """The keys of R-67 and R-68 ("Replay key" in docs/reference/rulings) for a payment of an amount above zero with a last ledger."""
    amount, account = fields["Amount"], fields["Account"]
    value = amount["value"] if isinstance(amount, dict) else amount
    if "mpt_issuance_id" in amount or Decimal(value) <= 0 or "LastLedgerSequence" not in fields:
        return {}
    found = {"payer": account, "replayKey": key_of("x402:1:", [b"xrpl", network.encode(), hash_of(text)])}
    slot, name, other = ("ticket", "TicketSequence", 0) if method == "ticketSequence" else ("sequence", "Sequence", None)
    has_one_slot = fields.get(name) and (fields.get("Sequence") if slot == "ticket" else fields.get("TicketSequence")) == other
    if has_one_slot:
        parts = [b"xrpl-slot", network.encode(), decode_classic_address(account), slot.encode(), fields[name].to_bytes(4, "big")]
        found["transferKey"] = key_of("x402:transfer:1:", parts)
    return found


def fields_of(fields):
    """What was signed: without the signature, and with values as xrpl writes them, such as 1e-81 for many zeros."""
    plain = {name: value for name, value in fields.items() if name != "TxnSignature"}
    return {name: encode({name: value}) for name, value in plain.items()}


def recipes():
    """The fields that the recipes of witness/xrpl set, by the id of the vector: those of a parent are under them."""
    all_of = json.loads((WITNESS / "xrpl/blobs.json").read_text("utf-8"))

    def whole(id):
        recipe = all_of[id]
        base = whole(recipe["of"]) if "of" in recipe else {"set": {}}
        return base | recipe | {"set": base["set"] | recipe.get("set", {})}

    plain = {id: whole(id) for id in all_of}
    return {id: recipe for id, recipe in plain.items() if "raw" not in recipe and "then" not in recipe}


def main():
    chosen = options()
    findings = {}
    made = recipes()
    for vector in read_vectors(chosen.vectors):
        blob = blob_of(vector)
        if blob is None:
            continue
        recipe = made.get(vector["id"])
        findings[vector["id"]] = finding(*blob, expected_fields(recipe, blob[0]), vector["op"] == "digest")
    report("xrpl-py", f"xrpl-py {version('xrpl-py')}", findings, chosen)


def expected_fields(recipe, text):
    """The fields of a recipe. Whose key it is, only its own library knows, so both fields of the key are those of the blob."""
    if recipe is None:
        return None
    fields = attempt(decode, text) or {}
    from_key = {name: fields[name] for name in ("Account", "SigningPubKey") if name in fields and name not in recipe["set"]}
    wanted = from_key | {name: value for name, value in recipe["set"].items() if value is not None}
    return attempt(fields_of, wanted)


main()
