"""Calls a facilitator with the official PyPI client: pay/facilitator.py URL. Reads [[call, payment, requirements], …]
from standard input, makes the calls in order, and prints a list of {result} and {error}.

The calls are "supported", "verify" and "settle" of the facilitator client, and "resource-server": a settlement by the
official resource server, which asks once more if the settlement is pending."""

import asyncio
import json
import sys

from x402 import x402ResourceServer
from x402.http import FacilitatorConfig, HTTPFacilitatorClient
from x402.mechanisms.evm.exact import register_exact_evm_server
from x402.schemas.helpers import parse_payment_payload, parse_payment_requirements


async def made(client, call, payment=None, requirements=None):
    if call == "supported":
        return client.get_supported()
    version = payment["x402Version"]
    objects = (
        parse_payment_payload(json.dumps(payment).encode()),
        parse_payment_requirements(version, json.dumps(requirements).encode()),
    )
    if call == "resource-server":
        server = register_exact_evm_server(x402ResourceServer(client))
        server.initialize()
        return await server.settle_payment(*objects)
    return await {"verify": client.verify, "settle": client.settle}[call](*objects)


async def main():
    answers = []
    async with HTTPFacilitatorClient(FacilitatorConfig(url=sys.argv[1], timeout=10)) as client:
        for call in json.load(sys.stdin):
            try:
                result = await made(client, *call)
                answers.append({"result": result.model_dump(by_alias=True, exclude_none=True)})
            except Exception as error:
                answers.append({"error": str(error)})
    print(json.dumps(answers))


asyncio.run(main())
