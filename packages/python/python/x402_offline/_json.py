"""JSON in which no number loses a digit."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

from . import _native

# Python refuses to read longer decimal numbers as int, because that takes quadratic time.
_LONGEST_INT = 4300


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _LONGEST_INT else Decimal(digits)


def _fraction(digits: str) -> float | Decimal:
    number = float(digits)
    exact = Decimal(digits)
    # A float is printed with the fewest digits that lead back to it.
    return number if math.isfinite(number) and Decimal(repr(number)) == exact else exact


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number in JSON")


def loads(text: str | bytes) -> Any:
    """Reads JSON. A number that a float would round becomes a Decimal."""
    return json.loads(text, parse_float=_fraction, parse_int=_whole, parse_constant=_constant)


def dumps(value: Any) -> str:
    """Writes JSON, with all digits of int, float and Decimal. An object may be any mapping, and an array any sequence. What JSON has no
    form for raises ValueError with its place."""
    return _native.dumps(value)
