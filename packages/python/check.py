#!/usr/bin/env python3
"""Builds the wheel, and tests what was built outside of the checkout.

    check.py          what CI runs: one Python, an unoptimised build, the tests, the types, a small flood
    check.py deep     every Python there is, a release build, every vector, the package of the vectors, the action, abi3audit, a flood
                      of 10,000, Polars, the speeds; prints what it found
    check.py speed    a release build, and only the speeds, for docs/measured/python.md
    check.py wheel DIRECTORY
                      only the wheel of a release
"""

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "spec-vectors/python"))
from x402_spec_vectors._rows import vectors as vectors_in
VENV = HERE / ".venv"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
LOWEST = (3, 10)
# The answers of a test that has no testee.
COMPARING = """
from x402_spec_vectors import compare, load

vectors = load("networks")["vectors"]
assert len(vectors) > 100
for vector in vectors:
    comparison = compare(vector, {"result": vector["expect"]["result"]})
    assert (comparison["outcome"], comparison["diff"]) == ("pass", []), comparison
    skipped = compare(vector["id"], '{"id":"q1","skipped":"not here"}')
    assert (skipped["outcome"], skipped["detail"]) == ("skipped", "not here"), skipped
comparison = compare("networks-0101", {"result": {"caip2": "eip155:2741", "name": "abstracts"}})
assert comparison["outcome"] == "differs", comparison
assert comparison["diff"] == [{"pointer": "/name", "expected": '"abstract"', "given": '"abstracts"'}], comparison
assert compare("networks-0101", {"result": {}, "error": "two"})["actual"] == "malformed answer"
assert compare("networks-0101", {"error": "no"})["detail"] == "no"
# Answers with numbers that no float has.
import x402_offline

given = {vector["id"]: vector for group in ["codec", "reading"] for vector in load(group)["vectors"]}
for name in ["codec-0039a", "reading-0613", "reading-0647"]:
    asked = x402_offline.loads(given[name]["inputText"])
    result = x402_offline.OPERATIONS[given[name]["op"]](**asked)
    assert compare(name, {"result": result})["outcome"] == "pass", name
    result["ok"]["payload"] = None
    assert compare(name, {"result": result})["outcome"] == "differs", name
for wrong, said in [("networks-0", "no vector networks-0"), ("nothing-0101", "no group nothing"), ("nothing", "no group nothing")]:
    try:
        compare(wrong, {"result": {}})
    except KeyError as error:
        assert said in str(error), error
    else:
        raise SystemExit(f"{wrong} is compared")
"""


def run(*command, cwd=HERE, **options):
    return subprocess.run([os.fspath(part) for part in command], cwd=cwd, check=True, **options)


def need_tools(*files):
    """The environment of this script, with what the files ask for."""
    wanted = "".join((HERE / name).read_text("utf-8") for name in files)
    stamp = VENV / "requirements.txt"
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        shutil.rmtree(VENV, ignore_errors=True)
        run(sys.executable, "-m", "venv", VENV)
        run(VENV / "bin/pip", "install", "--quiet", "--no-compile", *(part for name in files for part in ("--requirement", name)))
        stamp.write_text(wanted, "utf-8")


def build(directory, *options):
    """The wheel, with the licences of the crates that are compiled into it."""
    third_party = ROOT / ".ci/third_party.py"
    run(sys.executable, third_party, "licenses", "wheel", HERE / "THIRD-PARTY-LICENSES.txt")
    run(VENV / "bin/maturin", "build", "--quiet", "--locked", "--target-dir", TARGET, "--out", directory, *options)
    [wheel] = Path(directory).glob("*.whl")
    if "-cp310-abi3-" not in wheel.name:
        sys.exit(f"{wheel.name} is not for Python 3.10 and every later one")
    with tempfile.TemporaryDirectory() as unpacked, zipfile.ZipFile(wheel) as packed:
        [name] = [name for name in packed.namelist() if name.endswith("/licenses/THIRD-PARTY-LICENSES.txt")]
        run(sys.executable, third_party, "check", "wheel", packed.extract(name, unpacked))
    return wheel


