"""Whether the official Python SDK's models accept each `decode` vector."""

import json
from importlib.metadata import version

import pydantic
from common import for_packages, options, read_vectors, report
from models import MODELS, model_of


def accepts(model, value):
    try:
        model.model_validate(value)
    except pydantic.ValidationError:
        return False
    return True


chosen = options()
findings = {}
for vector in for_packages(read_vectors(chosen.vectors)):
    question_input = vector["input"]
    if vector["op"] != "decode" or "text" not in question_input or question_input["kind"] not in MODELS:
        continue
    try:
        value = json.loads(question_input["text"])
    except (ValueError, RecursionError):
        # Models do not judge invalid JSON.
        continue
    model = model_of(question_input["kind"], value) if isinstance(value, dict) else None
    if model:
        findings[vector["id"]] = {"accepts": accepts(model, value)}
report("shapes-pypi", f"x402 {version('x402')} (PyPI)", findings, chosen)
