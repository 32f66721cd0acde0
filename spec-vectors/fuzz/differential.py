"""Asks an implementation and `x402 testee` the same, with texts that are changed at random, and shows where they differ.

    python3 differential.py [--kind settlement] [--header] [--cases 5000] [--seed 1] -- COMMAND …
    python3 differential.py --op match|network|verify [--cases 5000] [--seed 1] -- COMMAND …

COMMAND is a testee (docs/reference/operations) that answers the operation. For `decode` a text begins as one of seeds/<kind>/ and is changed in
up to four places: a word of x402.dict or of a seed comes in, also within a string; a word goes, comes twice, or changes places; a
character changes. What only `x402` refuses for a limit is no difference.

For the others the input begins as one of seeds/<operation>/. `network`: the name or identifier is changed. `match`: members of the offers
and of what was accepted. `verify`: the time of now, or a member of the offer and of what was accepted alike, most often the amount. No
signature covers these, so that a check of terms or time decides. `verify` may be skipped.

Of each kind of difference the smallest text is printed that was found. The exit code is 1 if there is one.
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

    def ask(self, op, question_input):
        """The answer's `result`; None for skipped; a text where there is no such answer."""
        try:
            self.process.stdin.write(json.dumps({"id": "1", "op": op, "input": question_input}) + "\n")
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
            if "error" in answer:
                return "answers with an error"
            return None if "skipped" in answer else answer.get("result", f"answers {line.strip()[:200]}")
        except ValueError:
            return "answers with what is no JSON"


def changed(text, seeds, words, choice):
    """The text with up to four changes, mostly one or two."""
    values = [word for word in words if re.fullmatch(r'".*"|[-\w.]+', word, re.DOTALL)]
    for _ in range(choice.choice([1, 1, 2, 2, 3, 4])):
        parts = WORD.findall(text) or [""]
        at, other = choice.randrange(len(parts)), choice.randrange(len(parts))
        scalars = [position for position, part in enumerate(parts) if not re.fullmatch(r"[\s{}\[\]:,]?", part)] or [at]
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
                position = choice.randint(1, max(1, len(part) - 1))
                character = choice.choice(["", chr(choice.randrange(128)), "\u00e9", "\U0001f600"])
                parts[within] = part[:position] + (character if change == 6 else choice.choice(words)) + part[position + (change == 6) :]
        text = "".join(parts)
    return text


def spelled(text, words, choice):
    """The text with one change: of a character, of letter case, in front or behind, of its length; or a number near it, or in another
    spelling."""
    at = choice.randint(0, len(text))
    forms = [
        text[:at] + choice.choice(words + [chr(choice.randrange(32, 127)), "\u00e9"]) + text[at:],
        text[:at] + text[at + 1 :],
        text[:at] + text[at : at + 1].swapcase() + text[at + 1 :],
        text[:at] + text[at : at + choice.randrange(1, 24)] + text[at:],
        text + choice.choice([" ", "0", "\n", ":", "a" * choice.randrange(33)]),
        choice.choice([" ", "0", "+", "-"]) + text,
    ]
    if text.isdecimal():
        forms += [str(near(int(text), choice)), text + ".0", f"0x{int(text):x}", text + "e0"] * 2
    return choice.choice(forms)


def near(number, choice):
    return choice.choice([number - 1, number + 1, 2 * number, 0, *(2**bits + choice.choice([-1, 0, 1]) for bits in (31, 32, 53, 63, 64, 128, 256))])


def altered(value, words, choice):
    """Another value in the place of this one."""
    forms = [None, True, [value], {"value": value}, str(value)]
    if isinstance(value, str):
        forms = [spelled(value, words, choice)] * 12 + forms
    elif isinstance(value, int) and not isinstance(value, bool):
        forms = [near(value, choice)] * 8 + [float(value)] + forms
    return choice.choice(forms)


def edited(holder, words, choice):
    """The object with a member changed, gone, or more, mostly at the top."""
    name = choice.choice(list(holder) or ["extra"])
    value = holder.get(name)
    if isinstance(value, dict) and choice.randrange(3):
        return {**holder, name: edited(value, words, choice)}
    match choice.randrange(8):
        case 0:
            return {other: value for other, value in holder.items() if other != name}
        case 1:
            return {**holder, choice.choice(words): "1"}
    return {**holder, name: altered(value, words, choice)}


def changed_network(question_input, words, choice):
    [(name, text)] = question_input.items()
    return {name: spelled(text if choice.randrange(4) else choice.choice(words), words, choice)}


