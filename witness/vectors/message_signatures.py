"""Computes the signature base of an HTTP message, and verifies the signature, with PyPI's library of RFC 9421.

The question's time stands in place of the clock's. The tag, the algorithms and what an answer has to cover (H-4) are options
of the library. What a request has to cover (H-4) is not."""

import datetime
import warnings
from importlib.metadata import version
from types import SimpleNamespace

import http_message_signatures.signatures as library
from common import options, read_vectors, report
from http_message_signatures import HTTPMessageVerifier, InvalidSignature, MappingKeyResolver
from http_message_signatures.algorithms import ECDSA_P256_SHA256, ED25519
from jwt import InvalidKeyError, PyJWK, PyJWKError

ALGORITHMS = [ED25519, ECDSA_P256_SHA256]
DEMANDS_AND_SETTLEMENTS = {"payment-required", "payment-response"}
# Those of the vectors that RFC 9421 does not have.
OTHER_PARAMETERS = {"bytes", "least", "less", "no", "offset", "part", "text", "token", "weight", "what", "yes"}


class Lines:
    """The lines of the header fields, as received."""

    def __init__(self, lines):
        self.lines = lines

    def items(self):
        return self.lines


class Verifier(HTTPMessageVerifier):
    max_clock_skew = datetime.timedelta(0)
    require_created = False
    # The label is the question's.
    allow_label_only_selection = True
    # Unless it is told of them, the library refuses parameters that it does not know.
    signature_metadata_parameters = HTTPMessageVerifier.signature_metadata_parameters | OTHER_PARAMETERS


warnings.simplefilter("ignore", library.SignatureVerifyWarning)


def message_of(question_input):
    request, answer = question_input.get("request"), question_input.get("answer")
    if request:
        request = SimpleNamespace(method=request["method"], url=request["targetUri"], headers=Lines(request["headers"]))
    if not answer:
        return request
    return SimpleNamespace(status_code=answer["status"], headers=Lines(answer["headers"]), request=request)


def clock(now):
    """The module `datetime`, fixed to this time."""

    class At(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(now, tz)

    return SimpleNamespace(datetime=At, timedelta=datetime.timedelta, timezone=datetime.timezone)


def policy(question_input):
    """What the server accepts, or what the answer has to cover."""
    if "answer" not in question_input:
        return {"expect_tag": question_input["tags"][0]} if "tags" in question_input else {}
    carried = {name.lower() for name, _ in question_input["answer"]["headers"]} & DEMANDS_AND_SETTLEMENTS
    return {"require_components": ["@status", *sorted(carried)]}


def key_of(jwk):
    """The key, if it is one for signatures by the algorithm that it names."""
    try:
        key = PyJWK(jwk)
    except (InvalidKeyError, NotImplementedError, PyJWKError, ValueError):
        return None
    return key.key if key.public_key_use in (None, "sig") else None


def found(question_input):
    offered = question_input.get("algorithms", [algorithm.algorithm_id for algorithm in ALGORITHMS])
    keys = {key_id: key for key_id, jwk in question_input["keys"].items() if (key := key_of(jwk))}
    resolver = MappingKeyResolver(public_keys=keys, private_keys={})
    library.datetime = clock(question_input["now"])
    # A verifier is of one algorithm.
    for algorithm in (algorithm for algorithm in ALGORITHMS if algorithm.algorithm_id in offered):
        verifier = Verifier(signature_algorithm=algorithm, key_resolver=resolver)
        try:
            [result] = verifier.verify(message_of(question_input), max_age=None, expect_label=question_input["label"], **policy(question_input))
        except InvalidSignature:
            continue
        base = "\n".join(f"{name}: {value}" for name, value in result.covered_components.items())
        return {"verdict": "valid", "base": base, "keyId": result.parameters["keyid"]}
    return {"verdict": "invalid"}


chosen = options()
asked = [vector for vector in read_vectors(chosen.vectors) if vector["op"] == "http-message-signature"]
# Of a key or a component that is not at hand, the library says no more than that.
findings = {vector["id"]: found(vector["input"]) for vector in asked if vector["expect"]["class"] != "undecided"}
by = f"http-message-signatures {version('http-message-signatures')} (PyPI)"
report("message-signatures", by, findings, chosen)
