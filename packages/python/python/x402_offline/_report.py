"""What a notebook shows of a report."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from ._native import printable

_COLOURS = {"valid": "#1a7f37", "invalid": "#cf222e", "undecided": "#9a6700"}
_MARKS = {"pass": "✓", "fail": "✗", "needs": "?", "skipped": "–"}


def _inert(value: object) -> str:
    """Text of strangers: never markup, never control of direction or place."""
    return f"<bdi>{html.escape(printable(str(value)))}</bdi>"


class Report(dict[str, Any]):
    """The result of an operation that gives a verdict. It is the dict of docs/reference/operations, and a notebook shows it as a table."""

    def _repr_html_(self) -> str:
        return "".join(self._parts())

    def _parts(self) -> Iterator[str]:
        verdict = str(self.get("verdict"))
        reason = " ".join(_inert(self[name]) for name in ("check", "reason") if name in self)
        yield f'<div><strong style="color:{_COLOURS.get(verdict, "inherit")}">{_inert(verdict)}</strong> {reason}'
        yield from self._claims()
        yield from self._table("checks", [(_MARKS.get(row["outcome"], "") + " " + row["outcome"], row["id"], row.get("detail", "")) for row in self.get("checks", [])])
        yield from self._table("findings", [(row["level"], row["pointer"], row["message"]) for row in self.get("findings", [])])
        yield from self._table("to ask, for a verdict", [(row["kind"], row["sentence"]) for row in self.get("needs", [])])
        yield from self._table("to ask before settling", [(row["kind"], row["sentence"]) for row in self.get("outstanding", [])])
        yield "</div>"

    def _claims(self) -> Iterator[str]:
        claims = [(name, self[name]) for name in ("payer", "replayKey", "address", "signer") if name in self]
        flags = self.get("flags", [])
        if flags:
            claims.append(("flags", ", ".join(flags)))
        yield from (f"<br>{name} <code>{_inert(value)}</code>" for name, value in claims)

    @staticmethod
    def _table(title: str, rows: list[tuple[str, ...]]) -> Iterator[str]:
        if rows:
            yield f"<table><caption>{title}</caption>"
            yield from ("<tr>" + "".join(f'<td style="text-align:left">{_inert(cell)}</td>' for cell in row) + "</tr>" for row in rows)
            yield "</table>"
