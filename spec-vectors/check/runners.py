#!/usr/bin/env python3
"""The three runners of the vectors, on answers of the five packages: the command, that of npm's package and that of PyPI's. Their reports
are the same, byte for byte, in every format.

Each package is asked every vector but those of batch-settlement, by the command, and its answers are kept in target/recorded/. What the
answers are worth is for `witness/run` to say. It has installed the packages, and built the adapters of those in Rust.
"""

import json
import subprocess
import sys
import tempfile
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RECORDED = ROOT / "target/recorded"
TESTEE = ROOT / "spec-vectors/check/recorded.py"
PACKAGES = json.loads((ROOT / "witness/matrix/packages.json").read_text("utf-8"))["packages"]
CHOSEN = ["--not-group", "batch-settlement", "--timeout", "300"]
FORMATS = ["pretty", "json", "junit", "markdown", "html", "sarif"]
COMMAND = [ROOT / "target/debug/x402", "conformance", "run"]


def record(name):
    file = RECORDED / f"{name}.jsonl"
    file.unlink(missing_ok=True)
    program = [sys.executable, TESTEE, "record", file, "--", *PACKAGES[name]["testee"]]
    command = [*COMMAND, *CHOSEN, "--vectors", ROOT / "spec-vectors", "--json", "--", *program]
    run = subprocess.run(command, cwd=ROOT, capture_output=True)
    if run.returncode not in (0, 1):
        sys.exit(f"{name}: exit code {run.returncode}: {run.stderr.decode()[-2000:]}")
    report = json.loads(run.stdout)
    return file, report["passed"] + report["skipped"] + len(report["differences"])


def installed(directory):
    """The three commands, from the packed files, and the folder of the vectors that each names in a page."""
    done = lambda *command: subprocess.run(command, cwd=directory, check=True, stdout=subprocess.DEVNULL)
    done("node", ROOT / "packages/npm/build.mjs", "--runner")
    done("npm", "pack", "--silent", ROOT / "spec-vectors")
    [packed] = directory.glob("*.tgz")
    done("npm", "install", "--silent", "--no-fund", "--no-audit", packed)
    sys.path.insert(0, str(ROOT / "packages/python"))
    import check

    check.need_tools("requirements.txt")
    wheel = check.release(directory)
    done(check.VENV / "bin/pip", "wheel", "--quiet", "--no-deps", ROOT / "spec-vectors")
    [vectors] = directory.glob("x402_spec_vectors-*.whl")
    venv.create(directory / "venv", with_pip=True)
    done(directory / "venv/bin/pip", "install", "--quiet", "--no-index", "--no-deps", wheel, vectors)
    [folder] = directory.glob("venv/lib/python*/site-packages/x402_spec_vectors")
    npm = directory / "node_modules/x402-spec-vectors"
    return [
        ([*COMMAND, "--vectors", npm], npm),
        ([directory / "node_modules/.bin/x402-spec-vectors", "run"], npm),
        ([directory / "venv/bin/x402-vectors", "run"], folder),
    ]


def report_of(runner, form, file):
    command, folder = runner
    program = ["--", sys.executable, TESTEE, "replay", file]
    run = subprocess.run([*command, *CHOSEN, "--format", form, *program], cwd=ROOT, capture_output=True)
    return run.returncode, run.stdout.replace(f"{folder}".encode(), b"VECTORS"), run.stderr[-500:]


def main():
    RECORDED.mkdir(parents=True, exist_ok=True)
    compared = 0
    with tempfile.TemporaryDirectory(prefix="x402-runners-") as directory, ThreadPoolExecutor(2) as pool:
        runners = installed(Path(directory))
        for name in PACKAGES:
            file, count = record(name)
            reports = [list(pool.map(lambda runner: report_of(runner, form, file), runners)) for form in FORMATS]
            for form, ((code, ours, _), *others) in zip(FORMATS, reports):
                for (command, _), (theirs, report, complaint) in zip(runners[1:], others):
                    if code not in (0, 1) or (code, ours) != (theirs, report):
                        (RECORDED / "ours").write_bytes(ours)
                        (RECORDED / "theirs").write_bytes(report)
                        sys.exit(f"{name}, {form}, {command[0]}: exit codes {code} and {theirs}: diff {RECORDED}/ours theirs; {complaint.decode()}")
            compared += len(FORMATS)
            print(f"{name}: {count} vectors, {len(file.read_text('utf-8').splitlines())} answers, {len(FORMATS)} formats: three runners, one report", flush=True)
    print(f"{compared} reports about {len(PACKAGES)} packages, of three runners the same")


if __name__ == "__main__":
    main()
