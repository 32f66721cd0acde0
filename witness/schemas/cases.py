"""What the JSON Schemas are judged by: one line of JSON for each document and schema, with the answer to be given.

    .venv/bin/python schemas/cases.py FILE [COMMAND ...]

COMMAND is the testee; left out, it is this workspace's `x402 testee`.

Each `decode` vector that Strict takes, or refuses in the stage `shape`, is a case for the schemas of its kind. Then one
document of every kind is spoiled in many ways, one thing at a time, and the testee says which of those it still takes.
"""

import base64
import copy
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "schemas"
OURS = [ROOT / "target/debug/x402", "testee"]

KINDS = {
    "payment-required": "payment-required",
    "payment": "payment-payload",
    "settlement": "settle-response",
    "verify-request": "facilitator-request",
    "settle-request": "facilitator-request",
    "verify-response": "verify-response",
    "supported": "supported-response",
}
HEADERS = {
    "payment-required": "payment-required",
    "payment-signature": "payment",
    "x-payment": "payment",
    "payment-response": "settlement",
    "x-payment-response": "settlement",
}
# Contents that nothing interprets: to spoil them changes nothing.
OPAQUE = {"payload", "extra", "extensions", "outputSchema", "signers"}
# What JSON Schema cannot tell apart is not among these, such as 2.0 and 2; nor what a double cannot.
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
    files = {str(path.relative_to(SCHEMAS)): json.loads(path.read_text("utf-8")) for path in SCHEMAS.rglob("*.json")}
    if not files:
        sys.exit("no schemas found")
    return files


FILES = schema_files()


def files_of(kind):
    """The schemas of a kind, each with the version that it is of: None for either."""
    name = f"{KINDS[kind]}.schema.json"
    return [(f"{folder}{name}", version) for folder, version in [("", None), ("v1/", 1), ("v2/", 2)] if f"{folder}{name}" in FILES]


def source(given):
    """The kind of the object in a vector's input, and the bytes of its JSON text."""
    headers = [(given["header"]["name"], given["header"]["value"])] if "header" in given else given.get("headers", [])
    values = [(HEADERS[name.lower()], value) for name, value in headers if name.lower() in HEADERS]
    if values:
        # Headers of a request: an answer's among them are nobody's.
        kind, value = next((found for found in values if found[0] == "payment"), values[0])
        return given.get("kind", kind), base64.b64decode(value, validate=True)
    if "text" in given:
        return given["kind"], given["text"].encode()
    return given["kind"], bytes.fromhex(given["bytes"].removeprefix("0x"))


def of_vectors():
    """Cases; the documents that Strict takes, with their kinds; how many vectors there are of which sort."""
    cases, documents, count = [], [], Counter()
    for file in sorted((ROOT / "spec-vectors/v1").glob("*.json")):
        for vector in json.loads(file.read_text("utf-8"))["vectors"]:
            if vector["op"] != "decode":
                continue
            strict = vector["expect"]["ours"]["strict"]
            stage = strict["err"]["stage"] if "err" in strict else None
            if stage not in (None, "shape"):
                count[f"not applicable: {stage}"] += 1
                continue
            count["refused" if stage else "taken"] += 1
            kind, raw = source(vector["input"])
            text = raw.decode()
            document = json.loads(text)
            if not stage:
                documents.append((kind, document))
            for schema, version in files_of(kind):
                accept = not stage and version in (None, document.get("x402Version"))
                cases.append({"id": vector["id"], "schema": schema, "text": text, "accept": accept})
    return cases, documents, count


