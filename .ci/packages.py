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
for name in ["LICENSE-MIT", "LICENSE-APACHE"]:
    if not filecmp.cmp(ROOT / name, VECTORS / name, shallow=False):
        sys.exit(f"spec-vectors/{name} is not the file of the project")

with tempfile.TemporaryDirectory(prefix="x402-packages-") as directory:
    run = lambda *command: subprocess.run(command, cwd=directory, check=True, stdout=subprocess.DEVNULL)
    run("npm", "pack", "--silent", str(VECTORS))
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", str(VECTORS))
    os.environ["PATH"] = f"{ROOT / 'target/debug'}{os.pathsep}{os.environ['PATH']}"
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
