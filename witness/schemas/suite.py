"""Extracts the official JSON-Schema-Test-Suite from the source package of PyPI's jsonschema.

    .venv/bin/python schemas/suite.py DIRECTORY

downloads the pinned package, checks its hash, and writes the tests of 2020-12, including the optional ones, into the
directory. The suite comes from https://github.com/json-schema-org/JSON-Schema-Test-Suite (MIT).
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "jsonschema==4.26.0"
SHA256 = "0c26707e2efad8aa1bfc5b7ce170f3fccc2e4918ff85989ba9ffa9facb2be326"
REQUIRED = "json/tests/draft2020-12/"
# Implementations differ on these: only some assert formats.
NOT_REQUIRED = {"format-assertion.json"}


def download(directory):
    """Downloads the source package. pip also needs its build requirements to read its metadata, which need not be sources."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*command, "--no-binary", PACKAGE.partition("=")[0], "--dest", directory, PACKAGE], check=True)
    (archive,) = Path(directory).glob("*.tar.gz")
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != SHA256:
        sys.exit(f"{archive.name} has the hash {found}, pinned is {SHA256}")
    return archive


def main():
    into = Path(sys.argv[1])
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("suite-*.json"):
        old.unlink()
    written = 0
    with tempfile.TemporaryDirectory() as directory, tarfile.open(download(directory)) as archive:
        for member in archive:
            _, _, name = member.name.partition(REQUIRED)
            # The engine ignores formats.
            if not member.isfile() or not name or name.startswith("optional/format") or name in NOT_REQUIRED:
                continue
            (into / f"suite-{name.replace('/', '-')}").write_bytes(archive.extractfile(member).read())
            written += 1
    if written < 46:
        sys.exit(f"{written} files in the suite, expected more")


main()
