"""Checks that types generated from the JSON Schemas accept the schemas' examples: Python types by datamodel-codegen,
TypeScript types by quicktype. Both generators read only `schemas/definitions.json`.

    schemas/generators/.venv/bin/python schemas/generators/check.py DIRECTORY

The generated files go to DIRECTORY.
"""

import importlib.util
import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from pydantic import TypeAdapter

HERE = Path(__file__).resolve().parent
DEFINITIONS = HERE.parents[2] / "schemas/definitions.json"
BINARIES = HERE / "node_modules/.bin"


def run(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")


def lacking(schema, example):
    """Copies of the example, each without one required member."""
    for name in schema.get("required", []):
        yield name, {member: value for member, value in example.items() if member != name}


def python(definitions, directory):
    """The faults of the Python types, and the number of refusals."""
    file = directory / "x402.py"
    run(
        Path(sys.executable).with_name("datamodel-codegen"), "--input", DEFINITIONS, "--input-file-type", "jsonschema",
        "--output", file, "--output-model-type", "pydantic_v2.BaseModel", "--target-python-version", "3.11",
        "--formatters", "builtin", "--disable-timestamp",
    )
    spec = importlib.util.spec_from_file_location("x402", file)
    module = importlib.util.module_from_spec(spec)
    sys.modules["x402"] = module
    spec.loader.exec_module(module)
    wrong, refused = [], 0
    for name, schema in definitions.items():
        model = getattr(module, name, None)
        if model is None:
            wrong.append(f"Python has no {name}")
            continue
        # A list of values becomes an enum, which is not a model.
        adapter = TypeAdapter(model)
        for example in schema["examples"]:
            read = adapter.validate_python(example)
            if adapter.dump_python(read, mode="json", by_alias=True, exclude_unset=True) != example:
                wrong.append(f"Python's {name} does not write what it read: {example}")
            for member, less in lacking(schema, example):
                try:
                    adapter.validate_python(less)
                    wrong.append(f"Python's {name} does not require {member}")
                except ValueError:
                    refused += 1
    return wrong, refused


def typescript(definitions, directory):
    """The faults of the TypeScript types, and the number of refusals."""
    file = directory / "x402.ts"
    run(BINARIES / "quicktype", "-s", "schema", f"{DEFINITIONS}#/$defs/", "-l", "ts", "--just-types", "-o", file)
    written = file.read_text("utf-8")
    lines, refused, wrong = ['import type * as x402 from "./x402";'], 0, []
    for name, schema in definitions.items():
        # TypeScript generates no separate types for strings and numbers.
        if schema.get("type") != "object" and "oneOf" not in schema:
            continue
        if f"export interface {name} {{" not in written:
            wrong.append(f"TypeScript has no {name}")
            continue
        for example in schema["examples"]:
            lines.append(f"export const n{len(lines)}: x402.{name} = {json.dumps(example)};")
            for _, less in lacking(schema, example):
                refused += 1
                lines.append(f"// @ts-expect-error\nexport const n{len(lines)}: x402.{name} = {json.dumps(less)};")
    (directory / "check.ts").write_text("\n".join(lines) + "\n", "utf-8")
    run(BINARIES / "tsc", "--noEmit", "--strict", "--module", "esnext", "--moduleResolution", "bundler", directory / "check.ts")
    return wrong, refused


def installed(package):
    return json.loads((HERE / "node_modules" / package / "package.json").read_text("utf-8"))["version"]


def main(directory):
    directory.mkdir(parents=True, exist_ok=True)
    definitions = json.loads(DEFINITIONS.read_text("utf-8"))["$defs"]
    examples = sum(len(schema["examples"]) for schema in definitions.values())
    wrong = []
    for what, check in (
        (f"datamodel-codegen {version('datamodel-code-generator')}, pydantic {version('pydantic')}", python),
        (f"quicktype {installed('quicktype')}, TypeScript {installed('typescript')}", typescript),
    ):
        found, refused = check(definitions, directory)
        wrong += found
        print(f"{what}: {len(definitions)} definitions, {examples} examples, {len(found)} wrong; {refused} incomplete objects refused")
    for line in wrong:
        print(line)
    return 1 if wrong or not examples else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
