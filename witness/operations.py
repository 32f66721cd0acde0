"""Checks a testee against `spec-vectors/operations.schema.json`.

    .venv/bin/python operations.py [COMMAND ...]

COMMAND is the testee. The default is this workspace's `x402 testee`. The validator is `jsonschema-rs`.

Asks the testee every question of the vectors and of the examples in `docs/reference/operations`, and validates each question
and each answer. The answers to the examples have to be those on the page. Then the script changes each example in many
ways: the testee must answer a question that the schema accepts with a result, and must not answer any other.

The EIP-712 types on the page of `digest` have to be those whose hashes x402-schemes contains, as eth-utils hashes them.
"""

import copy
import json
import pathlib
import re
import subprocess
import sys

import jsonschema_rs
from eth_utils import keccak

ROOT = pathlib.Path(__file__).resolve().parent.parent
VECTORS = ROOT / "spec-vectors"
sys.path.insert(0, str(VECTORS / "python"))
from x402_spec_vectors._rows import vectors as vectors_in
SCHEMA = json.loads((VECTORS / "operations.schema.json").read_text("utf-8"))
OURS = [str(ROOT / "target/debug/x402"), "testee"]
SPOILED = [None, True, -1, 7, 2**64, "", "x", [], ["x"], {}, {"x": 1}]
# The schema leaves the content of these documents to the decoder.
DOCUMENTS = {"json", "extra", "request", "response", "message", "task", "demand"}


def validator(name):
    schema = {"$schema": SCHEMA["$schema"], "$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]}
    return jsonschema_rs.Draft202012Validator(schema)


VALIDATORS = {name: validator(name) for name in SCHEMA["$defs"]}


def complaint(name, value):
    error = next(VALIDATORS[name].iter_errors(value), None)
    return error and f"{error.instance_path}: {error.message[:300]}"


def vectors():
    for file in sorted((VECTORS / "v1").glob("*.json")):
        for vector in vectors_in(file.read_text("utf-8")):
            # Python would write a number beyond a double as Infinity. Only the shape of the answer matters here.
            asked = json.loads(vector["inputText"], parse_float=lambda text: min(float(text), 1e308))
            question = {"id": vector["id"], "op": vector["op"], "input": asked}
            yield question
            if vector["op"] == "decode":
                yield {**question, "input": {**asked, "profile": "lenient"}}


def examples():
    for page in sorted((ROOT / "docs/reference/operations").iterdir()):
        for block in re.findall(r"```json\n(.*?)```", page.read_text("utf-8"), re.S):
            question, end = json.JSONDecoder().raw_decode(block)
            yield question, json.loads(block[end:])


def paths(value, path=()):
    """Yields every place inside a value that the schema describes."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield path + (name,)
            if name not in DOCUMENTS:
                yield from paths(inner, path + (name,))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield path + (index,)
            yield from paths(inner, path + (index,))


def spoil(question):
    """The question with one member missing, replaced, or added."""
    for path in paths(question):
        def edit(change):
            edited = copy.deepcopy(question)
            inner = edited
            for step in path[:-1]:
                inner = inner[step]
            change(inner, path[-1])
            return edited

        yield edit(lambda inner, step: inner.pop(step))
        for value in SPOILED:
            # `x402 testee` also accepts this, which is more than it must (docs/reference/operations/lines.md).
            if path == ("input", "payment") and isinstance(value, str):
                continue
            yield edit(lambda inner, step: inner.__setitem__(step, copy.deepcopy(value)))
        if isinstance(path[-1], str) and "accounts" not in path[-2:-1]:
            yield edit(lambda inner, step: inner.__setitem__("unheard-of", 1))


def types():
    """What is wrong with the types on the page of `digest`."""
    page = (ROOT / "docs/reference/operations/keys.md").read_text("utf-8")
    listed = {line for block in re.findall(r"```text\n(.*?)```", page, re.S) for line in block.splitlines()}
    hashes = {}
    for file in sorted((ROOT / "crates/x402-schemes/src/evm").rglob("*.rs")):
        for name, value in re.findall(r"const (\w*TYPEHASH): \[u8; 32\] =(.*?);", file.read_text("utf-8"), re.S):
            hexadecimal = re.search(r'word\(b"(\w{64})"\)', value)
            hashes[hexadecimal[1] if hexadecimal else "".join(re.findall(r"0x(\w\w)", value))] = f"{file.name}: {name}"
    shown = {keccak(text=line).hex(): line for line in listed}
    yield from (f"keys.md: no crate has the hash of {line}" for value, line in shown.items() if value not in hashes)
    yield from (f"{name} is on no page" for value, name in hashes.items() if value not in shown)
    if len(hashes) < 16:
        yield f"the crates have {len(hashes)} hashes of types"


def ask(command, questions):
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    output = subprocess.run(command, input=lines, capture_output=True, text=True, check=True).stdout
    # Not splitlines, which splits at U+2028 inside a JSON text.
    answers = output.removesuffix("\n").split("\n")
    assert len(answers) == len(questions), f"{len(questions)} questions, {len(answers)} answers"
    return [json.loads(answer) for answer in answers]


def main(command):
    jsonschema_rs.meta.validate(SCHEMA)
    failures = list(types())
    page = list(examples())
    asked = [question for question, _ in page] + list(vectors())
    answers = ask(command, asked)
    for question, answer in zip(asked, answers):
        result = f"{question['op']}-result"
        why = complaint("question", question) or complaint("answer", answer)
        why = why or ("no result" if "result" not in answer else complaint(result, answer["result"]))
        if why or answer["id"] != question["id"]:
            failures.append(f"{question['id']} ({question['op']}): {why or 'another id'}")
    failures += [f"{q['id']}: not the answer on the page" for (q, a), b in zip(page, answers) if a != b]

    spoiled = [edited for question, _ in page for edited in spoil(question)]
    for question, answer in zip(spoiled, ask(command, spoiled)):
        why = complaint("question", question)
        if complaint("answer", answer) or (why is None) != ("result" in answer):
            failures.append(f"schema: {why}; answer: {json.dumps(answer)[:200]}; question: {json.dumps(question)[:400]}")
        elif why is None and complaint(f"{question['op']}-result", answer["result"]):
            failures.append(f"{json.dumps(answer)[:400]}: {complaint(question['op'] + '-result', answer['result'])}")
    for failure in failures[:40]:
        print(failure)
    print(f"{len(asked)} questions, {len(spoiled)} spoiled ones, {len(failures)} failures")
    return 1 if failures or not asked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or OURS))
