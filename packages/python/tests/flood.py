"""Forged payments, and an honest one, through the official middlewares with the shield: flood.py [COUNT]

An honest payment by the official client is served: the facilitator verifies and settles it. None of the forged ones, each another,
reaches the facilitator. Without the shield every one does, so the count can fail. Of a hundred copies of a payment at once, one is settled.
"""

import asyncio
import base64
import copy
import json
import math
import secrets
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from eth_account import Account
from x402 import x402Client
from x402.http import x402HTTPClient
from x402.http.clients.httpx import x402AsyncTransport
from x402.mechanisms.evm.exact import register_exact_evm_client
from x402.mechanisms.evm.signers import EthAccountSigner
from x402.schemas import SettleResponse, SupportedKind, SupportedResponse, VerifyResponse
from x402_offline import facilitator_shield

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "examples"))
import shop_fastapi
import shop_flask

PAYER, STRANGER = Account.create(), Account.create()
# Without it, a signature by another key is for the facilitator to ask about: the payer may be a smart account.
POLICY = {"assumePlainAccounts": True}
# So many ways there are to forge.
KINDS = 8


class Counting:
    """A facilitator that takes everything, and counts."""

    def __init__(self):
        self.calls = Counter()

    def get_supported(self):
        return SupportedResponse(kinds=[SupportedKind(x402_version=2, scheme="exact", network="eip155:84532")])

    def verify(self, payload, requirements):
        self.calls["verify"] += 1
        return VerifyResponse(is_valid=True, payer=PAYER.address)

    def settle(self, payload, requirements):
        self.calls["settle"] += 1
        return SettleResponse(success=True, transaction="0x" + "11" * 32, network="eip155:84532", payer=PAYER.address)


class CountingAsync(Counting):
    async def verify(self, payload, requirements):
        return super().verify(payload, requirements)

    async def settle(self, payload, requirements):
        return super().settle(payload, requirements)


def client(account, transport):
    core = register_exact_evm_client(x402Client(), EthAccountSigner(account))
    return httpx.AsyncClient(transport=x402AsyncTransport(x402HTTPClient(core), transport), base_url="http://shop.example")


class Recording(httpx.AsyncBaseTransport):
    def __init__(self, inner):
        self.inner = inner
        self.header = None

    async def handle_async_request(self, request):
        self.header = request.headers.get("PAYMENT-SIGNATURE", self.header)
        return await self.inner.handle_async_request(request)


class Wsgi(httpx.AsyncBaseTransport):
    """The transport of httpx for WSGI is synchronous, and drops what an application writes, as the middleware does."""

    def __init__(self, app):
        self.inner = app.test_client()

    async def handle_async_request(self, request):
        answer = self.inner.open(request.url.path, base_url="http://shop.example", method=request.method, headers=dict(request.headers))
        return httpx.Response(answer.status_code, headers=list(answer.headers), content=answer.data)


