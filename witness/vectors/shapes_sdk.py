"""Which `decode` vectors have the shape that the official Python SDK's models want."""

import json
from importlib.metadata import version

import pydantic
from common import options, read_vectors, report
from x402.schemas import (
    PaymentPayload,
    PaymentPayloadV1,
    PaymentRequired,
    PaymentRequiredV1,
    PaymentRequirementsV1,
    SettleResponse,
    SupportedResponse,
    VerifyRequest,
    VerifyResponse,
)


class RequestV1(pydantic.BaseModel):
    """The SDK has no model of V1's request, only of its members."""

    x402Version: int
    paymentPayload: PaymentPayloadV1
    paymentRequirements: PaymentRequirementsV1


MODELS = {
    "payment": {1: PaymentPayloadV1, 2: PaymentPayload},
    "payment-required": {1: PaymentRequiredV1, 2: PaymentRequired},
    "verify-request": {1: RequestV1, 2: VerifyRequest},
    "settle-request": {1: RequestV1, 2: VerifyRequest},
    "settlement": SettleResponse,
    "verify-response": VerifyResponse,
    "supported": SupportedResponse,
}


def model_of(kind, value):
    models = MODELS[kind]
    return models.get(value.get("x402Version")) if isinstance(models, dict) else models


def accepts(model, value):
    try:
        model.model_validate(value)
    except pydantic.ValidationError:
        return False
    return True


chosen = options()
findings = {}
for vector in read_vectors(chosen.vectors):
    given = vector["input"]
    if vector["op"] != "decode" or "text" not in given:
        continue
    try:
        value = json.loads(given["text"])
    except (ValueError, RecursionError):
        # What is no JSON is not the models' matter.
        continue
    model = model_of(given["kind"], value) if isinstance(value, dict) else None
    if model:
        findings[vector["id"]] = {"accepts": accepts(model, value)}
report("shapes-pypi", f"x402 {version('x402')} (PyPI)", findings, chosen)
