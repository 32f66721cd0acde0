"""A shield in front of a facilitator's client: what a payment's bytes refute never reaches the network."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, TypeVar, cast

from ._errors import X402Error
from ._json import dumps
from ._operations import Facts, InvalidVerifyResult, Payment, Policy, VerifyResult, decode, verify

_Client = TypeVar("_Client")
_Value = TypeVar("_Value")
_logger = logging.getLogger("x402_offline")

# A payment that was served is settled as long as the chain takes it. How much time was to be left is for `verify`.
_NO_MARGINS: Policy = {"expiryMargin": 0, "permitMargin": 0, "gatewayMargin": 0, "ledgerMargin": 0}
# The schemes whose request to settle has the payment itself. What it has in others is for the facilitator.
_SETTLES_THE_PAYMENT = ("exact", "upto")
# A refusal names the transaction of the settlement. Facilitators name short ones.
_LONGEST_TRANSACTION = 256
# As many settlements may be pending, however few payments are remembered as settled.
_MOST_HANDED_OVER = 10_000
_METHOD = "assetTransferMethod"
_OTHER_VERSION = "invalid_x402_version"
# An unreadable payment. `verify` reads the rest of a question beside it all the same.
_NO_PAYMENT: Payment = {"text": ""}


@dataclass(frozen=True)
class ShieldEvent:
    """What the shield has decided about a call. What is refused was answered at once, with `reason` and `message`. What has passed, the
    facilitator is asked about, once for all copies of a payment that come at once; a settlement is refused after it, in a second event,
    if a copy was settled by then. `report` is the verdict, and `error` says why there is none. A request to settle by another scheme than
    `exact` and `upto` is not checked, so it has neither."""

    operation: Literal["verify", "settle"]
    decision: Literal["refused", "passed"]
    reason: str | None
    message: str | None
    report: VerifyResult | None
    error: X402Error | None


@dataclass(frozen=True)
class _Checked:
    reason: str | None = None
    message: str | None = None
    payer: str | None = None
    report: VerifyResult | None = None
    error: X402Error | None = None
    replay_key: str | None = None
    asked: str = ""


class _Memory(Generic[_Value]):
    """At most so many keys, each with what is remembered of it. The oldest goes first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: OrderedDict[str, _Value] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, key: str | None, value: _Value) -> None:
        if key is None or self.most == 0:
            return
        with self._lock:
            self._values.pop(key, None)
            self._values[key] = value
            if len(self._values) > self.most:
                self._values.popitem(last=False)

    def get(self, key: str | None) -> _Value | None:
        with self._lock:
            return None if key is None else self._values.get(key)


@dataclass
class _Answer:
    """What came of a question to the facilitator. Neither, if the caller was stopped while it waited."""

    response: Any = None
    error: Exception | None = None


class _UnderWay:
    """A settlement that the facilitator has not answered yet."""

    def __init__(self, asked: str) -> None:
        self.asked = asked
        self.ended: Future[_Answer] = Future()
        # So that a copy that is cancelled while it waits cancels nothing for the others.
        self.ended.set_running_or_notify_cancel()


