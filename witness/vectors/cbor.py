"""Findings of the PyPI package `cbor2` about the CBOR in suffixes of calldata."""

from importlib.metadata import version
from io import BytesIO

import cbor2
from common import options, read_vectors, report

MARKER = bytes.fromhex("80218021802180218021802180218021")

# Readers of the findings take JSON of 128 levels.
DEEPEST = 100


def cbor_of(calldata):
    """The CBOR before length, schema and marker, if these are present and agree with the calldata."""
    if not calldata.endswith(b"\x02" + MARKER) or len(calldata) < 19:
        return None
    end = len(calldata) - 19
    start = end - int.from_bytes(calldata[end : end + 2], "big")
    return None if start < 0 else calldata[start:end]


def read(cbor):
    stream = BytesIO(cbor)
    try:
        value = cbor2.CBORDecoder(stream).decode()
    except (cbor2.CBORDecodeError, ValueError):
        return {"accepts": False}
    is_map = isinstance(value, dict) and set(value) <= {"a", "w", "s", "m"}
    if not is_map or stream.read() or not all(is_right(key, code) for key, code in value.items()):
        return {"accepts": False}
    metadata = {"metadata": value.pop("m")} if "m" in value else {}
    if depth(metadata) > DEEPEST:
        metadata = {}
    codes = {key: [code] if key == "s" and isinstance(code, str) else code for key, code in value.items()}
    return {"accepts": True, "codes": {key: code for key, code in codes.items() if code}, **metadata}


def depth(value):
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inside is None else 1 + max(map(depth, inside), default=0)


def is_metadata(value):
    """Whether this is an unsigned integer, a text, or a list or map of such values."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_metadata(inside) for key, inside in value.items())
    if isinstance(value, list):
        return all(is_metadata(inside) for inside in value)
    return isinstance(value, str) or (type(value) is int and 0 <= value < 2**64)


def is_right(key, code):
    if key == "m":
        return isinstance(code, dict) and is_metadata(code)
    is_list = key == "s" and isinstance(code, list) and all(isinstance(one, str) for one in code)
    return isinstance(code, str) or is_list


chosen = options()
findings = {}
for vector in read_vectors(chosen.vectors):
    if vector["op"] == "builder-code":
        cbor = cbor_of(bytes.fromhex(vector["input"]["calldata"][2:]))
        findings[vector["id"]] = {"accepts": False} if cbor is None else read(cbor)
report("cbor2", f"cbor2 {version('cbor2')} (PyPI)", findings, chosen)
