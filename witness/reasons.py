"""Checks the table of reason codes against the sources of the implementations.

    .venv/bin/python reasons.py [--write]

`crates/x402-types/tests/it/reason_codes/` has a file for each published package, with every code that its source contains; `--write`
writes them, and without it they have to be what the packages contain. A test compares the crate's table with these files. Every code of
`reason_codes.txt` beside that folder (a test compares the table with it, too) has to be in the sources of its dialect. `spec`, `go`
and `circle` are not checked, because they have no package here.
"""

import ast
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from sources import ROOT, WITNESS, crate, npm, npm_version, pypi, pypi_version, python_strings, typescript_strings

FILES = ROOT / "crates/x402-types/tests/it/reason_codes"

# A text that begins with one of these is a code, unless it is listed below.
FAMILY = re.compile(
    r"(invalid|settle_exact|permit2|upto|eip2612|eip6492|erc20_approval|smart_wallet|unexpected|unsupported|transaction"
    r"|post_settlement|handler|after_verify|missing|duplicate|settlement|extension_echo|incompatible|facilitator|asset)(_[a-z0-9]+)+"
)
# What has the shape of a code and is the name of something else, by package.
NO_CODES = {
    # names of functions, modules and settings
    "invalid_reason", "asset_transfer_method", "missing_required", "facilitator_url", "facilitator_client", "facilitator_svm_signer",
    "asset_address", "transaction_hash", "extension_echo", "facilitator_evm_signer", "facilitator_context", "facilitator_hooks", "settlement_failed_response_body",
    "facilitator_base", "facilitator_client_base", "facilitator_signer", "settlement_cache", "settlement_pending_cache",
    # what a client gets after it asked to pay, which no facilitator answers
    "payment_required",
}


def is_code(text):
    return FAMILY.fullmatch(text) and text not in NO_CODES


def typescript_codes(sources):
    """The constants named as errors, what is given as a reason, and every text of a family."""
    codes = set()
    for text in sources.values():
        codes |= set(re.findall(r'\bE[rR][rR]\w+\s*=\s*"([a-z0-9_]+)"', text))
        codes |= set(re.findall(r'\b(?:invalidReason|errorReason|reason):\s*"([a-z0-9]+(?:_[a-z0-9]+)+)"', text))
        codes |= {found for found in typescript_strings(text) if is_code(found)}
    return codes - NO_CODES


def python_codes(sources):
    """As `typescript_codes`."""
    codes = set()
    for text in sources.values():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                codes |= {node.value.value for target in targets if isinstance(target, ast.Name) and target.id.startswith("ERR_")}
            if isinstance(node, ast.keyword) and node.arg in ("invalid_reason", "error_reason") and isinstance(node.value, ast.Constant):
                codes.add(node.value.value)
            # Only texts in calls, returns and assignments: the lists of a package's names have no codes.
            if isinstance(node, (ast.Call, ast.Return, ast.Assign, ast.keyword)):
                values = [*node.args] if isinstance(node, ast.Call) else [node.value]
                codes |= {value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str) and is_code(value.value)}
    return {code for code in codes if isinstance(code, str) and code} - NO_CODES


def snake(name):
    return re.sub(r"(?<=.)([A-Z])", r"_\1", name).lower()


def x402_rs(version):
    text = (crate("x402-types", version, "benches/Cargo.toml") / "src/proto/mod.rs").read_text("utf-8")
    body = re.search(r"pub enum ErrorReason \{(.*?)\n\}", text, re.DOTALL)[1]
    return {snake(name) for name in re.findall(r"^    (\w+),$", body, re.MULTILINE)}


def r402(version):
    """Every text of a family outside of the tests and of the comments, and the reasons that the crates' enum has."""
    codes = set()
    for name in ("r402-protocol", "r402-evm", "r402-svm", "r402-facilitator", "r402-extensions"):
        for file in sorted((crate(name, version, "witness/adapters/rust/Cargo.toml") / "src").rglob("*.rs")):
            if file.name == "tests.rs" or "tests" in file.parts:
                continue
            text = file.read_text("utf-8").split("#[cfg(test)]")[0]
            text = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("//"))
            codes |= {found for found in re.findall(r'"([a-z0-9_]+)"', text) if is_code(found)}
            if file.name == "reason.rs" and name == "r402-protocol":
                codes |= set(re.findall(r'"([a-z0-9]+(?:_[a-z0-9]+)+)"', text))
    return codes