def forged(payment, index):
    """A payment that no chain would settle, or for plain accounts none; what is wrong changes with the index."""
    payment = copy.deepcopy(payment)
    payload = payment["payload"]
    authorization = payload["authorization"]
    authorization["nonce"] = "0x" + secrets.token_hex(32)
    match index % KINDS:
        case 0:  # signed by the payer, over another nonce
            pass
        case 1:
            payload["signature"] = "0x" + secrets.token_hex(64) + "1b"
        case 2:
            authorization["value"] = str(index + 1) if index + 1 != 10_000 else "1"
        case 3:
            authorization["to"] = STRANGER.address
        case 4:
            authorization["validBefore"] = str(int(time.time()) - 1 - index)
        case 5:
            payload["signature"] = "0x" + secrets.token_hex(65 + index % 7)[:128] + "00" * (index % 7)
        case 6:  # JSON for Python alone
            payload["junk"] = [math.inf, math.nan][index // KINDS % 2]
        case 7:  # deeper than the shield or Python writes
            for _ in range([150, 200, 300, 600][index // KINDS % 4]):
                payload["junk"] = [payload.get("junk")]
    return base64.b64encode(json.dumps(payment).encode()).decode()


async def flood(name, make, transport, facilitator, count):
    inner, bare = facilitator(), facilitator()
    guarded = transport(make(facilitator_shield(inner, policy=POLICY)))
    recording = Recording(guarded)
    async with client(PAYER, recording) as honest:
        answer = await honest.get("/weather")
    if answer.status_code != 200 or answer.json() != {"weather": "sunny"}:
        sys.exit(f"{name}: an honest payment got {answer.status_code} {answer.text}")
    if inner.calls != {"verify": 1, "settle": 1}:
        sys.exit(f"{name}: an honest payment made the calls {dict(inner.calls)}")
    payment = json.loads(base64.b64decode(recording.header))

    async with httpx.AsyncClient(transport=guarded, base_url="http://shop.example") as attacker:
        reasons = Counter()
        # The honest payment again: it was settled.
        for header in [recording.header, *(forged(payment, index) for index in range(count))]:
            answer = await attacker.get("/weather", headers={"PAYMENT-SIGNATURE": header})
            if answer.status_code != 402:
                sys.exit(f"{name}: a forged payment got {answer.status_code}: {header}")
            reasons[json.loads(base64.b64decode(answer.headers["PAYMENT-REQUIRED"])).get("error")] += 1
    if inner.calls != {"verify": 1, "settle": 1}:
        sys.exit(f"{name}: forged payments made the calls {dict(inner.calls)}")
    if reasons["duplicate_settlement"] != 1:
        sys.exit(f"{name}: the honest payment again: {reasons}")

    async with httpx.AsyncClient(transport=transport(make(bare)), base_url="http://shop.example") as attacker:
        for index in range(KINDS):
            await attacker.get("/weather", headers={"PAYMENT-SIGNATURE": forged(payment, index)})
    if bare.calls["verify"] != KINDS:
        sys.exit(f"{name}: without the shield {KINDS} forged payments made the calls {dict(bare.calls)}")
    # Another honest payment still passes.
    async with client(PAYER, guarded) as honest:
        if (await honest.get("/weather")).status_code != 200 or inner.calls != {"verify": 2, "settle": 2}:
            sys.exit(f"{name}: after the flood an honest payment fails: {dict(inner.calls)}")
    print(f"{name}: {count} forged payments, 0 calls at the facilitator; 2 honest payments served, one again refused")
    for reason, times in sorted(reasons.items(), key=str):
        print(f"    {times:6} {reason}")


class Slow(Counting):
    def settle(self, payload, requirements):
        time.sleep(3)
        return super().settle(payload, requirements)


class SlowAsync(CountingAsync):
    async def settle(self, payload, requirements):
        await asyncio.sleep(0.3)
        return await super().settle(payload, requirements)


async def copies(name, make, transport, facilitator, count=100):
    """A payment that no shop has seen, so many times at once: one is settled and served, and the others are told its transaction."""
    recording = Recording(transport(make(facilitator())))
    async with client(PAYER, recording) as honest:
        await honest.get("/weather")
    inner = facilitator()
    shop = make(facilitator_shield(inner))
    headers = {"PAYMENT-SIGNATURE": recording.header}

    async def in_a_thread():
        return await asyncio.to_thread(lambda: asyncio.run(one()))

    async def one():
        async with httpx.AsyncClient(transport=transport(shop), base_url="http://shop.example") as buyer:
            return await buyer.get("/weather", headers=headers)

    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(count))
    answers = await asyncio.gather(*[one() if facilitator is SlowAsync else in_a_thread() for _ in range(count)])
    statuses = Counter(answer.status_code for answer in answers)
    if statuses != {200: 1, 402: count - 1} or inner.calls["settle"] != 1:
        sys.exit(f"{name}: copies got {dict(statuses)}, with the calls {dict(inner.calls)}")
    told = [json.loads(base64.b64decode(answer.headers["PAYMENT-RESPONSE"])) for answer in answers if "PAYMENT-RESPONSE" in answer.headers]
    told = Counter((answer["success"], answer.get("errorReason"), answer["transaction"]) for answer in told)
    again = (False, "duplicate_settlement", "0x" + "11" * 32)
    # A copy that comes after the settlement is refused before the work.
    if set(told) != {(True, None, "0x" + "11" * 32), again} or told[again] < 2:
        sys.exit(f"{name}: copies were told {dict(told)}")
    print(f"{name}: {count} copies at once, 1 settlement, 1 served, {told[again]} told its transaction")


async def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    await flood("FastAPI", shop_fastapi.shop, lambda app: httpx.ASGITransport(app=app), CountingAsync, count)
    await flood("Flask", shop_flask.shop, Wsgi, Counting, count)
    await copies("FastAPI", shop_fastapi.shop, lambda app: httpx.ASGITransport(app=app), SlowAsync)
    await copies("Flask", shop_flask.shop, Wsgi, Slow)


asyncio.run(main())
