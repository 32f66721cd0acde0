"""Finds the line of each place of causes.json in the installed packages: lines.json, which the page shows.

    lines.py            writes lines.json
    lines.py --check    compares

TypeScript is read from the source maps beside what npm installs. A package that is not installed keeps its lines, and the
script says so. A file of an installed package without the function is an error: then the place is out of date.
"""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
WITNESS = HERE.parent
LINES = HERE / "lines.json"
# What stands before the name where it is defined.
DEFINED = {
    ".ts": r"^\s*(?:export |private |public |protected |static |async |function |const |class )*{name}\s*[=(<:]",
    ".py": r"^\s*(?:async )?(?:def |class ){name}\b|^{name}\b.*=",
    ".rs": r"\b(?:fn|struct|enum|type|trait) {name}\b|^\s*pub {name}:",
}


@cache
def typescript(folder):
    """The sources in the maps of an npm package, by their path in it."""
    found = {}
    for path in sorted(folder.glob("dist/**/*.map")):
        read = json.loads(path.read_text("utf-8"))
        for name, text in zip(read["sources"], read.get("sourcesContent") or []):
            found["src/" + name.rpartition("/src/")[2]] = text
    return found


@cache
def crates():
    """The folders of the crates that the adapters in Rust use, or None if cargo has not fetched them."""
    command = ["cargo", "metadata", "--offline", "--locked", "--format-version", "1", "--manifest-path", WITNESS / "adapters/rust/Cargo.toml"]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        return None
    return {one["name"]: Path(one["manifest_path"]).parent for one in json.loads(run.stdout)["packages"]}


def crate(name):
    """The folder of a crate. One that the adapters do not use may lie beside another of its project, in the same version."""
    folders = crates() or {}
    if name in folders:
        return folders[name]
    kin = next((folder for one, folder in folders.items() if one.partition("-")[0] == name.partition("-")[0] and "registry" in folder.parts), None)
    sibling = kin and kin.with_name(f"{name}-{kin.name.rpartition('-')[2]}")
    return sibling if sibling and sibling.is_dir() else None


def source(package, file):
    """The text of the file, or None if its package is not installed here."""
    if file.endswith(".py"):
        path = next(WITNESS.glob(f".venv/lib/python*/site-packages/{file}"), None)
        return path and path.read_text("utf-8")
    name, _, inside = file.partition(" ")
    if file.endswith(".rs"):
        folder = crate(name)
        return folder and (folder / inside).read_text("utf-8")
    folder = WITNESS / ("v1/node_modules" if package == "npm_v1" else "node_modules") / name
    return typescript(folder).get(inside) if folder.is_dir() else None


def line_of(text, file, function):
    pattern = re.compile(DEFINED[Path(file).suffix].replace("{name}", re.escape(function)))
    return next((number for number, line in enumerate(text.split("\n"), 1) if pattern.search(line)), None)


def main(check):
    recorded = json.loads(LINES.read_text("utf-8")) if LINES.exists() else {}
    lines, absent, lost = {}, set(), []
    for cause in json.loads((HERE / "causes.json").read_text("utf-8"))["causes"]:
        for package, location in cause["places"].items():
            file, function = location["file"], location["function"]
            key, text = f"{file} {function}", source(package, file)
            if text is None:
                absent.add(file.partition(" ")[0])
                line = recorded.get(package, {}).get(key)
            else:
                line = line_of(text, file, function)
                if line is None:
                    lost.append(f"{package}: {file} does not define {function}")
            if line is not None:
                lines.setdefault(package, {})[key] = line
    for name in sorted(absent):
        print(f"SKIPPED {name}: not installed here")
    if lost:
        print("\n".join(lost))
        return 1
    lines = {package: dict(sorted(of.items())) for package, of in sorted(lines.items())}
    if check and lines != recorded:
        print("witness/matrix/lines.json has other lines than the packages; witness/run --write matrix-lines")
        return 1
    if not check:
        LINES.write_text(json.dumps(lines, indent=1) + "\n", "utf-8")
    print(f"{sum(map(len, lines.values()))} places with their lines")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] == ["--check"]))
