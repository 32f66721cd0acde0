"""Runs the commands of a page's `console` blocks (`$ command`, then what it prints) and compares.

A line `…` among the expected ones stands for any number of lines.
"""

import re
import subprocess
import sys
from pathlib import Path


def blocks(text):
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            while command.endswith("\\"):
                more, _, expected = expected.partition("\n")
                command = command[:-1] + more
            yield command, expected.strip("\n").split("\n") if expected.strip() else []


def fits(expected, found):
    if not expected:
        return not found
    if expected[0] == "…":
        return any(fits(expected[1:], found[skipped:]) for skipped in range(len(found) + 1))
    return bool(found) and expected[0] == found[0] and fits(expected[1:], found[1:])


page = Path(sys.argv[1])
commands = list(blocks(page.read_text("utf-8")))
if not commands:
    sys.exit(f"{page}: no command found")
wrong = False
for command, expected in commands:
    if command.startswith("cargo test"):
        print(f"-    {command}: the first stage")
        continue
    found = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    same = fits(expected, found.stdout.rstrip("\n").split("\n") if found.stdout else [])
    print(f"{'ok  ' if same else 'FAIL'} {command}")
    if not same:
        wrong = True
        print(f"{page} prints:\n" + "\n".join(expected) + f"\nbut it printed:\n{found.stdout}{found.stderr}")
sys.exit(wrong)
