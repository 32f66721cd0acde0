"""Many questions, on all cores, in order, in bounded memory."""

from __future__ import annotations

import gzip
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, BinaryIO, Literal, TypeVar, overload

from . import _native
from ._ask import answered, timed
from ._errors import X402Error
from ._operations import VerifyInput, VerifyResult

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")

# A part is the work that one thread gets at once: so many questions or lines, or so much text. Parts of questions are small, so that
# all threads end at nearly the same time. Parts of a log are larger, because each part reads its repeated offers once.
_QUESTIONS, _LINES = 16, 64
_BYTES = 1024 * 1024
# Parts that wait or are done, for each thread.
_WAITING = 2


def _jobs(jobs: int | None) -> int:
    if jobs is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if jobs < 1:
        raise ValueError(f"jobs is {jobs}, and has to be at least 1")
    return jobs


def _parts(items: Iterable[tuple[_Item, int]], most: int) -> Iterator[list[_Item]]:
    part: list[_Item] = []
    size = 0
    for item, length in items:
        part.append(item)
        size += length
        if len(part) == most or size >= _BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _in_order(work: Callable[[_Item], _Answer], parts: Iterable[_Item], jobs: int) -> Iterator[_Answer]:
    """The answers to the parts, in their order. With one job everything happens in this thread."""
    if jobs == 1:
        yield from map(work, parts)
        return
    waiting: deque[Future[_Answer]] = deque()
    with ThreadPoolExecutor(jobs, "x402") as threads:
        try:
            for part in parts:
                waiting.append(threads.submit(work, part))
                if len(waiting) > jobs * _WAITING:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for unwanted in waiting:
                unwanted.cancel()


@overload
def verify_many(
    questions: Iterable[VerifyInput | Mapping[str, Any]], *, jobs: int | None = ..., return_errors: Literal[False] = ...
) -> Iterator[VerifyResult]: ...
@overload
def verify_many(
    questions: Iterable[VerifyInput | Mapping[str, Any]], *, jobs: int | None = ..., return_errors: Literal[True]
) -> Iterator[VerifyResult | X402Error]: ...
def verify_many(
    questions: Iterable[VerifyInput | Mapping[str, Any]], *, jobs: int | None = None, return_errors: bool = False
) -> Iterator[Any]:
    """Verifies payments, each as `verify` does, and gives the reports in the order of the questions.

    questions: each the input of the operation `verify` as JSON has it: `payment`, `offers`, `now`, and what else is known. They are
        read as they are needed, so they may be more than fit into memory.
    jobs: how many threads work. The default is all cores that this process may use.
    return_errors: a bad question gives an X402Error in the place of its report. Otherwise it is raised, and ends the reports.
    """

    def written(question: VerifyInput | Mapping[str, Any]) -> tuple[str | X402Error, int]:
        try:
            text = _native.dumps(timed("verify", question))
        except X402Error as error:
            return error, 0
        except ValueError as error:
            return X402Error("verify", "error", str(error)), 0
        return text, len(text)

    def verify(part: list[str | X402Error]) -> list[tuple[Literal["result", "skipped", "error"], Any]]:
        answers = iter(_native.answer_many("verify", [text for text in part if isinstance(text, str)]))
        return [next(answers) if isinstance(text, str) else (text.kind, text.reason) for text in part]

    for answers in _in_order(verify, _parts(map(written, questions), _QUESTIONS), _jobs(jobs)):
        for kind, result in answers:
            try:
                report = answered("verify", kind, result)
            except X402Error as error:
                if not return_errors:
                    raise
                report = error
            yield report


def audit(log: str | os.PathLike[str] | Iterable[str | bytes], *, jobs: int | None = None) -> Iterator[dict[str, Any]]:
    """Verifies a log of payments, one a line (docs/how-to/audit.md), and gives a dict for each line that is not blank, in order.

    log: the path of a file, which may be compressed by gzip; or the lines.
    jobs: how many threads work. The default is all cores that this process may use.

    A dict has `line`, the number of the line from 1, and `verdict`, `flags` and the members of `verify` that fit on a line: `purpose`,
    `stage`, `reason`, `check`, `payer`, `replayKey`, `offer`. A line without a verdict has `error` or `skipped`, which say why. `id` and
    `meta` are those of the line.
    """
    number = 1

    def numbered(part: list[bytes]) -> tuple[int, list[bytes]]:
        nonlocal number
        first, number = number, number + len(part)
        return first, part

    def audit_part(part: tuple[int, list[bytes]]) -> list[dict[str, Any]]:
        return _native.audit_lines(*part)

    with_lengths = ((line, len(line)) for line in _lines(log))
    for verdicts in _in_order(audit_part, map(numbered, _parts(with_lengths, _LINES)), _jobs(jobs)):
        yield from verdicts


def _lines(log: str | os.PathLike[str] | Iterable[str | bytes]) -> Iterator[bytes]:
    if isinstance(log, (str, os.PathLike)):
        with open(log, "rb") as file:
            is_compressed = file.peek(2)[:2] == b"\x1f\x8b"
            yield from _file_lines(gzip.GzipFile(fileobj=file) if is_compressed else file)
    else:
        for line in log:
            text = line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line
            yield text.removesuffix(b"\n")


def _file_lines(file: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
    # Of a line that is too long, one byte more than the limit is kept: it is refused all the same.
    while line := file.readline(_native.MAX_LINE + 2):
        is_whole = line.endswith(b"\n")
        yield line.removesuffix(b"\n")
        while not is_whole and (rest := file.readline(_native.MAX_LINE)):
            is_whole = rest.endswith(b"\n")
