"""The official PyPI package, `x402`, in both versions: server and facilitator in process (`npm_v2.mjs`, `verdict.mjs`)."""

import base64
import json
import logging
import sys
import time
from pathlib import Path

from chain import SOME, SolanaWorld, State, World
from eth_utils import is_hex_address, to_checksum_address
from extensions import echo, identifier, known_extensions, suffix, with_extensions
from lines import Skipped, installed, only, serve
from sign_in import sign_in_on_chain
from x402 import x402FacilitatorSync, x402ResourceServer
from x402.extensions.erc20_approval_gas_sponsoring import Erc20ApprovalFacilitatorExtension
from x402.http import (
    decode_payment_required_header,
    decode_payment_response_header,
    decode_payment_signature_header,
)
from x402.mechanisms.evm.exact import register_exact_evm_facilitator
from x402.mechanisms.evm.upto.facilitator import UptoEvmScheme
from x402.mechanisms.evm.v1.constants import V1_NETWORK_CHAIN_IDS
from x402.mechanisms.svm.exact import register_exact_svm_facilitator, register_exact_svm_server
from x402.schemas import PaymentPayload, PaymentRequired, PaymentRequirements
from x402.schemas.v1 import PaymentRequirementsV1

sys.path.append(str(Path(__file__).resolve().parent.parent / "vectors"))
from models import MODELS, model_of

# The margin in the package's code, in seconds.
MARGIN = 6
# The extensions that bring an allowance.
SPONSORED = ("eip2612GasSponsoring", "erc20ApprovalGasSponsoring")
# The settler if nobody names one.
SETTLER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"

logging.disable(logging.ERROR)
clock = {"now": 0}
time.time = lambda: clock["now"]

server = x402ResourceServer(facilitator_clients=None)
register_exact_svm_server(server)
with_extensions(server)


def verify_in(header, question_input, world):
    """Follows the server's middleware: read the header, find the offer, compare extensions, ask the facilitator.

    The server accepts no V1 payment, so the facilitator is asked about the only offer with the payment's scheme and
    network. After the service the facilitator is asked to settle the amount to be taken.
    """
    try:
        payment = decode_payment_signature_header(header)
    except Exception:
        return None
    if payment.x402_version == 1:
        offers = [PaymentRequirementsV1.model_validate(offer) for offer in question_input["offers"]]
        same = [offer for offer in offers if (offer.scheme, offer.network) == (payment.scheme, payment.network)]
        if len(same) > 1:
            raise Skipped("the package's server takes no V1 payment, and so chooses none of several offers")
        offer = same[0] if same else None
    else:
        offers = [PaymentRequirements.model_validate(offer) for offer in question_input["offers"]]
        offer = server.find_matching_requirements(offers, payment)
    if offer is None:
        return None
    if "declaredExtensions" in question_input:
        required = PaymentRequired(x402_version=2, accepts=offers, extensions=known_extensions(question_input["declaredExtensions"]))
        if not server.validate_extensions(required, payment).valid:
            return {"valid": False}
    facilitator = x402FacilitatorSync()
    register_exact_evm_facilitator(facilitator, world, "eip155:*")
    facilitator.register(["eip155:*"], UptoEvmScheme(world))
    facilitator.register_extension(Erc20ApprovalFacilitatorExtension(world))
    register_exact_svm_facilitator(facilitator, SolanaWorld(world.state), "solana:*")
    at = next(index for index, other in enumerate(offers) if other is offer)
    phase = question_input.get("phase", "verify")
    if phase == "verify":
        outcome = facilitator.verify(payment, offer)
        return {"valid": outcome.is_valid, "payer": outcome.payer, "offer": at, "reason": outcome.invalid_reason}
    outcome = facilitator.settle(payment, offer.model_copy(update={"amount": phase["settle"]["amount"]}))
    return {"valid": outcome.success, "payer": outcome.payer, "offer": at, "reason": outcome.error_reason}


