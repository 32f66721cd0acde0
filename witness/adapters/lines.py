"""The JSON lines of docs/operations.md, for adapters in Python (`lines.mjs`)."""

import json
import sys


class Skipped(Exception):
    """What an adapter does not do: the answer is `skipped`, with this as the reason."""


def only(value, known, where):
    """Names a member that the adapter does not know: a constraint that is ignored would change the answer."""
    for name in value or {}:
        if name not in known:
            raise Skipped(f"{where}.{name} is not known here")


def serve(operations):
    """Answers line after line. What the SDK raises is an `error`, as it would be for whoever called it."""
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
