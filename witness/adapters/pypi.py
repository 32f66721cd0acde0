"""The official PyPI package, `x402`, in both versions: server and facilitator in process (`npm_v2.mjs`, `verdict.mjs`)."""

import base64
import json
import logging
import sys
import time
from pathlib import Path

from chain import SOME, World
from eth_utils import is_hex_address, to_checksum_address
from lines import Skipped, only, serve
from x402 import x402FacilitatorSync, x402ResourceServer
from x402.extensions.builder_code import builder_code_resource_server_extension
from x402.extensions.sign_in_with_x import (
    CreateSIWxResourceServerExtensionOptions,
    InMemorySIWxStorage,
    create_siwx_resource_server_extension,
)
from x402.http import (
    decode_payment_required_header,
    decode_payment_response_header,
    decode_payment_signature_header,
)
from x402.mechanisms.evm.exact import register_exact_evm_facilitator
from x402.mechanisms.svm.exact import register_exact_svm_server
from x402.mechanisms.evm.v1.constants import V1_NETWORK_CHAIN_IDS
from x402.schemas import PaymentPayload, PaymentRequired, PaymentRequirements
from x402.schemas.v1 import PaymentRequirementsV1

sys.path.append(str(Path(__file__).resolve().parent.parent / "vectors"))
from models import model_of

# The margin that is written into the package's code, in seconds.
MARGIN = 6

logging.disable(logging.ERROR)
clock = {"now": 0}
time.time = lambda: clock["now"]

server = x402ResourceServer(facilitator_clients=None)
register_exact_svm_server(server)
server.register_extension(builder_code_resource_server_extension)
server.register_extension(
    create_siwx_resource_server_extension(
        CreateSIWxResourceServerExtensionOptions(storage=InMemorySIWxStorage(), origin="https://api.example.com")
    )
)


def judge(header, given, world):
    """As the server's middleware does it: read the header, find the offer, compare extensions, ask the facilitator.

    The server takes no V1 payment; the facilitator does, and is asked about the first offer of its scheme and network.
    """
    try:
        payment = decode_payment_signature_header(header)
    except Exception:
        return None
    if payment.x402_version == 1:
        offers = [PaymentRequirementsV1.model_validate(offer) for offer in given["offers"]]
        same = [offer for offer in offers if (offer.scheme, offer.network) == (payment.scheme, payment.network)]
        offer = same[0] if same else None
    else:
        offers = [PaymentRequirements.model_validate(offer) for offer in given["offers"]]
        offer = server.find_matching_requirements(offers, payment)
    if offer is None:
        return None
    if "declaredExtensions" in given:
        required = PaymentRequired(x402_version=2, accepts=offers, extensions=given["declaredExtensions"])
        if not server.validate_extensions(required, payment).valid:
            return {"valid": False}
    facilitator = x402FacilitatorSync()
    register_exact_evm_facilitator(facilitator, world, "eip155:*")
    said = facilitator.verify(payment, offer)
    at = next(index for index, other in enumerate(offers) if other is offer)
    return {"valid": said.is_valid, "payer": said.payer, "offer": at, "reason": said.invalid_reason}


def verify(given):
    only(given, ["payment", "offers", "now", "profile", "facts", "policy", "declaredExtensions"], "input")
    only(given.get("facts"), ["accounts", "contractSignatures", "tokenDomains"], "input.facts")
    if given.get("profile") == "lenient":
        raise Skipped("the package has one profile, and no lenient one")
    header = header_of(given["payment"])
    authorization = authorization_of(payload_of(header))
    check_policy(given, authorization)
    clock["now"] = given["now"]
    asset = given["offers"][0]["asset"] if given["offers"] else ""
    outcomes = []
    for code in codes(given.get("facts", {}), authorization):
        for guess in (False, True):
            world = World(given.get("facts", {}), asset, code, guess)
            outcomes.append((world, judge(header, given, world) or {"valid": False}))
            if not world.guessed:
                break
    return combine(outcomes)


def combine(outcomes):
    """The same in each state that the facts leave open: that. Valid without code, and nobody knows whether there is
    any: valid (E-8). Else the chain decides."""
    valid = [said["valid"] for _, said in outcomes]
    world, said = outcomes[0]
    is_open = not world.code and any(other.code for other, _ in outcomes)
    undecided = any(other.unknown for other, _ in outcomes) or len(set(valid)) == 2
    if not (valid[0] and (is_open or not undecided)):
        return {"verdict": "undecided" if undecided else "invalid", "reason": said.get("reason")}
    payer = said["payer"]
    return {
        "verdict": "valid",
        "offer": said["offer"],
        "payer": to_checksum_address(payer) if is_hex_address(payer) else payer,
    }


