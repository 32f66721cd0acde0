"""Asks the operations."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, cast

from . import _native
from ._errors import X402Error
from ._report import Report

#: The value of an argument that was not given. None would be JSON's null.
NOT_GIVEN: Any = ...


def ask(op: str, members: dict[str, Any]) -> Any:
    """Carries out an operation on the members that were given."""
    return answered(op, *_native.answer(op, timed(op, members)))


def explained(members: dict[str, Any]) -> str:
    """The text about a question of `verify`."""
    kind, text = _native.explain(timed("explain", members))
    if kind != "result":
        raise X402Error("explain", kind, text)
    return text


def timed(op: str, members: Any) -> Any:
    """The same question with its time in seconds, if that is a datetime. One without a zone is no point in time."""
    # A dict is a Mapping, and is recognised much sooner.
    if not isinstance(members, (dict, Mapping)):
        return members
    question = cast("Mapping[str, Any]", members)
    now = question.get("now")
    if not isinstance(now, datetime):
        return question
    if now.utcoffset() is None:
        raise X402Error(op, "error", "input.now is a datetime without a time zone; write datetime.now(timezone.utc)")
    return {**question, "now": math.floor(now.timestamp())}


def answered(op: str, kind: Literal["result", "skipped", "error"], result: Any) -> Any:
    """The result, or an X402Error raised with the sentence that is in its place."""
    if kind != "result":
        raise X402Error(op, kind, result)
    return Report(result) if "verdict" in result else result
