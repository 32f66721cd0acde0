"""JSON in which no number loses a digit."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from . import _native

# Python refuses to read longer decimal numbers as int, because that takes quadratic time.
_LONGEST_INT = 4300
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class ExactNumber:
    """A number as JSON text has it, whose exponent is too long for a Decimal: 1e9999999999999999999. `dumps` writes its text."""

    text: str

    def __post_init__(self) -> None:
        if not _NUMBER.fullmatch(self.text):
            raise ValueError(f"{self.text!r} is not a number in JSON")

    def __str__(self) -> str:
        return self.text


def _whole(digits: str) -> int | Decimal:
    # An int has no zero below zero.
    return int(digits) if len(digits) <= _LONGEST_INT and digits != "-0" else Decimal(digits)


def _fraction(digits: str) -> float | Decimal | ExactNumber:
    try:
        exact = Decimal(digits)
    except InvalidOperation:
        return ExactNumber(digits)
    # In a context without this trap it is NaN.
    if not exact.is_finite():
        return ExactNumber(digits)
    number = float(digits)
    # A float is printed with the fewest digits that lead back to it.
    return number if math.isfinite(number) and Decimal(repr(number)) == exact else exact


def number(digits: str) -> int | float | Decimal | ExactNumber:
    """The value of a number in JSON."""
    return _fraction(digits) if any(character in digits for character in ".eE") else _whole(digits)


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number in JSON")


def loads(text: str | bytes) -> Any:
    """Reads JSON. A number that a float would round becomes a Decimal, as does -0, and one with an exponent beyond a Decimal's an
    ExactNumber."""
    return json.loads(text, parse_float=_fraction, parse_int=_whole, parse_constant=_constant)


def dumps(value: Any) -> str:
    """Writes JSON, with all digits of int, float, Decimal and ExactNumber. An object may be any mapping, and an array any sequence. What
    JSON has no form for raises ValueError with its place, and a dict that another thread changes meanwhile RuntimeError."""
    return _native.dumps(value)
