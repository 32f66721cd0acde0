"""Asks the official PyPI package about payment identifiers, echoed extensions, and suffixes of calldata
(`extensions.mjs`)."""

import json

from lines import Skipped, only
from x402 import x402ResourceServer
from x402.extensions.builder_code import builder_code_resource_server_extension, parse_builder_code_suffix_from_calldata
from x402.extensions.payment_identifier import (
    extract_and_validate_payment_identifier,
    validate_payment_identifier_requirement,
)
from x402.extensions.sign_in_with_x import (
    CreateSIWxResourceServerExtensionOptions,
    InMemorySIWxStorage,
    create_siwx_resource_server_extension,
)
from x402.http import decode_payment_signature_header
from x402.schemas import PaymentPayload, PaymentRequired


def known_extensions(declared):
    """A server of this package declares only extensions that the package has."""
    if "offer-receipt" in declared:
        raise Skipped("the package does not have the extension offer-receipt")
    return declared


def with_extensions(server):
    """A server with every extension whose echo the package compares by specific rules."""
    server.register_extension(builder_code_resource_server_extension)
    server.register_extension(
        create_siwx_resource_server_extension(
            CreateSIWxResourceServerExtensionOptions(storage=InMemorySIWxStorage(), origin="https://api.example.com")
        )
    )
    return server


def identifier(question_input):
    """Whether the server accepts the payment, and the identifier that it reads. The first function checks that a
    required identifier is present, and the second reads it."""
    payment = read({name: value for name, value in question_input.items() if name != "required"})
    if payment is None:
        return {"verdict": "invalid"}
    wanted = validate_payment_identifier_requirement(payment, question_input["required"])
    found, validation = extract_and_validate_payment_identifier(payment)
    if not wanted.valid or not validation.valid:
        return {"verdict": "invalid"}
    return {"verdict": "valid"} if found is None else {"verdict": "valid", "id": found}


def read(source):
    only(source, ["header", "headers", "text", "bytes", "json"], "input")
    if "headers" in source:
        raise Skipped("several headers are not for this package to choose from")
    try:
        if "header" in source:
            return decode_payment_signature_header(source["header"]["value"])
        value = source["json"] if "json" in source else json.loads(source.get("text") or bytes.fromhex(source["bytes"][2:]))
        if value["x402Version"] != 2:
            raise Skipped("the package reads identifiers of V2 alone")
        return PaymentPayload.model_validate(value)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


SERVER = with_extensions(x402ResourceServer(facilitator_clients=None))
ACCEPTED = {"scheme": "exact", "network": "eip155:1", "amount": "1", "asset": "", "payTo": "", "maxTimeoutSeconds": 60}


def echo(question_input):
    only(question_input, ["declared", "echoed"], "input")
    payment_required = PaymentRequired(x402_version=2, accepts=[], extensions=known_extensions(question_input["declared"]))
    payment = {"x402Version": 2, "accepted": ACCEPTED, "payload": {}, "extensions": question_input["echoed"]}
    answer = SERVER.validate_extensions(payment_required, PaymentPayload.model_validate(payment))
    return {"verdict": "valid" if answer.valid else "invalid"}


def suffix(question_input):
    only(question_input, ["calldata"], "input")
    found = parse_builder_code_suffix_from_calldata(question_input["calldata"])
    if found is None:
        return {"err": {"kind": "refused"}}
    return {"codes": {name: value for name, value in vars(found).items() if value is not None}}
