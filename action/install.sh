#!/usr/bin/env bash
# Installs the command x402 from its Python package, without a compiler, for the later steps of the job. Linux and macOS.
#   X402_PACKAGE  a line of a requirements file for pip: x402-offline==0.1.0, or the path of a wheel; behind it may be
#                 --hash=sha256:…, and then pip takes no other file
#   RUNNER_TEMP   where to; GITHUB_PATH is the file that gets the directory, as GitHub does it
# The directory has x402 and nothing else, so that the testee's own python3 stays in front.
set -euo pipefail
to=${RUNNER_TEMP:?}/x402
mkdir -p "$to/bin"
python3 -m venv "$to/venv"
printf '%s\n' "${X402_PACKAGE:?}" >"$to/requirements.txt"
"$to/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --only-binary :all: --requirement "$to/requirements.txt"
ln -sf "$to/venv/bin/x402" "$to/bin/x402"
"$to/bin/x402" --version
printf '%s\n' "$to/bin" >>"${GITHUB_PATH:?}"
