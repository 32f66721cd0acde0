#!/usr/bin/env python3
r"""Warns about words that make a page hard to read. It exits with 0, because a person decides.

    .ci/prose.py [PAGE …]            file:line: word → suggestion, for these pages, or for every committed page
    .ci/prose.py --rust FILE …       the same for the comments of Rust files
    .ci/prose.py --counts [PAGE …]   words, "you" per 1,000 words and warnings of each page; guides that are too long

Code, headings, link targets and HTML comments are left out.

>>> warnings(prose("Whoever signs has\nto pay. The buyer pays `another` seller.\n\n    whoever()\n\nWhat is it? What it pays counts.\n"))
[(1, 'Whoever', 'name the role: buyer, seller, caller'), (1, 'has to', 'must, needs to'), (6, 'What', 'begin with the actor')]
"""

import re
import subprocess
import sys
from pathlib import Path

MOST_WORDS_OF_A_GUIDE = 1500
GUIDES = ("docs/how-to/", "docs/tutorials/")
WORDS = {
    "whoever|whomever|nobody|no one|somebody|anybody": "name the role: buyer, seller, caller",
    "stands? (?:in|beside|for|behind|before|after|where|there|on|next)": "is in, is defined in, means",
    "beside": "next to, with",
    "but for": "except",
    "in (?:the )?place of": "instead of",
    "of (?:its|their|our|his|your) own": "its own, a separate",
    "says|said|tells|told|speaks": "returns, contains, lists, defines, requires",
    "another": "a different, a second, other; right where it means one more",
    "(?:has|have) to": "must, needs to",
    "by (?:EIP|ERC|Permit2|the Gateway|JWS|HTTP|MCP|A2A)": "with, using, through",
    "what (?:is|was|comes|came|becomes|became|has been)(?![^.!?]*\\?)": "a noun: the signed payload, the price",
    "rooms?": "module",
    "houses?|brought|around": "layout, supplied, about",
    "judges?": "verifier, witness; a function verifies",
    "kinds? of (?:the )?chains?": "chain family",
    "demands?": "payment requirements, 402 response",
    "the documents": "the specification",
    "outstanding": "unanswered",
    "spellings?": "encoding, format",
    "members?": "field",
    "by place": "by field path",
    "testees?": "implementation under test",
    "known differences?": "expected failures",
    "all the same|as (?:it|they) (?:is|are|was|were)": "still, unchanged",
}
RULES = [(re.compile(rf"(?<![-\w])(?:{words})(?![-\w])".replace(" ", r"\s+"), re.IGNORECASE), better) for words, better in WORDS.items()]
# A question may begin so.
RULES.append((re.compile(r"(?:^|(?<=[.!?:]\s)|(?<=\n\n)|(?<=- ))(?:What|That|Who|Whether)(?=\s[^.!?]*[.!])"), "begin with the actor"))


def blank(found):
    """Keeps the lines, so that their numbers stay right."""
    return "\n" * found[0].count("\n")


def prose(text):
    text = re.sub(r"^( *)(```+|~~~+).*?^ *\2 *$|<!--.*?-->", blank, text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"(?<=\n\n)(?: {4}.*\n|\n)+|^#+ .*$|^\[[^\]]+\]: \S+$", blank, text, flags=re.MULTILINE)
    text = re.sub(r"(`+)(?!`)[^`]+?\1", lambda code: "X" + blank(code), text)
    return re.sub(r"\]\([^)\s]*\)|</?\w[^>]*>", blank, text)


def comments(text):
    lines = (re.match(r"\s*//[/!]? ?(.*)", line) for line in text.split("\n"))
    return prose("\n".join(line[1] if line else "" for line in lines))


def warnings(text):
    hits = [(hit, better) for rule, better in RULES for hit in rule.finditer(text)]
    return sorted((text.count("\n", 0, hit.start()) + 1, " ".join(hit[0].split()), better) for hit, better in hits)


def main(words):
    names = [word for word in words if not word.startswith("--")]
    names = names or subprocess.run(["git", "ls-files", "*.md"], capture_output=True, text=True, check=True).stdout.split()
    names, total = [name for name in names if Path(name).exists()], 0
    for name in names:
        text = (comments if "--rust" in words else prose)(Path(name).read_text("utf-8"))
        found, count = warnings(text), len(re.findall(r"\w[\w'’.-]*", text))
        total += len(found)
        if "--counts" in words:
            you = len(re.findall(r"\byou(?:rs?)?\b", text, re.IGNORECASE))
            long = "  TOO LONG" if name.startswith(GUIDES) and count > MOST_WORDS_OF_A_GUIDE else ""
            print(f"{count:6} words {1000 * you / max(count, 1):5.1f} you {len(found):4} warnings  {name}{long}")
        else:
            print("".join(f"{name}:{line}: {word} → {better}\n" for line, word, better in found), end="")
    print(f"note: .ci/prose.py has {total} warnings about the words of {len(names)} files")


if __name__ == "__main__":
    main(sys.argv[1:])
