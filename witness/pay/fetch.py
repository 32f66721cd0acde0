"""Pays for a URL with the official PyPI client and prints, as JSON, what it sent and how it read the answer:
pay/fetch.py [--solana] [--v1] URL. With --v1 the server knows only version 1. On Solana the node is a stub."""

import argparse
import asyncio
import json
from importlib.metadata import version
from pathlib import Path

import httpx
from x402 import x402Client
from x402.http import x402HTTPClient
from x402.http.clients.httpx import x402AsyncTransport

arguments = argparse.ArgumentParser()
arguments.add_argument("url")
arguments.add_argument("--solana", action="store_true")
arguments.add_argument("--v1", action="store_true")
chosen = arguments.parse_args()
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


# Each kind of chain has packages of its own, which take long to load.
def pay_on_evm_chains(core):
    from eth_account import Account
    from x402.mechanisms.evm.exact import register_exact_evm_client
    from x402.mechanisms.evm.signers import EthAccountSigner

    order = json.loads((Path(__file__).parent / "order.json").read_text("utf-8"))
    account = Account.from_key(order["privateKey"])
    register_exact_evm_client(core, EthAccountSigner(account))
    return account.address


def pay_on_solana(core):
    import solana_node
    from solders.keypair import Keypair
    from x402.mechanisms.svm import KeypairSigner
    from x402.mechanisms.svm.exact import register_exact_svm_client

    keypair = Keypair.from_seed(bytes.fromhex(solana_node.SOLANA["seed"]))
    register_exact_svm_client(core, KeypairSigner(keypair), rpc_url=solana_node.serve())
    return str(keypair.pubkey())


async def main():
    core = x402Client()
    payer = (pay_on_solana if chosen.solana else pay_on_evm_chains)(core)
    client = x402HTTPClient(core)
    async with httpx.AsyncClient(transport=x402AsyncTransport(client, Recording()), timeout=10) as session:
        response = await session.get(chosen.url)
    header = client.get_payment_settle_response(response.headers.get)
    is_json = response.headers.get("Content-Type", "application/json").startswith("application/json")
    report = {
        "by": f"x402 {version('x402')} (PyPI)",
        "sent": sent,
        "status": response.status_code,
        "header": header.model_dump(by_alias=True, exclude_none=True),
        "body": response.json() if is_json else response.text,
        "payer": payer,
    }
    print(json.dumps(report, indent=1))


asyncio.run(main())
