"""The shield without a network. Needs the PyPI package x402."""

import asyncio
import copy
import json
import math
import time
import unittest
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from examples import EXAMPLES, NOW, UPTO_NOW, header, offer, payment
from x402.schemas import PaymentPayload, PaymentRequirements, SettleResponse, VerifyResponse
from x402.schemas.v1 import PaymentPayloadV1, PaymentRequirementsV1
from x402_offline import ShieldEvent, X402Error, facilitator_shield

LAST = 1740672154  # validBefore of the example


def in_flow(flow):
    """A payment of version 2 and its offer, in the flow."""
    asked = offer("offer")
    asked["extra"] = {**asked["extra"], **({} if flow is None else {"paymentFlow": flow})}
    return {**payment("payment"), "accepted": asked}, asked


class Inner:
    url = "https://facilitator.example"
    takes = True

    def __init__(self):
        self.calls = []

    def get_supported(self):
        return "supported"

    def verify(self, payload, requirements):
        self.calls.append("verify")
        return VerifyResponse(is_valid=True)

    def settle(self, payload, requirements):
        self.calls.append("settle")
        return SettleResponse(success=self.takes, transaction="0x", network="eip155:84532")


    def verify_from_bytes(self, payload, requirements):
        self.calls.append("verify_from_bytes")

    def settle_from_bytes(self, payload, requirements):
        self.calls.append("settle_from_bytes")

    def __enter__(self):
        self.calls.append("enter")
        return self

    def __exit__(self, kind, *_):
        self.calls.append(kind)


class InnerAsync(Inner):
    async def __aenter__(self):
        return super().__enter__()

    async def __aexit__(self, kind, *_):
        self.calls.append(kind)

    async def verify(self, payload, requirements):
        return super().verify(payload, requirements)

    async def settle(self, payload, requirements):
        return super().settle(payload, requirements)


def objects(name="payment", wanted="offer", **changed):
    return PaymentPayload.model_validate(payment(name)), PaymentRequirements.model_validate({**offer(wanted), **changed})


