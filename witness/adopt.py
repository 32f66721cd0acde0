#!/usr/bin/env python3
"""Writes what a pull request to a package's own repository would add, so that its CI runs the vectors from then on.

    witness/adopt.py PACKAGE DIRECTORY           a key of matrix/packages.json, and the root of the package's repository
    witness/adopt.py PACKAGE DIRECTORY LEVELS    asks these levels, such as must,should; without it `must`
    witness/adopt.py --check                     writes the folders of all packages into target/adopted/ and tries each

Into DIRECTORY come `conformance/`, with the adapter and all that it imports, the list of known differences by cause, the profile that
says which vectors are asked, and a page about them, and `.github/workflows/x402-conformance.yml`. Nothing else is changed.

The workflow installs the vectors from PyPI if this version is there, and builds the command from a checkout of this project otherwise.
"""

import fnmatch
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

WITNESS = Path(__file__).resolve().parent
ROOT = WITNESS.parent
sys.path[:0] = [str(WITNESS / "matrix"), str(ROOT / "spec-vectors/python")]
import versions
from x402_spec_vectors._rows import vectors

LISTED = json.loads((WITNESS / "matrix/packages.json").read_text("utf-8"))
IMPORT = re.compile(r'(?:from|import) "([^"]+)"')
# A question may need a few seconds for a thousand members.
PATIENCE = 300
LEVELS = ["must", "should", "policy"]
VERSION = json.loads((ROOT / "spec-vectors/package.json").read_text("utf-8"))["version"]
# How the vectors come into a job: the step, the command for a page, and the command that asks. Of a version that a registry has, and of one
# that none has.
PUBLISHED = ("", f"pip install 'x402-spec-vectors[run]=={VERSION}'", "x402-vectors run")
CHECKED_OUT = (
    "      - uses: actions/checkout@v5\n        with: {{ repository: {project}, ref: {commit}, path: x402 }}\n",
    "cargo install --locked --path ../x402/crates/x402-cli",
    "x402 conformance run",
)
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
{install}{checkout}      - run: {source}
      - run: {run} --profile profile.json --timeout {patience} --format markdown -- {testee} >>"$GITHUB_STEP_SUMMARY"
"""
PAGE = """\
# Conformance

The vectors of x402 (`x402-spec-vectors`, version {version}), put to {title} {versions} by
`{testee}`. The run asks {asked} vectors of the levels that `profile.json` names: {levels}. When this folder was written, {known} of
them differed.

`known.json` lists the differences by cause, {count} entries. Each names vectors, their number, the digest of the answers, and the ruling that
decides. When you fix a cause, remove its entry or correct its number. A difference that is not listed fails the run, and so does
an entry whose differences are gone or are others.

{before}
    {source}
    {run} --profile profile.json --timeout {patience} -- {testee}

