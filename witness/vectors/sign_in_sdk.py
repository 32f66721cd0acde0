"""Findings of the official Python package about sign-ins."""

import sys
from importlib.metadata import version
from pathlib import Path

from common import options, read_vectors, report

# A file here has the name of a library, so this directory must come after the libraries in the path.
sys.path[0] = str(Path(__file__).resolve().parent.parent / "adapters")
from sign_in import header_of, sign_in

chosen = options()
findings = {}
for vector in read_vectors(chosen.vectors):
    question_input = vector["input"]
    # Undecided sign-ins depend on a contract, which is not asked. With a reason, the vector has no witness.
    if vector["op"] != "sign-in-with-x" or header_of(question_input) is None or vector["expect"]["class"] == "undecided":
        continue
    if "noWitness" in vector:
        continue
    findings[vector["id"]] = {"verdict": sign_in(question_input)["verdict"]}
report("sign-in-pypi", f"x402 {version('x402')} (PyPI), with extensions", findings, chosen)
