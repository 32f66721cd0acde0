"""Asks the official PyPI package about a sign-in (`sign_in.mjs`)."""

import asyncio
import base64
import datetime
import json

import siwe.siwe as other_clock
from eth_abi import decode
from eth_account.messages import defunct_hash_message
from eth_utils import to_checksum_address
from lines import Skipped, only
from x402.extensions.sign_in_with_x import parse_siwx_header, validate_siwx_message, verify_siwx_signature
from x402.extensions.sign_in_with_x import validate as package_clock
from x402.extensions.sign_in_with_x.evm import format_siwe_message
from x402.extensions.sign_in_with_x.solana import format_siws_message
from x402.extensions.sign_in_with_x.types import SIWxValidationOptions, SIWxVerifyOptions

# The end of a signature with an ERC-6492 wrapper.
WRAPPED = bytes.fromhex("6492" * 16)


def header_of(question_input):
    if "header" in question_input:
        return question_input["header"]["value"]
    if "headers" in question_input:
        return None
    if "bytes" in question_input:
        raw = bytes.fromhex(question_input["bytes"][2:])
    else:
        raw = (question_input["text"] if "text" in question_input else json.dumps(question_input["json"])).encode("utf-8", "surrogatepass")
    return base64.b64encode(raw).decode()


def at(now):
    """The question's time replaces the clocks of the package and of the library that it calls."""

    class Still(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(now, tz)

    package_clock.datetime = Still
    other_clock.utc_now = lambda: Still.now(datetime.timezone.utc)


def sign_in(question_input, verifier=None):
    """Without a verifier only a key's signature is accepted."""
    try:
        proof = parse_siwx_header(header_of(question_input))
    except ValueError:
        return {"verdict": "invalid", "reason": "invalid_siwx_header"}
    at(question_input["now"])
    check_nonce = (lambda nonce: nonce == question_input["nonce"]) if "nonce" in question_input else None
    options = SIWxValidationOptions(checkNonce=check_nonce)
    stated = asyncio.run(validate_siwx_message(proof, question_input["origin"], options))
    if not stated.is_valid:
        return {"verdict": "invalid", "reason": stated.invalid_reason}
    try:
        signed = asyncio.run(verify_siwx_signature(proof, SIWxVerifyOptions(evm_verifier=verifier)))
    except ValueError:
        # The package raises if it cannot write a member into the message.
        return {"verdict": "invalid", "reason": "invalid_siwx_header"}
    if not signed.is_valid:
        return {"verdict": "invalid", "reason": signed.invalid_reason}
    if not proof.chain_id.startswith("eip155:"):
        return {"verdict": "valid", "address": signed.payer, "message": format_siws_message(proof, proof.address)}
    message = format_siwe_message(proof, proof.address)
    return {"verdict": "valid", "address": to_checksum_address(signed.payer), "message": message}


def sign_in_on_chain(question_input):
    """The same with a chain that answers from the facts. If the facts leave the account's code or its contract's answer
    open, each state is tried. If all agree, that is the answer. If the sign-in is valid without code, it is valid
    (E-8). Otherwise the chain decides."""
    only(question_input, ["header", "headers", "json", "text", "bytes", "origin", "now", "nonce", "facts"], "input")
    if "headers" in question_input:
        raise Skipped("several headers are not for this package to choose from")
    facts = question_input.get("facts", {})
    known = facts.get("accounts", {}).get("*", {}).get("code")
    answers = []
    if known in (None, "none"):
        answers.append(sign_in(question_input))
    for guess in (False, True):
        contract = Contract(facts, guess, known != "none")
        answer = sign_in(question_input, contract.accepts)
        if known != "none" or contract.is_there:
            answers.append(answer)
        if not contract.guessed:
            break
    usual = answers[0]
    is_open = any(answer["verdict"] != usual["verdict"] for answer in answers)
    if is_open and (usual["verdict"] != "valid" or known is not None):
        return {"verdict": "undecided", "reason": usual.get("reason")}
    return usual


class Contract:
    """The account's contract, or the one that a wrapped signature would deploy. It answers as a fact about these bytes
    says, or else `guess`. `guessed` says whether that was used, `is_there` whether there is a contract."""

    def __init__(self, facts, guess, is_deployed):
        self.facts, self.guess, self.is_there = facts.get("contractSignatures", []), guess, is_deployed
        self.guessed = False

    async def accepts(self, *, address, message, signature):
        signed = bytes.fromhex(signature.removeprefix("0x"))
        if signed.endswith(WRAPPED):
            *_, signed = decode(["address", "bytes", "bytes"], signed[:-32])
            self.is_there = True
        wanted = [address.lower(), "0x" + defunct_hash_message(text=message).hex(), "0x" + signed.hex()]
        for fact in self.facts:
            if [fact[name].lower() for name in ("account", "digest", "signature")] == wanted:
                return fact["valid"]
        self.guessed = True
        return self.guess
