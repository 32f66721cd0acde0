"""Checks which characters of a host lead to ASCII: the tables of Z-9 against PyPI's idna and Node.

    .venv/bin/python hosts.py

Compares `crates/x402-extensions/src/bazaar/mapped.rs` with UTS #46 as the library has it, for every code point, and with
`new URL` of Node, whose Unicode may be older: there it may refuse a character that the tables map.
"""

import json
import re
import subprocess
import sys

import idna
from sources import ROOT

# The capital sharp s led to ss before Unicode 15.1, and does in Node. No name that is refused has ss.
OLDER = {0x1E9E}
# Joiners and tags: UTS #46 allows the joiners in some scripts, and refuses the tags. The tables ignore them all, because a
# name that is refused has none of these scripts.
MORE_IGNORED = [0x200C, 0x200D, *range(0xE0000, 0xE0080)]
IN_HOST = re.compile("[a-z0-9._-]*")
NODE = """
const hosts = [];
for (let code = 0x80; code < 0x110000; code++) {
  if (code >= 0xd800 && code < 0xe000) continue;
  let host = null;
  try { host = new URL(`http://a${String.fromCodePoint(code)}b.example/`).hostname; } catch {}
  if (host !== null && !host.includes("xn--")) hosts.push([code, host]);
}
console.log(JSON.stringify(hosts));
"""


def of_tables():
    """{code point: text}"""
    text = (ROOT / "crates/x402-extensions/src/bazaar/mapped.rs").read_text("utf-8")
    texts = dict(re.findall(r'^const (\w+): &str = "([a-z0-9]+)";', text, re.MULTILINE))
    rows = re.findall(r"^    \((0x[0-9a-f]+), (0x[0-9a-f]+)(?:, (\w+))?\),$", text, re.MULTILINE)
    found = {}
    for first, last, name in rows:
        for code in range(int(first, 16), int(last, 16) + 1):
            found[code] = texts[name][(code - int(first, 16)) % len(texts[name])] if name else ""
    pairs = re.search(r'PAIRS: &str = "(.*?)";', text, re.DOTALL)[1].replace("\\\n", "")
    for letter, ascii_text in re.findall(r"([^\x00-\x7f])([\x21-\x7e]+)", pairs):
        assert ord(letter) not in found, letter
        found[ord(letter)] = ascii_text
    assert len(found) > 1000
    return found


def of_idna():
    """The same by the library, for every code point that leads to ASCII."""
    found = {}
    for code in range(0x80, 0x110000):
        if 0xD800 <= code < 0xE000:
            continue
        try:
            mapped = idna.uts46_remap(chr(code), std3_rules=False, transitional=False)
        except idna.IDNAError:
            continue
        if IN_HOST.fullmatch(mapped):
            found[code] = mapped
    return found


def of_node():
    output = subprocess.run(["node", "-e", NODE], check=True, capture_output=True, text=True).stdout
    found = {code: host.removeprefix("a").removesuffix("b.example") for code, host in json.loads(output)}
    return {code: text for code, text in found.items() if IN_HOST.fullmatch(text)}


ours, theirs, node = of_tables(), of_idna(), of_node()
# The letters of mathematics have holes, where the letter is elsewhere. A host with a hole is refused anyway.
holes = {code for code in ours if 0x1D400 <= code < 0x1D6A4} - theirs.keys()
expected = theirs | dict.fromkeys(MORE_IGNORED, "") | {code: ours[code] for code in holes}
wrong = [code for code in ours.keys() | expected.keys() if ours.get(code) != expected.get(code)]
wrong += [code for code, text in node.items() if ours.get(code) != text and code not in OLDER]
if wrong:
    sys.exit("mapped otherwise: " + ", ".join(f"U+{code:04X}" for code in sorted(wrong)[:20]))
print(f"{len(ours)} characters lead to ASCII: {len(theirs)} by idna {idna.__version__}, {len(node)} by Node")