class _Shield:
    def __init__(
        self,
        inner: Any,
        policy: Policy,
        facts: Facts,
        memory: _Memory[str],
        log: Callable[[ShieldEvent], None] | None,
        clock: Callable[[], float],
    ) -> None:
        from x402.schemas import SettleResponse, VerifyResponse

        self._inner = inner
        self._policy = policy
        self._facts = facts
        self._memory = memory
        # The payments whose settlement the client was asked for, each with the time of the verdict.
        self._handed_over: _Memory[int] = _Memory(max(memory.most, _MOST_HANDED_OVER))
        # The settlements that the client was asked for and has not answered yet, one for each payment.
        self._under_way: dict[str, _UnderWay] = {}
        self._lock = threading.Lock()
        self._log = log
        self._clock = clock
        self._verify_response: Callable[..., Any] = VerifyResponse
        self._settle_response: Callable[..., Any] = SettleResponse

    def __getattr__(self, name: str) -> Any:
        """What else the client has: `get_supported`, `close`, its URL."""
        # A copy is asked for such names before it has a client.
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
        return getattr(self._inner, name)

    # Python looks these up in the class, and never asks `__getattr__`.
    def __enter__(self) -> Any:
        self._inner.__enter__()
        return self

    def __exit__(self, *raised: Any) -> Any:
        return self._inner.__exit__(*raised)

    async def __aenter__(self) -> Any:
        await self._inner.__aenter__()
        return self

    async def __aexit__(self, *raised: Any) -> Any:
        return await self._inner.__aexit__(*raised)

    def _check(self, call: Literal["verify", "settle"], payload: Any, requirements: Any) -> _Checked:
        offer, now = _json(requirements), int(self._clock())
        text = _text(payload, offer)
        checked = self._verdict(call, text, offer, now)
        handed, at = None, now
        if call == "settle" and checked.report is not None:
            # Every byte counts: the replay key says nothing about the signature.
            handed = hashlib.sha256(text.encode()).hexdigest()
            # A settlement that was pending may be asked for again after the payment's end, when its money may have moved: the
            # facilitator knows. The verdict is that of the time before, so that nothing passes then that would not have passed at once.
            before = self._handed_over.get(handed)
            if checked.reason is not None and before is not None:
                at = before
                checked = self._verdict(call, text, offer, at)
        if checked.reason is None and self._memory.get(checked.replay_key) is not None:
            checked = _replayed(checked)
        # Before the client is asked, whose answer may never come.
        if checked.reason is None:
            self._handed_over.add(handed, at)
        self._tell(call, checked)
        return replace(checked, asked=f"{text}\n{_written(offer)}") if call == "settle" else checked

    def _tell(self, call: Literal["verify", "settle"], checked: _Checked) -> None:
        if self._log is None:
            return
        decision: Literal["refused", "passed"] = "passed" if checked.reason is None else "refused"
        event = ShieldEvent(call, decision, checked.reason, checked.message, checked.report, checked.error)
        try:
            self._log(event)
        except Exception:
            # A shop has served before it settles: a log that fails is no reason not to.
            _logger.exception("the shield's log failed")

    def _verdict(self, call: Literal["verify", "settle"], text: str, offer: dict[str, Any], now: int) -> _Checked:
        question = self._question(call, text, offer, now)
        if question is None:
            return _Checked()
        try:
            report = verify(**question)
        except X402Error as problem:
            return replace(self._without_verdict(question), error=problem)
        if report["verdict"] == "invalid":
            return _Checked(report["reason"], _sentence(report), report.get("payer"), report)
        # A channel takes many payments, and its vouchers are told apart by their sums. A payment in the flow `escrow`, which is settled
        # twice, is not checked and has no key.
        key = None if "channel" in report else report.get("replayKey")
        return _Checked(payer=report.get("payer"), report=report, replay_key=key)

    def _question(
        self, call: Literal["verify", "settle"], text: str, offer: dict[str, Any], now: int
    ) -> dict[str, Any] | None:
        # The server has read the payment already, as tolerantly as it reads.
        question: dict[str, Any] = {
            "payment": {"text": text},
            "offers": [offer],
            "now": now,
            "profile": "lenient",
            # The shield serves nobody: a request for a refund goes on to the facilitator, and the server knows what it is.
            "purpose": "any",
            "policy": self._policy,
            "facts": self._facts,
        }
        if call == "verify":
            return question
        if offer.get("scheme") not in _SETTLES_THE_PAYMENT:
            return None
        question["policy"] = {**self._policy, **_NO_MARGINS}
        # It takes what was signed, which may be more than the price where the policy says so.
        if offer["scheme"] == "exact":
            return question
        # To settle, the server names the amount that it takes. The offer is still the one that was accepted, as it is read.
        read = cast("dict[str, Any]", decode(text=text, kind="payment", profile="lenient"))
        amount = offer.get("amount")
        taken = offer.get("maxAmountRequired") if amount is None else amount
        # An amount that no offer may have stays, so that the offer cannot be read.
        if read.get("version") == 2 and isinstance(amount, str):
            offer = {**offer, "amount": read["ok"]["accepted"]["amount"]}
        return {**question, "offers": [offer], "phase": {"settle": {"amount": taken}}}

    def _without_verdict(self, question: dict[str, Any]) -> _Checked:
        """Every payment has a verdict, unless the offer cannot be read, or has another version than the payment."""
        unpaid: dict[str, Any] = {**question, "payment": _NO_PAYMENT}
        try:
            verify(**unpaid)
        except X402Error as problem:
            # What the server offers cannot be read, which says nothing about the payment. Any other fault is the shop's own.
            if problem.pointer.startswith(("/offers", "/phase")):
                return _Checked()
            raise
        return _Checked(_OTHER_VERSION, "the payment has another version of x402 than the offer")

    def _invalid(self, checked: _Checked) -> Any:
        return self._verify_response(
            is_valid=False, invalid_reason=checked.reason, invalid_message=checked.message, payer=checked.payer
        )

    def _failed(self, checked: _Checked, requirements: Any, transaction: str = "") -> Any:
        return self._settle_response(
            success=False,
            error_reason=checked.reason,
            error_message=checked.message,
            payer=checked.payer,
            transaction=transaction,
            network=_json(requirements).get("network", ""),
        )

    def _refused(self, checked: _Checked, requirements: Any) -> Any:
        # The buyer of a settled payment is told its transaction, so that nobody pays again.
        return self._failed(checked, requirements, self._memory.get(checked.replay_key) or "")

    def _begin(self, checked: _Checked) -> _UnderWay | str | None:
        """The settlement of this payment that is under way already, or the transaction of one that was made since the verdict. None if
        it is under way from now on, by this call."""
        key = cast("str", checked.replay_key)
        with self._lock:
            settled = self._memory.get(key)
            if settled is not None:
                return settled
            first = self._under_way.get(key)
            if first is None:
                self._under_way[key] = _UnderWay(checked.asked)
            return first

    @contextmanager
    def _asking(self, checked: _Checked) -> Generator[_Answer, None, None]:
        """The payment is under way until this ends. Then the copies are told what the facilitator answered."""
        answer = _Answer()
        try:
            yield answer
        except Exception as error:
            answer.error = error
            raise
        finally:
            key = cast("str", checked.replay_key)
            with self._lock:
                if getattr(answer.response, "success", False) is True:
                    self._memory.add(key, _transaction(answer.response))
                under_way = self._under_way.pop(key)
            under_way.ended.set_result(answer)

    def _of_copy(self, checked: _Checked, requirements: Any, asked: str, answer: _Answer) -> Any:
        """The answer to a copy after the first one's. None if this copy has to be asked for itself: it says something else of the same money,
        such as another signature, or the first caller was stopped."""
        if getattr(answer.response, "success", False) is True:
            return self._replay(checked, requirements, _transaction(answer.response))
        if asked != checked.asked:
            return None
        if answer.error is not None:
            raise answer.error
        return answer.response

    def _replay(self, checked: _Checked, requirements: Any, transaction: str) -> Any:
        checked = _replayed(checked)
        self._tell("settle", checked)
        return self._failed(checked, requirements, transaction)


