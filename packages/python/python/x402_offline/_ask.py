"""Asks the operations."""

from __future__ import annotations

from typing import Any, Literal

from . import _native
from ._errors import X402Error
from ._json import loads
from ._report import Report

#: The value of an argument that was not given. None would be JSON's null.
NOT_GIVEN: Any = ...


def ask(op: str, members: dict[str, Any]) -> Any:
    """Carries out an operation on the members that were given."""
    return answered(op, *_native.answer(op, members))


def explained(members: dict[str, Any]) -> str:
    """The text about a question of `verify`."""
    kind, text = _native.explain(members)
    if kind != "result":
        raise X402Error("explain", kind, text)
    return text


def answered(op: str, kind: Literal["result", "skipped", "error"], text: str) -> Any:
    """The result, or an X402Error raised."""
    if kind != "result":
        raise X402Error(op, kind, text)
    result = loads(text)
    return Report(result) if "verdict" in result else result
