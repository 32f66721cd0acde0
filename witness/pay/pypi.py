"""Pays the order with the official PyPI client and prints the payment as one line of JSON: pay/pypi.py [--v1 | --permit]"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from eth_account import Account
from x402 import PaymentRequired, x402ClientSync
from x402.http import encode_payment_required_header, x402HTTPClientSync
from x402.mechanisms.evm.exact import register_exact_evm_client
from x402.mechanisms.evm.signers import EthAccountSigner

order = json.loads((Path(__file__).parent / "order.json").read_text("utf-8"))

account = Account.from_key(order["privateKey"])


class Signer(EthAccountSigner):
    """Permit2 is allowed nothing yet, and the token has seen no permit. If the client asks for anything else, that is news."""

    def read_contract(self, _address, _abi, function_name, *_):
        return {"allowance": 0, "nonces": 0}[function_name]


core = register_exact_evm_client(x402ClientSync(), Signer(account))
client = x402HTTPClientSync(core)

# The client gets the order as a server sends it, in V1 as the body, so that its own reading is part of the test.
is_v1 = sys.argv[1:] == ["--v1"]
is_sponsored = sys.argv[1:] == ["--permit"]
demand = order["paymentRequiredV1" if is_v1 else "paymentRequiredSponsored" if is_sponsored else "paymentRequired"]
answer = {} if is_v1 else {"PAYMENT-REQUIRED": encode_payment_required_header(PaymentRequired.model_validate(demand))}
required = client.get_payment_required_response(answer.get, demand if is_v1 else None)
payment = client.create_payment_payload(required)
[(name, value)] = client.encode_payment_signature_header(payment).items()

print(
    json.dumps(
        {
            "by": f"x402 {version('x402')} (PyPI), {'V1' if is_v1 else 'V2 with a permit' if is_sponsored else 'V2'}",
            "header": {"name": name, "value": value},
            "offers": demand["accepts"],
            "now": int(time.time()),
            "payer": account.address,
        },
        separators=(",", ":"),
    )
)