def ask(command, questions):
    """What the testee takes under Strict: of each (is a part, kind, document) the version, 0 for none, or None if it refuses. A part
    that is kept unread is refused: it stands alone in the list that it is asked in."""
    inputs = [{"kind": kind, "text": json.dumps(document)} for _, kind, document in questions]
    lines = "".join(json.dumps({"id": "1", "op": "decode", "input": given}) + "\n" for given in inputs)
    answers = subprocess.run(command, input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(answers) == len(questions), f"{len(questions)} questions, {len(answers)} answers"
    results = [json.loads(answer)["result"] for answer in answers]
    unread = [is_part and "unreadable-kind" in result.get("flags", []) for (is_part, _, _), result in zip(questions, results)]
    refused = ["err" in result or kept for result, kept in zip(results, unread)]
    return [None if no else result.get("version", 0) for result, no in zip(results, refused)]


def objects(schema):
    """Every object that a schema describes: the names of its members, and of those that are required."""
    if isinstance(schema, dict):
        if "required" in schema and len(schema.get("properties", {})) > 1:
            yield frozenset(schema["properties"]), frozenset(schema["required"])
        for inner in schema.values():
            yield from objects(inner)


OBJECTS = list(dict.fromkeys(described for schema in FILES.values() for described in objects(schema)))


def places(value, path=()):
    """Every place inside a document that a schema speaks of, and every member that could stand in one but does not."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield path + (name,)
            if name not in OPAQUE:
                yield from places(inner, path + (name,))
        for names, required in OBJECTS:
            if required <= value.keys():
                yield from (path + (name,) for name in sorted(names - value.keys()))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield path + (index,)
            yield from places(inner, path + (index,))


def spoil(document):
    """The document; the document with one thing missing, replaced or added; another value in its place."""
    yield document
    yield from VALUES
    for path in places(document):
        for value in [KeyError, *VALUES]:
            edited = copy.deepcopy(document)
            inner = edited
            for step in path[:-1]:
                inner = inner[step]
            if value is not KeyError:
                inner[path[-1]] = copy.deepcopy(value)
            elif path[-1] in inner or isinstance(inner, list):
                del inner[path[-1]]
            yield edited


GOOD_V1 = {"x402Version": 1, "scheme": "exact", "network": "base", "payload": {}}
GOOD_V2 = {"scheme": "exact", "network": "eip155:1", "amount": "1", "asset": "", "payTo": "", "maxTimeoutSeconds": 1}
# Objects that no kind stands for, found inside others and judged inside others.
PARTS = {
    "v1/payment-requirements": ("paymentRequirements", lambda part: ("verify-request", {"x402Version": 1, "paymentPayload": GOOD_V1, "paymentRequirements": part})),
    "v2/payment-requirements": ("accepted", lambda part: ("payment", {"x402Version": 2, "accepted": part, "payload": {}})),
    "v2/resource-info": ("resource", lambda part: ("payment", {"x402Version": 2, "resource": part, "accepted": GOOD_V2, "payload": {}})),
    "supported-kind": ("kinds", lambda part: ("supported", {"kinds": [part]})),
}


def of_spoiled(documents, command):
    """Cases of spoiled documents: the first document of each sort among those that the vectors have, and its parts."""
    chosen = {}
    for kind, document in documents:
        sort = (files_of(kind)[0], *(document.get(name) for name in ("x402Version", "success", "isValid")))
        chosen.setdefault(sort, (kind, document))
    asked = [(kind, edited, files_of(kind)) for kind, document in chosen.values() for edited in spoil(document)]
    questions = [(False, kind, edited) for kind, edited, _ in asked]
    for name, (member, wrap) in PARTS.items():
        version = {"v1": 1, "v2": 2}.get(name.partition("/")[0])
        of_version = (document for _, document in documents if version in (None, document.get("x402Version")))
        part = next(document[member] for document in of_version if document.get(member))
        for part in part if isinstance(part, list) else [part]:
            # A resource may be null where it stands, but null is no resource.
            edited = [edited for edited in spoil(part) if not (edited is None and member == "resource")]
            asked += [(name, one, [(f"{name}.schema.json", None)]) for one in edited]
            questions += [(True, *wrap(one)) for one in edited]
    cases = {}
    for (_, edited, files), answer in zip(asked, ask(command, questions)):
        text = json.dumps(edited)
        for schema, version in files:
            accept = answer is not None and version in (None, answer)
            cases[schema, text] = {"schema": schema, "text": text, "accept": accept}
    return list(cases.values())


def main(out, command):
    cases, documents, count = of_vectors()
    spoiled = of_spoiled(documents, command)
    lines = [json.dumps(case, ensure_ascii=False) + "\n" for case in cases + spoiled]
    Path(out).write_text("".join(lines), "utf-8")
    print(f"decode vectors: {', '.join(f'{count[sort]} {sort}' for sort in sorted(count, key=lambda s: (s[:3] == 'not', s)))}")
    taken = sum(case["accept"] for case in spoiled)
    print(f"spoiled documents: {taken} to be taken, {len(spoiled) - taken} to be refused")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:] or OURS)
