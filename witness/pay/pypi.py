"""Pays the order with the official PyPI client and prints the payment as one line of JSON:
pay/pypi.py [--v1] [--solana token|token-2022]"""

import argparse
import json
import time
from importlib.metadata import version
from pathlib import Path

import solana_node
from eth_account import Account
from solders.keypair import Keypair
from x402 import PaymentRequired, x402ClientSync
from x402.http import encode_payment_required_header, x402HTTPClientSync
from x402.mechanisms.evm.exact import register_exact_evm_client
from x402.mechanisms.svm import KeypairSigner
from x402.mechanisms.svm.exact import register_exact_svm_client

arguments = argparse.ArgumentParser()
arguments.add_argument("--v1", action="store_true")
arguments.add_argument("--solana", choices=list(solana_node.SOLANA["tokens"]))
chosen = arguments.parse_args()
order = json.loads((Path(__file__).parent / "order.json").read_text("utf-8"))

# A bare account has no provider: it can sign and ask no chain.
account = Account.from_key(order["privateKey"])
core = register_exact_evm_client(x402ClientSync(), account)
keypair = Keypair.from_seed(bytes.fromhex(solana_node.SOLANA["seed"]))
if chosen.solana:
    register_exact_svm_client(core, KeypairSigner(keypair), rpc_url=solana_node.serve())
client = x402HTTPClientSync(core)

# The client gets the order as a server sends it, in V1 as the body, so that its own reading is part of the test.
if chosen.solana:
    demand = solana_node.demanded(chosen.solana, chosen.v1)
else:
    demand = order["paymentRequiredV1" if chosen.v1 else "paymentRequired"]
header = {} if chosen.v1 else {"PAYMENT-REQUIRED": encode_payment_required_header(PaymentRequired.model_validate(demand))}
required = client.get_payment_required_response(header.get, demand if chosen.v1 else None)
payment = client.create_payment_payload(required)
[(name, value)] = client.encode_payment_signature_header(payment).items()

print(
    json.dumps(
        {
            "by": f"x402 {version('x402')} (PyPI), {'V1' if chosen.v1 else 'V2'}" + (f", {chosen.solana}" if chosen.solana else ""),
            "header": {"name": name, "value": value},
            "offers": demand["accepts"],
            "now": int(time.time()),
            "payer": str(keypair.pubkey()) if chosen.solana else account.address,
        },
        separators=(",", ":"),
    )
)
