"""The examples of the repository's pages, as questions."""

import base64
import json
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[3] / "docs/examples"
NOW, UPTO_NOW = 1740672100, 1767225600


def offer(name):
    return json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))


def header(name):
    line = (EXAMPLES / f"{name}.txt").read_text("utf-8").strip()
    return dict(zip(("name", "value"), line.split(": "), strict=True))


def payment(name):
    return json.loads(base64.b64decode(header(name)["value"]))


def question(**changed):
    return {"payment": {"header": header("payment")}, "offers": [offer("offer")], "now": NOW, **changed}