def verify(question_input):
    known = ["payment", "offers", "now", "profile", "facts", "policy", "declaredExtensions", "facilitators", "phase"]
    only(question_input, known, "input")
    only(question_input.get("facts"), ["accounts", "allowances", "contractSignatures", "tokenDomains", "lookupTables"], "input.facts")
    if any("caller" in fact for fact in question_input.get("facts", {}).get("contractSignatures", [])):
        raise Skipped("a contract that looks at its caller: the package asks in nobody's name")
    if question_input.get("profile") == "lenient":
        raise Skipped("the package has one profile, and no lenient one")
    header = header_of(question_input["payment"])
    payload, extensions = member(message_of(header), "payload"), member(message_of(header), "extensions")
    if payload.get("delegationManager") and "authorization" not in payload:
        raise Skipped("payload.delegationManager: this package's facilitator is not asked about it")
    if question_input.get("phase", "verify") != "verify" and "authorization" in payload:
        raise Skipped("the token's log is not made up here")
    check_policy(question_input, payload, member(member(extensions, "eip2612GasSponsoring"), "info"))
    is_sponsored = any(is_answered(member(member(extensions, key), "info")) for key in SPONSORED)
    clock["now"] = question_input["now"]
    asset = question_input["offers"][0]["asset"] if question_input["offers"] else ""
    outcomes = []
    for state in states(question_input, payload):
        for guess in (False, True):
            world = World(question_input.get("facts", {}), asset, state, guess, is_sponsored)
            outcomes.append((world, verify_in(header, question_input, world) or {"valid": False}))
            if not world.guessed:
                break
    return combine(outcomes)


def is_answered(info):
    """Whether the extension has more than a server declares."""
    return any(value is not None and name not in ("description", "version") for name, value in info.items())


def combine(outcomes):
    """Combines the answers. If all states agree, that is the answer. If all usual states are valid, and nobody knows
    whether the state is another one, the payment is valid (E-8, P-4). Otherwise the chain decides."""
    usual = [outcome["valid"] for world, outcome in outcomes if world.state.is_usual]
    undecided = any(world.unknown for world, _ in outcomes) or len({outcome["valid"] for _, outcome in outcomes}) == 2
    is_open = len(usual) < len(outcomes)
    outcome = outcomes[0][1]
    if not (usual and all(usual) and (is_open or not undecided)):
        return {"verdict": "undecided" if undecided else "invalid", "reason": outcome.get("reason")}
    payer = outcome["payer"]
    return {
        "verdict": "valid",
        "offer": outcome["offer"],
        "payer": to_checksum_address(payer) if is_hex_address(payer) else payer,
    }


def states(question_input, payload):
    """The states that the facts leave open, the usual ones first."""
    return [
        State(code, owners, code_is_usual and owners_are_usual)
        for code, code_is_usual in codes(question_input.get("facts", {}), payload)
        for owners, owners_are_usual in owners_of(question_input, payload)
    ]


def codes(facts, payload):
    """The possible codes of the payer: the fact's, or else none, which is usual, and some."""
    if "transaction" in payload:
        return [(b"", True)]
    signed = member(payload, "authorization") or member(payload, "permit2Authorization")
    accounts = {who.lower(): fact for who, fact in facts.get("accounts", {}).items()}
    fact = accounts.get(str(signed.get("from")).lower()) or accounts.get("*") or {}
    if "code" not in fact:
        return [(b"", True), (SOME, False)]
    named = {"none": b"", "some": SOME}
    return [(named[fact["code"]] if fact["code"] in named else bytes.fromhex(fact["code"][2:]), True)]


def owners_of(question_input, payload):
    """The facilitator's addresses: those given, or else those that the offer names, which is usual, and others."""
    is_solana = "transaction" in payload
    if "facilitators" in question_input:
        return [([address for address in question_input["facilitators"] if address.startswith("0x") != is_solana], True)]
    extra = (question_input["offers"][0].get("extra") or {}) if question_input["offers"] else {}
    if is_solana:
        return [([extra.get("feePayer", SETTLER)], True)]
    signed = member(member(payload, "permit2Authorization"), "witness").get("facilitator")
    if signed is None:
        return [([SETTLER], True)]
    named = extra.get("facilitatorAddress")
    # The zero address belongs to nobody.
    others = [address for address in (signed, SETTLER) if address != named and str(address).strip("0x")]
    return [([named], True)] * (named is not None) + [([address], False) for address in others]


