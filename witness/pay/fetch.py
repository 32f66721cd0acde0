"""Pays for a URL with the official PyPI client and prints, as JSON, what it sent and how it read the answer:
pay/fetch.py URL [--v1]. With --v1 the server knows only version 1."""

import argparse
import asyncio
import json
from importlib.metadata import version
from pathlib import Path

import httpx
from eth_account import Account
from x402 import x402Client
from x402.http import x402HTTPClient
from x402.http.clients.httpx import x402AsyncTransport
from x402.mechanisms.evm.exact import register_exact_evm_client
from x402.mechanisms.evm.signers import EthAccountSigner

arguments = argparse.ArgumentParser()
arguments.add_argument("url")
arguments.add_argument("--v1", action="store_true")
chosen = arguments.parse_args()
order = json.loads((Path(__file__).parent / "order.json").read_text("utf-8"))
account = Account.from_key(order["privateKey"])
sent = None


class Recording(httpx.AsyncHTTPTransport):
    async def handle_async_request(self, request):
        global sent
        # An EIP-3009 payment is only a signature, so any request to a chain is unexpected.
        if request.url != httpx.URL(chosen.url):
            raise RuntimeError(f"the client went to {request.url}")
        for name in ("PAYMENT-SIGNATURE", "X-PAYMENT"):
            if name in request.headers:
                sent = {"name": name, "value": request.headers[name]}
        response = await super().handle_async_request(request)
        if chosen.v1:
            response.headers.pop("PAYMENT-REQUIRED", None)
        return response


async def main():
    client = x402HTTPClient(register_exact_evm_client(x402Client(), EthAccountSigner(account)))
    async with httpx.AsyncClient(transport=x402AsyncTransport(client, Recording()), timeout=10) as session:
        response = await session.get(chosen.url)
    header = client.get_payment_settle_response(response.headers.get)
    said = {
        "by": f"x402 {version('x402')} (PyPI)",
        "sent": sent,
        "status": response.status_code,
        "header": header.model_dump(by_alias=True, exclude_none=True),
        "body": response.json(),
        "payer": account.address,
    }
    print(json.dumps(said, indent=1))


asyncio.run(main())
