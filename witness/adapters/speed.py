"""Measures the official PyPI package from a header to a verdict (`speed.mjs`): speed.py HEADER OFFER NOW."""

import json
import sys
import time

from chain import State, World
from x402 import x402FacilitatorSync
from x402.http import decode_payment_signature_header
from x402.mechanisms.evm.exact import register_exact_evm_facilitator
from x402.schemas import PaymentRequirements

header, offer_text, now = sys.argv[1:]
clock = time.perf_counter
time.time = lambda: int(now)

offer = json.loads(offer_text)
state = State(code=b"", owners=["0x70997970C51812dc3A010C7d01b50e0d17dc79C8"], is_usual=True)
facilitator = x402FacilitatorSync()
register_exact_evm_facilitator(facilitator, World({}, offer["asset"], state, False), "eip155:*")


def is_valid(offer):
    return facilitator.verify(decode_payment_signature_header(header), PaymentRequirements.model_validate(offer)).is_valid


def payments(count):
    start = clock()
    for _ in range(count):
        if not is_valid(offer):
            raise SystemExit("not valid")
    return (clock() - start) * 1e6 / count


if is_valid({**offer, "amount": str(int(offer["amount"]) + 1)}):
    raise SystemExit("another price")
payments(20)
print(f"{min(payments(10) for _ in range(20)):.1f}")
