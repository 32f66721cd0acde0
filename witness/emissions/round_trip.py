"""Runs everything that the official SDKs sent through our decoder and encoder, and back to all SDKs.

    python3 round_trip.py

Asks `x402 testee` to decode each recorded emission under Strict. The version and the JSON value have to be right. Each
SDK has to read the same from our encoding as from the original, or refuse both. Each has to refuse the object without
one of its members. The vectors name the SDKs that read an original, so that a new or missing refusal is noticed. The
script also lints the demands.
"""

import base64
import json
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

WITNESS = Path(__file__).resolve().parent.parent
ROOT = WITNESS.parent
sys.path.append(str(WITNESS / "vectors"))

from common import options, report  # noqa: E402

FAMILIES = ["npm-v2", "npm-v1", "pypi"]
READERS = {
    "npm-v2": ["node", WITNESS / "emissions/read_npm_v2.mjs"],
    "npm-v1": ["node", WITNESS / "v1/read.mjs"],
    "pypi": [WITNESS / ".venv/bin/python", WITNESS / "emissions/read_pypi.py"],
}
# Members without which no object can be read.
NEEDED = {
    "payment-required": "accepts",
    "payment": "payload",
    "verify-request": "paymentRequirements",
    "settle-request": "paymentRequirements",
    "verify-response": "isValid",
    "settlement": "transaction",
    "supported": "kinds",
}


def recorded(family):
    file = ROOT / f"spec-vectors/generate/documents/emissions/{family}.json"
    emissions = json.loads(file.read_text("utf-8"))["emissions"]
    assert emissions, f"{family}: nothing was recorded"
    return emissions


def sent(emission):
    source = emission["source"]
    return source["text"] if "text" in source else base64.b64decode(source["header"]["value"]).decode()


def answers(command, questions):
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    run = subprocess.run(command, input=lines, capture_output=True, text=True)
    read = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(read) == len(questions), f"{command}: {len(questions)} questions, {len(read)} answers\n{run.stderr}"
    return read


def spoiled(emission):
    members = json.loads(sent(emission))
    del members[NEEDED[emission["kind"]]]
    return json.dumps(members)


def decoded(emissions, source):
    questions = [{"id": one["id"], "op": "decode", "input": {"kind": one["kind"], **source(one)}} for one in emissions]
    return [answer.get("result", answer) for answer in answers([ROOT / "target/debug/x402", "testee"], questions)]


def value(text):
    """The JSON value, numbers exact and never equal to true or false."""
    number = lambda literal: ("number", Decimal(literal))  # noqa: E731
    return json.loads(text, parse_int=number, parse_float=number)


def complaints(emission, result, of_spoiled):
    """The faults in our own answers."""
    if "canonical" not in result:
        return [f"not decoded: {result}"]
    found = [] if "err" in of_spoiled else [f"decoded without {NEEDED[emission['kind']]}"]
    if result.get("version", emission["version"]) != emission["version"]:
        found.append(f"version {result['version']}")
    if value(result["canonical"]) != value(sent(emission)):
        found.append("another JSON value")
    if set(result["flags"]) - {"null-optional"}:
        found.append(f"flags {result['flags']}")
    return found


def lint(text):
    """The findings of `x402 lint`, except level info."""
    [answer] = answers([ROOT / "target/debug/x402", "testee"], [{"id": "lint", "op": "lint", "input": {"text": text}}])
    return [one for one in answer["result"]["findings"] if one["level"] != "info"]


def linted(emissions):
    """Checks that no demand of an SDK has an error, including every declaration of its functions; that the correction
    of a demand with nine faults is clean; and that every SDK of its version reads the correction."""
    wrong = []
    required = [one for one in emissions if one["kind"] == "payment-required"]
    for one in required:
        errors = [found for found in lint(sent(one)) if found["level"] == "error"]
        wrong += [f"{one['id']}: {found['pointer']}: {found['message']}" for found in errors]
    faulty = ROOT / "docs/examples/faulty-demand.json"
    if len(lint(faulty.read_text("utf-8"))) != 9:
        wrong.append(f"{faulty.name}: not nine faults")
    command = [ROOT / "target/debug/x402", "lint", "--fix", f"@{faulty}"]
    corrected = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    wrong += [f"corrected: {found['message']}" for found in lint(corrected)]
    question = {"kind": "payment-required", "version": 2, "header": True, "text": corrected}
    for reader in ("npm-v2", "pypi"):
        [answer] = answers(READERS[reader], [question])
        if "refused" in answer:
            wrong.append(f"corrected: {reader} refuses it: {answer['refused']}")
    print(f"{len(required)} demands linted, and one with nine faults corrected")
    return wrong


