#!/usr/bin/env python3
"""Writes what a pull request to a package's own repository would add, so that its CI runs the vectors from then on.

    witness/adopt.py PACKAGE DIRECTORY    a key of matrix/packages.json, and the root of the package's repository
    witness/adopt.py --check              writes the folders of all packages into target/adopted/ and tries each

Into DIRECTORY come `conformance/`, with the adapter and all that it imports, the list of known differences by cause, the profile that
says which vectors are asked, and a page about them, and `.github/workflows/x402-conformance.yml`. Nothing else is changed.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

WITNESS = Path(__file__).resolve().parent
ROOT = WITNESS.parent
LISTED = json.loads((WITNESS / "matrix/packages.json").read_text("utf-8"))
IMPORT = re.compile(r'(?:from|import) "([^"]+)"')
# A question may need a few seconds for a thousand members.
PATIENCE = 300
WORKFLOW = """\
# The vectors of x402, put to this package. conformance/README.md says what a failure means.
name: x402 conformance
on: [push, pull_request]
permissions:
  contents: read
jobs:
  vectors:
    runs-on: ubuntu-24.04
    defaults:
      run:
        working-directory: conformance
    steps:
      - uses: actions/checkout@v5
{install}      - run: pip install 'x402-spec-vectors[run]=={version}'
      - run: x402-vectors run --profile profile.json --timeout {patience} --format markdown -- {testee} >>"$GITHUB_STEP_SUMMARY"
"""
PAGE = """\
# Conformance

The vectors of x402 (`x402-spec-vectors`, version {version}), put to {title} {versions} by
`{testee}`. {asked} vectors are asked: {passed} passed and {skipped} were skipped when this folder was written.

`known.json` lists the differences by cause, {count} entries. Each names vectors, their number, the digest of the answers, and the ruling that
decides. Whoever fixes a cause removes its entry, or corrects its number. A difference that is not listed fails the run, and so does
an entry whose differences are gone or are others.

{before}
    pip install 'x402-spec-vectors[run]=={version}'
    x402-vectors run --profile profile.json --timeout {patience} -- {testee}

