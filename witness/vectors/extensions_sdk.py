"""What the official Python package says of payment identifiers and of the extensions that a payment repeats."""

import sys
from importlib.metadata import version
from pathlib import Path

from common import options, read_vectors, report

sys.path.append(str(Path(__file__).resolve().parent.parent / "adapters"))
from extensions import echo, identifier

chosen = options()
findings = {}
for vector in read_vectors(chosen.vectors):
    given = vector["input"]
    # A V1 payment has no extensions.
    if vector["op"] == "payment-identifier" and given.get("json", {}).get("x402Version") == 2:
        findings[vector["id"]] = identifier(given)
    if vector["op"] == "match-extensions":
        findings[vector["id"]] = echo(given)
report("extensions-pypi", f"x402 {version('x402')} (PyPI)", findings, chosen)
