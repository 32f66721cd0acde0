"""Findings of the official Python package about payment identifiers, echoed extensions, and suffixes of calldata."""

import sys
from importlib.metadata import version
from pathlib import Path

from common import for_packages, options, read_vectors, report

sys.path.append(str(Path(__file__).resolve().parent.parent / "adapters"))
from extensions import echo, identifier, suffix
from lines import Skipped


def read_suffix(question_input):
    """An exception of the package counts as a refusal, because its caller gets no codes."""
    try:
        answer = suffix(question_input)
    except (IndexError, ValueError):
        return {"accepts": False}
    return {"accepts": True, "codes": answer["codes"]} if "codes" in answer else {"accepts": False}


chosen = options()
findings = {}
for vector in for_packages(read_vectors(chosen.vectors)):
    question_input = vector["input"]
    # A V1 payment has no extensions. With a reason, the vector has no witness.
    is_alone = vector["op"] == "payment-identifier" and "noWitness" in vector
    if vector["op"] == "payment-identifier" and question_input.get("json", {}).get("x402Version") == 2 and not is_alone:
        findings[vector["id"]] = identifier(question_input)
    if vector["op"] == "match-extensions":
        try:
            findings[vector["id"]] = echo(question_input)
        except Skipped:
            # The package lacks the extension, so it is no witness here.
            continue
    if vector["op"] == "builder-code":
        findings[vector["id"]] = read_suffix(question_input)
report("extensions-pypi", f"x402 {version('x402')} (PyPI)", findings, chosen)
