"""Maps an object to a model of the official Python SDK."""

import pydantic
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
    """The SDK has no model of a V1 request, only of its members."""

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
    if not isinstance(models, dict):
        return models
    version = value.get("x402Version")
    return None if isinstance(version, (dict, list)) else models.get(version)