{origin}
`must` is what a document says or what settles does, `should` is what the official SDKs agree on, and `policy` binds no implementation.
`witness/adopt.py {name} DIRECTORY must,should` of the x402 project writes this folder for two levels, because a run of other vectors needs
a list of its own. `--format html` writes a page with each difference in words. If you think that a vector is wrong, the issue form "A
vector or a ruling is wrong" takes evidence.
"""


def imported(path, found):
    """The file, and those of this folder that it imports, directly or not."""
    if path in found:
        return found
    found.add(path)
    text = path.read_text("utf-8")
    if path.suffix == ".mjs":
        paths = [(path.parent / name).resolve() for name in IMPORT.findall(text) if name.startswith(".")]
    else:
        names = re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE)
        # Another file of vectors/ may have the name of a package.
        paths = [WITNESS / ("vectors" if name == "models" else "adapters") / f"{name}.py" for name in names]
    for one in paths:
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


def selected(about):
    """The level of each vector that the package is asked, by its id."""
    groups = {group for group in LISTED["groups"] if group not in about.get("notAsked", [])}
    levels = {}
    for group in sorted(groups):
        for vector in vectors((ROOT / f"spec-vectors/v1/{group}.json").read_text("utf-8")):
            if vector["op"] in about["operations"] and not any(fnmatch.fnmatchcase(vector["id"], later) for later in LISTED["later"]):
                levels[vector["id"]] = vector["level"]
    return levels


def known(name, about, asked):
    """The known differences among the vectors that are asked: the entries with the number and the digest of these."""
    differences = json.loads((WITNESS / "matrix/results" / f"{name}.json").read_text("utf-8"))["differences"]
    entries = []
    for entry in json.loads((ROOT / about["known"]).read_text("utf-8")):
        lines = [f"{id}\t{actual}\n" for id, actual in sorted(differences[entry["reason"]].items()) if id in asked]
        if lines:
            entries.append(entry | {"count": len(lines), "sha256": hashlib.sha256("".join(lines).encode()).hexdigest()})
    return entries


def project():
    """The name of this project on GitHub, if Cargo.toml has its address, and the commit."""
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    address = re.search(r'^repository = "https://github\.com/(.+)"$', (ROOT / "Cargo.toml").read_text("utf-8"), re.MULTILINE)
    return {"project": address[1] if address else "OWNER/x402", "commit": commit}


def is_published():
    """Whether PyPI has this version of the vectors."""
    command = [sys.executable, "-m", "pip", "index", "versions", "--disable-pip-version-check", "--pre", "x402-spec-vectors"]
    output = subprocess.run(command, capture_output=True, text=True, timeout=versions.PATIENCE).stdout
    return VERSION in re.findall(r"[\w.]+", output.partition("versions:")[2].partition("\n")[0])


def write(name, directory, levels, published):
    """Writes everything. Returns the folder and the command of the testee."""
    about = LISTED["packages"][name]
    folder = directory / "conformance"
    folder.mkdir(parents=True)
    testee, before, setup = adapter(about, folder)
    asked = {id for id, level in selected(about).items() if level in levels}
    entries = known(name, about, asked)
    lines = lambda entry: ",\n  ".join(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items())
    (folder / "known.json").write_text("[\n" + ",\n".join(f" {{{lines(entry)}}}" for entry in entries) + "\n]\n", "utf-8")
    groups = [group for group in LISTED["groups"] if group not in about.get("notAsked", [])]
    profile = {"op": about["operations"], "group": groups, "level": levels, "notId": LISTED["later"], "known": "known.json"}
    (folder / "profile.json").write_text(json.dumps(profile, indent=1) + "\n", "utf-8")
    checkout, source, run = PUBLISHED if published else CHECKED_OUT
    origin = "" if published else "No registry has this version of the vectors, so the command comes from a checkout of {project} at {commit}, in `x402/` next to\nthis folder.\n"
    values = {
        "name": name,
        "version": VERSION,
        "testee": " ".join(testee),
        "patience": PATIENCE,
        "title": about["title"],
        "versions": ", ".join(sorted(set(versions.pinned(about).values()))),
        "levels": ", ".join(levels),
        "asked": len(asked),
        "known": sum(entry["count"] for entry in entries),
        "count": len(entries),
        "before": "\n".join(f"    {line}" for line in before),
        "install": setup + "".join(f"      - run: {line}\n" for line in before),
        "checkout": checkout.format(**project()),
        "source": source,
        "run": run,
        "origin": origin.format(**project()),
    }
    (folder / "README.md").write_text(PAGE.format(**values), "utf-8")
    workflow = directory / ".github/workflows/x402-conformance.yml"
    workflow.parent.mkdir(parents=True, exist_ok=True)
    workflow.write_text(WORKFLOW.format(**values), "utf-8")
    return folder, testee


def fault(name, about, folder, testee, levels):
    """What is wrong with a folder, or None. The packages are those that are installed here."""
    workflow = (folder.parent / ".github/workflows/x402-conformance.yml").read_text("utf-8")
    if ("pip install 'x402" in workflow) is not (levels == LEVELS) or ("cargo install" in workflow) is (levels == LEVELS):
        return f"the workflow installs the vectors from elsewhere: {workflow}"
    x402 = lambda *words: subprocess.run([ROOT / "target/debug/x402", "conformance", "run", *words], cwd=folder, capture_output=True, text=True)
    listed = x402("--list", "--profile", "profile.json", "--vectors", ROOT / "spec-vectors").stdout.splitlines()
    chosen = [id for id, level in selected(about).items() if level in levels]
    if len(listed) != len(chosen):
        return f"profile.json selects {len(listed)} vectors, and not {len(chosen)}"
    results = json.loads((WITNESS / "matrix/results" / f"{name}.json").read_text("utf-8"))["groups"]
    if levels == LEVELS and len(listed) != sum(sum(row.values()) for row in results.values()):
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
    if (name, levels) in [("npm_v1", LEVELS), ("npm_v2", LEVELS[:1])]:
        words = ["--profile", "profile.json"]
    else:
        # Each package is asked everything by a judge of its own.
        words = ["--id", "match-0062", "--id", "match-0070", "--id", "eip3009-0082a", "--id", "networks-0101"]
    # A package may need longer than the default to start, on a machine that does more than this.
    run = x402(*words, "--timeout", str(PATIENCE), "--vectors", ROOT / "spec-vectors", "--json", "--", *testee)
    if run.returncode:
        return f"{run.stdout[-2000:]}{run.stderr[-2000:]}"
    introduced, pinned = json.loads(run.stdout).get("testee"), next(iter(versions.pinned(about).values()))
    return None if introduced and introduced.get("version") == pinned else f"the adapter of version {pinned} introduces itself as {introduced}"


def check():
    adopted = ROOT / "target/adopted"
    shutil.rmtree(adopted, ignore_errors=True)
    wrong = 0
    # Every level of a version that a registry has, and `must` of one that none has.
    written = [(name, levels) for name in LISTED["packages"] for levels in (LEVELS, LEVELS[:1])]
    for name, levels in written:
        folder, testee = write(name, adopted / f"{name}-{len(levels)}", levels, published=levels == LEVELS)
        if problem := fault(name, LISTED["packages"][name], folder, testee, levels):
            print(f"{name}, {', '.join(levels)}: {problem}")
            wrong += 1
    print(f"{len(written)} folders written, {wrong} of them wrong")
    return int(wrong > 0)


def main(words):
    if words == ["--check"]:
        return check()
    levels = words[2].split(",") if words[2:] else LEVELS[:1]
    if len(words) not in (2, 3) or words[0] not in LISTED["packages"] or not set(levels) <= set(LEVELS):
        print(f"usage: witness/adopt.py PACKAGE DIRECTORY [must,should,policy]; packages: {', '.join(LISTED['packages'])}", file=sys.stderr)
        return 64
    directory = Path(words[1])
    if (directory / "conformance").exists():
        print(f"{directory / 'conformance'} is there already", file=sys.stderr)
        return 64
    folder, testee = write(words[0], directory, levels, is_published())
    print(f"{folder}: x402 conformance run --profile profile.json --timeout {PATIENCE} -- {' '.join(testee)}")
    if "OWNER/x402" in (directory / ".github/workflows/x402-conformance.yml").read_text("utf-8"):
        print("Cargo.toml has no address on GitHub yet: put this project's in the place of OWNER/x402 in the workflow and the page", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