`--level must` asks only what a document says or what settles does; `--format html` writes a page with each difference in words. A run of
fewer vectors needs a list of its own, so leave out the profile then. Whoever thinks that a vector is wrong: the levels `should` and
`policy` bind nobody, and the issue form "A vector or a ruling is wrong" takes evidence.
"""


def imported(path, found):
    """The file, and those of this folder that it imports, directly or not."""
    if path in found:
        return found
    found.add(path)
    text = path.read_text("utf-8")
    if path.suffix == ".mjs":
        beside = [(path.parent / name).resolve() for name in IMPORT.findall(text) if name.startswith(".")]
    else:
        names = re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE)
        # Another file of vectors/ may have the name of a package.
        beside = [WITNESS / ("vectors" if name == "models" else "adapters") / f"{name}.py" for name in names]
    for one in beside:
        if path.suffix == ".mjs" or one.exists():
            imported(one, found)
    return found


def npm(folder, files, manifest):
    """package.json with what the files import, pinned as here."""
    wanted = {name for file in files for name in IMPORT.findall(file.read_text("utf-8")) if not name.startswith((".", "node:"))}
    names = {"/".join(name.split("/")[: 2 if name.startswith("@") else 1]) for name in wanted}
    ours = json.loads(manifest.read_text("utf-8"))
    # What stands in for another package, and comes along.
    local = {name: path for name, path in ours["dependencies"].items() if path.startswith("file:")}
    for path in local.values():
        shutil.copytree(manifest.parent / path[5:], folder / path[5:], dirs_exist_ok=True)
    about = {"private": True, "type": "module", "engines": ours["engines"]}
    about["dependencies"] = {name: ours["dependencies"][name] for name in sorted(names | set(local))}
    about |= {"overrides": ours["overrides"]} if "overrides" in ours else {}
    (folder / "package.json").write_text(json.dumps(about, indent=2) + "\n", "utf-8")


def adapter(about, folder):
    """Copies the adapter. Returns the command that runs it, and the commands and the step that come before."""
    program = about["testee"]
    if about["lock"].endswith("Cargo.lock"):
        for name in ["Cargo.toml", "Cargo.lock", "src"]:
            source = WITNESS / "adapters/rust" / name
            shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy(source, folder / name)
        return ["target/debug/x402-witness-adapters", *program[1:]], ["cargo build --locked"], ""
    start = ROOT / program[-1]
    files = imported(start, set())
    for file in files:
        (folder / file.relative_to(WITNESS)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, folder / file.relative_to(WITNESS))
    testee = start.relative_to(WITNESS).as_posix()
    if start.suffix == ".mjs":
        npm(folder, files, ROOT / Path(about["lock"]).with_name("package.json"))
        return ["node", testee], ["npm install"], "      - uses: actions/setup-node@v5\n        with: { node-version: 22 }\n"
    for name in ["requirements.txt", "requirements-alone.txt"]:
        shutil.copy(WITNESS / name, folder / name)
    before = ["python3 -m venv .venv", ".venv/bin/pip install -r requirements.txt", ".venv/bin/pip install --no-deps -r requirements-alone.txt"]
    return [".venv/bin/python", testee], before, '      - uses: actions/setup-python@v6\n        with: { python-version: "3.11" }\n'


def write(name, directory):
    """Writes everything. Returns the folder and the command of the testee."""
    about = LISTED["packages"][name]
    folder = directory / "conformance"
    folder.mkdir(parents=True)
    testee, before, setup = adapter(about, folder)
    shutil.copy(ROOT / about["known"], folder / "known.json")
    results = json.loads((WITNESS / "matrix/results" / f"{name}.json").read_text("utf-8"))["groups"]
    sums = {what: sum(row[what] for row in results.values()) for what in ["passed", "skipped", "known"]}
    groups = [group for group in LISTED["groups"] if group not in about.get("notAsked", [])]
    profile = {"op": about["operations"], "group": groups, "notId": LISTED["later"], "known": "known.json"}
    (folder / "profile.json").write_text(json.dumps(profile, indent=1) + "\n", "utf-8")
    sys.path.insert(0, str(WITNESS / "matrix"))
    import versions

    said = {
        "version": json.loads((ROOT / "spec-vectors/package.json").read_text("utf-8"))["version"],
        "testee": " ".join(testee),
        "patience": PATIENCE,
        "title": about["title"],
        "versions": ", ".join(sorted(set(versions.pinned(about).values()))),
        "asked": sum(sums.values()),
        "count": len(json.loads((folder / "known.json").read_text("utf-8"))),
        "before": "\n".join(f"    {line}" for line in before),
        "install": setup + "".join(f"      - run: {line}\n" for line in before),
        **sums,
    }
    (folder / "README.md").write_text(PAGE.format(**said), "utf-8")
    workflow = directory / ".github/workflows/x402-conformance.yml"
    workflow.parent.mkdir(parents=True, exist_ok=True)
    workflow.write_text(WORKFLOW.format(**said), "utf-8")
    return folder, testee


def fault(name, about, folder, testee):
    """What is wrong with a folder, or None. The packages are those that are installed here."""
    x402 = lambda *words: subprocess.run([ROOT / "target/debug/x402", "conformance", "run", *words], cwd=folder, capture_output=True, text=True)
    listed = x402("--list", "--profile", "profile.json", "--vectors", ROOT / "spec-vectors").stdout.splitlines()
    results = json.loads((WITNESS / "matrix/results" / f"{name}.json").read_text("utf-8"))["groups"]
    if len(listed) != sum(sum(row.values()) for row in results.values()):
        return f"profile.json selects {len(listed)} vectors, and results/ has others"
    if testee[0].startswith("target/"):
        # Nothing is compiled: the judges of the Rust packages are the slow ones.
        run = subprocess.run(["cargo", "metadata", "--offline", "--locked", "--format-version", "1"], cwd=folder, capture_output=True, text=True)
        if run.returncode and ("no matching package" in run.stderr or "failed to download" in run.stderr):
            print(f"SKIPPED {name}: cargo has not fetched its crates")
            return None
        return f"cargo does not take it: {run.stderr}" if run.returncode else None
    installed = WITNESS / "v1/node_modules" if name == "npm_v1" else WITNESS / "node_modules"
    (folder / "node_modules").symlink_to(installed) if testee[0] == "node" else (folder / ".venv").symlink_to(WITNESS / ".venv")
    if name == "npm_v1":
        words = ["--profile", "profile.json"]
    else:
        # Each package is asked everything by a judge of its own.
        words = ["--id", "match-0062", "--id", "match-0070", "--id", "eip3009-0082a", "--id", "networks-0101"]
    # A package may need longer than the default to start, on a machine that does more than this.
    run = x402(*words, "--timeout", str(PATIENCE), "--vectors", ROOT / "spec-vectors", "--", *testee)
    return f"{run.stdout[-2000:]}{run.stderr[-2000:]}" if run.returncode else None


def check():
    adopted = ROOT / "target/adopted"
    shutil.rmtree(adopted, ignore_errors=True)
    wrong = 0
    for name, about in LISTED["packages"].items():
        folder, testee = write(name, adopted / name)
        if said := fault(name, about, folder, testee):
            print(f"{name}: {said}")
            wrong += 1
    print(f"{len(LISTED['packages'])} folders written, {wrong} of them wrong")
    return int(wrong > 0)


def main(words):
    if words == ["--check"]:
        return check()
    if len(words) != 2 or words[0] not in LISTED["packages"]:
        print(f"usage: witness/adopt.py PACKAGE DIRECTORY; packages: {', '.join(LISTED['packages'])}", file=sys.stderr)
        return 64
    directory = Path(words[1])
    if (directory / "conformance").exists():
        print(f"{directory / 'conformance'} is there already", file=sys.stderr)
        return 64
    folder, testee = write(words[0], directory)
    print(f"{folder}: x402 conformance run --profile profile.json --timeout {PATIENCE} -- {' '.join(testee)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
