#!/usr/bin/env python3
"""Writes python/x402_offline/_operations.py: the functions and their types, from the schema and the page of the operations.

    python3 generate.py            writes the file
    python3 generate.py --check    fails if the file is another
"""

import json
import keyword
import re
import sys
import textwrap
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SCHEMA = ROOT / "spec-vectors/operations.schema.json"
CHECKS = ROOT / "spec-vectors/checks.json"
PAGES = ROOT / "docs/reference/operations"
FILE = HERE / "python/x402_offline/_operations.py"

SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
# What the page says of its own layout, and of the tester whose questions these are.
LAYOUT = re.compile(r":? the fields of the (next table|table after the next)|\. A list behind the next table shows[^.|]*")
CITATION = re.compile(r"\s*\((?:also )?[A-Z]+-\d+(?:(?:,| to| and) [A-Z]+-\d+)*\)")

HEADER = '''"""The operations and their types. Written by generate.py from the schema and the page of the operations: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, TypedDict, Union

from ._ask import NOT_GIVEN, ask, explained

'''


def pascal(name):
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[-_ ]", name))


def snake(name):
    """The Python name of an operation or of a member: `replay-key` is replay_key, `declaredExtensions` declared_extensions."""
    return re.sub(r"[A-Z]", lambda letter: "_" + letter[0].lower(), name.replace("-", "_"))


def reasons_of(op, pattern):
    """The reason codes in the answers of an operation, by the checks that it makes: those that fit the pattern of its schema."""
    known = json.loads(CHECKS.read_text("utf-8"))
    orders = known["mechanisms"] if op == "verify" else [order for order in known["extensions"] if order["name"] == op]
    made = {"decode", *(check.rpartition("/")[2] for order in orders for check in order["checks"])}
    codes = {code for check in known["checks"] if check["id"] in made for of in check["reasons"].values() for code in of}
    return sorted(code for code in codes if orders and re.search(pattern, code))


