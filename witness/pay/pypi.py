"""Pays the order with the official PyPI client and prints the payment as one line of JSON:
pay/pypi.py [--v1] [--permit | --approval | --solana token|token-2022]"""

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
from x402.mechanisms.evm.signers import EthAccountSigner
from x402.mechanisms.svm import KeypairSigner
from x402.mechanisms.svm.exact import register_exact_svm_client

arguments = argparse.ArgumentParser()
for flag in ("--v1", "--permit", "--approval"):
    arguments.add_argument(flag, action="store_true")
arguments.add_argument("--solana", choices=list(solana_node.SOLANA["tokens"]))
chosen = arguments.parse_args()
order = json.loads((Path(__file__).parent / "order.json").read_text("utf-8"))

account = Account.from_key(order["privateKey"])


class Signer(EthAccountSigner):
    """The allowance of Permit2 is zero, the token has seen no permit, and the account has sent seven transactions. Any
    other request is unexpected."""

    def read_contract(self, _address, _abi, function_name, *_):
        return {"allowance": 0, "nonces": 0}[function_name]

    def get_transaction_count(self, _address):
        return 7

    def estimate_fees_per_gas(self):
        return 2_000_000_000, 1_000_000_000

    def sign_transaction(self, transaction):
        return "0x" + account.sign_transaction(transaction).raw_transaction.hex().removeprefix("0x")


core = register_exact_evm_client(x402ClientSync(), Signer(account))
keypair = Keypair.from_seed(bytes.fromhex(solana_node.SOLANA["seed"]))
if chosen.solana:
    register_exact_svm_client(core, KeypairSigner(keypair), rpc_url=solana_node.serve())
client = x402HTTPClientSync(core)

# The client gets the order as a server sends it, in V1 as the body, so that its reader is part of the test.
sponsored = "paymentRequiredSponsored" if chosen.permit else "paymentRequiredApproved" if chosen.approval else None
if chosen.solana:
    payment_required = solana_node.payment_required_for(chosen.solana, chosen.v1)
else:
    payment_required = order[sponsored or ("paymentRequiredV1" if chosen.v1 else "paymentRequired")]
what = ["V1" if chosen.v1 else "V2", chosen.solana, chosen.permit and "permit", chosen.approval and "approval"]
header = {} if chosen.v1 else {"PAYMENT-REQUIRED": encode_payment_required_header(PaymentRequired.model_validate(payment_required))}
required = client.get_payment_required_response(header.get, payment_required if chosen.v1 else None)
payment = client.create_payment_payload(required)
[(name, value)] = client.encode_payment_signature_header(payment).items()

print(
    json.dumps(
        {
            "by": f"x402 {version('x402')} (PyPI), {', '.join(filter(None, what))}",
            "header": {"name": name, "value": value},
            "offers": payment_required["accepts"],
            "now": int(time.time()),
            "payer": str(keypair.pubkey()) if chosen.solana else account.address,
        },
        separators=(",", ":"),
    )
)
