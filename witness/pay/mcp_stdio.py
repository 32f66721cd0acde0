"""Buys a tool over stdio with the official PyPI client, and prints, as JSON, what it paid and how it read the answer:
pay/mcp_stdio.py TOOL COMMAND ..."""

import asyncio
import json
import sys
from importlib.metadata import version
from pathlib import Path

from eth_account import Account
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from x402 import x402Client
from x402.mcp import x402MCPSession
from x402.mechanisms.evm.exact import register_exact_evm_client
from x402.mechanisms.evm.signers import EthAccountSigner

tool, command, *arguments = sys.argv[1:]
order = json.loads((Path(__file__).parent / "order.json").read_text("utf-8"))
account = Account.from_key(order["privateKey"])


async def main():
    client = register_exact_evm_client(x402Client(), EthAccountSigner(account))
    async with stdio_client(StdioServerParameters(command=command, args=arguments)) as (read, write):
        async with ClientSession(read, write) as session:
            buyer = x402MCPSession(session, client)
            await buyer.initialize()
            result = await buyer.call_tool(tool)
    settlement = result.payment_response
    report = {
        "by": f"x402 {version('x402')} with mcp {version('mcp')} (PyPI)",
        "paid": result.payment_made,
        "isError": result.is_error,
        "settlement": settlement and settlement.model_dump(by_alias=True, exclude_none=True),
        "content": [item.model_dump(exclude_none=True) for item in result.content],
        "payer": account.address,
    }
    print(json.dumps(report, indent=1))


asyncio.run(main())