class Types:
    """Python's types for the schemas. What a question has may be any sequence and mapping; what an answer has is list and dict."""

    def __init__(self, definitions):
        self.definitions = definitions
        self.declared = {}
        # The codes of each operation, by the name of their type.
        self.reasons = {}

    def member(self, member, node, name, asked, op=None):
        """The type of a member. Some are wider than the schema, because the package takes more, or narrower, because it knows the codes."""
        kind = self.of(node, name, asked)
        if asked and member == "now":
            return f"{kind} | float | datetime"
        if asked and node == {"$ref": "#/$defs/payment"}:
            return f"{kind} | str"
        if asked or member != "reason" or "pattern" not in node:
            return kind
        codes = reasons_of(op, node["pattern"])
        if not codes:
            return kind
        own = f"{pascal(op)}Reason"
        self.reasons[own] = codes
        return own

    def resolve(self, reference):
        node = {"$defs": self.definitions}
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
        return node

    def of(self, node, name, asked):
        """The type of a schema; `name` is for an object that has none of its own."""
        if node is True or not isinstance(node, dict):
            return "Any"
        if "$ref" in node:
            *_, last = node["$ref"].split("/")
            named = self.resolve(node["$ref"])
            # A value of any form, at any depth.
            if "anyOf" in named and node["$ref"] in json.dumps(named):
                return "Any"
            return self.of(named, pascal(last) if node["$ref"].count("/") == 2 else name, asked)
        if "const" in node:
            return f"Literal[{node['const']!r}]"
        if "enum" in node:
            return f"Literal[{', '.join(map(repr, node['enum']))}]"
        if "anyOf" in node and "properties" not in node:
            return self.union(node["anyOf"], name, asked)
        if "oneOf" in node and "properties" not in node:
            return self.union(node["oneOf"], name, asked)
        if "allOf" in node and not ("properties" in node and "additionalProperties" in node):
            return self.of(node["allOf"][0], name, asked)
        kinds = node["type"] if isinstance(node.get("type"), list) else [node.get("type")]
        return " | ".join(dict.fromkeys(self.kind(kind, node, name, asked) for kind in kinds))

    def union(self, nodes, name, asked):
        def own(node, index):
            for member, value in node.get("properties", {}).items():
                return name + pascal(str(value.get("const", "No" + pascal(member) if value.get("type") == "null" else member)))
            return f"{name}{index}"

        return " | ".join(dict.fromkeys(self.of(node, own(node, index), asked) for index, node in enumerate(nodes)))

    def kind(self, kind, node, name, asked):
        if kind in SCALARS:
            return SCALARS[kind]
        if kind == "array":
            if "prefixItems" in node:
                return "tuple[str, str] | list[str]" if asked else "list[str]"
            item = self.of(node.get("items", True), name + "Item" if not name.endswith("s") else name[:-1], asked)
            return f"{'Sequence' if asked else 'list'}[{item}]"
        if "properties" not in node:
            value = self.of(node.get("additionalProperties", True), name + "Value", asked)
            return f"{'Mapping' if asked else 'dict'}[str, {value}]"
        name = self.object(node, name, asked)
        # Members may be added, which a TypedDict refuses.
        return f"{name} | Mapping[str, Any]" if asked and node.get("additionalProperties", True) is not False else name

    def object(self, node, name, asked):
        verdicts = node["properties"].get("verdict", {}).get("enum")
        if asked or not verdicts:
            members = {member: value for member, value in node["properties"].items() if value is not False}
            return self.declare(name, members, node.get("required", []), node.get("description"), asked)
        return " | ".join(self.of_verdict(node, name, verdict) for verdict in verdicts)

    def of_verdict(self, node, name, verdict):
        """A type for each verdict, so that a comparison of the verdict says which members there are."""
        members = {**node["properties"], "verdict": {"const": verdict}}
        required = set(node.get("required", []))
        for branch in self.branches(node, verdict):
            required |= set(branch.get("required", []))
            for member, value in branch.get("properties", {}).items():
                if value is False:
                    members.pop(member, None)
        return self.declare(pascal(verdict) + name, members, required, None, False, name)

    def branches(self, node, verdict):
        def is_for(condition):
            return condition.get("properties", {}).get("verdict", {}).get("const") == verdict

        for rule in [node, *node.get("allOf", [])]:
            if "if" in rule:
                yield rule.get("then", {}) if is_for(rule["if"]) else rule.get("else", {})
        yield from (rule for rule in node.get("oneOf", []) if is_for(rule))

    def declare(self, name, members, required, description, asked, family=None):
        ops = {pascal(op) + "Result": op for op in self.definitions["question"]["properties"]["op"]["enum"]}
        types = {
            member: self.member(member, value, (family or name) + pascal(member), asked, ops.get(family or name))
            for member, value in members.items()
        }
        body = (types, frozenset(required) & types.keys(), description)
        known = self.declared.get(name)
        if known is not None and known != body:
            sys.exit(f"two types have the name {name}")
        self.declared[name] = body
        return name

    def text(self):
        for name, (members, required, description) in self.declared.items():
            optional = {member: kind for member, kind in members.items() if member not in required}
            needed = {member: kind for member, kind in members.items() if member in required}
            doc = [f'    """{description}"""', ""] if description else []
            if not optional or not needed:
                total = "" if needed else ", total=False"
                yield self.declaration(name, f"TypedDict{total}", doc, members)
            else:
                yield self.declaration(f"_{name}", "TypedDict", [], needed)
                yield self.declaration(name, f"_{name}, total=False", doc, optional)

    @staticmethod
    def declaration(name, base, doc, members):
        if any(keyword.iskeyword(member) for member in members):
            # Only a call can name such a member. No optional member has such a name, so the base is TypedDict itself.
            rows = "".join(f'        "{member}": "{kind}",\n' for member, kind in members.items())
            return f'{name} = {base}(\n    "{name}",\n    {{\n{rows}    }},\n)\n\n\n'
        lines = [f"class {name}({base}):", *doc, *(f"    {member}: {kind}" for member, kind in members.items()), "", ""]
        return "\n".join(lines if members or doc else [*lines[:-2], "    pass", "", ""])


def section(page, op):
    found = re.search(rf"^## {re.escape(op)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return found[1].partition("```")[0].strip()


def plain(text):
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", CITATION.sub("", text))
    text = LAYOUT.sub("", text).replace("the tester's own", "your own").replace("the tester's", "your").replace("the tester itself has", "you have").replace("`{source: …}`", "where it is")
    return re.sub(r"\s+", " ", text.replace("\\|", "|")).strip()


def documentation(page, op, members, of_input):
    text = section(page, op)
    opening = plain(text.partition("\n\n")[0])
    first = re.split(r" (?:Input:|The input(?:$| is| has|:))", opening)[0]
    first = first if first.endswith((".", "?")) else first + "."
    known = {}
    for row in re.findall(r"^\| (`.*?) \| (.*) \|$", section(page, of_input), re.MULTILINE):
        cells = [cell for cell in [plain(row[1])] if cell and " | " not in cell]
        for member in re.findall(r"`(\w+)`", row[0]):
            known.setdefault(member, cells[0] if cells else "")
    for names, said in re.findall(r"^- ((?:`\w+`(?:, | and )?)+): (.*?)(?=^- |^\n|\Z)", section(page, of_input) + "\n\n", re.MULTILINE | re.DOTALL):
        for member in re.findall(r"`(\w+)`", names):
            known.setdefault(member, plain(said).rstrip(";."))
    lines = [first]
    described = [(snake(member), known[member]) for member in members if known.get(member)]
    if described:
        lines += ["", *(f"{member}: {said}" for member, said in described)]
    wrapped = []
    for line in lines:
        wrapped += textwrap.wrap(line, 110, subsequent_indent="    " if wrapped and line else "", break_long_words=False, break_on_hyphens=False) or [""]
    return "\n".join(("    " + line if index and line else line) for index, line in enumerate(wrapped))


