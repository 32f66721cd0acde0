"""Findings of Python's standard library, at its strictest, about each `decode` vector and about the payments of the
group `reading`."""

import base64
import json
import sys
from decimal import Decimal, InvalidOperation

from common import expected, options, payment_headers, read_vectors, report


class Huge(str):
    """A number whose exponent no Decimal can hold. It equals only the same spelling."""


def source_of(vector):
    """The only source of the object, or None if there is none or more than one."""
    question_input = vector["input"]
    if vector["id"].startswith("reading-") and vector["op"] in ("verify", "digest", "replay-key"):
        # Reading the vector drops duplicate members of a payment in JSON.
        question_input = vector["input"]["payment"] | {"kind": "payment"}
        if "json" in question_input:
            return None
    elif vector["op"] != "decode":
        return None
    if "header" in question_input:
        return {"value": question_input["header"]["value"]}
    if "headers" in question_input:
        values = payment_headers(question_input)
        return {"value": values[0]} if len(values) == 1 else None
    return question_input if "kind" in question_input else None


def finding(source, canonical):
    stage = "base64"
    try:
        if "value" in source:
            raw = base64.b64decode(source["value"], validate=True)
        elif "bytes" in source:
            raw = bytes.fromhex(source["bytes"].removeprefix("0x"))
        stage = "utf8"
        text = source["text"].encode().decode() if "text" in source else raw.decode()
        stage = "json"
        value = strict_json(text)
    except (ValueError, RecursionError):
        return {"accepts": False, "stage": stage}
    if canonical is None:
        return {"accepts": True}
    return {"accepts": True, "sameValue": same(value, strict_json(canonical))}


def strict_json(text):
    value = json.loads(
        text,
        object_pairs_hook=without_duplicates,
        parse_constant=refuse_constant,
        parse_float=number,
        parse_int=number,
    )
    refuse_lone_surrogates(value)
    return value


def without_duplicates(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate member")
    return members


def refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def number(text):
    try:
        return Decimal(text)
    except InvalidOperation:
        return Huge(text)


def refuse_lone_surrogates(value):
    values = [value]
    while values:
        value = values.pop()
        if isinstance(value, dict):
            values += value.keys()
            values += value.values()
        elif isinstance(value, list):
            values += value
        elif isinstance(value, str):
            value.encode()


def same(one, other):
    """Whether two JSON values are equal. It does not recurse, because the reader allows more depth than the Python
    stack."""
    pairs = [(one, other)]
    while pairs:
        one, other = pairs.pop()
        if type(one) is not type(other):
            return False
        if isinstance(one, dict):
            if one.keys() != other.keys():
                return False
            pairs += [(one[name], other[name]) for name in one]
        elif isinstance(one, list):
            if len(one) != len(other):
                return False
            pairs += zip(one, other)
        elif one != other:
            return False
    return True


def main():
    chosen = options()
    findings = {}
    for vector in read_vectors(chosen.vectors):
        source = source_of(vector)
        if source:
            findings[vector["id"]] = finding(source, expected(vector).get("canonical"))
    python = "{}.{}".format(*sys.version_info)
    report("python-stdlib", f"CPython {python} stdlib", findings, chosen)


main()
