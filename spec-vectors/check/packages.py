#!/usr/bin/env python3
"""Builds the npm and PyPI packages of the vectors, and runs docs/tutorials/test-your-implementation.md in a fresh directory with
them, and there the pages that go on from it.

    packages.py            the pages, the steps of the action, and the packages' files
    packages.py runner     only the command of npm's package, which must print what `x402 conformance` prints
"""

import base64
import contextlib
import filecmp
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VECTORS = ROOT / "spec-vectors"
sys.path.insert(0, str(VECTORS / "python"))
from x402_spec_vectors._rows import vectors as vectors_in
if sys.argv[1:] not in ([], ["runner"]):
    sys.exit(__doc__)
PAGES = [ROOT / "docs" / name for name in ["tutorials/test-your-implementation.md", "how-to/fuzzing.md", "how-to/test-in-ci.md"]]


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



@contextlib.contextmanager
def shop(project):
    """A server whose answer to /NAME?STATUS has the PaymentRequired object NAME.json in its header."""

    class Shop(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            name, _, status = self.path.partition("?")
            self.send_response(int(status))
            payment_required = (project / f"{name[1:]}.json").read_bytes()
            self.send_header("PAYMENT-REQUIRED", base64.b64encode(payment_required).decode())
            self.send_header("Cache-Control", "no-store")
            self.send_header("Location", "/good?402")
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def inputs_of(action):
    """The defaults of the inputs, as the step has them in its environment."""
    defaults = dict(re.findall(r'^  (\w+):\n    description: .*\n    default: "?(.*?)"?$', action, re.MULTILINE))
    return {variable: defaults.pop(name) for variable, name in re.findall(r"^        (X402_\w+): \${{ inputs\.(\w+) }}$", action, re.MULTILINE)}, defaults


def recipe(directory):
    """The steps of action/action.yml, but for the one that installs the command, on a sample project: a testee, the same
    with a bug, that with the bug known, and one that decides otherwise than this project where it may. `packages/python/check.py` has the
    other step install the wheel."""
    action = (ROOT / "action/action.yml").read_text("utf-8")
    inputs, unused = inputs_of(action)
    if unused or inputs.pop("X402_PACKAGE") != "x402-offline" or inputs["X402_LEVEL"] != "must":
        sys.exit(f"action/action.yml gives the step {inputs}, and not {unused}")
    steps = re.findall(r"^      run: '?(.*?)'?$", action, re.MULTILINE)
    if steps[:-1] != ['"$GITHUB_ACTION_PATH/install.sh"']:
        sys.exit(f"action/action.yml has other steps: {steps}")
    project, summary = Path(directory) / "project", Path(directory) / "summary.md"
    project.mkdir()
    testee = (VECTORS / "skeletons/testee.py").read_text("utf-8")
    (project / "testee.py").write_text(testee)
    bug = ('not isinstance(members.get("success"), bool)', 'members.get("success") is None')
    choice = re.compile(r"^READ_ONLY = \{.*?^\}$", re.MULTILINE | re.DOTALL)
    (project / "wrong.py").write_text(testee.replace(*bug))
    (project / "other.py").write_text(choice.sub("READ_ONLY = {}", testee))
    outputs = Path(directory) / "outputs.txt"
    paths = {"GITHUB_ACTION_PATH": str(ROOT / "action"), "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(outputs)}
    environment = {**os.environ, **paths}

    lints = vectors_in((ROOT / "spec-vectors/v1/lint.json").read_text("utf-8"))
    for name, wanted in [("good.json", "valid"), ("bad.json", "invalid"), ("open.json", "undecided")]:
        texts = (vector["input"].get("json") for vector in lints if vector["expect"]["class"] == wanted)
        (project / name).write_text(json.dumps(next(text for text in texts if text)))

    def check(code, **variables):
        variables = {**inputs, **variables}
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
    with shop(project) as url:
        # A file whose name the question mark would stand for.
        (project / "http:" / url.removeprefix("http://")).mkdir(parents=True)
        (project / "http:" / url.removeprefix("http://") / "goodx402").write_text("")
        check(0, X402_URLS=f"{url}/good?402")
        check(0, X402_URLS=f"{url}/good?402 {url}/open?402\n", X402_DEMANDS="good.json", X402_TESTEE="python3 testee.py")
        check(1, X402_URLS=f"{url}/bad?402 {url}/good?402")
        check(1, X402_URLS=f"{url}/good?200")
        check(1, X402_URLS=f"{url}/good?301")
        check(1, X402_URLS=(project / "good.json").as_uri())
        check(64, X402_URLS=f"{url}/good?402", X402_REQUIRE="decode")
    check(1, X402_URLS=f"{url}/good?402 ")
    check(0, X402_TESTEE="python3 testee.py", X402_REQUIRE="network")
    check(1, X402_TESTEE="python3 testee.py", X402_REQUIRE="network verify")
    check(1, X402_TESTEE="python3 wrong.py")
    write = ["x402", "conformance", "run", "--level", "must", "--write-known", "known.json", "--", "python3", "wrong.py"]
    subprocess.run(write, cwd=project, stdout=subprocess.DEVNULL)
    check(0, X402_TESTEE="python3 wrong.py", X402_KNOWN="known.json")
    # What binds nobody fails only a run that asks for it.
    check(0, X402_TESTEE="python3 other.py")
    check(1, X402_TESTEE="python3 other.py", X402_LEVEL="must,policy")
    check(1, X402_TESTEE="python3 other.py", X402_LEVEL="")
    check(0, X402_TESTEE="python3 other.py", X402_LEVEL="", X402_PROFILE="eip3009")
    check(0, X402_TESTEE="python3 wrong.py", X402_PROFILE="eip3009")
    check(1, X402_TESTEE="python3 testee.py", X402_PROFILE="none.json")
    check(1, X402_TESTEE="python3 testee.py", X402_LEVEL="may")
    check(1, X402_TESTEE="python3 testee.py", X402_JOBS="none")
    check(64, X402_DEMANDS="good.json", X402_PROFILE="eip3009")
    check(64, X402_TESTEE="python3 testee.py", X402_FORMAT="yaml")
    if (reports := summary.read_text("utf-8").count("# x402 conformance")) != 14:
        sys.exit(f"the summary of the job has {reports} reports, not 14")
    for form, file, part in [
        ("json", "x402-report.json", '"byGroup"'), ("junit", "x402-report.xml", "<testsuite"),
        ("html", "x402-report.html", "<!doctype html>"), ("sarif", "x402-report.sarif", '"runs"'),
    ]:
        check(1, X402_TESTEE="python3 wrong.py", X402_PROFILE="wire", X402_FORMAT=form, X402_JOBS="2")
        if part not in (project / file).read_text("utf-8") or outputs.read_text("utf-8").splitlines()[-1] != f"report={file}":
            sys.exit(f"action/check.sh writes no {form} into {file}")
    check(0, X402_TESTEE="python3 testee.py", X402_PROFILE="wire", X402_FORMAT="pretty")
    if summary.read_text("utf-8").count("# x402 conformance") != reports:
        sys.exit("the summary of the job has a report that is no Markdown")


def runner(directory):
    """The command of npm's package prints what `x402 conformance` prints, byte for byte: of testees that err in every way, in every format."""
    testees = ROOT / "spec-vectors/check/testees.mjs"
    names = subprocess.run(["node", testees], capture_output=True, text=True, check=True).stdout.split()

    def run_with(command, arguments):
        return subprocess.run([*command, "run", *arguments], cwd=directory, capture_output=True)

    pool = ThreadPoolExecutor(2)
    ours, theirs = ["x402", "conformance"], ["node_modules/.bin/x402-spec-vectors"]

    def same(*arguments, code=1, err=True):
        # A page says where the vectors are.
        there = ["--vectors", (Path(directory) / "node_modules/x402-spec-vectors").resolve()] if "html" in arguments else []
        first, second = pool.map(run_with, [ours, theirs], [[*there, *arguments], arguments])
        if first.returncode != code or (first.returncode, first.stdout) != (second.returncode, second.stdout):
            lines = [f"{done.returncode}: {done.stdout.decode()[-2000:]}{done.stderr.decode()[-500:]}" for done in (first, second)]
            sys.exit(f"x402-spec-vectors run {arguments}: exit code {second.returncode}\n" + "\n-- and\n".join(lines))
        if err and first.stderr != second.stderr:
            sys.exit(f"x402-spec-vectors run {arguments}: {second.stderr.decode()}")
        return first.stdout

    few = ["--id", "networks-81*"]
    for name in names:
        chosen = ["--op", "network"] if name in ("wrong", "introduced") else few
        report = same(*chosen, "--timeout", "3", "--json", "--", "node", testees, name, err=False)
        print(f"x402-spec-vectors run, of a testee that is {name}: {len(report)} bytes, as x402 conformance", flush=True)
    for form in ["pretty", "junit", "markdown", "html", "sarif"]:
        same("--op", "network", "--format", form, "--explain", "3", "--compare", "reason", "--", "node", testees, "wrong")
    same("--json", "--", "x402", "testee", code=0)
    same("--compare", "check", "--compare", "reason", "--json", "--", "python3", VECTORS / "skeletons/testee.py", code=0)
    for command, name in [(ours, "ours.json"), (theirs, "theirs.json")]:
        run_with(command, ["--op", "network", "--write-known", name, "--", "node", testees, "wrong"])
    if not filecmp.cmp(Path(directory) / "ours.json", Path(directory) / "theirs.json", shallow=False):
        sys.exit("x402-spec-vectors run --write-known writes another file")
    same("--op", "network", "--known", "ours.json", "--", "node", testees, "wrong", code=0)
    same("--id", "networks-*", "--known", "ours.json", "--give-up-after", "2", "--", "node", testees, "gives-up", err=False)
    (Path(directory) / "profile.json").write_text('{"op": ["network"], "known": "ours.json", "require": ["network"]}')
    same("--profile", "profile.json", "--", "node", testees, "wrong", code=0)
    for arguments, code in [
        (["--help"], 0), (["--list", "--group", "networks"], 0), (["--list", "--json", "--id", "match-00*"], 0), (["--list", "--known", "ours.json"], 64),
        (["--op", "hat", "--", "node"], 64), (["--timeout", "0", "--", "node"], 64),
    ]:
        same(*arguments, code=code)
    for arguments in [[], ["--", "no-such-program"], ["--jobs", "2", "--", "node"], ["--known", "none.json", "--", "node"], ["--profile", "none.json"]]:
        if (done := run_with(theirs, arguments)).returncode != 64 or not done.stderr.startswith(b"x402: "):
            sys.exit(f"x402-spec-vectors run {arguments}: exit code {done.returncode}: {done.stderr.decode()}")
    if run_with(theirs, ["--hat"]).returncode != 64:
        sys.exit("x402-spec-vectors run --hat: no usage error")
    if (done := run_with(theirs, [*few, "--write-known", "none/known.json", "--", "node", testees, "wrong"])).returncode != 64 or done.stdout:
        sys.exit(f"x402-spec-vectors run --write-known: exit code {done.returncode}: {done.stderr.decode()}")


def shapes(directory):
    """What spec-vectors/shapes.py writes: every vector about a statement is in one file, whole; and what it writes for pay-kit, its runner
    of the command's testee says too."""
    shape = lambda *words, **options: subprocess.run([VECTORS / "shapes.py", *words], check=True, capture_output=True, text=True, **options).stdout
    shape("specs", directory)
    inputs = {}
    for file in Path(directory).glob("specs/**/vectors/*.json"):
        written = json.loads(file.read_text("utf-8"))
        for vector in (one for part in written.values() if isinstance(part, list) for one in part):
            if inputs.setdefault(vector["id"], vector["input"]) is not vector["input"]:
                sys.exit(f"{file}: {vector['id']} is in another file, too")
    vectors = [vector for file in sorted(VECTORS.glob("v1/*.json")) for vector in vectors_in(file.read_text("utf-8"))]
    wanted = {vector["id"]: vector["input"] for vector in vectors if vector["level"] == "must" and vector["requirements"]}
    if inputs != wanted:
        sys.exit(f"shapes.py specs: {len(inputs)} vectors, not {len(wanted)}: {sorted(inputs.keys() ^ wanted.keys())[:5]}")
    file = Path(directory) / "pay-kit.json"
    shape("pay-kit", file)
    transactions = json.loads(file.read_text("utf-8"))
    asked = [vector for at, vector in enumerate(transactions) if at % 16 == 0]
    for vector in asked:
        answer = json.loads(shape("pay-kit-runner", "--", ROOT / "target/debug/x402", "testee", input=json.dumps(vector)))
        if {name: answer.get(name) for name in vector["expect"]} != vector["expect"]:
            sys.exit(f"shapes.py pay-kit-runner: {vector['id']}: expected {vector['expect']}, and the answer is {answer}")
    outcomes = {vector["expect"]["outcome"] for vector in asked}
    if outcomes != {"accept", "reject"}:
        sys.exit(f"shapes.py pay-kit: {outcomes}")
    wrong = {**asked[0], "mode": "build-transaction"}
    if json.loads(shape("pay-kit-runner", "--", "false", input=json.dumps(wrong)))["outcome"] != "unsupported-mode":
        sys.exit("shapes.py pay-kit-runner builds a transaction")
    print(f"shapes.py: {len(inputs)} vectors for documents, {len(transactions)} for pay-kit, of which its runner was asked {len(asked)}")


with tempfile.TemporaryDirectory(prefix="x402-packages-") as directory:
    run = lambda *command: subprocess.run(command, cwd=directory, check=True, stdout=subprocess.DEVNULL)
    run("node", str(ROOT / "packages/npm/build.mjs"), "--runner", "--quick")
    run("npm", "pack", "--silent", str(VECTORS))
    # The runner is compiled from crates of others, whose licences go along.
    [packed] = Path(directory).glob("x402-spec-vectors-*.tgz")
    run("tar", "-xzf", str(packed), "package/THIRD-PARTY-LICENSES.txt")
    run(str(ROOT / ".ci/third_party.py"), "check", "vectors", "package/THIRD-PARTY-LICENSES.txt")
    os.environ["PATH"] = f"{ROOT / 'target/debug'}{os.pathsep}{os.environ['PATH']}"
    if sys.argv[1:] == ["runner"]:
        run("npm", "install", "--silent", "--no-fund", "--no-audit", *map(str, Path(directory).glob("x402-spec-vectors-*.tgz")))
        runner(directory)
        sys.exit()
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", str(VECTORS))
    recipe(directory)
    skeletons = ["--skip", "testee.go,./testee,./wrong"] if shutil.which("go") is None else []
    if skeletons:
        print("SKIPPED the testee in Go: there is no Go here; apt install golang-go")
    for page in PAGES:
        if code := subprocess.run([sys.executable, str(ROOT / ".ci/readme.py"), str(page), *skeletons], cwd=directory).returncode:
            sys.exit(code)
    shapes(directory)
    # Every file of both packages is the one that SHA256SUMS names, and one that is changed is noticed.
    (Path(directory) / "check.mjs").write_text(
        'import assert from "node:assert/strict";\nimport { appendFileSync } from "node:fs";\n'
        'import { all, compare, load, verify } from "x402-spec-vectors";\n'
        "for (const vector of load('networks').vectors) {\n"
        "  const { outcome, diff } = compare(vector, { result: vector.expect.result });\n"
        "  assert.deepEqual([outcome, diff], ['pass', []], vector.id);\n"
        "  const skipped = compare(vector.id, '{\"id\":\"q1\",\"skipped\":\"not here\"}');\n"
        "  assert.deepEqual([skipped.outcome, skipped.detail], ['skipped', 'not here']);\n}\n"
        "const { outcome, actual, diff } = compare('networks-0101', { result: { caip2: 'eip155:2741', name: 'abstracts' } });\n"
        "assert.deepEqual([outcome, diff], ['differs', [{ pointer: '/name', expected: '\"abstract\"', given: '\"abstracts\"' }]], actual);\n"
        "const wrong = compare('networks-0101', { result: {}, error: 'two' });\n"
        "assert.deepEqual([wrong.outcome, wrong.actual, wrong.diff], ['differs', 'malformed answer', []]);\n"
        "assert.equal(compare('networks-0101', { error: 'no' }).detail, 'no');\n"
        "assert.throws(() => compare('networks-0', { result: {} }), /no vector networks-0/);\n"
        "assert.throws(() => compare('nothing-0101', { result: {} }), /no group nothing/);\n"
        "assert.throws(() => compare('networks-0101'), /answer/);\n"
        # Numbers with more digits than those of JavaScript have, as the package x402-offline gives them.
        "class ExactNumber {\n  constructor(text) {\n    this.text = text;\n  }\n  toString() {\n    return this.text;\n  }\n}\n"
        "const digits = '18446744073709551615';\n"
        "const resultOf = (x402) => ({ codes: {}, metadata: { x402 }, flags: [] });\n"
        "const outcomeOf = (x402) => compare('builder-code-0840d', { result: resultOf(x402), error: undefined }).outcome;\n"
        "for (const right of [BigInt(digits), new ExactNumber(digits)]) assert.equal(outcomeOf(right), 'pass');\n"
        "for (const wrong of [BigInt(digits) - 1n, new ExactNumber(`${digits}.5`), Number(digits), digits, { text: digits }]) {\n"
        "  assert.equal(outcomeOf(wrong), 'differs');\n}\n"
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