def function(types, page, op, definitions):
    node = definitions[f"{op}-input"]
    of_input = op
    while "$ref" in node and "properties" not in node:
        target = node["$ref"].split("/")[-1]
        of_input = target.removesuffix("-input") if target.endswith("-input") else op
        node = definitions[target]
    required = set(node.get("required", []))
    members = sorted(node["properties"], key=lambda member: member not in required)
    kinds = {member: types.member(member, node["properties"][member], pascal(of_input) + pascal(member), True) for member in members}
    result = types.of({"$ref": f"#/$defs/{op}-result"}, pascal(op) + "Result", False)
    alias = pascal(op) + "Result"
    arguments = [f"    {snake(member)}: {kinds[member]}{'' if member in required else ' = NOT_GIVEN'}," for member in members]
    given = ", ".join(f'"{member}": {snake(member)}' for member in members)
    lines = [
        f"def {snake(op)}(",
        "    *,",
        *arguments,
        f") -> {alias}:",
        f'    """{documentation(page, op, members, of_input)}\n    """',
        f'    result: {alias} = ask("{op}", {{{given}}})',
        "    return result",
        "",
        "",
    ]
    return alias, result, "\n".join(lines)


def explanation(text):
    """The function `explain`, which takes what `verify` takes, and gives text."""
    text = text.replace("def verify(", "def explain(").replace("-> VerifyResult:", "-> str:")
    text = text.replace("result: VerifyResult = ask(\"verify\", ", "result = explained(")
    return re.sub('"""Verifies [^.]*\\.', '"""The text that `x402 explain` prints about a payment and the server\'s own offers: verdict, checks, what to ask.', text, count=1)


def written():
    definitions = json.loads(SCHEMA.read_text("utf-8"))["$defs"]
    page = "\n".join(path.read_text("utf-8") for path in sorted(PAGES.iterdir()))
    # In the schemas of the questions, an operation has the name of its definition.
    ops = definitions["question"]["properties"]["op"]["enum"]
    types = Types(definitions)
    functions, aliases = [], []
    for op in ops:
        alias, result, text = function(types, page, op, definitions)
        functions.append(text)
        if op == "verify":
            functions.append(explanation(text))
        if result != alias:
            aliases.append(f"{alias} = Union[{', '.join(result.split(' | '))}]" if " | " in result else f"{alias} = {result}")
    # A question of its own, for those who ask many.
    many = definitions["verify-input"]
    types.declare("VerifyInput", many["properties"], many["required"], "A question for verify_many, as JSON has it.", True, "Verify")
    classes = "".join(types.text())
    table = "".join(f'    "{op}": {snake(op)},\n' for op in ops)
    rows = {name: "".join(f'    "{code}",\n' for code in codes) for name, codes in sorted(types.reasons.items())}
    reasons = "".join(f"#: A later version may add codes.\n{name} = Literal[\n{codes}]\n" for name, codes in rows.items()) + "\n\n"
    names = sorted([*types.declared, *rows, *(alias.partition(" ")[0] for alias in aliases), *map(snake, ops), "OPERATIONS", "explain"])
    exported = "__all__ = [\n" + "".join(f'    "{name}",\n' for name in names) + "]\n\n\n"
    return (
        HEADER
        + exported
        + reasons
        + classes
        + "\n".join(aliases)
        + "\n\n\n"
        + "".join(functions)
        + '#: The functions, by the names of their operations.\nOPERATIONS: Mapping[str, Any] = {\n'
        + table
        + "}\n"
    )


def main():
    text = written()
    if "--check" in sys.argv[1:]:
        if FILE.read_text("utf-8") != text:
            sys.exit(f"{FILE.relative_to(ROOT)} is old; write it with: python3 packages/python/generate.py")
    else:
        FILE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
