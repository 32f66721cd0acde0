"""Finds the offer that the official Python server selects for each `match` vector."""

from importlib.metadata import version

from common import for_packages, options, read_vectors, report
from pydantic import ValidationError
from x402 import x402ResourceServer
from x402.schemas import PaymentPayload, PaymentRequirements

chosen = options()
server = x402ResourceServer(facilitator_clients=None)
findings = {}
for vector in for_packages(read_vectors(chosen.vectors)):
    question_input = vector["input"]
    if vector["op"] != "match" or question_input["version"] != 2 or question_input.get("rule", "sdk") != "sdk":
        continue
    try:
        offers = [PaymentRequirements.model_validate(offer) for offer in question_input["offers"]]
        payment = PaymentPayload.model_validate({"x402Version": 2, "accepted": question_input["accepted"], "payload": {}})
    except ValidationError:
        # The model refuses null for extra.
        continue
    found = server.find_matching_requirements(offers, payment)
    at = next((index for index, offer in enumerate(offers) if offer is found), None)
    findings[vector["id"]] = {"offer": at}
report("match-pypi", f"x402 {version('x402')} (PyPI)", findings, chosen)
