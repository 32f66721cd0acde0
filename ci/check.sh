#!/usr/bin/env bash
# Puts the x402 vectors to the testee of a repository, and checks its demands, in the repository's directory. The command x402
# is in the PATH.
#   X402_DEMANDS  files with a demand each, separated by spaces, for x402 lint; may be empty
#   X402_TESTEE   the command that answers (docs/operations.md): "python3 testee.py"; may be empty
#   X402_KNOWN    a file of known differences, as --write-known writes it; may be empty
#   X402_REQUIRE  operations of which no vector may be skipped: "decode verify"; may be empty
# Prints the report as Markdown, and adds it to the summary of the job where GitHub has one. Exit code: 0 if something
# passed and nothing differs but what is known, and no demand has an error.
set -euo pipefail
status=0
if [ -n "${GITHUB_ACTIONS:-}" ]; then format=github; else format=pretty; fi
for demand in ${X402_DEMANDS:-}; do
  echo "x402 lint @$demand"
  x402 lint "@$demand" --format "$format" || status=1
done
if [ -z "${X402_TESTEE:-}" ]; then exit $status; fi
read -ra testee <<<"$X402_TESTEE"
options=()
if [ -n "${X402_KNOWN:-}" ]; then options+=(--known "$X402_KNOWN"); fi
for operation in ${X402_REQUIRE:-}; do options+=(--require "$operation"); done
x402 conformance run "${options[@]}" --format markdown -- "${testee[@]}" | tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}" || status=1
exit $status