def check_policy(question_input, payload, sponsored):
    """The package has no settings. A margin that makes no difference at this time is allowed."""
    policy = question_input.get("policy", {})
    only(policy, ["preset", "expiryMargin"], "input.policy")
    if policy.get("preset", "default") != "default":
        raise Skipped(f"the policy {policy['preset']} is not this package's")
    if "expiryMargin" not in policy:
        return
    # A permit is still valid at its last second. An EIP-3009 authorization is not.
    permit = member(payload, "permit2Authorization").get("deadline")
    for last, least in (
        (member(payload, "authorization").get("validBefore"), 1),
        (permit, 0),
        (sponsored.get("deadline"), 0),
    ):
        if str(last).isdecimal() and least <= int(last) - question_input["now"] < max(MARGIN, policy["expiryMargin"]):
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


def message_of(header):
    try:
        return json.loads(base64.b64decode(header))
    except ValueError:
        return {}


def member(value, name):
    """An object in an object, empty if there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def match(question_input):
    only(question_input, ["version", "accepted", "offers", "rule"], "input")
    if question_input["version"] != 2:
        raise Skipped("a V1 payment says nothing of what it accepted")
    if question_input.get("rule", "sdk") != "sdk":
        raise Skipped(f"the rule {question_input['rule']} is another implementation's")
    offers = [PaymentRequirements.model_validate(offer) for offer in question_input["offers"]]
    payment = PaymentPayload.model_validate({"x402Version": 2, "accepted": question_input["accepted"], "payload": {}})
    found = server.find_matching_requirements(offers, payment)
    return {"offer": next((index for index, offer in enumerate(offers) if offer is found), None)}


CODECS = {
    "payment": (decode_payment_signature_header, ["payment-signature", "x-payment"]),
    "payment-required": (decode_payment_required_header, ["payment-required"]),
    "settlement": (decode_payment_response_header, ["payment-response", "x-payment-response"]),
}


def decode(question_input):
    """Decodes a header by the codec, and a text by the model of its kind. The result has no encoding, because the
    models drop unknown members."""
    only(question_input, ["header", "text", "kind"], "input")
    try:
        value = decode_header(question_input) if "header" in question_input else decode_text(question_input)
        return {"ok": json.loads(value.model_dump_json(by_alias=True, exclude_none=True))}
    except (ValueError, RecursionError) as error:
        return {"err": {"stage": "decode", "kind": type(error).__name__}}


def decode_header(question_input):
    """Headers are looked up by name, so a header of another kind is absent."""
    name, value = question_input["header"]["name"].lower(), question_input["header"]["value"]
    for kind, (codec, names) in CODECS.items():
        if name in names and question_input.get("kind", kind) == kind:
            return codec(value)
    raise ValueError("no such header")


def decode_text(question_input):
    if question_input["kind"] not in MODELS:
        raise Skipped(f"the package has no model of {question_input['kind']}")
    value = json.loads(question_input["text"])
    model = model_of(question_input["kind"], value) if isinstance(value, dict) else None
    if model is None:
        raise ValueError("no model is for this version")
    return model.model_validate(value)


def network(question_input):
    for name, chain_id in V1_NETWORK_CHAIN_IDS.items():
        if question_input.get("name") == name or question_input.get("caip2") == f"eip155:{chain_id}":
            return {"name": name, "caip2": f"eip155:{chain_id}"}
    raise Skipped("the package's table has EVM chains alone")


serve(
    installed("x402", "https://github.com/x402-foundation/x402"),
    {
        "verify": verify,
        "match": match,
        "decode": decode,
        "network": network,
        "builder-code": suffix,
        "match-extensions": echo,
        "payment-identifier": identifier,
        "sign-in-with-x": sign_in_on_chain,
    }
)
