"""Generates random schemas and instances, with the verdicts of PyPI's jsonschema, in the format of the official suite.

    .venv/bin/python schemas/engine.py DIRECTORY

writes random.json. The same seed makes the same cases. Numbers are integers, because jsonschema divides fractions in
floating point, unlike the engine.
"""

import json
import random
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

GROUPS, INSTANCES = 2_000, 8
NAMES = ["a", "b", "c", "input"]
TYPES = ["null", "boolean", "object", "array", "number", "string", "integer"]
# None is empty, because jsonschema treats an empty one as absent beside `additionalProperties`.
PATTERNS = ["^a", "b$", "^[a-c]+$", "a.c", "^(?:ab|c){1,2}$", "^", "^\\d+$"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def one(self, *options):
        return self.random.choice(options)

    def some(self, options, least=0):
        return self.random.sample(options, self.random.randint(least, len(options)))

    def value(self, depth=0):
        kind = self.random.randrange(5 if depth > 2 else 8)
        if kind == 0:
            return self.one(None, True, False)
        if kind < 3:
            return self.random.randint(-2, 4)
        if kind < 5:
            return self.one("", "a", "abc", "ab", "cc", "12", "é")
        if kind == 5:
            return [self.value(depth + 1) for _ in range(self.random.randrange(4))]
        return {name: self.value(depth + 1) for name in self.some(NAMES)}

    def schema(self, depth=0):
        if depth > 3 or self.random.random() < 0.08:
            return self.one(True, True, False, {"$ref": "#/$defs/a"}, {"$ref": "#/$defs/b"})
        return {key: value for _ in range(self.random.randint(1, 4)) for key, value in self.keyword(depth + 1)}

    def keyword(self, depth):
        schema, limit = lambda: self.schema(depth), self.random.randrange(4)
        makers = {
            "type": lambda: self.one(self.one(*TYPES), self.some(TYPES, 1)),
            "enum": lambda: [self.value(1) for _ in range(3)],
            "const": lambda: self.value(1),
            "multipleOf": lambda: limit + 1,
            **{name: lambda: limit for name in ["maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"]},
            **{name: lambda: limit for name in ["maxLength", "minLength", "maxItems", "minItems"]},
            **{name: lambda: limit for name in ["maxProperties", "minProperties"]},
            "pattern": lambda: self.one(*PATTERNS),
            "uniqueItems": lambda: self.one(True, False),
            "prefixItems": lambda: [schema() for _ in range(self.random.randint(1, 2))],
            **{name: schema for name in ["items", "not", "propertyNames", "additionalProperties", "contains"]},
            "required": lambda: self.some(NAMES),
            "properties": lambda: {name: schema() for name in self.some(NAMES)},
            "patternProperties": lambda: {self.one(*PATTERNS): schema()},
            "dependentRequired": lambda: {self.one(*NAMES): self.some(NAMES)},
            "dependentSchemas": lambda: {self.one(*NAMES): schema()},
            **{name: lambda: [schema() for _ in range(self.random.randint(2, 3))] for name in ["allOf", "anyOf", "oneOf"]},
        }
        name = self.one(*makers, "if", "counted", "counted")
        if name == "if":
            return [("if", schema()), *((branch, schema()) for branch in self.some(["then", "else"]))]
        if name == "counted":
            counts = [(name, self.random.randrange(3)) for name in ["minContains", "maxContains"]]
            return [("contains", schema()), *self.some(counts)]
        return [(name, makers[name]())]

    def group(self, index):
        schema = self.schema()
        if isinstance(schema, dict):
            schema["$defs"] = {"a": {"type": self.one(*TYPES)}, "b": {"minLength": 2, "maximum": 2, "required": ["a"]}}
        else:
            schema = {"allOf": [schema], "$defs": {"a": True, "b": False}}
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        instances = [self.value() for _ in range(INSTANCES)]
        tests = [
            {"description": str(number), "data": instance, "valid": validator.is_valid(instance)}
            for number, instance in enumerate(instances)
        ]
        return {"description": str(index), "schema": schema, "tests": tests}


def main():
    groups = [Maker(index).group(index) for index in range(GROUPS)]
    both = {test["valid"] for group in groups for test in group["tests"]}
    assert both == {True, False}
    # One file for each thousand, because the engine's reader has bounds, too.
    for start in range(0, GROUPS, 100):
        text = json.dumps(groups[start : start + 100], ensure_ascii=False)
        (Path(sys.argv[1]) / f"random-{start:04}.json").write_text(text, "utf-8")


main()
