#!/usr/bin/env python3
"""Builds the npm and PyPI packages of the vectors, and runs docs/test-your-implementation.md in a fresh directory with them."""

import filecmp
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VECTORS = ROOT / "spec-vectors"
PAGE = ROOT / "docs/test-your-implementation.md"


def version(name):
    return re.search(r'^version = "(.*)"$', (VECTORS / name).read_text("utf-8"), re.MULTILINE)[1]


versions = {name: version(name) for name in ["Cargo.toml", "generate/Cargo.toml", "pyproject.toml"]}
versions["package.json"] = json.loads((VECTORS / "package.json").read_text("utf-8"))["version"]
versions["CHANGELOG.md"] = re.search(r"^## (\d\S*?),? ", (VECTORS / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)[1]
if len(set(versions.values())) != 1:
    sys.exit(f"the vectors have one version: {versions}")
# The packages of other languages have the version of the crates.
elsewhere = {"Cargo.toml": re.search(r'^version = "(.*)"$', (ROOT / "Cargo.toml").read_text("utf-8"), re.MULTILINE)[1]}
for name in ["packages/npm/package.json", "packages/npm/wasm/Cargo.toml", "packages/python/pyproject.toml", "packages/python/Cargo.toml"]:
    elsewhere[name] = re.search(r'^ *"?version"?[ =:]+"(.*?)"', (ROOT / name).read_text("utf-8"), re.MULTILINE)[1]
if len(set(elsewhere.values())) != 1:
    sys.exit(f"the packages of all languages have one version: {elsewhere}")
for name in ["LICENSE-MIT", "LICENSE-APACHE"]:
    if not filecmp.cmp(ROOT / name, VECTORS / name, shallow=False):
        sys.exit(f"spec-vectors/{name} is not the file of the project")



def recipe(directory):
    """The steps of action/action.yml, but for the one that installs the command, on a sample project: a testee, the same
    with a bug, and that with the bug known. `packages/python/check.py` has the other step install the wheel."""
    steps = re.findall(r"^      run: '?(.*?)'?$", (ROOT / "action/action.yml").read_text("utf-8"), re.MULTILINE)
    if steps[:-1] != ['"$GITHUB_ACTION_PATH/install.sh"']:
        sys.exit(f"action/action.yml has other steps: {steps}")
    project, summary = Path(directory) / "project", Path(directory) / "summary.md"
    project.mkdir()
    testee = (VECTORS / "skeletons/testee.py").read_text("utf-8")
    (project / "testee.py").write_text(testee)
    (project / "wrong.py").write_text(testee.replace("object_pairs_hook=unique, ", ""))
    environment = {**os.environ, "GITHUB_ACTION_PATH": str(ROOT / "action"), "GITHUB_STEP_SUMMARY": str(summary)}

    demand = json.loads((ROOT / "spec-vectors/v1/lint.json").read_text("utf-8"))["vectors"]
    for name, wanted in [("good.json", "valid"), ("bad.json", "invalid"), ("open.json", "undecided")]:
        texts = (vector["input"].get("json") for vector in demand if vector["expect"]["class"] == wanted)
        (project / name).write_text(json.dumps(next(text for text in texts if text)))

    def check(code, **variables):
        variables = {"X402_DEMANDS": "", "X402_TESTEE": "", "X402_KNOWN": "", "X402_REQUIRE": "", **variables}
        run = subprocess.run(["bash", "-c", steps[-1]], cwd=project, env={**environment, **variables}, stdout=subprocess.DEVNULL)
        if run.returncode != code:
            sys.exit(f"action/check.sh with {variables}: exit code {run.returncode}, not {code}")

    (project / "my testee.py").write_text(testee)
    check(0, X402_DEMANDS="good.json")
    check(0, X402_DEMANDS="open.json good.json")
    check(1, X402_DEMANDS="none.json")
    check(64)
    check(64, X402_DEMANDS=" ", X402_TESTEE="\n")
    check(64, X402_DEMANDS="good.json", X402_REQUIRE="decode")
    check(64, X402_TESTEE="python3 testee.py\nsecond")
    check(0, X402_TESTEE="python3 'my testee.py'\n")
    check(1, X402_TESTEE="python3 'my testee.py")
    check(1, X402_TESTEE="python3 none.py; exit 0")
    check(1, X402_DEMANDS="bad.json good.json")
    check(1, X402_DEMANDS="bad.json", X402_TESTEE="python3 testee.py")
    check(0, X402_TESTEE="python3 testee.py", X402_REQUIRE="network")
    check(1, X402_TESTEE="python3 testee.py", X402_REQUIRE="network verify")
    check(1, X402_TESTEE="python3 wrong.py")
    write = ["x402", "conformance", "run", "--write-known", "known.json", "--", "python3", "wrong.py"]
    subprocess.run(write, cwd=project, stdout=subprocess.DEVNULL)
    check(0, X402_TESTEE="python3 wrong.py", X402_KNOWN="known.json")
    if (reports := summary.read_text("utf-8").count("# x402 conformance")) != 8:
        sys.exit(f"the summary of the job has {reports} reports, not 8")


with tempfile.TemporaryDirectory(prefix="x402-packages-") as directory:
    run = lambda *command: subprocess.run(command, cwd=directory, check=True, stdout=subprocess.DEVNULL)
    run("npm", "pack", "--silent", str(VECTORS))
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", str(VECTORS))
    os.environ["PATH"] = f"{ROOT / 'target/debug'}{os.pathsep}{os.environ['PATH']}"
    recipe(directory)
    skeletons = ["--skip", "testee.go,./testee,./wrong"] if shutil.which("go") is None else []
    if skeletons:
        print("SKIPPED the testee in Go: there is no Go here; apt install golang-go")
    page = subprocess.run([sys.executable, str(ROOT / ".ci/readme.py"), str(PAGE), *skeletons], cwd=directory)
    if page.returncode:
        sys.exit(page.returncode)
    # Every file of both packages is the one that SHA256SUMS names, and one that is changed is noticed.
    (Path(directory) / "check.mjs").write_text(
        'import { appendFileSync } from "node:fs";\nimport { all, load, verify } from "x402-spec-vectors";\n'
        "verify();\nif (!all().every((vector) => JSON.parse(vector.inputText))) throw new Error('inputText');\n"
        'appendFileSync("node_modules/x402-spec-vectors/v1/networks.json", " ");\n'
        "for (const f of [verify, () => load('networks')]) {\n"
        "  let wrong; try { f(); wrong = true; } catch {} if (wrong) throw new Error('a changed file is taken');\n}\n"
    )
    run("node", "check.mjs")
    (Path(directory) / "check.py").write_text(
        "import json, x402_spec_vectors as x\nx.verify()\nassert all(json.loads(v['inputText']) == v['input'] for v in x.all())\n"
        "(x.FOLDER / 'v1/networks.json').open('a').write(' ')\n"
        "for f in [x.verify, lambda: x.load('networks')]:\n"
        "    try:\n        f()\n    except ValueError:\n        continue\n    raise SystemExit('a changed file is taken')\n"
    )
    run("venv/bin/python", "check.py")
