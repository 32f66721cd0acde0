"""Makes documents with one fault, for the cases of the JSON Schemas (`cases.py`)."""

import copy
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "schemas"
# Opaque contents: a change of them makes no difference.
OPAQUE = {"payload", "extra", "extensions", "outputSchema", "signers", "params"}
# Values that JSON Schema or a double cannot distinguish, such as 2.0 and 2, are left out.
VALUES = [
    *[None, True, False, 0, 1, 2, 3, -1, 1.5, 60, 2**65],
    *["", "x", " ", "0", "10000", "010000", "00", "+1", "-1", "1e4", "0x1", " 1", "1_0", "١"],
    *["9" * 77, "9" * 78, "9" * 79, *[str(2**256 + more) for more in (-(10**40), -10, -1, 0, 1, 10**40)]],
    *["base", "Base sepolia", ":", "eip155:8453", "eip155:0", "eip155:08453", "eip155:", "eip155:x"],
    *[f"eip155:{number}" for number in (10**19 - 1, 10**19, 2**64 - 10**9, 2**64 - 1, 2**64, 2**64 + 10**9, 10**20)],
    *["EIP155:1", "ab:c", "abc:d", "abcdefgh:x", "abcdefghi:x", "a_b:c", "a-b:_-Z9", "abc:" + "x" * 33, "solana:a:b"],
    *[[], ["x"], ["x", ""], ["x", 7], [None], [{}], {}, {"x": 1}, {"url": "x"}, {"url": None}],
]


def schema_files():
    files = {str(path.relative_to(SCHEMAS)): json.loads(path.read_text("utf-8")) for path in SCHEMAS.rglob("*.schema.json")}
    if not files:
        sys.exit("no schemas found")
    return files


FILES = schema_files()


def objects(schema):
    """Every object that a schema describes: the names of its members, and of the required ones."""
    if isinstance(schema, dict):
        if "required" in schema and len(schema.get("properties", {})) > 1:
            yield frozenset(schema["properties"]), frozenset(schema["required"])
        for inner in schema.values():
            yield from objects(inner)


OBJECTS = list(dict.fromkeys(described for schema in FILES.values() for described in objects(schema)))


def paths(value, path=()):
    """Every place inside a document that a schema describes, and every absent member that the schema describes."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield path + (name,)
            if name not in OPAQUE:
                yield from paths(inner, path + (name,))
        for names, required in OBJECTS:
            if required <= value.keys():
                yield from (path + (name,) for name in sorted(names - value.keys()))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield path + (index,)
            yield from paths(inner, path + (index,))


def spoil(document, values=VALUES):
    """Yields the document, copies with one value missing, replaced or added, and other values in place of the
    document."""
    yield document
    yield from values
    for path in paths(document):
        yield from edit(document, path, [KeyError, *values])


def edit(document, path, values):
    """Yields copies of the document with each of these values at one place. For `KeyError` the value is removed."""
    for value in values:
        edited = copy.deepcopy(document)
        inner = edited
        for step in path[:-1]:
            inner = inner[step]
        if value is not KeyError:
            inner[path[-1]] = copy.deepcopy(value)
        elif path[-1] in inner or isinstance(inner, list):
            del inner[path[-1]]
        yield edited
