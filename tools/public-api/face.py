#!/usr/bin/env python3
"""The rules of the public face, over api/*.txt and the sources.

A caller cannot swap what the types keep apart, and cannot forget what a name says. What a later version adds breaks nobody: a type whose
variants or members are public is non_exhaustive, or its documentation says why it is complete. What is right although a rule speaks
against it stands in EXCEPTIONS, with the reason.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
API = ROOT / "api"
MOST_PARAMETERS = 5
EXCEPTIONS = {
    "x402_types::Network::is_same_address": "it does not matter which of the two is the first",
    "x402_types::RawJson::parse": "FromStr is there, too, and the limits of parse_within are beside it",
    "x402_operations::decode_header_parts": "the value stands behind its name, as in every list of headers",
    "x402_types::AnyAmount::parse": "the network and the asset decide the format",
    "x402_operations::audit::Auditor::read": "a line is not decoded: what it is, is a part of what is read",
    "x402_verify::Outcome": "as_str names the kind of the outcome, and leaves its content out",
    "x402_extensions::http_message_signatures::SignatureContext::keys": "each key stands behind its name, as in a table",
    "x402_seller::Answer::headers": "each value stands behind its name, as in every list of headers",
    "x402_seller::Served::headers": "each value stands behind its name, as in every list of headers",
    "x402_seller::Load::offer": "scheme and network are the requirement, for a log",
    "x402_seller::Load::verdict": "the verdict and its reason belong together, for a log",
    "alloc::sync::Arc::endless": "each row stands behind its key, as in a table",
    "x402_tower::Memory::endless": "each row stands behind its key, as in a table",
    "x402_tower::Paywall::channels": "each row stands behind its key, as in a table",
    "x402_tower::Postgres::endless": "each row stands behind its key, as in a table",
    "x402_tower::Sqlite::endless": "each row stands behind its key, as in a table",
    "x402_tower::Store::endless": "each row stands behind its key, as in a table",
    "x402_lint::Source::Answer::headers": "each value stands behind its name, as in every list of headers",
    "x402_lint::Source::Response::headers": "each value stands behind its name, as in every list of headers",
    "x402_buyer::ChannelPayment::header": "as for Sent::header",
    "x402_buyer::Sent::header": "the value stands behind its name, as in every list of headers",
    "x402_testing::Facilitator::answer": "a status and a body are an answer",
    "x402_testing::fresh": "a time in place of the number gives a payment that has expired, which a test shows at once",
    "x402_testing::pay": "as for fresh",
    "x402_testing::pay_response": "as for fresh",
    "x402_testing::pay_with": "as for fresh",
    "x402_tower::HttpFacilitator::new": "its argument is a URL, which most callers have as a constant: an error says what the URL needs",
    "x402_verify::Questions::new": "None without a question, as for the standard library's NonZero",
    "x402_seller::Known::loaded": "the other case is the answer to the request, and no error of the caller",
    "x402_tower::HttpFacilitator::settle": "as for Unanswered: `?` makes one of each error, so it can be none itself",
    "x402_tower::HttpFacilitator::verify": "as for HttpFacilitator::settle",
    "x402_types::object::ObjectWriter::boolean": "the bool is the value that is written",
    "x402_types::printable::days_in": "the year comes before the month, as in a date",
    "x402_types::read::Reader::amount": "the amount comes before its object, as in every reader",
    "x402_types::read::only_header": "the value follows its name, as in every list of headers",
    "x402_types::schema::decimal": "an error shows at once, because schemas are compared with the committed ones",
    "x402_types::schema::decimal_up_to": "as for schema::decimal",
    "x402_types::schema::text": "as for schema::decimal",
    "x402_verify::evm::account_signature::Parts::read": "no text: the bytes of a signature, of which not every one has parts",
    "x402_verify::evm::account_signature::contract_accepts": "the account comes before its caller, as in the fact",
    "x402_conformance::vector::Input": "as_str is JSON, which is no text for people",
}
# A member more is another format of vectors, which readers of the old one refuse.
FORMATS = {"x402-conformance/src/vector.rs", "x402-conformance/src/vector/intermediate.rs"}
# A question with one more field is a different question.
QUESTIONS = re.compile(r"/questions?[/.]")
# The macro `errors!` adds the attribute.
IS_ERROR = re.compile(r"struct \w+ = ")
IS_COMPLETE = re.compile(r"no further|exhaustive|breaking change|only these")


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
    begin = re.match(r"pub (?:const )?(?:async )?(?:unsafe )?fn ", line)
    if not begin:
        return None
    depth, start = 0, None
    for end in range(begin.end(), len(line)):
        char = line[end]
        depth += {"<": 1, ">": -(line[end - 1] != "-")}.get(char, 0) if start is None else {"(": 1, ")": -1}.get(char, 0)
        if start is None and char == "(" and depth == 0:
            depth, start = 1, end + 1
        elif start is not None and depth == 0:
            break
    path = line[begin.end() : start - 1]
    while "<" in path:
        path = re.sub(r"<(?:[^<>]|->)*>", "", path)
    parameters = parts(line[start:end])
    if parameters and re.match(r"(&('\w+ )?)?(mut )?self\b", parameters[0]):
        parameters = parameters[1:]
    return path, parameters, line[end + 1 :].strip().removeprefix("-> ").partition(" where ")[0]


def is_tuple_outside_of_iterators(result):
    outside = re.sub(r"impl [\w:]*(Iterator|IntoIterator|Fn\w*)\b.*", "", result)
    return any(len(parts(inside)) > 1 for inside in re.findall(r"(?<!\w)\(([^()]*)\)", outside))


def faults(line):
    if re.match(r"pub (const|static) [\w:]+: (&'static )?\[(?!u8;).*; \d+\]", line):
        yield "the number of elements is a part of the type"
    if re.search(r"\bversion: (core::option::Option<)?u64\b", line):
        yield "a version is a number, and not a Version"
    if re.match(r"pub [\w:<>']+: .*\([^()]*, [^()]*\)", line):
        yield "a member holds tuples"
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
    if name in {"parse", "read"} and parameters and parameters[0] in {"&str", "&[u8]", "&'a [u8]"}:
        yield "text is read by FromStr, and bytes by decode"


def path_of(line):
    found = function(line)
    return found[0] if found else re.match(r"pub (?:const |static )?([\w:<>']+?):? ", line + " ")[1]


def traits(lines):
    """The names of the traits that each type implements: by its path, and by its crate and name, because a result names the file."""
    found = defaultdict(set)
    for line in lines:
        if implemented := re.match(r"impl(?:<.*?>)? ([\w:]+)\S* for ((x402_\w+)::(?:\w+::)*(\w+))", line):
            name, path, crate, leaf = implemented[1].rpartition("::")[2], implemented[2], implemented[3], implemented[4]
            found[path].add(name)
            found[crate, leaf].add(name)
    return found


def missing_traits(lines):
    has = traits(lines)
    for line in lines:
        found = function(line)
        if found is None or "__" in line:
            continue
        path, _, result = found
        owner, _, name = path.rpartition("::")
        if name == "as_str" and "Display" not in has[owner]:
            yield owner, "a name without Display", line
        refused = re.search(r"core::result::Result<.*, (x402_\w+)::(?:\w+::)*(\w+)>$", result)
        # A boxed error is one of any type, as services of tower have it.
        if refused and refused[2] != "BoxError" and "Error" not in has[refused[1], refused[2]]:
            yield path, f"{refused[2]} does not implement Error", line


def public_types():
    """The file, the name, the documentation and the attributes of each type that the sources export, and what is inside."""
    pattern = re.compile(
        r"((?: *///.*\n| *#\[.*\n)*)^( *)pub (struct|enum) (\w+)\b[^;{(]*(;|\([^)]*\);|\{(?:.*\}|(?:.*\n)*?\2\}))", re.MULTILINE
    )
    exported = {(m[1], m[2]) for file in API.glob("*.txt") for m in re.finditer(r"pub (?:struct|enum) (\w+?)(?:::\w+)*::(\w+)", file.read_text("utf-8"))}
    for file in sorted(ROOT.glob("crates/*/src/**/*.rs")):
        crate = file.relative_to(ROOT / "crates").parts[0].replace("-", "_")
        for found in pattern.finditer(file.read_text("utf-8")):
            if (crate, found[4]) in exported:
                if not IS_ERROR.search(found[0]):
                    yield file.relative_to(ROOT / "crates").as_posix(), found[4], found[3], re.sub(r"\s*///\s?", " ", found[1]), found[5]


def open_types():
    """The types that cannot grow, and do not say why."""
    count = 0
    for file, name, kind, before, inside in public_types():
        count += 1
        members = re.findall(r"^ *(pub )?\w+: ", inside, re.MULTILINE)
        is_open = kind == "enum" or inside in {";", "{}"} or (members and all(members)) or inside.startswith("(pub ")
        is_complete = IS_COMPLETE.search(before) or file in FORMATS or QUESTIONS.search(file)
        if is_open and "non_exhaustive" not in before and not is_complete:
            yield f"{file}: {name}", "is not non_exhaustive, and its documentation does not say that it is complete", kind
    if count < 200:
        yield "crates", f"only {count} types were found", ""


def main():
    lines = [line for file in sorted(API.glob("*.txt")) for line in file.read_text("utf-8").splitlines()]
    public = [line for line in lines if line.startswith("pub ")]
    found = [(path_of(line), fault, line) for line in public for fault in faults(line)]
    found += [*missing_traits(lines), *open_types()]
    excepted = {path for path, _, _ in found} & EXCEPTIONS.keys()
    wrong = [f"{path}: {fault}\n    {line}" for path, fault, line in found if path not in excepted]
    wrong += [f"{path} is excepted and has no fault" for path in EXCEPTIONS.keys() - excepted]
    print(f"{len(public)} items of the public face, {len(wrong)} faults, {len(excepted)} exceptions")
    if len(public) < 1000:
        wrong.append("api/ has too few items to be the public face")
    print("\n".join(wrong), end="\n" if wrong else "")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
