"""What PyPI's package of the A2A extension reads in messages and tasks, by the types of A2A's own SDK.

The package is of version 1 of x402, and asks for an older `x402` than the other witnesses: `a2a/.venv` is its own."""

import logging
import sys
from importlib.metadata import version

from common import expected, options, read_vectors, report

# A file here has a library's name: this directory must not stand before the libraries'.
sys.path.pop(0)

from a2a.types import Message, Task
from pydantic import ValidationError
from x402_a2a.core.utils import x402Utils
from x402_a2a.types import x402Metadata

utils = x402Utils()
# The package logs each payment that its model does not take.
logging.disable(logging.ERROR)


def status_of(status):
    return {"status": status.value} if status else {}


def of_message(question_input):
    # What a message has to have by A2A, and the documents' examples leave out.
    message = Message.model_validate({"messageId": "m", **question_input})
    payment = utils.get_payment_payload_from_message(message)
    found = status_of(utils.get_payment_status_from_message(message))
    if payment:
        return found | {"request": "paid", "version": payment.x402_version}
    # The model takes payloads of EIP-3009 alone. Of another one there is nothing to read.
    return found if x402Metadata.PAYLOAD_KEY in (message.metadata or {}) else found | {"request": "unpaid"}


def of_task(question_input):
    status = dict(question_input["status"])
    if "message" in status:
        status["message"] = {"messageId": "m", **status["message"]}
    # The package reads nothing of an artifact.
    task = Task.model_validate({"contextId": "c", **question_input, "status": status, "artifacts": None})
    payment_required, receipt = utils.get_payment_requirements(task), utils.get_latest_receipt(task)
    found = status_of(utils.get_payment_status(task))
    if receipt:
        return found | {"response": "settled" if receipt.success else "settlement-failed"}
    if payment_required:
        return found | {"response": "required", "version": payment_required.x402_version}
    return found


def found(question_input):
    """None of what A2A's SDK does not take: it is of A2A 0.3."""
    try:
        return of_message(question_input["message"]) if "message" in question_input else of_task(question_input["task"])
    except ValidationError:
        return None


def is_asked(vector):
    """What is invalid the package does not refuse. It knows no V2."""
    if vector["op"] != "carrier" or vector["input"]["carrier"] != "a2a" or vector["expect"]["class"] == "invalid":
        return False
    return expected(vector).get("version") != 2


chosen = options()
asked = [vector for vector in read_vectors(chosen.vectors) if is_asked(vector)]
findings = {vector["id"]: answer for vector in asked if (answer := found(vector["input"])) is not None}
by = f"ampersend-a2a-x402 {version('ampersend-a2a-x402')} with a2a-sdk {version('a2a-sdk')} (PyPI)"
report("a2a-pypi", by, findings, chosen)
