"""Uses the extensions of a shop with the official PyPI package: pay/extensions.py URL IDENTIFIER. Signs in, pays with
the identifier, and signs in again. Prints the results as JSON."""

import argparse
import asyncio
import base64
import json
from importlib.metadata import version
from pathlib import Path

import httpx
from eth_account import Account
from x402 import x402Client
from x402.extensions.payment_identifier import append_payment_identifier_to_extensions
from x402.extensions.sign_in_with_x import create_siwx_payload, encode_siwx_header
from x402.http import x402HTTPClient
from x402.http.clients.httpx import x402AsyncTransport
from x402.mechanisms.evm.exact import register_exact_evm_client
from x402.mechanisms.evm.signers import EthAccountSigner

arguments = argparse.ArgumentParser()
arguments.add_argument("url")
arguments.add_argument("identifier")
chosen = arguments.parse_args()
order = json.loads((Path(__file__).parent / "order.json").read_text("utf-8"))
account = Account.from_key(order["privateKey"])
sent = None


class Recording(httpx.AsyncHTTPTransport):
    async def handle_async_request(self, request):
        global sent
        if request.url != httpx.URL(chosen.url):
            raise RuntimeError(f"the client went to {request.url}")
        if "PAYMENT-SIGNATURE" in request.headers:
            sent = {"name": "PAYMENT-SIGNATURE", "value": request.headers["PAYMENT-SIGNATURE"]}
        return await super().handle_async_request(request)


async def sign_in():
    async with httpx.AsyncClient(transport=Recording(), timeout=10) as session:
        asked = await session.get(chosen.url)
        payment_required = json.loads(base64.b64decode(asked.headers["PAYMENT-REQUIRED"]))
        extension = payment_required["extensions"]["sign-in-with-x"]
        challenge = {**extension["info"], **extension["supportedChains"][0]}
        header = encode_siwx_header(await create_siwx_payload(challenge, account, chosen.url))
        answer = await session.get(chosen.url, headers={"SIGN-IN-WITH-X": header})
    return {"status": answer.status_code, "sent": {"name": "SIGN-IN-WITH-X", "value": header}, "body": answer.json()}


async def name_payment(context):
    append_payment_identifier_to_extensions(context.payment_required.extensions, chosen.identifier)


async def pay():
    core = register_exact_evm_client(x402Client(), EthAccountSigner(account))
    core.on_before_payment_creation(name_payment)
    client = x402HTTPClient(core)
    async with httpx.AsyncClient(transport=x402AsyncTransport(client, Recording()), timeout=10) as session:
        response = await session.get(chosen.url)
    return {"status": response.status_code, "sent": sent, "body": response.json()}


async def main():
    report = {"by": f"x402 {version('x402')} (PyPI)", "before": await sign_in(), "paid": await pay()}
    print(json.dumps({**report, "after": await sign_in()}, indent=1))


asyncio.run(main())
