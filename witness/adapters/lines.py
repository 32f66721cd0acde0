"""The JSON lines of docs/reference/operations, for Python adapters (`lines.mjs`)."""

import importlib.metadata
import json
import sys


class Skipped(Exception):
    """Raised for what an adapter does not support. The answer is `skipped`, with this reason."""


def only(value, known, where):
    """Raises `Skipped` with the name of a member that the adapter does not know, because an ignored constraint would
    change the answer."""
    for name in value or {}:
        if name not in known:
            raise Skipped(f"{where}.{name} is not known here")


def installed(name, repository):
    """The introduction of a PyPI package, with the version that is installed."""
    return {"name": name, "version": importlib.metadata.version(name), "language": "Python", "repository": repository}


def serve(about, operations):
    """Introduces the package, and answers line after line. An exception of the SDK is an `error`, as it would be for any caller."""
    print(json.dumps({"testee": {**about, "operations": list(operations)}}), flush=True)
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(answer(operations, line)), flush=True)


def answer(operations, line):
    question_id = None
    try:
        question = json.loads(line)
        question_id, op = question["id"], question["op"]
        if op not in operations:
            raise Skipped(f"{op} is not an operation of this adapter")
        return {"id": question_id, "result": operations[op](question["input"])}
    except Skipped as skipped:
        return {"id": question_id, "skipped": str(skipped)}
    except Exception as error:
        return {"id": question_id, "error": f"{type(error).__name__}: {error}"}