class Shield(unittest.TestCase):
    def shield(self, now=NOW, **options):
        inner, events = Inner(), []
        return inner, events, facilitator_shield(inner, clock=lambda: now + 0.9, log=events.append, **options)

    def test_what_is_valid_or_open_goes_through_and_what_is_refuted_does_not(self):
        inner, events, shield = self.shield()
        self.assertTrue(shield.verify(*objects()).is_valid)
        answer = shield.verify(*objects(amount="10001"))
        self.assertEqual((answer.is_valid, answer.invalid_reason), (False, "invalid_payment_requirements"))
        self.assertIn("amount", answer.invalid_message)
        self.assertEqual(inner.calls, ["verify"])
        self.assertEqual([event.decision for event in events], ["passed", "refused"])
        self.assertIsInstance(events[1], ShieldEvent)
        self.assertEqual((events[1].operation, events[1].reason), ("verify", "invalid_payment_requirements"))
        self.assertEqual(events[1].report["verdict"], "invalid")
        self.assertEqual((shield.get_supported(), shield.url), ("supported", "https://facilitator.example"))

    def test_another_signer_is_open_unless_the_policy_says_otherwise(self):
        paid, asked = objects()
        paid.payload["authorization"]["nonce"] = "0x" + "00" * 32
        inner, _, shield = self.shield()
        self.assertTrue(shield.verify(paid, asked).is_valid)
        inner, _, shield = self.shield(policy={"assumePlainAccounts": True})
        self.assertEqual(shield.verify(paid, asked).invalid_reason, "invalid_exact_evm_payload_signature")
        self.assertTrue(shield.verify(*objects()).is_valid)
        self.assertEqual(inner.calls, ["verify"])
        payer = paid.payload["authorization"]["from"]
        for code, calls in [("none", []), ("some", ["verify"])]:
            inner, _, shield = self.shield(facts={"accounts": {payer: {"code": code}}})
            shield.verify(paid, asked)
            self.assertEqual(inner.calls, calls)

    def test_a_forged_signature_that_is_wrapped_reaches_nobody_if_no_factory_is_allowed(self):
        # ERC-6492
        def word(number):
            return f"{number:064x}"

        forged = word(65) + "11" * 65 + "00" * 31
        wrapped = payment("payment")
        wrapped["payload"]["signature"] = "0x" + word(0xFAC) + word(0x60) + word(0xA0) + word(1) + "ab" + "00" * 31 + forged + "6492" * 16
        plain = {"assumePlainAccounts": True}
        for paid, policy, reason in [
            (wrapped, plain, None),
            (wrapped, {**plain, "allowedFactories": []}, "eip6492_factory_not_allowed"),
            (payment("payment"), {**plain, "allowedFactories": []}, None),
        ]:
            inner, _, shield = self.shield(policy=policy)
            self.assertEqual(shield.verify(paid, offer("offer")).invalid_reason, reason)
            self.assertEqual(inner.calls, [] if reason else ["verify"])

    def test_settling_needs_no_time_to_spare(self):
        for call, now, passes in [("verify", LAST - 7, True), ("verify", LAST - 3, False), ("settle", LAST - 2, True), ("settle", LAST, False)]:
            inner, _, shield = self.shield(now)
            answer = getattr(shield, call)(*objects())
            self.assertEqual(answer.is_valid if call == "verify" else answer.success, passes, (call, now))
            self.assertEqual(inner.calls, [call] if passes else [])
        self.assertEqual(answer.error_reason, "invalid_exact_evm_payload_authorization_valid_before")
        self.assertEqual((answer.transaction, answer.network, answer.payer), ("", "eip155:84532", "0x857b06519E91e3A54538791bDbb0E22373e36b66"))
        self.assertTrue(answer.error_message)
        # On Stellar a payment lives by ledgers: the last one of the example is 5100012.
        paid, asked = payment("payment-stellar"), offer("offer-stellar")
        for call, sequence, passes in [("verify", 5100008, True), ("verify", 5100009, False), ("settle", 5100011, True), ("settle", 5100012, False)]:
            facts = {"ledgers": {"stellar:testnet": {"sequence": sequence}}}
            inner, _, shield = self.shield(policy={"ledgerMargin": 3}, facts=facts)
            answer = getattr(shield, call)(paid, asked)
            self.assertEqual(answer.is_valid if call == "verify" else answer.success, passes, (call, sequence))

    def test_the_server_takes_less_than_was_signed_and_never_more(self):
        signed = int(offer("offer-upto")["amount"])
        for amount, passes in [(signed - 1, True), (0, True), (signed, True), (signed + 1, False)]:
            inner, _, shield = self.shield(UPTO_NOW)
            answer = shield.settle(*objects("payment-upto", "offer-upto", amount=str(amount)))
            self.assertEqual(answer.success, passes, (amount, answer.error_message))
        # By `exact` it takes the signed amount (B-7).
        inner, _, shield = self.shield()
        self.assertFalse(shield.settle(*objects(amount="9999")).success)
        self.assertTrue(shield.settle(*objects()).success)

    def test_what_the_policy_lets_exceed_the_price_is_settled_too(self):
        # B-7
        mismatch, other = "invalid_exact_evm_payload_authorization_value_mismatch", "invalid_payment_requirements"
        signed, asked, cheaper = json.loads((EXAMPLES / "payment-20000.json").read_text("utf-8")), offer("offer"), {**offer("offer"), "amount": "9999"}
        dearer = {**asked, "amount": "20001"}
        for policy, paid, wanted, reason in [
            ({"preset": "x402-rs"}, {**signed, "accepted": asked}, asked, None),
            ({"amountRule": "at-least"}, {**signed, "accepted": asked}, asked, None),
            ({"preset": "x402-rs"}, payment("payment"), asked, None),
            ({}, {**signed, "accepted": asked}, asked, mismatch),
            ({"preset": "x402-rs"}, {**signed, "accepted": dearer}, dearer, mismatch),
            ({}, payment("payment"), cheaper, other),
        ]:
            inner, _, shield = self.shield(policy=policy)
            self.assertEqual(shield.verify(paid, wanted).invalid_reason, reason, policy)
            self.assertEqual(shield.settle(paid, wanted).error_reason, reason, policy)
            self.assertEqual(inner.calls, [] if reason else ["verify", "settle"])

    def test_version_1(self):
        paid = PaymentPayloadV1.model_validate(payment("payment-v1"))
        asked = PaymentRequirementsV1.model_validate(offer("offer-v1"))
        now = int(paid.payload["authorization"]["validBefore"]) - 30
        inner, events, shield = self.shield(now)
        self.assertTrue(shield.verify(paid, asked).is_valid, events)
        self.assertTrue(shield.settle(paid, asked).success, events)
        dearer = PaymentRequirementsV1.model_validate({**offer("offer-v1"), "maxAmountRequired": "10001"})
        self.assertFalse(shield.verify(paid, dearer).is_valid)
        self.assertEqual(inner.calls, ["verify", "settle"])

    def test_a_settled_payment_is_refused_while_it_is_remembered(self):
        inner, _, shield = self.shield()
        inner.takes = False
        shield.settle(*objects())
        self.assertTrue(shield.verify(*objects()).is_valid)
        inner.takes = True
        shield.settle(*objects())
        self.assertEqual(shield.verify(*objects()).invalid_reason, "duplicate_settlement")
        self.assertEqual(shield.settle(*objects()).error_reason, "duplicate_settlement")
        self.assertEqual(inner.calls, ["settle", "verify", "settle"])

        inner, _, shield = self.shield(replays=0)
        shield.settle(*objects())
        self.assertTrue(shield.verify(*objects()).is_valid)
        for wrong in [-1, None, math.nan, "x", 1.5]:
            with self.assertRaises(ValueError):
                facilitator_shield(inner, replays=wrong)
        with self.assertRaises(ValueError):
            facilitator_shield(inner, clock=lambda: math.nan)

    def test_one_settlement_of_a_payment_succeeds_however_often_and_quickly_it_is_asked_for(self):
        transaction = "0x" + "ab" * 32

        class Counted:
            """A facilitator that is slow, and how many it settles at once."""

            def __init__(self, takes):
                self.takes, self.calls, self.now, self.most = takes, 0, 0, 0

            def begin(self):
                self.calls, self.now = self.calls + 1, self.now + 1
                self.most = max(self.most, self.now)

            def end(self):
                self.now -= 1
                if self.takes is None:
                    raise OSError("away")
                reason = None if self.takes else "no"
                return SettleResponse(success=self.takes, error_reason=reason, transaction=transaction if self.takes else "", network="eip155:84532")

        class Slow(Counted):
            def verify(self, payload, requirements):
                raise AssertionError

            def settle(self, payload, requirements):
                self.begin()
                # Until every copy has come.
                while len(events) < 50:
                    time.sleep(0.001)
                time.sleep(0.1)
                return self.end()

        class SlowAsync(Counted):
            async def verify(self, payload, requirements):
                raise AssertionError

            async def settle(self, payload, requirements):
                self.begin()
                await asyncio.sleep(0.01)
                return self.end()

        def told(answer):
            return f"{answer.error_reason or answer.success} {answer.transaction}".strip()

        def said(shield, paid, asked):
            try:
                return told(shield.settle(paid, asked))
            except OSError as problem:
                return str(problem)

        async def said_async(shield, paid, asked):
            try:
                return told(await shield.settle(paid, asked))
            except OSError as problem:
                return str(problem)

        async def at_once(shield, copies, asked):
            answers = await asyncio.gather(*[said_async(shield, copy, asked) for copy in copies])
            return answers, await said_async(shield, copies[0], asked)

        events = []
        settled, again = f"True {transaction}", f"duplicate_settlement {transaction}"
        one = {settled: 1, again: 49}
        for flow, takes, replays, counted, calls, later in [
            (None, True, 10, one, 1, again),
            ("authorization", True, 10, one, 1, again),
            ("upfront", True, 10, one, 1, again),
            ("upfront", True, 0, one, 1, settled),
            # Copies get the answer of the first. The other payment with the same money is asked for after it, and what failed may be tried
            # again.
            ("upfront", False, 10, {"no": 50}, 2, "no"),
            ("upfront", None, 10, {"away": 50}, 2, "away"),
            # Before the service and after it (F-1).
            ("escrow", True, 10, {settled: 50}, 50, settled),
        ]:
            paid, asked = in_flow(flow)
            # Another member makes no other payment.
            copies = [paid, {**paid, "junk": 1}] * 25
            for kind in [Slow, SlowAsync]:
                inner = kind(takes)
                events.clear()
                shield = facilitator_shield(inner, clock=lambda: NOW, replays=replays, log=events.append)
                if kind is Slow:
                    with ThreadPoolExecutor(50) as pool:
                        answers = list(pool.map(lambda one, shield=shield, asked=asked: said(shield, one, asked), copies))
                    after = inner.calls
                    last = said(shield, paid, asked)
                else:
                    answers, last = asyncio.run(at_once(shield, copies, asked))
                    after = inner.calls - (0 if last == again else 1)
                with self.subTest(flow=flow, takes=takes, replays=replays, kind=kind):
                    self.assertEqual((Counter(answers), after), (Counter(counted), calls))
                    self.assertEqual(last, later)
                    if flow != "escrow":
                        self.assertEqual(inner.most, 1)
                        self.assertEqual(sum(event.reason == "duplicate_settlement" for event in events), sum("duplicate" in answer for answer in [*answers, last]))

    def test_a_copy_with_another_signature_does_not_get_the_first_ones_failure(self):
        paid, asked = in_flow(None)
        forged = {**paid, "payload": {**paid["payload"], "signature": "0x" + "11" * 65}}

        class Careful(InnerAsync):
            async def settle(self, payload, requirements):
                self.calls.append(payload is forged)
                await asyncio.sleep(0.01)
                return SettleResponse(success=payload is not forged, transaction="" if payload is forged else "0xab", network="eip155:84532")

        async def run():
            inner = Careful()
            shield = facilitator_shield(inner, clock=lambda: NOW)
            answers = await asyncio.gather(*[shield.settle(one, asked) for one in [forged, paid, forged, paid]])
            return [(answer.success, answer.transaction) for answer in answers], inner.calls

        answers, calls = asyncio.run(run())
        self.assertEqual(answers, [(False, ""), (True, "0xab"), (False, ""), (False, "0xab")])
        self.assertEqual(calls, [True, False])

    def test_a_caller_that_is_stopped_takes_no_copy_with_it(self):
        paid, asked = in_flow(None)

        class Slow(InnerAsync):
            async def settle(self, payload, requirements):
                self.calls.append("settle")
                await asyncio.sleep(0.02)
                return SettleResponse(success=True, transaction="0xab", network="eip155:84532")

        async def run(stopped):
            inner = Slow()
            shield = facilitator_shield(inner, clock=lambda: NOW)
            tasks = [asyncio.create_task(shield.settle(paid, asked)) for _ in range(3)]
            await asyncio.sleep(0.01)
            tasks[stopped].cancel()
            answers = await asyncio.gather(*tasks, return_exceptions=True)
            self.assertIsInstance(answers.pop(stopped), asyncio.CancelledError)
            return [answer.success for answer in answers], len(inner.calls)

        # The first one: a copy asks in its place. A copy: nothing else changes.
        self.assertEqual(asyncio.run(run(0)), ([True, False], 2))
        self.assertEqual(asyncio.run(run(1)), ([True, False], 1))

    def test_a_long_text_for_a_transaction_is_not_kept(self):
        inner, _, shield = self.shield()
        inner.settle = lambda payload, requirements: SettleResponse(success=True, transaction="a" * 257, network="eip155:84532")
        self.assertTrue(shield.settle(*objects()).success)
        self.assertEqual(shield.settle(*objects()).transaction, "")

    def test_a_payment_is_verified_as_what_it_is_whatever_method_its_buyer_names(self):
        # B-4.
        paid, asked = in_flow("upfront")

        def naming(method, **authorization):
            named = copy.deepcopy(paid)
            named["accepted"]["extra"]["assetTransferMethod"] = method
            named["payload"]["authorization"].update(authorization)
            return named

        for first, second in [(paid, naming("x")), (naming("x"), paid), (naming("x"), naming("")), (naming("eip3009"), naming("y"))]:
            inner, _, shield = self.shield(policy={"assumePlainAccounts": True})
            self.assertTrue(shield.settle(first, asked).success)
            self.assertEqual(shield.settle(second, asked).error_reason, "duplicate_settlement")
            self.assertEqual(shield.verify(second, asked).invalid_reason, "duplicate_settlement")
            self.assertEqual(inner.calls, ["settle"])
        # Another payment with such a name is another one.
        _, _, shield = self.shield()
        self.assertTrue(shield.settle(paid, asked).success)
        self.assertTrue(shield.settle(naming("x", nonce="0x" + "11" * 32), asked).success)
        # What is refused without the name is refused with it.
        inner, _, shield = self.shield(policy={"assumePlainAccounts": True})
        signed = paid["payload"]["authorization"]
        for wrong in [
            {"signature": "0x" + "11" * 64 + "1b"},
            {"authorization": {**signed, "validBefore": hex(int(signed["validBefore"]))}},
            {"permit2Authorization": {}},
            {"authorization": "", "permit2Authorization": {}},
        ]:
            other = {**naming("x"), "payload": {**paid["payload"], **wrong}}
            self.assertFalse(shield.verify(other, asked).is_valid)
            self.assertFalse(shield.settle(other, asked).success)
        self.assertEqual(inner.calls, [])
        # By the members of a delegation, the name is all that says what it is.
        delegation = {"delegationManager": signed["to"], "permissionContext": "0x", "delegator": signed["from"]}
        self.assertTrue(shield.verify({**naming("erc7710"), "payload": delegation}, asked).is_valid)
        self.assertFalse(shield.verify({**paid, "payload": delegation}, asked).is_valid)
        for extra in [None, "x", []]:
            self.assertFalse(shield.verify({**paid, "accepted": {**asked, "extra": extra}}, asked).is_valid)

    def test_a_settlement_that_was_asked_for_may_be_asked_for_again_after_the_end_and_nothing_else_may(self):
        paid, asked = objects()
        expired = "invalid_exact_evm_payload_authorization_valid_before"
        forged = payment("payment")
        forged["payload"]["signature"] = "0x" + "11" * 64 + "1b"
        other = [
            ("another signature", forged, asked, expired),
            ("another member", {**payment("payment"), "junk": 1}, asked, expired),
            ("no JSON", {**payment("payment"), "junk": math.inf}, asked, "invalid_payload"),
            ("more money", *objects(amount="10001"), "invalid_payment_requirements"),
            ("another recipient", *objects(payTo="0x" + "11" * 20), "invalid_payment_requirements"),
        ]

        class Away(Inner):
            def settle(self, payload, requirements):
                self.calls.append("settle")
                raise OSError("away")

        for inner_class in [Inner, Away]:
            # A shop may remember settled payments itself.
            for replays in [10_000, 0]:
                inner, events, now = inner_class(), [], [LAST - 2]
                inner.takes = False
                shield = facilitator_shield(inner, clock=lambda now=now: now[0], log=events.append, replays=replays)
                for time in [LAST - 2, LAST + 5, LAST + 5]:
                    now[0] = time
                    if inner_class is Away:
                        with self.assertRaisesRegex(OSError, "away"):
                            shield.settle(paid, asked)
                    else:
                        self.assertIsNone(shield.settle(paid, asked).error_reason)
                self.assertEqual(inner.calls, ["settle"] * 3)
                self.assertEqual([(event.decision, event.report["verdict"]) for event in events], [("passed", "valid")] * 3)
                for what, payload, requirements, reason in other:
                    self.assertEqual(shield.settle(payload, requirements).error_reason, reason, what)
                self.assertEqual(shield.verify(paid, asked).invalid_reason, expired)
                self.assertEqual(inner.calls, ["settle"] * 3)

        # What was refused was not handed over, and another shield has handed nothing over.
        inner, _, shield = self.shield(LAST)
        for _ in range(2):
            self.assertEqual(shield.settle(paid, asked).error_reason, expired)
        self.assertEqual(inner.calls, [])

    def test_the_memory_is_bounded_and_forgets_the_oldest(self):
        from x402_offline.shield import _Memory

        memory = _Memory(2)
        for key in ["a", "b", None, "c"]:
            memory.add(key, 1)
        self.assertEqual([memory.get(key) for key in ["a", "b", "c", None]], [None, 1, 1, None])
        memory.add("b", 7)
        memory.add("d", 0)
        self.assertEqual([memory.get(key) for key in ["b", "c", "d"]], [7, None, 0])

    def test_what_the_shield_cannot_read_is_for_the_facilitator(self):
        inner, events, shield = self.shield()
        self.assertTrue(shield.verify({"x402Version": 2, "unheard": {}}, {"scheme": "later"}).is_valid)
        self.assertEqual(events[0].error.kind, "error")
        self.assertEqual(events[0].decision, "passed")
        # A request to settle by another scheme may have another payload than the payment.
        paid, asked = objects()
        self.assertTrue(shield.settle(paid, asked.model_copy(update={"scheme": "batch-settlement"})).success)
        self.assertEqual(inner.calls, ["verify", "settle"])

    def test_an_offer_whose_amount_cannot_be_read_is_for_the_facilitator(self):
        signed, of_v1 = offer("offer-upto")["amount"], offer("offer-v1")
        for name, wanted in [
            ("payment", {**offer("offer"), "amount": 10000}),
            ("payment-upto", {**offer("offer-upto"), "amount": int(signed)}),
            ("payment-upto", {**offer("offer-upto"), "amount": None}),
            ("payment-upto", {**offer("offer-upto"), "amount": None, "maxAmountRequired": signed}),
            ("payment-v1", {**of_v1, "maxAmountRequired": int(of_v1["maxAmountRequired"])}),
        ]:
            for paid in [payment(name), {**payment(name), "payload": {}}]:
                inner, events, shield = self.shield()
                self.assertTrue(shield.verify(paid, wanted).is_valid)
                self.assertTrue(shield.settle(paid, wanted).success)
                self.assertEqual([(event.decision, event.error is None) for event in events], [("passed", False)] * 2)
        # What is no member of its version is not read (C-7).
        for paid, verdict in [(payment("payment-v1"), "valid"), ({**payment("payment-v1"), "payload": {}}, "invalid")]:
            inner, events, shield = self.shield()
            shield.verify(paid, {**of_v1, "amount": None})
            shield.settle(paid, {**of_v1, "amount": None})
            self.assertEqual([event.report["verdict"] for event in events], [verdict] * 2)

    def test_what_no_json_text_has_is_refused(self):
        def nested(depth):
            value = 1
            for _ in range(depth):
                value = [value]
            return value

        for junk, reads in [(nested(100), True), (nested(200), False), (nested(600), False), (nested(5000), False), (math.inf, False), (math.nan, False), (1e300, True), ({1}, False)]:
            paid, asked = objects()
            paid.payload["junk"] = junk
            for given in [paid, {**payment("payment"), "junk": junk}]:
                inner, events, shield = self.shield()
                if reads:
                    self.assertTrue(shield.verify(given, asked).is_valid)
                    self.assertTrue(shield.settle(given, asked).success)
                    self.assertEqual(inner.calls, ["verify", "settle"])
                else:
                    self.assertEqual(shield.verify(given, asked).invalid_reason, "invalid_payload")
                    self.assertEqual(shield.settle(given, asked).error_reason, "invalid_payload")
                    self.assertEqual(inner.calls, [])
                    self.assertEqual([event.decision for event in events], ["refused", "refused"])

    def test_a_payment_that_is_no_object_is_refused(self):
        for given in [None, True, 1, 1.5, "text", [], [payment("payment")], {}, {1}, object()]:
            inner, events, shield = self.shield()
            self.assertEqual(shield.verify(given, offer("offer")).invalid_reason, "invalid_payload")
            self.assertEqual(shield.settle(given, offer("offer")).error_reason, "invalid_payload")
            self.assertEqual((inner.calls, [event.decision for event in events]), ([], ["refused"] * 2))

    def test_a_settled_payment_with_another_member_is_refused(self):
        paid, asked = objects()
        for junk in [1, "x", math.inf]:
            inner, _, shield = self.shield()
            shield.settle(paid, asked)
            self.assertFalse(shield.verify({**payment("payment"), "junk": junk}, asked).is_valid)
            self.assertEqual(inner.calls, ["settle"])

    def test_a_payment_of_another_version_is_refused(self):
        for paid, asked in [(payment("payment-v1"), offer("offer")), ({**payment("payment-v1"), "accepted": offer("offer")}, offer("offer")), (payment("payment"), offer("offer-v1"))]:
            inner, events, shield = self.shield()
            self.assertEqual(shield.verify(paid, asked).invalid_reason, "invalid_x402_version")
            self.assertEqual(shield.settle(paid, asked).error_reason, "invalid_x402_version")
            self.assertEqual(inner.calls, [])
            self.assertEqual([(event.decision, event.reason, event.error.pointer) for event in events], [("refused", "invalid_x402_version", "/offers/0")] * 2)

    def test_an_accepted_amount_that_is_none_does_not_open_the_way_to_settle(self):
        for amount in ["", "x", "-1", "9" * 90, None, [], 10000]:
            paid, asked = payment("payment"), offer("offer")
            paid["accepted"]["amount"] = amount
            inner, _, shield = self.shield()
            # A number is read as the text that it should be.
            self.assertEqual(shield.settle(paid, asked).success, amount == 10000)
            self.assertEqual(inner.calls, ["settle"] if amount == 10000 else [])

    def test_a_fault_of_the_shop_is_raised(self):
        inner = Inner()
        for wrong in [
            {"policy": {"assumePlainAccount": True}},
            {"policy": {"assumePlainAccounts": None}},
            {"policy": []},
            {"facts": {"account": {}}},
            {"facts": {"accounts": None}},
        ]:
            with self.assertRaises(X402Error) as raised:
                facilitator_shield(inner, **wrong)
            self.assertTrue(raised.exception.pointer.startswith("/" + next(iter(wrong))))
        with self.assertRaises(X402Error):
            facilitator_shield(inner, clock=lambda: -1)
        for right in [{"policy": {"assumePlainAccounts": True}}, {"policy": None}, {"facts": {"accounts": {}}}, {"facts": None}]:
            facilitator_shield(inner, **right)
        changing, now = {}, [NOW]
        late = facilitator_shield(inner, clock=lambda: NOW, policy=changing)
        changing["assumePlainAccount"] = True
        set_back = facilitator_shield(inner, clock=lambda: now[0])
        now[0] = -1
        for shield in [set_back, late]:
            for call in [shield.verify, shield.settle]:
                with self.assertRaises(X402Error):
                    call(*objects())
        self.assertEqual(inner.calls, [])

    def test_a_copy_is_a_shield(self):
        inner, _, shield = self.shield()
        twin = copy.copy(shield)
        self.assertFalse(twin.verify(*objects(amount="10001")).is_valid)
        self.assertTrue(twin.verify(*objects()).is_valid)
        self.assertEqual((inner.calls, twin.url), (["verify"], inner.url))
        self.assertFalse(hasattr(shield, "_private"))

    def test_a_log_that_fails_stops_no_payment(self):
        def full(event):
            raise OSError("the disk is full")

        inner = Inner()
        shield = facilitator_shield(inner, log=full, clock=lambda: NOW)
        with self.assertLogs("x402_offline", "ERROR") as logged:
            self.assertTrue(shield.verify(*objects()).is_valid)
            self.assertFalse(shield.verify(*objects(amount="10001")).is_valid)
            self.assertTrue(shield.settle(*objects()).success)
        self.assertEqual(inner.calls, ["verify", "settle"])
        self.assertEqual([str(record.exc_info[1]) for record in logged.records], ["the disk is full"] * 3)

    def test_asynchronous(self):
        inner = InnerAsync()
        shield = facilitator_shield(inner, clock=lambda: NOW)

        async def run():
            self.assertTrue((await shield.verify(*objects())).is_valid)
            self.assertFalse((await shield.verify(*objects(payTo="0x" + "11" * 20))).is_valid)
            self.assertTrue((await shield.settle(*objects())).success)
            self.assertEqual((await shield.verify(*objects())).invalid_reason, "duplicate_settlement")

        asyncio.run(run())
        self.assertEqual(inner.calls, ["verify", "settle"])
        self.assertEqual(header("payment")["name"], "PAYMENT-SIGNATURE")


    def test_bytes_are_verified_too(self):
        def in_bytes(name, wanted, **changed):
            return json.dumps(payment(name)).encode(), json.dumps({**offer(wanted), **changed}).encode()

        right, dearer = in_bytes("payment", "offer"), in_bytes("payment", "offer", amount="10001")
        inner, events, shield = self.shield()
        self.assertTrue(shield.verify_from_bytes(*right).is_valid)
        self.assertEqual(shield.verify_from_bytes(*dearer).invalid_reason, "invalid_payment_requirements")
        self.assertFalse(shield.settle_from_bytes(*dearer).success)
        self.assertTrue(shield.settle_from_bytes(*right).success)
        self.assertEqual(shield.verify_from_bytes(*right).invalid_reason, "duplicate_settlement")
        self.assertEqual(inner.calls, ["verify", "settle"])
        self.assertEqual([event.decision for event in events], ["passed", "refused", "refused", "passed", "refused"])
        with self.assertRaises(ValueError):
            shield.verify_from_bytes(b"{}", right[1])

        now = int(payment("payment-v1")["payload"]["authorization"]["validBefore"]) - 30
        inner, _, shield = self.shield(now)
        self.assertTrue(shield.verify_from_bytes(*in_bytes("payment-v1", "offer-v1")).is_valid)
        self.assertFalse(shield.settle_from_bytes(*in_bytes("payment-v1", "offer-v1", maxAmountRequired="10001")).success)
        self.assertEqual(inner.calls, ["verify"])

        async def run():
            inner = InnerAsync()
            shield = facilitator_shield(inner, clock=lambda: NOW)
            self.assertTrue((await shield.verify_from_bytes(*right)).is_valid)
            self.assertFalse((await shield.settle_from_bytes(*dearer)).success)
            self.assertTrue((await shield.settle_from_bytes(*right)).success)
            self.assertEqual(inner.calls, ["verify", "settle"])

        asyncio.run(run())

    def test_a_shield_is_opened_and_closed_with_its_client(self):
        inner, _, shield = self.shield()
        with shield as opened:
            self.assertIs(opened, shield)
            self.assertFalse(opened.verify(*objects(amount="10001")).is_valid)
        with self.assertRaises(KeyError), shield:
            raise KeyError
        self.assertEqual(inner.calls, ["enter", None, "enter", KeyError])

        async def run():
            inner = InnerAsync()
            shield = facilitator_shield(inner, clock=lambda: NOW)
            async with shield as opened:
                self.assertIs(opened, shield)
            self.assertEqual(inner.calls, ["enter", None])

        asyncio.run(run())

        class Closed:
            def verify(self, payload, requirements):
                raise NotImplementedError

        with self.assertRaises(AttributeError), facilitator_shield(Closed()):
            pass


if __name__ == "__main__":
    unittest.main()