class _SyncShield(_Shield):
    def verify(self, payload: Any, requirements: Any) -> Any:
        checked = self._check("verify", payload, requirements)
        return self._inner.verify(payload, requirements) if checked.reason is None else self._invalid(checked)

    def settle(self, payload: Any, requirements: Any) -> Any:
        checked = self._check("settle", payload, requirements)
        if checked.reason is not None:
            return self._refused(checked, requirements)
        if checked.replay_key is None:
            return self._inner.settle(payload, requirements)
        while (first := self._begin(checked)) is not None:
            if isinstance(first, str):
                return self._replay(checked, requirements, first)
            copied = self._of_copy(checked, requirements, first.asked, first.ended.result())
            if copied is not None:
                return copied
        with self._asking(checked) as answer:
            answer.response = self._inner.settle(payload, requirements)
        return answer.response

    def verify_from_bytes(self, payload_bytes: bytes, requirements_bytes: bytes) -> Any:
        return self.verify(*_read(payload_bytes, requirements_bytes))

    def settle_from_bytes(self, payload_bytes: bytes, requirements_bytes: bytes) -> Any:
        return self.settle(*_read(payload_bytes, requirements_bytes))


class _AsyncShield(_Shield):
    async def verify(self, payload: Any, requirements: Any) -> Any:
        checked = self._check("verify", payload, requirements)
        return await self._inner.verify(payload, requirements) if checked.reason is None else self._invalid(checked)

    async def settle(self, payload: Any, requirements: Any) -> Any:
        checked = self._check("settle", payload, requirements)
        if checked.reason is not None:
            return self._refused(checked, requirements)
        if checked.replay_key is None:
            return await self._inner.settle(payload, requirements)
        while (first := self._begin(checked)) is not None:
            if isinstance(first, str):
                return self._replay(checked, requirements, first)
            copied = self._of_copy(checked, requirements, first.asked, await asyncio.wrap_future(first.ended))
            if copied is not None:
                return copied
        with self._asking(checked) as answer:
            answer.response = await self._inner.settle(payload, requirements)
        return answer.response

    async def verify_from_bytes(self, payload_bytes: bytes, requirements_bytes: bytes) -> Any:
        return await self.verify(*_read(payload_bytes, requirements_bytes))

    async def settle_from_bytes(self, payload_bytes: bytes, requirements_bytes: bytes) -> Any:
        return await self.settle(*_read(payload_bytes, requirements_bytes))


