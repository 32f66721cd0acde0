"""Checks the table of reason codes against the sources of the implementations.

    .venv/bin/python reasons.py

Every code of `crates/x402-types/tests/it/reason_codes.txt` (a test compares the crate's table with that file) has to be
in the sources of its dialect, and every code that those sources define as a constant has to be in the file. `spec`,
`go` and `r402` are not checked, because they have no package here.
"""

import re
import sys

from sources import ROOT, crate, npm, pypi, python_assignments, python_strings, typescript_strings

# Families that the table omits.
OTHER = re.compile(r"batch[-_]settlement|auth[-_]capture|/tvm/|payment-channels|paywall")


def gathered():
    codes = {}
    for line in (ROOT / "crates/x402-types/tests/it/reason_codes.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, *dialects = line.split()
            # A star: only in branches.
            for dialect in (dialect for dialect in dialects if not dialect.endswith("*")):
                codes.setdefault(dialect, set()).add(code)
    return codes


def strings(sources, of):
    return set().union(*(of(text) for path, text in sources.items() if not OTHER.search(path)))


def constants(text):
    return set(re.findall(r'^export const Err\w+ =\s*"(\w+)"', text, re.MULTILINE))


def snake(name):
    return re.sub(r"(?<=.)([A-Z])", r"_\1", name).lower()


ours = gathered()
core, evm, svm, stellar = npm("@x402/core"), npm("@x402/evm"), npm("@x402/svm"), npm("@x402/stellar")
legacy, py = npm("x402"), pypi("x402")

said = {
    "ts": strings(core | {f"evm/{k}": v for k, v in evm.items()} | {f"svm/{k}": v for k, v in svm.items()} | {f"stellar/{k}": v for k, v in stellar.items()}, typescript_strings),
    "py": strings(py, python_strings),
    "legacy": strings(legacy, typescript_strings),
}
defined = {
    "ts": set().union(*(constants(files[path]) for files, path in [
        (evm, "exact/facilitator/errors.ts"), (evm, "upto/facilitator/errors.ts"), (svm, "exact/facilitator/errors.ts")])),
    "py": {value for path in ("mechanisms/evm/constants.py", "mechanisms/svm/constants.py")
           for name, value in python_assignments(py[path]).items() if name.startswith("ERR_")},
    "legacy": typescript_strings(re.search(r"ErrorReasons = \[(.*?)\]", legacy["types/verify/x402Specs.ts"], re.DOTALL)[1]),
}
rust = (crate("x402-types", "2.0.2") / "src/proto/mod.rs").read_text("utf-8")
body = re.search(r"pub enum ErrorReason \{(.*?)\n\}", rust, re.DOTALL)[1]
said["x402-rs"] = defined["x402-rs"] = {snake(name) for name in re.findall(r"^    (\w+),$", body, re.MULTILINE)}

complaints = []
for dialect in ("ts", "py", "x402-rs", "legacy"):
    assert len(defined[dialect]) > 10, f"{dialect}: the constants were not found"
    complaints += [f"{dialect} does not say {code}" for code in sorted(ours[dialect] - said[dialect])]
    complaints += [f"{dialect} defines {code}, unknown to the table" for code in sorted(defined[dialect] - ours[dialect])]
    print(f"{dialect}: {len(ours[dialect])} codes; {len(defined[dialect])} of its constants")
if complaints:
    sys.exit("\n".join(complaints))
