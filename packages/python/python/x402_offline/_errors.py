"""What a bad question raises."""

from __future__ import annotations

import re
from typing import Literal

# A reason begins with the place it is about: `input.offers[0].payTo is missing`. A name may have a colon, as a network's has. What ends
# the place is a space, or a colon before one.
_PLACE = re.compile(r"input((?:\.[^\s.\[\]]+?|\[\d+\])*)(?=:?\s|$)")


class X402Error(ValueError):
    """A question that is malformed, or has something that is not supported. A payment that is bad is no error: it has a verdict.

    `operation`: the name of the operation, as in docs/reference/operations.
    `kind`: `error` for a malformed question, `skipped` for something unknown in it.
    `pointer`: the JSON pointer (RFC 6901) to the place in the question, empty for the whole.
    `reason`: the sentence.
    """

    def __init__(self, operation: str, kind: Literal["error", "skipped"], reason: str) -> None:
        super().__init__(f"{operation}: {reason}")
        self.operation = operation
        self.kind: Literal["error", "skipped"] = kind
        self.reason = reason
        self.pointer = _pointer(reason)

    def __reduce__(self) -> tuple[type[X402Error], tuple[str, str, str]]:
        return type(self), (self.operation, self.kind, self.reason)


def _pointer(reason: str) -> str:
    place = _PLACE.match(reason)
    steps = re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", place[1]) if place else []
    return "".join("/" + (name or index).replace("~", "~0").replace("/", "~1") for name, index in steps)
