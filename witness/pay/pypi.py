"""Pays the order with the official PyPI client and prints the payment as one line of JSON: pay/pypi.py [--v1]"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from eth_account import Account
from x402 import PaymentRequired, x402ClientSync
from x402.http import encode_payment_required_header, x402HTTPClientSync
from x402.mechanisms.evm.exact import register_exact_evm_client

order = json.loads((Path(__file__).parent / "order.json").read_text("utf-8"))

# A bare account has no provider: it can sign and ask no chain.
account = Account.from_key(order["privateKey"])
core = register_exact_evm_client(x402ClientSync(), account)
client = x402HTTPClientSync(core)

# The client gets the order as a server sends it, in V1 as the body, so that its own reading is part of the test.
is_v1 = sys.argv[1:] == ["--v1"]
demand = order["paymentRequiredV1" if is_v1 else "paymentRequired"]
answer = {} if is_v1 else {"PAYMENT-REQUIRED": encode_payment_required_header(PaymentRequired.model_validate(demand))}
required = client.get_payment_required_response(answer.get, demand if is_v1 else None)
payment = client.create_payment_payload(required)
[(name, value)] = client.encode_payment_signature_header(payment).items()

print(
    json.dumps(
        {
            "by": f"x402 {version('x402')} (PyPI), {'V1' if is_v1 else 'V2'}",
            "header": {"name": name, "value": value},
            "offers": demand["accepts"],
            "now": int(time.time()),
            "payer": account.address,
        },
        separators=(",", ":"),
    )
)