def facilitator_shield(
    inner: _Client,
    *,
    policy: Policy | None = None,
    facts: Facts | None = None,
    replays: int = 10_000,
    log: Callable[[ShieldEvent], None] | None = None,
    clock: Callable[[], float] = time.time,
) -> _Client:
    """Wraps a facilitator's client of the PyPI package `x402`. Needs that package.

    A payment that its bytes refute is answered at once, with the official reason code and a sentence. Everything else goes to
    `inner`: what is valid, what only the chain can decide, and every payment for an offer that the shield cannot read. A payment that
    JSON has no form for is refused, and so is one of another version than the offer. A settlement that `inner` was asked for once is
    passed on after the payment's end, too, because its money may have moved.

    inner: anything with `verify(payload, requirements)`, `settle(payload, requirements)` and `get_supported()`. The shield is
        asynchronous if `inner.verify` is a coroutine function. `verify_from_bytes` and `settle_from_bytes` are shielded, too, and
        `with` and `async with` open and close `inner`, if it can be opened.
    policy: as in `verify`. By default a signature by another key is left to the facilitator, because the payer may be a smart
        account. `{"assumePlainAccounts": True}` refuses it, and with it every payment of a smart account of which `facts` do not
        say that it has code.
    facts: what you know of the chain, as in `verify`: for instance which accounts have code.
    replays: how many settled payments are remembered, and refused with `duplicate_settlement` and their transaction when they come
        again. 0 for none. Of copies that come at once, one is settled in any case.
    log: is called with each decision. What it raises stops no payment: it goes to the logger `x402_offline` of `logging`.
    clock: the seconds since 1970-01-01 UTC.

    Raises X402Error if `verify` does not take the policy, the facts or the time, and ValueError if `replays` is no whole number from 0
    or the time no number.
    """
    # Not only an int, as it is typed: with NaN the memory would have no bound.
    if not isinstance(cast("object", replays), int) or replays < 0:
        raise ValueError(f"replays is {replays!r}, and has to be a whole number from 0")
    policy = {} if policy is None else policy
    facts = {} if facts is None else facts
    # What is misspelled raises here, and not at each payment.
    verify(payment=_NO_PAYMENT, offers=[], now=int(clock()), policy=policy, facts=facts)
    shield = _AsyncShield if inspect.iscoroutinefunction(getattr(inner, "verify", None)) else _SyncShield
    return cast("_Client", shield(inner, policy, facts, _Memory(replays), log, clock))


def _read(payload: bytes, requirements: bytes) -> tuple[Any, Any]:
    """The official objects, which the client is given. What they do not read raises, as it does from the client."""
    from x402.schemas.helpers import parse_payment_payload, parse_payment_requirements

    read = parse_payment_payload(payload)
    return read, parse_payment_requirements(read.x402_version, requirements)


def _text(payload: Any, offer: dict[str, Any]) -> str:
    """The payment as JSON text."""
    return _written(_as_taken(_json(payload), offer))


def _written(value: Any) -> str:
    """JSON text, which is empty if JSON has no form for the value."""
    try:
        return dumps(value)
    except (ValueError, RecursionError):
        return ""


def _transaction(response: Any) -> str:
    named = getattr(response, "transaction", "")
    return named if isinstance(named, str) and len(named) <= _LONGEST_TRANSACTION else ""


def _as_taken(payment: Any, offer: Any) -> Any:
    """The payment without a method that the buyer alone names. The official servers and facilitators do not look at that name: the members
    of the payload say what it is. If they are of another method, such as a delegation, the name is all there is."""
    accepted, payload = _object(payment, "accepted"), _object(payment, "payload")
    extra, offered = _object(accepted, "extra"), _object(offer, "extra")
    is_known = payload.get("authorization") is not None or payload.get("permit2Authorization") is not None
    if not is_known or _METHOD not in extra or _METHOD in offered:
        return payment
    extra = {name: value for name, value in extra.items() if name != _METHOD}
    return {**payment, "accepted": {**accepted, "extra": extra}}


def _object(value: Any, name: str) -> Mapping[str, Any]:
    """The member, if it is an object."""
    found = cast("Mapping[str, Any]", value).get(name) if isinstance(value, Mapping) else None
    return cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else {}


def _json(value: Any) -> Any:
    """The JSON that a client sends to the facilitator."""
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, Any]", value))
    # What is neither is no payment, and no offer.
    return value.model_dump(by_alias=True, exclude_none=True) if hasattr(value, "model_dump") else value


def _replayed(checked: _Checked) -> _Checked:
    return replace(checked, reason="duplicate_settlement", message="this payment has been settled")


def _sentence(report: InvalidVerifyResult) -> str:
    details = (check.get("detail") for check in report["checks"] if check["id"] == report["check"])
    return f"{report['check']}: {next(details, None) or report['reason']}"