def release(directory):
    """The wheel of a release. A panic names its place in the sources; no folder of this machine is in it."""
    folders = [ROOT, Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo")) / "registry/src"]
    remap = " ".join(f"--remap-path-prefix={folder}/=" for folder in folders)
    with mock.patch.dict(os.environ, RUSTFLAGS=f"{os.environ.get('RUSTFLAGS', '')} {remap}"):
        wheel = build(directory, "--release")
    with zipfile.ZipFile(wheel) as packed:
        for name in packed.namelist():
            content = packed.read(name)
            for folder in [str(ROOT), str(Path.home()), "/.cargo/", "/registry/src/", "/home/", "/Users/"]:
                if folder.encode() in content:
                    sys.exit(f"{wheel.name}: {name} contains {folder}")
    return wheel


def installed(python, wheel, directory):
    """A fresh environment outside of the checkout that has the wheel."""
    venv = Path(directory) / f"venv-{Path(python).name}-{abs(hash(os.fspath(python)))}"
    run(python, "-m", "venv", venv, cwd=directory)
    run(venv / "bin/pip", "install", "--quiet", "--no-index", wheel, cwd=directory)
    return venv


def compares_every_vector(venv, directory):
    """The testee on the package's functions, asked by the package's command."""
    shutil.copy(HERE / "testee.py", directory)
    command = [venv / "bin/x402", "conformance", "run", "--timeout", "60", "--", venv / "bin/python", "testee.py"]
    said = run(*command, cwd=directory, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1]
    if not re.fullmatch(r"[1-9]\d{3,} passed, 0 skipped, 0 failed as expected, 0 differ, .*", said):
        sys.exit(f"{venv}: {said}")
    version = run(venv / "bin/python", "--version", cwd=directory, stdout=subprocess.PIPE, text=True).stdout.strip()
    print(f"{version}: {said}", flush=True)


def is_the_command(venv, directory):
    """The command's exit codes come through the entry point, an interruption ends it, and `python -m` is the same command."""
    for command in [[venv / "bin/x402"], [venv / "bin/python", "-m", "x402_offline"]]:
        for arguments, code in [(["--version"], 0), (["verify"], 64), (["network"], 64)]:
            done = subprocess.run([*command, *arguments], cwd=directory, capture_output=True, text=True)
            if done.returncode != code or (code == 0 and not done.stdout.startswith("x402 ")):
                sys.exit(f"{command} {arguments}: exit code {done.returncode}, not {code}: {done.stdout}{done.stderr}")
        with subprocess.Popen([*command, "testee"], cwd=directory, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as waiting:
            waiting.stdin.write(b'{"id":"1","op":"network","input":{"name":"base"}}\n')
            waiting.stdin.flush()
            answer = waiting.stdout.readline()
            waiting.send_signal(signal.SIGINT)
            if b"eip155:8453" not in answer or waiting.wait(timeout=60) != -signal.SIGINT:
                sys.exit(f"{command} testee: {answer}, and an interruption ended it with {waiting.returncode}")


def runs_the_vectors_package(venv, directory):
    """The command of PyPI's package of the vectors reports what `x402 conformance` does. Without the package x402-offline it prints what to install."""
    run(venv / "bin/pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", directory, ROOT / "spec-vectors", cwd=directory)
    [vectors] = Path(directory).glob("x402_spec_vectors-*.whl")
    alone = Path(directory) / "alone"
    run(sys.executable, "-m", "venv", alone, cwd=directory)
    for python in (alone, venv):
        run(python / "bin/pip", "install", "--quiet", "--no-index", "--no-deps", vectors, cwd=directory)
    chosen = ["--op", "network", "--op", "decode", "--op", "verify", "--json", "--", "python3", ROOT / "spec-vectors/skeletons/testee.py"]
    said = {}
    for command in [[venv / "bin/x402", "conformance"], [venv / "bin/x402-vectors"], [alone / "bin/x402-vectors"]]:
        said[command[0].parent.parent, command[0].name] = subprocess.run([*command, "run", *chosen], cwd=directory, capture_output=True)
    ours, theirs, lonely = said.values()
    if ours.returncode != 0 or (ours.returncode, ours.stdout) != (theirs.returncode, theirs.stdout):
        sys.exit(f"x402-vectors run: exit code {theirs.returncode}: {theirs.stderr.decode()}{theirs.stdout[:500].decode()}")
    if lonely.returncode != 69 or b"x402-spec-vectors[run]" not in lonely.stderr:
        sys.exit(f"x402-vectors without x402-offline: exit code {lonely.returncode}: {lonely.stderr.decode()}")
    print("x402-vectors: the report of x402 conformance, byte for byte")
    run(venv / "bin/python", "-c", COMPARING, cwd=directory)
    lonely = subprocess.run([alone / "bin/python", "-c", COMPARING], cwd=directory, capture_output=True, text=True)
    if lonely.returncode == 0 or "ImportError: the package x402-offline compares answers" not in lonely.stderr:
        sys.exit(f"compare without x402-offline: exit code {lonely.returncode}: {lonely.stderr}")
    print("x402_spec_vectors.compare: right, skipped and wrong answers")


def action(wheel, directory):
    """The steps of action/action.yml in a repository of somebody else: the command comes from the wheel, whose digest is wrong at
    first, and finds the fault of a demand at its line. The testee runs on the repository's own Python."""
    project, temp, path = (Path(directory) / name for name in ["project", "runner", "github-path"])
    project.mkdir()
    given = vectors_in((ROOT / "spec-vectors/v1/lint.json").read_text("utf-8"))
    texts = (vector["input"].get("json") for vector in given if vector["expect"]["class"] == "invalid")
    (project / "demand.json").write_text(json.dumps(next(text for text in texts if text)))
    not_ours = f"import sys\nassert not sys.prefix.startswith({str(temp)!r})\n"
    (project / "testee.py").write_text(not_ours + (ROOT / "spec-vectors/skeletons/testee.py").read_text("utf-8"))

    def step(script, **variables):
        environment = {**os.environ, "RUNNER_TEMP": str(temp), "GITHUB_PATH": str(path), "GITHUB_ACTIONS": "true", **variables}
        done = subprocess.run([ROOT / "action" / script], cwd=project, env=environment, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    code, said = step("install.sh", X402_PACKAGE=f"{wheel} --hash=sha256:{'0' * 64}")
    if code == 0 or "THESE PACKAGES DO NOT MATCH THE HASHES" not in said:
        sys.exit(f"action/install.sh takes a wheel with another digest: {said}")
    code, said = step("install.sh", X402_PACKAGE=f"{wheel} --hash=sha256:{digest}")
    [bin] = path.read_text("utf-8").splitlines()
    if code != 0 or os.listdir(bin) != ["x402"]:
        sys.exit(f"action/install.sh: exit code {code}: {said}")
    search = {"PATH": f"{bin}{os.pathsep}{os.environ['PATH']}", "X402_TESTEE": "python3 testee.py"}
    code, said = step("check.sh", **search, X402_REQUIRE="network")
    if code != 0 or "tested: skeleton" not in said:
        sys.exit(f"action/check.sh: exit code {code}: {said}")
    code, said = step("check.sh", **search, X402_DEMANDS="demand.json")
    if code != 1 or not re.search(r"^::error file=demand.json,line=\d+,", said, re.MULTILINE):
        sys.exit(f"action/check.sh finds no fault: exit code {code}: {said}")
    print("action: installed, and run in another repository")


def readme():
    """What README.md prints is what its code prints."""
    text = (HERE / "README.md").read_text("utf-8")
    names = {}
    blocks = re.findall(r"```python\n(.*?)```\n(?:```text\n(.*?)```)?", text, re.DOTALL)
    if len(blocks) < 5:
        sys.exit(f"README.md has {len(blocks)} blocks of Python")
    os.chdir(ROOT)
    for code, expected in blocks:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(code, "README.md", "exec"), names)
        if said.getvalue() != expected:
            sys.exit(f"README.md prints\n{expected}and its code prints\n{said.getvalue()}of\n{code}")
    print(f"README.md: {len(blocks)} blocks of Python")


def tests(wheel, forged):
    run(VENV / "bin/pip", "install", "--quiet", "--no-deps", "--force-reinstall", wheel)
    python = VENV / "bin/python"
    run(python, "-m", "unittest", "discover", "--quiet", "tests")
    run(python, HERE / "check.py", "readme", cwd=ROOT)
    environment = {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    run(python, ROOT / ".ci/readme.py", "packages/python/README.md", cwd=ROOT, env=environment)
    return run(python, "flood.py", str(forged), cwd=HERE / "tests", stdout=subprocess.PIPE, text=True).stdout


def types(*examples):
    """Both checkers, strict. What the examples import has to be installed, and is read, too."""
    files = ["python", "testee.py", *examples]
    run(VENV / "bin/mypy", *files)
    run(VENV / "bin/pyright", "--pythonpath", VENV / "bin/python", *files)


def pythons():
    """Every Python that the wheel is for, of pyenv and of the path."""
    places = [*Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob("versions/*/bin/python3"), sys.executable]
    places += [found for minor in range(LOWEST[1], 20) if (found := shutil.which(f"python3.{minor}"))]
    known = {}
    for place in places:
        asked = "import sys; print(sys.version_info[:3], sys.base_prefix)"
        said = subprocess.run([place, "-c", asked], capture_output=True, text=True).stdout.strip()
        version = tuple(map(int, re.findall(r"\d+", said.partition(")")[0])))
        if version >= LOWEST:
            known.setdefault(said, place)
    return [known[said] for said in sorted(known, key=lambda said: [int(part) for part in re.findall(r"\d+", said)[:3]])]


def verified_vectors():
    """The vectors about payments by EIP-3009, as a log."""
    for vector in vectors_in((ROOT / "spec-vectors/v1/eip3009.json").read_text("utf-8")):
        if vector["op"] == "verify":
            yield json.dumps(vector["input"]) + "\n"


def quick():
    run(sys.executable, "generate.py", "--check")
    need_tools("requirements.txt")
    with tempfile.TemporaryDirectory() as directory:
        wheel = build(directory)
        is_the_command(installed(sys.executable, wheel, directory), directory)
        print(tests(wheel, 300), end="")
    types("examples/shop_fastapi.py", "examples/shop_flask.py")


def deep():
    need_tools("requirements.txt", "requirements-deep.txt")
    with tempfile.TemporaryDirectory() as directory:
        wheel = release(directory)
        print(f"{wheel.name}: {wheel.stat().st_size} bytes", flush=True)
        found = pythons()
        if len(found) < 2:
            sys.exit("only one Python from 3.10 on is installed")
        for python in found:
            venv = installed(python, wheel, directory)
            compares_every_vector(venv, directory)
        is_the_command(venv, directory)
        runs_the_vectors_package(venv, directory)
        action(wheel, directory)
        run(VENV / "bin/abi3audit", "--strict", wheel)
        print("abi3audit: no violation", flush=True)
        print(tests(wheel, 10_000), end="", flush=True)
        types("examples")
        log = Path(directory) / "log.jsonl"
        log.write_text("".join(verified_vectors()), "utf-8")
        run(VENV / "bin/python", "examples/refusals.py", log, "examples/refusals.svg")
        run(VENV / "bin/python", "speed.py", "--page")


def speed():
    need_tools("requirements.txt", "requirements-deep.txt")
    with tempfile.TemporaryDirectory() as directory:
        run(VENV / "bin/pip", "install", "--quiet", "--no-deps", "--force-reinstall", release(directory))
    run(VENV / "bin/python", "speed.py", "--page")


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            quick()
        case ["deep"]:
            deep()
        case ["speed"]:
            speed()
        case ["wheel", directory]:
            need_tools("requirements.txt")
            print(release(directory))
        case ["readme"]:
            readme()
        case _:
            sys.exit(__doc__)