def changed_match(question_input, words, choice):
    offers = list(question_input["offers"])
    match choice.randrange(4):
        case 0:
            offers.insert(choice.randint(0, len(offers)), edited(choice.choice(offers), words, choice))
        case 1:
            return {**question_input, "accepted": edited(question_input["accepted"], words, choice)}
        case _:
            at = choice.randrange(len(offers))
            offers[at] = edited(offers[at], words, choice)
    return {**question_input, "offers": offers}


def changed_verify(question_input, words, choice):
    payment = question_input["payment"]["json"]
    if choice.randrange(2):
        numbers = [int(number) for number in re.findall(r'"(\d{9,10})"', json.dumps(payment))] or [question_input["now"]]
        return {**question_input, "now": max(0, choice.choice(numbers) + choice.choice([*range(-8, 9), -60, 60, -600, 600]))}
    [offer] = question_input["offers"]
    names = ["amount" if "amount" in offer else "maxAmountRequired"] * 4 + list(offer)
    name = choice.choice(names)
    value = edited(offer[name], words, choice) if isinstance(offer[name], dict) else altered(offer[name], words, choice)
    if "accepted" in payment:
        payment = {**payment, "accepted": {**payment["accepted"], name: value}}
    return {**question_input, "offers": [{**offer, name: value}], "payment": {"json": payment}}


CHANGED = {"match": changed_match, "network": changed_network, "verify": changed_verify}


class Differential:
    def __init__(self, options, ours, theirs):
        self.options, self.ours, self.theirs = options, ours, theirs
        self.skipped = 0

    def difference(self, text):
        """What kind of difference there is, or None."""
        if self.options.op != "decode":
            return self.other(text)
        question_input = {"kind": self.options.kind, "text": text}
        if self.options.header:
            value = base64.b64encode(text.encode()).decode()
            question_input = {"header": {"name": HEADERS[self.options.kind], "value": value}}
        ours, theirs = self.ours.ask("decode", question_input), self.theirs.ask("decode", question_input)
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

    def other(self, text):
        """The same for the other operations, of which the text is the input."""
        try:
            question_input = json.loads(text)
        except ValueError:
            return None
        ours = self.ours.ask(self.options.op, question_input)
        if not isinstance(ours, dict):
            # No such question can be asked: it is malformed, or too large.
            return None
        theirs = self.theirs.ask(self.options.op, question_input)
        if theirs is None:
            self.skipped += 1
            return None
        if isinstance(theirs, str):
            return theirs
        match self.options.op:
            case "network":
                answers = [answer.get("caip2", "no network") for answer in (theirs, ours)]
                kinds = [text and ("no network" if text == "no network" else "a network") for text in answers]
            case "match":
                answers = kinds = [f"offer {answer.get('offer')}" if answer.get("offer") is not None else "no offer" for answer in (theirs, ours)]
            case _:
                answers = [answer.get("verdict") for answer in (theirs, ours)]
                # What nobody can decide may be refused.
                if answers == ["invalid", "undecided"]:
                    return None
                kinds = [answers[0], f"{answers[1]}, {ours.get('check', 'by no check')}"]
        return None if answers[0] == answers[1] else f"{kinds[0]}, but x402: {kinds[1]}"

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
    parser.add_argument("--op", choices=["decode", *CHANGED], default="decode")
    parser.add_argument("--kind", default="settlement")
    parser.add_argument("--header", action="store_true", help="put the text into the header of its kind, in base64")
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(before)
    folder = options.kind if options.op == "decode" else options.op
    seeds = [path.read_text("utf-8") for path in sorted((HERE / "seeds" / folder).glob("*.json"))]
    if not seeds or not command or options.header and (options.op, options.kind) not in {("decode", kind) for kind in HEADERS}:
        kinds = sorted(path.name for path in (HERE / "seeds").iterdir() if path.name not in CHANGED)
        parser.error("COMMAND, and a kind with seeds (and a header): " + ", ".join(kinds))
    fuzzer = Differential(options, Testee(["x402", "testee"]), Testee(command))
    choice, words, found = random.Random(options.seed), words_of_dictionary(), {}
    for _ in range(options.cases):
        text = choice.choice(seeds)
        if options.op == "decode":
            text = changed(text, seeds, words, choice)
        else:
            text = json.dumps(CHANGED[options.op](json.loads(text), words, choice))
        kind = fuzzer.difference(text)
        if kind and kind not in found:
            found[kind] = fuzzer.smallest(text, kind)
    for kind, text in sorted(found.items()):
        print(f"{kind}\n    {text!r}")
    if fuzzer.skipped == options.cases:
        sys.exit(f"the implementation skips every question of {options.op}")
    print(f"{options.cases} cases, {len(found)} kinds of differences" + (f", {fuzzer.skipped} skipped" if fuzzer.skipped else ""))
    sys.exit(bool(found))


def split(arguments):
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at], ["--"], arguments[at + 1 :]


main()
