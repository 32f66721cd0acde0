"""Checks the JSON Schemas against the cases of `cases.py`, with `jsonschema-rs`.

    .venv/bin/python schemas/compare.py FILE
"""

import json
import sys
from fnmatch import fnmatchcase
from importlib.metadata import version
from pathlib import Path

import jsonschema_rs

HERE = Path(__file__).resolve().parent
SCHEMAS = HERE.parents[1] / "schemas"
EXCEPTIONS = json.loads((HERE / "exceptions.json").read_text("utf-8"))["everyReader"]


def validators():
    """The validators by schema, and the faults of the schemas themselves."""
    found, wrong = {}, []
    for path in SCHEMAS.rglob("*.schema.json"):
        schema = json.loads(path.read_text("utf-8"))
        jsonschema_rs.meta.validate(schema)
        name = str(path.relative_to(SCHEMAS))
        found[name] = jsonschema_rs.Draft202012Validator(schema)
        wrong += [f"{name}: {fault}" for fault in faults(schema, found[name].is_valid)]
    return found, wrong


def faults(schema, is_valid):
    """The annotations that a schema lacks for readers and generators of types."""
    lacking = [f"no {member}" for member in ("title", "description", "examples") if not schema.get(member)]
    return lacking + [f"refuses its example {json.dumps(example)[:200]}" for example in schema.get("examples", []) if not is_valid(example)]


def compare(cases, exceptions, schemas):
    """The faults: wrong verdicts, schemas without cases, needless exceptions."""
    wrong, needed, verdicts = [], set(), {(schema, accept): 0 for schema in schemas for accept in (True, False)}
    for case in cases:
        found = case["found"]
        verdicts[case["schema"], found] += 1
        if found != case["accept"]:
            # The name of an exception is an id, a title or a flag, as a pattern.
            names = {key for key in exceptions for name in case.get("names", []) if fnmatchcase(name, key)}
            if found and names:
                needed |= names
            else:
                what = "taken" if found else "refused"
                wrong.append(f"{case['schema']}: {what}: {case.get('id', 'spoiled')}: {case['text'][:600]}")
    wrong += [f"{schema}: no document was {'taken' if accept else 'refused'}" for (schema, accept), n in verdicts.items() if n == 0]
    wrong += [f"exceptions.json: {name} is not needed any more" for name in sorted(exceptions.keys() - needed)]
    return wrong if cases else ["no cases found"]


def self_test(cases, exceptions, schemas):
    """Tests the comparison itself: it must object to a wrong expectation for each schema, in both directions, to a stale
    exception, and to an empty list of cases."""
    flips = {(case["schema"], case["accept"]): index for index, case in enumerate(cases)}
    for (schema, accept), index in flips.items():
        flipped = cases[:index] + [{**cases[index], "accept": not accept}] + cases[index + 1 :]
        assert compare(flipped, exceptions, schemas), f"a wrong expectation of {schema} is not noticed"
    assert compare(cases, {**exceptions, "stale": "for the test"}, schemas), "a stale exception is not noticed"
    assert compare([], exceptions, schemas), "the absence of cases is not noticed"
    assert faults({}, bool) == ["no title", "no description", "no examples"], "a bare schema is not noticed"
    assert faults({"title": "T", "description": "D", "examples": [0]}, bool), "a wrong example is not noticed"
    return len(flips)


def main(file):
    schemas, wrong = validators()
    # Not splitlines, which also splits at characters that a string may contain, such as U+2028.
    cases = [json.loads(line) for line in Path(file).read_text("utf-8").split("\n") if line]
    for case in cases:
        case["found"] = schemas[case["schema"]].is_valid(json.loads(case["text"]))
    wrong += compare(cases, EXCEPTIONS, schemas)
    for line in wrong[:40]:
        print(line)
    flips = 0 if wrong else self_test(cases, EXCEPTIONS, schemas)
    vectors = sum("id" in case for case in cases)
    print(
        f"jsonschema-rs {version('jsonschema-rs')}: {len(schemas)} schemas, {vectors} cases of vectors, {len(cases) - vectors} of"
        f" spoiled documents, {len(EXCEPTIONS)} exceptions, {len(wrong)} wrong; {flips} wrong expectations noticed"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
