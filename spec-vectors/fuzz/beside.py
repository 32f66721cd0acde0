"""Asks a decoder and `x402 testee` the same, with texts that are changed at random, and shows where they differ.

    python3 beside.py [--kind settlement] [--header] [--cases 5000] [--seed 1] -- COMMAND …

COMMAND is a testee (docs/operations.md) that answers `decode`. A text begins as one of seeds/<kind>/ and is changed in up to
four places: a word of x402.dict or of a seed comes in, also within a string; a word goes, comes twice, or changes places; a character changes. What
only `x402` refuses for a limit is no difference. Of each kind of difference the smallest text is printed that was found. The
exit code is 1 if there is one.
"""

import argparse
import base64
import json
import random
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORD = re.compile(r'"(?:[^"\\]|\\.)*"?|[\s{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
# V2's header, and what is no header in any version has none here.
HEADERS = {"payment": "PAYMENT-SIGNATURE", "payment-required": "PAYMENT-REQUIRED", "settlement": "PAYMENT-RESPONSE"}


def words_of_dictionary():
    """The texts of the dictionary, of which \\xNN is a byte of UTF-8."""
    words = []
    for line in (HERE / "x402.dict").read_text("utf-8").splitlines():
        if line.startswith('"'):
            quoted = re.sub(r"\\x([0-9a-f]{2})", r"\\u00\1", line)
            words.append(json.loads(quoted).encode("latin-1").decode("utf-8"))
    return words


class Testee:
    def __init__(self, command):
        self.command = command
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def decode(self, given):
        """The answer's `result`; None for skipped; a text where there is no such answer."""
        try:
            self.process.stdin.write(json.dumps({"id": "1", "op": "decode", "input": given}) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
            if re.match(r'\s*\{\s*"testee"', line):
                line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            self.process.kill()
            self.process.wait()
            self.start()
            return "ends"
        try:
            answer = json.loads(line, parse_int=Decimal, parse_float=Decimal)
            return None if "skipped" in answer else answer.get("result", f"answers {line.strip()[:200]}")
        except ValueError:
            return "answers with what is no JSON"


def changed(text, seeds, words, choice):
    """The text with up to four changes, mostly one or two."""
    values = [word for word in words if re.fullmatch(r'".*"|[-\w.]+', word, re.DOTALL)]
    for _ in range(choice.choice([1, 1, 2, 2, 3, 4])):
        parts = WORD.findall(text) or [""]
        at, other = choice.randrange(len(parts)), choice.randrange(len(parts))
        scalars = [place for place, part in enumerate(parts) if not re.fullmatch(r"[\s{}\[\]:,]?", part)] or [at]
        match choice.randrange(8):
            case 0:
                parts.insert(at, choice.choice(words))
            case 1:
                parts[choice.choice(scalars)] = choice.choice(values)
            case 2:
                del parts[at : at + choice.choice([1, 1, 2, 4])]
            case 3:
                parts[at:at] = parts[at : at + choice.choice([1, 2, 4])]
            case 4:
                parts[at], parts[other] = parts[other], parts[at]
            case 5:
                theirs = WORD.findall(choice.choice(seeds))
                start = choice.randrange(len(theirs))
                parts[at : at + 1] = theirs[start : start + choice.choice([1, 3])]
            case change:
                within = choice.choice(scalars)
                part = parts[within]
                place = choice.randint(1, max(1, len(part) - 1))
                character = choice.choice(["", chr(choice.randrange(128)), "\u00e9", "\U0001f600"])
                parts[within] = part[:place] + (character if change == 6 else choice.choice(words)) + part[place + (change == 6) :]
        text = "".join(parts)
    return text


class Beside:
    def __init__(self, options, ours, theirs):
        self.options, self.ours, self.theirs = options, ours, theirs

    def difference(self, text):
        """What kind of difference there is, or None."""
        given = {"kind": self.options.kind, "text": text}
        if self.options.header:
            value = base64.b64encode(text.encode()).decode()
            given = {"header": {"name": HEADERS[self.options.kind], "value": value}}
        ours, theirs = self.ours.decode(given), self.theirs.decode(given)
        if not isinstance(ours, dict):
            sys.exit(f"x402 {ours}: {text}")
        if theirs is None:
            sys.exit("the decoder skips this")
        refused = ours.get("err")
        if refused:
            if refused["stage"] == "limit":
                return None
            if isinstance(theirs, dict) and "err" in theirs:
                return None
            field = refused.get("field") if refused["stage"] == "shape" else None
            why = " ".join(filter(None, [refused["stage"], refused["kind"], field]))
            return f"{theirs if isinstance(theirs, str) else 'takes'}, but x402 refuses: {why}"
        if isinstance(theirs, str):
            return theirs
        if "err" in theirs:
            return f"refuses, but x402 takes: {json.dumps(theirs['err'])[:100]}"
        return None if theirs.get("ok") == ours["ok"] else "takes it as another value"

    def smallest(self, text, kind):
        """The text with whatever can go, as long as the difference stays of its kind."""
        step = len(text) // 2
        while step:
            at = 0
            while at < len(text):
                shorter = text[:at] + text[at + step :]
                if self.difference(shorter) == kind:
                    text = shorter
                else:
                    at += step
            step //= 2
        return text


def main():
    before, _, command = (list(part) for part in split(sys.argv[1:]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", default="settlement")
    parser.add_argument("--header", action="store_true", help="put the text into the header of its kind, in base64")
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(before)
    seeds = [path.read_text("utf-8") for path in sorted((HERE / "seeds" / options.kind).glob("*.json"))]
    if not seeds or not command or options.header and options.kind not in HEADERS:
        parser.error("COMMAND, and a kind with seeds (and a header): " + ", ".join(sorted(p.name for p in (HERE / "seeds").iterdir())))
    beside = Beside(options, Testee(["x402", "testee"]), Testee(command))
    choice, words, found = random.Random(options.seed), words_of_dictionary(), {}
    for _ in range(options.cases):
        text = changed(choice.choice(seeds), seeds, words, choice)
        kind = beside.difference(text)
        if kind and kind not in found:
            found[kind] = beside.smallest(text, kind)
    for kind, text in sorted(found.items()):
        print(f"{kind}\n    {text!r}")
    print(f"{options.cases} cases, {len(found)} kinds of differences")
    sys.exit(bool(found))


def split(arguments):
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at], ["--"], arguments[at + 1 :]


main()
