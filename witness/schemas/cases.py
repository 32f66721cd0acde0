"""Generates the cases for the JSON Schemas: one line of JSON for each document and schema, with the expected answer.

    .venv/bin/python schemas/cases.py FILE [COMMAND ...]

COMMAND is the testee. The default is this workspace's `x402 testee`.

Each `decode` vector that Strict accepts, or refuses in the stage `shape`, is a case for the schemas of its kind. Then one
document of every kind is changed in many ways, one change at a time, and the testee says which of these it accepts. The
payloads of the `verify` vectors are cases for the schemas of payloads, and are changed in the same way (`payloads.py`).
The testee has to accept every example of a schema. Its answers are cases for the schema of a report (`reports.py`). The
signed objects of extensions have separate cases (`extensions.py`).
"""

import base64
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import extensions
import payloads
import reports
from spoiling import FILES, ROOT, spoil

sys.path.insert(0, str(ROOT / "spec-vectors/python"))
from x402_spec_vectors._rows import vectors as vectors_in

OURS = [ROOT / "target/debug/x402", "testee"]

KINDS = {
    "payment-required": "payment-required",
    "payment": "payment-payload",
    "settlement": "settle-response",
    "verify-request": "facilitator-request",
    "settle-request": "facilitator-request",
    "verify-response": "verify-response",
    "supported": "supported-response",
    "resource-list": "resource-list",
    "search-results": "search-results",
    "extension-responses": "extension-responses",
}
HEADERS = {
    "payment-required": "payment-required",
    "payment-signature": "payment",
    "x-payment": "payment",
    "payment-response": "settlement",
    "x-payment-response": "settlement",
    "extension-responses": "extension-responses",
}


def files_of(kind):
    """The schemas of a kind, each with its version; None for a schema of both versions."""
    name = f"{KINDS[kind]}.schema.json"
    return [(f"{folder}{name}", version) for folder, version in [("", None), ("v1/", 1), ("v2/", 2)] if f"{folder}{name}" in FILES]


def source(question_input):
    """The kind of the object in a vector's input, and the bytes of its JSON text."""
    headers = [(question_input["header"]["name"], question_input["header"]["value"])] if "header" in question_input else question_input.get("headers", [])
    values = [(HEADERS[name.lower()], value) for name, value in headers if name.lower() in HEADERS]
    if values:
        # Headers of a request. Headers of a response do not count here.
        kind, value = next((found for found in values if found[0] == "payment"), values[0])
        return question_input.get("kind", kind), base64.b64decode(value, validate=True)
    if "text" in question_input:
        return question_input["kind"], question_input["text"].encode()
    return question_input["kind"], bytes.fromhex(question_input["bytes"].removeprefix("0x"))


def of_vectors():
    """Returns the cases, the documents that Strict accepts with their kinds, and the number of vectors of each sort."""
    cases, documents, count = [], [], Counter()
    for file in sorted((ROOT / "spec-vectors/v1").glob("*.json")):
        for vector in vectors_in(file.read_text("utf-8")):
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
                names = [vector["id"], vector["title"], *vector["flags"]]
                cases.append({"id": vector["id"], "names": names, "schema": schema, "text": text, "accept": accept})
    # Kinds without vectors: the examples of their schemas, which the testee has to accept.
    for kind, name in KINDS.items():
        if all(known != kind for known, _ in documents):
            documents += [(kind, example) for example in FILES[f"{name}.schema.json"]["examples"]]
    return cases, documents, count