def finding(original, ours):
    if "refused" in original:
        return {"accepts": False}
    return {"accepts": "read" in ours, "sameValue": ours.get("read") == original["read"]}


def main():
    chosen = options()
    emissions = [one for family in FAMILIES for one in recorded(family)]
    results = decoded(emissions, lambda one: one["source"])
    of_spoiled = decoded(emissions, lambda one: {"text": spoiled(one)})
    wrong = []
    for one, result, refusal in zip(emissions, results, of_spoiled):
        wrong += [f"{one['id']}: {what}" for what in complaints(one, result, refusal)]
    written = [(one, result["canonical"]) for one, result in zip(emissions, results) if "canonical" in result]
    read = Counter()
    all_findings = {}
    for reader in READERS:
        # The V1 packages do not read V2 objects.
        asked = [(one, text) for one, text in written if reader != "npm-v1" or one["version"] == 1]
        findings = all_findings[reader] = {}
        for one, original, ours, refusal in read_by(reader, asked):
            findings[f"emissions-{one['id']}"] = found = finding(original, ours)
            read[family_of(one), one["kind"], reader, "read" if found["accepts"] else "refused"] += 1
            if ("refused" in original) != ("refused" in ours):
                why = original.get("refused") or ours.get("refused")
                wrong.append(f"{one['id']}: {reader} refuses one of the two: {why}")
            elif found["accepts"] and not found["sameValue"]:
                wrong.append(f"{one['id']}: {reader} reads another value")
            elif not found["accepts"]:
                print(f"{one['id']} {one['kind']} of {one['by']}: {reader} refuses what was sent: {original['refused']}")
            if "refused" not in refusal:
                wrong.append(f"{one['id']}: {reader} reads it without {NEEDED[one['kind']]}")
    wrong += linted(emissions)
    flags = Counter((family_of(one), one["kind"], flag) for one, result in zip(emissions, results) for flag in result.get("flags", []))
    show(emissions, read, flags)
    for what in wrong:
        print(what)
    if wrong:
        sys.exit(1)
    for reader, findings in all_findings.items():
        report(f"reads-{reader}", name_of(reader), findings, chosen)


def read_by(reader, asked):
    """How this SDK reads the original, our encoding, and the object with a missing member."""

    def questions(text_of):
        for one, text in asked:
            header = "header" in one["source"]
            yield {"kind": one["kind"], "version": one["version"], "header": header, "text": text_of(one, text)}

    texts = (lambda one, _: sent(one), lambda _, text: text, lambda one, _: spoiled(one))
    return zip((one for one, _ in asked), *(answers(READERS[reader], list(questions(text_of))) for text_of in texts))


def family_of(emission):
    return FAMILIES[int(emission["id"][0]) - 1]


def name_of(reader):
    """The reading package, by its name in the emissions."""
    package = {"npm-v2": "@x402/core", "npm-v1": "x402", "pypi": "x402"}[reader]
    return next(one["by"] for one in recorded(reader) if one["by"].startswith(f"{package} "))


def show(emissions, read, flags):
    count = Counter((family_of(one), one["kind"]) for one in emissions)

    def cell(family, kind, reader):
        counts = {how: read[family, kind, reader, how] for how in ("read", "refused")}
        counts["of V2"] = count[family, kind] - sum(counts.values())
        return ", ".join(f"{number} {how}" for how, number in counts.items() if number)

    def flagged(family, kind):
        return ", ".join(f"{number} {flag}" for (f, k, flag), number in flags.items() if (f, k) == (family, kind)) or "none"

    rows = [["sent by", "object", "all", "flags", *READERS]]
    for (family, kind), number in sorted(count.items()):
        rows.append([family, kind, str(number), flagged(family, kind), *(cell(family, kind, reader) for reader in READERS)])
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())


main()
