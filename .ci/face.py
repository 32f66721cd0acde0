#!/usr/bin/env python3
"""The rules of the public face, over api/*.txt.

A caller cannot swap what the types keep apart, and cannot forget what a name says. What is right although a rule speaks against it
stands in EXCEPTIONS, with the reason.
"""

import re
import sys
from pathlib import Path

API = Path(__file__).resolve().parent.parent / "api"
MOST_PARAMETERS = 5
EXCEPTIONS = {
    "x402_types::Network::is_same_address": "it does not matter which of the two is the first",
}


def parts(text):
    """The parts of a list in Rust, split at the commas outside of brackets."""
    found, depth, begin = [], 0, 0
    for index, char in enumerate(text):
        if char in "<([{":
            depth += 1
        elif char in ")]}" or (char == ">" and text[index - 1] != "-"):
            depth -= 1
        elif char == "," and depth == 0:
            found.append(text[begin:index].strip())
            begin = index + 1
    return [part for part in [*found, text[begin:].strip()] if part]


def function(line):
    """The path, the parameters without the receiver, and the result of a function. None for another item."""
    begin = re.match(r"pub (?:const )?(?:async )?(?:unsafe )?fn ([^(]+?)(?:<[^(]*>)?\(", line)
    if not begin:
        return None
    depth = 1
    for end in range(begin.end(), len(line)):
        depth += {"(": 1, ")": -1}.get(line[end], 0)
        if depth == 0:
            break
    parameters = parts(line[begin.end() : end])
    if parameters and re.match(r"(&('\w+ )?)?(mut )?self\b", parameters[0]):
        parameters = parameters[1:]
    return begin[1], parameters, line[end + 1 :].strip().removeprefix("-> ").partition(" where ")[0]


def is_tuple_outside_of_iterators(result):
    outside = re.sub(r"impl [\w:]*(Iterator|IntoIterator|Fn\w*)\b.*", "", result)
    return any(len(parts(inside)) > 1 for inside in re.findall(r"(?<!\w)\(([^()]*)\)", outside))


def faults(line):
    if re.search(r"\bversion: (core::option::Option<)?u64\b", line):
        yield "a version is a number, and not a Version"
    found = function(line)
    if found is None or "__" in line:
        return
    path, parameters, result = found
    name = path.rpartition("::")[2]
    is_conversion = name in {"from", "try_from", "eq", "cmp", "partial_cmp"}
    if "bool" in parameters and not is_conversion:
        yield "a parameter is a bare bool"
    if "&mut bool" in parameters:
        yield "a result leaves through a parameter"
    if any(one == next_one and "[u8]" not in one for one, next_one in zip(parameters, parameters[1:])):
        yield "two neighbouring parameters have the same type"
    if len(parameters) > MOST_PARAMETERS:
        yield f"more than {MOST_PARAMETERS} parameters"
    if is_tuple_outside_of_iterators(result):
        yield "the result is a tuple"
    if name == "new" and re.match(r"core::(option|result)::", result):
        yield "new can fail"
    if name == "version" and "u64" in result:
        yield "a version is a number, and not a Version"


def path_of(line):
    found = function(line)
    return found[0] if found else re.match(r"pub ([\w:<>']+?):? ", line + " ")[1]


def main():
    lines = [line for file in sorted(API.glob("*.txt")) for line in file.read_text("utf-8").splitlines() if line.startswith("pub ")]
    found = [(path_of(line), fault, line) for line in lines for fault in faults(line)]
    excepted = {path for path, _, _ in found} & EXCEPTIONS.keys()
    wrong = [f"{path}: {fault}\n    {line}" for path, fault, line in found if path not in excepted]
    wrong += [f"{path} is excepted and has no fault" for path in EXCEPTIONS.keys() - excepted]
    print(f"{len(lines)} items of the public face, {len(wrong)} faults, {len(excepted)} exceptions")
    if len(lines) < 1000:
        wrong.append("api/ has too few items to be the public face")
    print("\n".join(wrong), end="\n" if wrong else "")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
