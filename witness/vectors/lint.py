"""Findings of independent packages about the parts of a demand: whether they accept the part. The official package
judges the parts that it knows, jsonschema (also through its validator) schemas, eth-utils and solders addresses,
signinwithethereum challenges."""

import asyncio
import base64
import datetime
import json
import sys
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from common import options, read_vectors, report

# A file here has the name of a library, so this directory must come after the libraries in the path.
sys.path[0] = str(Path(__file__).resolve().parent.parent / "adapters")
from eth_utils import is_address
from jsonschema import Draft202012Validator
from sign_in import at
from siwe import SiweMessage
from solders.pubkey import Pubkey
from x402.extensions.bazaar import facilitator as bazaar
from x402.extensions.builder_code import declare_builder_code_extension
from x402.extensions.payment_identifier import is_payment_identifier_extension
from x402.extensions.sign_in_with_x import SIWxPayload, validate_siwx_message
from x402.schemas import parse_payment_required

# A sign-in library raises the limit. With it a circular reference would overflow the stack.
sys.setrecursionlimit(1000)
WALLET = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"


def read(question_input):
    """The demand, or None without JSON. python-stdlib judges how texts and headers are decoded."""
    if "json" in question_input:
        return question_input["json"]
    headers = question_input.get("headers") or [list(question_input.get("header", {"": "", " ": ""}).values())]
    values = [value for name, value in headers if name.lower() == "payment-required"]
    try:
        return json.loads(base64.b64decode(values[0], validate=True)) if len(values) == 1 else None
    except ValueError:
        return None


def passes(run, *errors):
    try:
        run()
    except errors:
        return False
    return True


def is_account(network, text):
    if network.startswith("solana:"):
        return passes(lambda: Pubkey.from_string(text), ValueError)
    return is_address(text)


def is_absolute(url):
    split = urlsplit(url)
    return bool(split.scheme and split.netloc)


def takes_challenge(challenge):
    """Whether a wallet can answer the challenge, and the server would accept the answer at the time of the
    challenge."""
    info, chain = challenge["info"], challenge["supportedChains"][0]
    proof = SIWxPayload(**info, **chain, address=WALLET, signature="0x")
    at(datetime.datetime.fromisoformat(info["issuedAt"].replace("Z", "+00:00")).timestamp())
    uri = urlsplit(info["uri"])
    stated = asyncio.run(validate_siwx_message(proof, f"{uri.scheme}://{uri.netloc}"))
    chain_id = int(chain["chainId"].split(":")[1])
    members = {**info, "address": WALLET, "chain_id": chain_id, "issued_at": info["issuedAt"]}
    members.pop("issuedAt")
    return stated.is_valid and passes(lambda: SiweMessage(**members), ValueError)


def takes_codes(codes):
    declare = lambda: declare_builder_code_extension(codes.get("a", "some_code"), codes.get("s"))
    return passes(declare, ValueError, TypeError)


def of_resource(resource):
    takes = {}
    if "url" in resource:
        takes["url"] = is_absolute(resource["url"])
    if "serviceName" in resource:
        takes["serviceName"] = bazaar._is_valid_service_name(resource["serviceName"])
    if "tags" in resource:
        kept = bazaar._sanitize_tags(resource["tags"]) or []
        takes["tags"] = len(kept) == len({tag.lower() for tag in resource["tags"]})
    if "iconUrl" in resource:
        takes["icon"] = bazaar._is_valid_icon_url(resource["iconUrl"])
    return takes


def of_extensions(extensions):
    takes = {}
    declared = extensions.get("bazaar")
    if declared and "schema" in declared:
        takes["declaration"] = bazaar.validate_discovery_extension_spec(declared).valid
        takes["schema"] = bazaar.validate_discovery_extension(declared).valid
        if "routeTemplate" in declared:
            takes["route"] = bazaar._is_valid_route_template(declared["routeTemplate"])
    if "payment-identifier" in extensions:
        takes["identifier"] = is_payment_identifier_extension(extensions["payment-identifier"])
    if "builder-code" in extensions:
        takes["codes"] = takes_codes(extensions["builder-code"]["info"])
    # The schema is the one that the document prints.
    hints = extensions.get("auth-hints")
    if hints:
        takes["hints"] = Draft202012Validator(hints["schema"]).is_valid(hints["info"])
    challenge = extensions.get("sign-in-with-x")
    if challenge and [chain["type"] for chain in challenge.get("supportedChains", [])] == ["eip191"]:
        takes["challenge"] = takes_challenge(challenge)
    return takes


def parts(payment_required):
    def is_read():
        parse_payment_required(payment_required)

    # pydantic raises ValueError, and so does the package for an unknown version.
    takes = {"demand": passes(is_read, ValueError, KeyError)}
    known = [offer for offer in payment_required.get("accepts", []) if offer["network"].startswith(("eip155:", "solana:", "base"))]
    members = [(offer["network"], offer[name]) for offer in known for name in ("asset", "payTo") if name in offer]
    if members:
        takes["address"] = all(is_account(*member) for member in members)
    return takes | of_resource(payment_required.get("resource", {})) | of_extensions(payment_required.get("extensions", {}))


chosen = options()
findings = {}
for vector in read_vectors(chosen.vectors):
    # The hosts of icons are a rule alone (Z-9), and so are channels (N-40).
    is_asked = vector["op"] == "lint" and not vector["id"].startswith(("icon-host-", "batch-settlement-"))
    payment_required = read(vector["input"]) if is_asked else None
    if payment_required is not None:
        findings[vector["id"]] = {"takes": parts(payment_required)}
by = ", ".join(f"{name} {version(name)}" for name in ["x402", "eth-utils", "jsonschema", "solders", "signinwithethereum"])
report("lint-pypi", f"{by} (PyPI)", findings, chosen)
