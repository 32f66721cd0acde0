"""The vectors of the x402 payment protocol. The format: README.md of the project, and vectors.schema.json in this package."""

import functools
import hashlib
import json
from pathlib import Path

from ._rows import expanded

#: The folder with index.json, v1/ and the skeletons.
FOLDER = Path(__file__).resolve().parent


def groups() -> list[str]:
    """The names of the groups, in the order of index.json."""
    return [entry["file"].removeprefix("v1/").removesuffix(".json") for entry in _entries()]


def load(group: str) -> dict:
    """The file of a group, its digest checked. Each vector has `inputText` next to `input`: the input's JSON text.

    `input` is as `json.loads` reads it: of members that stand twice the last is left, and 1e999 is infinity.

    Raises KeyError if there is no such group, and ValueError if the file is not the one that index.json names.
    """
    return expanded(_checked(group).decode())


def all() -> list[dict]:
    """The vectors of all groups."""
    return [vector for group in groups() for vector in load(group)["vectors"]]


def compare(vector: dict | str, answer: dict | str) -> dict:
    """Compares one answer with its vector, as `x402-vectors run` does for this vector alone.

    `vector` is one of this package's, or its id: of a different dict only the id counts. `answer` is
    `{"result": ...}`, `{"skipped": ...}` or `{"error": ...}`, or its JSON text. Its numbers may be those of `x402_offline.loads`. Returns `outcome` (`pass`, `skipped` or `differs`),
    `expected` and `actual` for people, `diff` (a list of `pointer`, `expected`, `given`) and, of an answer without a result,
    `detail`: the reason for a skip or an error, or the rule that a malformed answer breaks.

    Raises KeyError if there is no such vector, ValueError if JSON has no form for the answer, and ImportError without the package
    x402-offline, which compares.
    """
    id = vector if isinstance(vector, str) else vector["id"]
    group = id.rpartition("-")[0] or id
    vectors, dumps = _comparer()
    if group not in _loaded:
        vectors.give(group, _checked(group))
        _loaded.add(group)
    return json.loads(vectors.compare(id, answer if isinstance(answer, str) else dumps(answer)))


def quick() -> list[str]:
    """The ids of the vectors that `run --quick` asks."""
    return _parsed("quick.json")


def checks() -> list[dict]:
    """The checks that `expect.check` names."""
    return _parsed("checks.json")["checks"]


def rulings() -> list[dict]:
    """The rulings that the vectors cite."""
    return _parsed("rulings.json")["rulings"]


def verify() -> None:
    """Raises ValueError unless every file is the one that SHA256SUMS names."""
    for line in (FOLDER / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, name = line.split("  ")
        if hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() != digest:
            raise ValueError(f"{name} is not the file that SHA256SUMS names")


_loaded: set[str] = set()


@functools.cache
def _comparer():
    try:
        from x402_offline._native import Vectors, dumps
    except ImportError as error:
        raise ImportError("the package x402-offline compares answers: pip install 'x402-spec-vectors[run]'") from error
    return Vectors(), dumps


def _checked(group):
    sums = {entry["file"]: entry["sha256"] for entry in _entries()}
    name = f"v1/{group}.json"
    if name not in sums:
        raise KeyError(f"no group {group}; there are: {', '.join(groups())}")
    whole = (FOLDER / name).read_bytes()
    if hashlib.sha256(whole).hexdigest() != sums[name]:
        raise ValueError(f"{name} is not the file that index.json names")
    return whole


def _entries():
    return _parsed("index.json")["files"]


def _parsed(name):
    return json.loads((FOLDER / name).read_text("utf-8"))
