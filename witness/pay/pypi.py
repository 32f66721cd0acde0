"""Pays the order with the official PyPI client and prints the payment as one line of JSON."""

import json
import time
from importlib.metadata import version
from pathlib import Path

from eth_account import Account
from x402 import PaymentRequired, x402ClientSync
from x402.http import encode_payment_required_header, x402HTTPClientSync
from x402.mechanisms.evm.exact import ExactEvmClientScheme

order = json.loads((Path(__file__).parent / "order.json").read_text("utf-8"))

# A bare account has no provider: it can sign and ask no chain.
account = Account.from_key(order["privateKey"])
core = x402ClientSync().register("eip155:*", ExactEvmClientScheme(account))
client = x402HTTPClientSync(core)

# The client gets the order as a server sends it, so that its own reading is part of the test.
order_header = encode_payment_required_header(
    PaymentRequired.model_validate(order["paymentRequired"])
)
answer = {"PAYMENT-REQUIRED": order_header}
required = client.get_payment_required_response(answer.get)
payment = client.create_payment_payload(required)
[(name, value)] = client.encode_payment_signature_header(payment).items()

print(
    json.dumps(
        {
            "by": f"x402 {version('x402')} (PyPI)",
            "header": {"name": name, "value": value},
            "offers": order["paymentRequired"]["accepts"],
            "now": int(time.time()),
            "payer": account.address,
        },
        separators=(",", ":"),
    )
)
