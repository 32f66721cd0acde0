"""Records what an SDK sent, in the order of arrival, in a file (`tape.mjs`)."""

import json
import sys
from pathlib import Path

DIRECTORY = Path(__file__).resolve().parents[2] / "spec-vectors/generate/documents/emissions"

# The last digit of an id. The digits before it name the family and the conversation.
DIGITS = {
    "payment-required": 1,
    "payment": 2,
    "verify-request": 3,
    "verify-response": 4,
    "settle-request": 5,
    "settlement": 6,
    "settlement in its header": 7,
    "payment-required once more": 8,
    "supported": 9,
}


class Tape:
    def __init__(self, family, digit):
        self.family = family
        self.digit = digit
        self.emissions = []
        self.conversation = None

    def talk(self, number, version, title, only=tuple(DIGITS)):
        """Starts a conversation in this version of the protocol.

        `only` names the objects to keep, if the others are as in another conversation except for a nonce.
        """
        self.conversation = (number, version, title, only)

    def hear(self, what, by, source, **more):
        """Keeps an object. `source` is `{"header": {"name", "value"}}` or `{"text"}`; `more` is what a payment is
        judged by."""
        number, version, title, only = self.conversation
        if what not in only:
            return
        kind = what.split(" ")[0]
        number = f"{self.digit}{number:02}{DIGITS[what]}"
        if any(known["id"] == number for known in self.emissions):
            raise RuntimeError(f"{number}: {what} was heard twice")
        if not any((known["kind"], known["source"]) == (kind, source) for known in self.emissions):
            emission = {"id": number, "kind": kind, "version": version, "by": by, "title": title, "source": source}
            self.emissions.append(emission | more)

    def keep(self):
        """Writes the file. With `--check` it compares, and prints the differences."""
        file = DIRECTORY / f"{self.family}.json"
        if "--check" not in sys.argv:
            value = {"family": self.family, "emissions": self.emissions}
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", "utf-8")
            print(f"{self.family}: {len(self.emissions)} emissions written")
            return
        then = json.loads(file.read_text("utf-8"))["emissions"] if file.exists() else []
        before, now = ({one["id"]: one for one in emissions} for emissions in (then, self.emissions))
        differing = sorted(i for i in before.keys() | now.keys() if before.get(i) != now.get(i))
        for number in differing:
            print(f"{self.family}: differs: {number}")
        if differing:
            sys.exit(1)
        print(f"{self.family}: {len(self.emissions)} emissions, all as committed")
