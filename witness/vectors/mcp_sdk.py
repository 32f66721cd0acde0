"""Findings of the official Python package about requests and answers of the Model Context Protocol.

The MCP SDK reads the envelope and the result of a tool."""

from importlib.metadata import version

from common import expected, options, read_vectors, report
from mcp import types
from pydantic import ValidationError
from x402.mcp.types import MCP_PAYMENT_META_KEY, MCPToolResult
from x402.mcp.utils import (
    extract_payment_from_meta,
    extract_payment_required_from_error,
    extract_payment_required_from_result,
    extract_payment_response_from_meta,
)
from x402.schemas import PaymentPayloadV1


def read_payment(request):
    """The payment of a request. The package has a model for V1 payments, although its servers do not read them."""
    params = request.params or {}
    if payment := extract_payment_from_meta(params):
        return payment
    try:
        return PaymentPayloadV1.model_validate((params.get("_meta") or {}).get(MCP_PAYMENT_META_KEY))
    except ValidationError:
        return None


def read_answer(answer):
    """The demand and the settlement of an answer."""
    if isinstance(answer, types.JSONRPCError):
        return extract_payment_required_from_error(answer.error.model_dump()), None
    result = types.CallToolResult.model_validate(answer.result)
    result = MCPToolResult(
        content=[item.model_dump(exclude_none=True) for item in result.content],
        is_error=result.isError,
        meta=result.meta,
        structured_content=result.structuredContent,
    )
    return extract_payment_required_from_result(result), extract_payment_response_from_meta(result)


def response_of(payment_required, settlement):
    if settlement is None:
        return "none" if payment_required is None else "required"
    return "settled" if settlement.success else "settlement-failed"


def read(question_input):
    found, payment, payment_required = {}, None, None
    if "request" in question_input:
        payment = read_payment(types.JSONRPCRequest.model_validate(question_input["request"]))
        found["request"] = "unpaid" if payment is None else "paid"
    if "response" in question_input:
        payment_required, settlement = read_answer(types.JSONRPCMessage.model_validate(question_input["response"]).root)
        found["response"] = response_of(payment_required, settlement)
    if message := payment or payment_required:
        found["version"] = message.x402_version
    return found


def is_asked(vector):
    """Whether to ask the package. It does not refuse invalid messages but reads them differently. The extension is
    newer than both packages. The package reads only the results of tools, and the MCP SDK requires their content."""
    if vector["op"] != "carrier" or vector["input"]["carrier"] != "mcp":
        return False
    if "content" not in vector["input"].get("response", {}).get("result", {"content": []}):
        return False
    return vector["expect"]["class"] != "invalid" and expected(vector).get("binding") != "extension"


chosen = options()
asked = [vector for vector in read_vectors(chosen.vectors) if is_asked(vector)]
findings = {vector["id"]: read(vector["input"]) for vector in asked}
by = f"x402 {version('x402')} with mcp {version('mcp')} (PyPI)"
report("mcp-pypi", by, findings, chosen)
