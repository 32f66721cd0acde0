"""Reads each object, in both versions, with the code of the official PyPI package that normally reads it."""

import base64
import json
import sys

import httpx
from pydantic import ValidationError
from x402 import x402ClientSync
from x402.http import FacilitatorConfig, HTTPFacilitatorClientSync, x402HTTPClientSync
from x402.http.utils import decode_payment_response_header, decode_payment_signature_header
from x402.schemas import PaymentPayload, PaymentRequirements, SettleRequest, VerifyRequest
from x402.schemas.v1 import PaymentPayloadV1, PaymentRequirementsV1

PAYMENT = PaymentPayload(
    payload={},
    accepted=PaymentRequirements(
        scheme="exact", network="eip155:1", asset="0x", amount="1", pay_to="0x", max_timeout_seconds=1
    ),
)


def read(kind, version, header, text):
    encoded = base64.b64encode(text.encode()).decode()
    match kind:
        case "payment-required":
            headers = {"PAYMENT-REQUIRED": encoded} if header else {}
            body = None if header else json.loads(text)
            return x402HTTPClientSync(x402ClientSync()).get_payment_required_response(headers.get, body)
        case "payment":
            return decode_payment_signature_header(encoded)
        case "verify-request" | "settle-request":
            return read_request(VerifyRequest if kind == "verify-request" else SettleRequest, version, json.loads(text))
        case "verify-response":
            return facilitator(text).verify(PAYMENT, PAYMENT.accepted)
        case "settlement":
            return decode_payment_response_header(encoded) if header else facilitator(text).settle(PAYMENT, PAYMENT.accepted)
        case "supported":
            return facilitator(text).get_supported()
    raise LookupError(f"nobody reads {kind}")


def read_request(model, version, body):
    if version == 2:
        return model.model_validate(body)
    # The package has no model of a V1 request, only of the two objects in it.
    return PaymentPayloadV1.model_validate(body.get("paymentPayload")), PaymentRequirementsV1.model_validate(
        body.get("paymentRequirements")
    )


def facilitator(text):
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text=text))
    return HTTPFacilitatorClientSync(
        FacilitatorConfig(url="http://facilitator.test", http_client=httpx.Client(transport=transport))
    )


def plain(value):
    return [plain(one) for one in value] if isinstance(value, tuple) else value.model_dump(mode="json")


def main():
    for line in sys.stdin:
        try:
            answer = {"read": plain(read(**json.loads(line)))}
        except ValidationError as error:
            faults = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            answer = {"refused": "; ".join(faults)}
        except ValueError as error:
            answer = {"refused": str(error)}
        print(json.dumps(answer), flush=True)


main()
