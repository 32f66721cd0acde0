"""Compares what x402-schemes reads in transactions of the XRP Ledger with xrpl-py: `python xrpl/codecs.py FILE`. The laws are those of
codecs.mjs."""

import hashlib
import json
import re
import sys
from collections import Counter
from importlib.metadata import version

from xrpl.core.binarycodec import decode, encode, encode_for_signing

DROPS = 10**17
# What the codec reads in a transaction that x402-schemes refuses, and writes again as the same bytes.
STRICTER = {"TooShort": "shorter than the ledger's minimum", "AmountOfNobody": "an amount without currency or issuer"}
# Enumerations, of whose values the codec knows the names alone.
NAMED = {"TransactionType", "LedgerEntryType", "TransactionResult", "PermissionValue"}

counts = Counter()
different = 0


def attempt(compute):
    try:
        return compute(), None
    except Exception as error:  # The codec raises whatever its parts raise.
        return None, f"{type(error).__name__}: {error}"


def wrong(line, *what):
    global different
    different += 1
    if different <= 20:
        print("DIFFERENT:", *what, line["blob"])


def amount(value):
    """An amount as the example writes it."""
    if isinstance(value, str):
        return value
    if "mpt_issuance_id" in value:
        return "token"
    code = value["currency"]
    if len(code) == 3:
        code = "0" * 24 + code.encode("latin1").hex() + "0" * 10
    return [value["value"], code.upper(), value["issuer"]]


def is_unprintable(value):
    """A code that is not ASCII where others have three characters, which the codec cannot print."""
    return isinstance(value, list) and not bytes.fromhex(value[1])[12:15].isascii()


def is_hidden(value):
    """A code with three characters and something other than zeros around them, of which the codec prints the characters alone."""
    if not isinstance(value, list):
        return False
    characters = bytes.fromhex(value[1])[12:15].decode("latin1")
    return value[1] != amount({"value": "", "currency": characters, "issuer": ""})[1] and re.fullmatch(r"[A-Za-z0-9?!@#$%^&*<>(){}\[\]|]{3}", characters) is not None


PLAIN = {"TransactionType": lambda name: 0 if name == "Payment" else name, "Amount": amount, "Fee": amount, "SendMax": amount}


def is_unwritable(value):
    """XRP that the codec reads and does not write: below zero, or more than exists."""
    return isinstance(value, str) and re.fullmatch(r"-?\d+", value) is not None and not 0 <= int(value) <= DROPS


def compare(line):
    read, error = attempt(lambda: decode(line["blob"]))
    if "refused" in line:
        written = attempt(lambda: encode(read))[0] if read is not None else None
        if written != line["blob"]:
            counts[f"refused by both, or written differently: {line['refused']}"] += 1
        elif line["refused"] in STRICTER:
            counts[f"read by the codec alone: {STRICTER[line['refused']]}"] += 1
        else:
            wrong(line, "only the codec reads it:", line["why"])
        return
    if error:
        if line["fields"].get("TransactionType") != 0 or NAMED & set(line["others"]):
            counts["read by x402-schemes alone: a value without a name"] += 1
        elif error.startswith("UnicodeDecodeError") and ("Paths" in line["others"] or any(map(is_unprintable, line["fields"].values()))):
            counts["read by x402-schemes alone: a currency that the codec cannot print"] += 1
        else:
            wrong(line, "only x402-schemes reads it:", error)
        return
    if set(read) != {*line["fields"], *line["others"]}:
        return wrong(line, "other fields:", list(read))
    if any(map(is_hidden, line["fields"].values())):
        counts["read by the codec as a different currency: three characters among other bytes"] += 1
        return
    for name, value in line["fields"].items():
        theirs = PLAIN.get(name, lambda value: value)(read[name])
        if theirs != value and not (name == "TransactionType" and value != 0):
            return wrong(line, name, theirs, value)
    written, error = attempt(lambda: encode(read))
    if error and any(map(is_unwritable, [*line["fields"].values(), read.get("DeliverMin")])):
        counts["read by both, and not written by the codec: XRP below zero or above 10^17 drops"] += 1
        return
    if error and line["unusual"]:
        counts["read by both, and not written by the codec: a field that no payment has"] += 1
        return
    if written != line["blob"] and "Paths" in read and attempt(lambda: decode(written))[0] == read:
        counts["read by the codec as a different currency: three characters among other bytes of a path"] += 1
        return
    if written != line["blob"]:
        return wrong(line, "written differently:", error or written)
    preimage = encode_for_signing(read)
    if preimage != line["preimage"]:
        return wrong(line, "signed differently:", preimage, line["preimage"])
    found = hashlib.sha512(bytes.fromhex("54584E00" + line["blob"])).hexdigest()[:64].upper()
    if found != line["hash"]:
        return wrong(line, "hash:", found, line["hash"])
    counts["read and written by both"] += 1


lines = 0
with open(sys.argv[1], encoding="utf-8") as file:
    for text in file:
        lines += 1
        compare(json.loads(text))
print(f"xrpl-py {version('xrpl-py')}: {lines} transactions, {different} differences")
for what, number in sorted(counts.items()):
    print(f"{number:8}  {what}")
sys.exit(1 if different or not lines else 0)