def ask(command, questions):
    """For each (is a part, kind, document) the version that the testee accepts under Strict, 0 for an object without
    version, or None for a refusal. A part is asked alone in a list. If it is kept unread, it counts as refused."""
    inputs = [{"kind": kind, "text": json.dumps(document)} for _, kind, document in questions]
    lines = "".join(json.dumps({"id": "1", "op": "decode", "input": question_input}) + "\n" for question_input in inputs)
    answers = subprocess.run(command, input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(answers) == len(questions), f"{len(questions)} questions, {len(answers)} answers"
    results = [json.loads(answer)["result"] for answer in answers]
    unread = [is_part and "unreadable-kind" in result.get("flags", []) for (is_part, _, _), result in zip(questions, results)]
    refused = ["err" in result or kept for result, kept in zip(results, unread)]
    return [None if no else result.get("version", 0) for result, no in zip(results, refused)]


# The longest document that is changed, in characters.
LONGEST = 8_000
GOOD_V1 = {"x402Version": 1, "scheme": "exact", "network": "base", "payload": {}}
GOOD_V2 = {"scheme": "exact", "network": "eip155:1", "amount": "1", "asset": "", "payTo": "", "maxTimeoutSeconds": 1}
# Objects without a kind, which are found and judged inside others.
PARTS = {
    "v1/payment-requirements": ("paymentRequirements", lambda part: ("verify-request", {"x402Version": 1, "paymentPayload": GOOD_V1, "paymentRequirements": part})),
    "v2/payment-requirements": ("accepted", lambda part: ("payment", {"x402Version": 2, "accepted": part, "payload": {}})),
    "v2/resource-info": ("resource", lambda part: ("payment", {"x402Version": 2, "resource": part, "accepted": GOOD_V2, "payload": {}})),
    "supported-kind": ("kinds", lambda part: ("supported", {"kinds": [part]})),
}


def of_spoiled(documents, command):
    """Cases of changed documents: from the first document of each sort in the vectors, and its parts."""
    chosen = {}
    for kind, document in documents:
        # A document of hundreds of members would be changed in tens of thousands of ways.
        if len(json.dumps(document)) > LONGEST:
            continue
        sort = (files_of(kind)[0], *(document.get(name) for name in ("x402Version", "success", "isValid")))
        chosen.setdefault(sort, (kind, document))
    asked = [(kind, edited, files_of(kind)) for kind, document in chosen.values() for edited in spoil(document)]
    questions = [(False, kind, edited) for kind, edited, _ in asked]
    for name, (member, wrap) in PARTS.items():
        version = {"v1": 1, "v2": 2}.get(name.partition("/")[0])
        of_version = (document for _, document in documents if version in (None, document.get("x402Version")))
        part = next(document[member] for document in of_version if document.get(member))
        for part in part if isinstance(part, list) else [part]:
            # The member may be null, but null is not a resource.
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


def refused_examples(command):
    """The schemas with an example that the testee refuses."""
    kinds = {f"{folder}{name}.schema.json": kind for kind, name in KINDS.items() for folder in ("", "v1/", "v2/")}
    names, questions = [], []
    for schema, described in FILES.items():
        part = schema.removesuffix(".schema.json")
        # What the command prints is read by no program here.
        if part in payloads.NAMES or schema == reports.SCHEMA or schema in extensions.MEMBERS or part.startswith("command-"):
            continue
        for example in described["examples"]:
            names.append(schema)
            questions.append((True, *PARTS[part][1](example)) if part in PARTS else (False, kinds[schema], example))
    refused = [name for name, answer in zip(names, ask(command, questions)) if answer is None]
    return refused + payloads.refused_examples(command) + reports.refused_examples()


def main(out, command):
    cases, documents, count = of_vectors()
    spoiled = of_spoiled(documents, command)
    paid, counted = payloads.of_vectors(command)
    spoiled_payloads = payloads.of_spoiled(command)
    reported, kinds_of_reports, answers = reports.of_vectors(command)
    spoiled_reports = reports.of_spoiled(answers)
    signed = extensions.cases()
    everything = cases + spoiled + paid + spoiled_payloads + reported + spoiled_reports + signed
    lines = [json.dumps(case, ensure_ascii=False) + "\n" for case in everything]
    Path(out).write_text("".join(lines), "utf-8")
    print(f"decode vectors: {', '.join(f'{count[sort]} {sort}' for sort in sorted(count, key=lambda s: (s[:3] == 'not', s)))}")
    print(f"payloads of verify vectors: {counted}")
    print(f"reports about verify vectors: {kinds_of_reports}")
    for what, some in (("documents", spoiled), ("payloads", spoiled_payloads), ("reports", spoiled_reports), ("signed objects", signed)):
        taken = sum(case["accept"] for case in some)
        print(f"spoiled {what}: {taken} to be taken, {len(some) - taken} to be refused")
    if refused := refused_examples(command):
        sys.exit(f"examples that Strict refuses: {', '.join(refused)}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:] or OURS)