def cdp(version):
    """The two enums of CDP's own SDK, which is too large to be installed for them."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"@coinbase/cdp-sdk@{version}"]
        name = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
        with tarfile.open(Path(folder) / name) as package:
            file = "package/_types/openapi-client/generated/coinbaseDeveloperPlatformAPIs.schemas.d.ts"
            text = package.extractfile(file).read().decode("utf-8")
    codes = set()
    for enum in ("X402VerifyInvalidReason", "X402SettleErrorReason"):
        body = re.search(rf"export (?:declare )?const {enum}: \{{(.*?)\n\}}", text, re.DOTALL)[1]
        found = re.findall(r'^\s+readonly (\w+):\s*"\1";', body, re.MULTILINE)
        assert len(found) > 190, f"{enum}: {len(found)} codes"
        codes |= set(found)
    return codes


def legacy():
    body = re.search(r"ErrorReasons = \[(.*?)\]", npm("x402")["types/verify/x402Specs.ts"], re.DOTALL)[1]
    return typescript_strings(body)


CDP, R402, X402_RS = "1.57.0", "0.21.0", "2.0.2"
# The file, its dialect, which package it is, and its codes.
PACKAGES = [
    *((f"npm-x402-{name}", "ts", f"npm @x402/{name} {npm_version(f'@x402/{name}')}", typescript_codes(npm(f"@x402/{name}")))
      for name in ("core", "evm", "svm", "stellar", "extensions")),
    ("npm-x402", "legacy", f"npm x402 {npm_version('x402')}, ErrorReasons", legacy()),
    ("npm-cdp-sdk", "cdp", f"npm @coinbase/cdp-sdk {CDP}, X402VerifyInvalidReason and X402SettleErrorReason", cdp(CDP)),
    ("pypi-x402", "py", f"PyPI x402 {pypi_version('x402')}", python_codes(pypi("x402"))),
    ("crate-x402-types", "x402-rs", f"crate x402-types {X402_RS}, ErrorReason", x402_rs(X402_RS)),
    ("crates-r402", "r402", f"crates r402-protocol, r402-evm, r402-svm, r402-facilitator, r402-extensions {R402}", r402(R402)),
]


def gathered():
    codes = {}
    for line in (ROOT / "crates/x402-types/tests/it/reason_codes.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, *dialects = line.split()
            # A star: only in branches, or in a package that is not here.
            for dialect in (dialect for dialect in dialects if not dialect.endswith("*")):
                codes.setdefault(dialect, set()).add(code)
    return codes


complaints = []
for file, dialect, package, codes in PACKAGES:
    assert len(codes) > 5, f"{package}: only {len(codes)} codes were found"
    print(f"{package}: {len(codes)} codes")
    text = f"# {dialect}: {package}\n# Written by witness/reasons.py --write.\n" + "".join(f"{code}\n" for code in sorted(codes))
    if "--write" in sys.argv[1:]:
        FILES.mkdir(exist_ok=True)
        (FILES / f"{file}.txt").write_text(text, "utf-8")
    elif (FILES / f"{file}.txt").read_text("utf-8") != text:
        known = set((FILES / f"{file}.txt").read_text("utf-8").splitlines())
        complaints.append(f"{file}.txt is not what {package} contains: {sorted(known ^ set(text.splitlines()))}")

ours = gathered()
found = {
    "ts": set().union(*(typescript_strings(text) for name in ("core", "evm", "svm", "stellar", "extensions")
                        for text in npm(f"@x402/{name}").values())),
    "py": set().union(*(python_strings(text) for text in pypi("x402").values())),
    **{dialect: codes for _, dialect, _, codes in PACKAGES if dialect in ("legacy", "cdp", "x402-rs")},
}
for dialect, codes in found.items():
    complaints += [f"{dialect} does not say {code}" for code in sorted(ours[dialect] - codes)]
if complaints:
    sys.exit("\n".join(complaints))