def codes(facts, authorization):
    """The payer's code: what the facts say, or none and some."""
    accounts = {who.lower(): fact for who, fact in facts.get("accounts", {}).items()}
    fact = accounts.get(str(authorization.get("from")).lower()) or accounts.get("*") or {}
    if "code" not in fact:
        return [b"", SOME]
    named = {"none": b"", "some": SOME}
    return [named[fact["code"]] if fact["code"] in named else bytes.fromhex(fact["code"][2:])]


def check_policy(given, authorization):
    """The package has no knobs. A margin that makes no difference at this time is none."""
    policy = given.get("policy", {})
    only(policy, ["preset", "expiryMargin"], "input.policy")
    if policy.get("preset", "default") != "default":
        raise Skipped(f"the policy {policy['preset']} is not this package's")
    if "expiryMargin" in policy:
        left = int(authorization.get("validBefore", 0)) - given["now"]
        if 0 < left < max(MARGIN, policy["expiryMargin"]):
            raise Skipped(f"the package wants {MARGIN} s to be left, and cannot be told another margin")


def header_of(source):
    only(source, ["header", "headers", "text", "bytes", "json"], "input.payment")
    if "header" in source:
        return source["header"]["value"]
    if "headers" in source:
        raise Skipped("several headers are not for this package to choose from")
    if "bytes" in source:
        raw = bytes.fromhex(source["bytes"][2:])
    else:
        raw = (source["text"] if "text" in source else json.dumps(source["json"])).encode()
    return base64.b64encode(raw).decode()


def payload_of(header):
    try:
        return json.loads(base64.b64decode(header))["payload"]
    except (ValueError, KeyError, TypeError):
        return None


def authorization_of(payload):
    """What the payload has under that name; the chain beside is a chain of EIP-3009 tokens."""
    payload = payload if isinstance(payload, dict) else {}
    for other in ("permit2Authorization", "transaction"):
        if payload.get(other) and "authorization" not in payload:
            raise Skipped(f"payload.{other}: this adapter's chain knows EIP-3009 alone")
    authorization = payload.get("authorization")
    return authorization if isinstance(authorization, dict) else {}


def match(given):
    only(given, ["version", "accepted", "offers", "rule"], "input")
    if given["version"] != 2:
        raise Skipped("a V1 payment says nothing of what it accepted")
    if given.get("rule", "sdk") != "sdk":
        raise Skipped(f"the rule {given['rule']} is another implementation's")
    offers = [PaymentRequirements.model_validate(offer) for offer in given["offers"]]
    payment = PaymentPayload.model_validate({"x402Version": 2, "accepted": given["accepted"], "payload": {}})
    found = server.find_matching_requirements(offers, payment)
    return {"offer": next((index for index, offer in enumerate(offers) if offer is found), None)}


CODECS = {
    "payment": (decode_payment_signature_header, ["payment-signature", "x-payment"]),
    "payment-required": (decode_payment_required_header, ["payment-required"]),
    "settlement": (decode_payment_response_header, ["payment-response", "x-payment-response"]),
}


def decode(given):
    """A header by the codec, a text by the model of its kind. What encoding it gives is not said: the models leave out
    what they do not know."""
    only(given, ["header", "text", "kind"], "input")
    try:
        value = decode_header(given) if "header" in given else decode_text(given)
        return {"ok": json.loads(value.model_dump_json(by_alias=True, exclude_none=True))}
    except (ValueError, RecursionError) as error:
        return {"err": {"stage": "decode", "kind": type(error).__name__}}


def decode_header(given):
    """Headers are looked up by name: one of another kind is not there."""
    name, value = given["header"]["name"].lower(), given["header"]["value"]
    for kind, (codec, names) in CODECS.items():
        if name in names and given.get("kind", kind) == kind:
            return codec(value)
    raise ValueError("no such header")


def decode_text(given):
    value = json.loads(given["text"])
    model = model_of(given["kind"], value) if isinstance(value, dict) else None
    if model is None:
        raise ValueError("no model is for this version")
    return model.model_validate(value)


def network(given):
    for name, chain_id in V1_NETWORK_CHAIN_IDS.items():
        if given.get("name") == name or given.get("caip2") == f"eip155:{chain_id}":
            return {"name": name, "caip2": f"eip155:{chain_id}"}
    raise Skipped("the package's table has EVM chains alone")


serve({"verify": verify, "match": match, "decode": decode, "network": network})
