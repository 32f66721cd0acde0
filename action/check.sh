#!/usr/bin/env bash
# Puts the x402 vectors to the testee of a repository, and checks its demands, in the repository's directory. The command x402
# is in the PATH.
#   X402_DEMANDS  files with a demand each, separated by spaces, for x402 lint; may be empty
#   X402_URLS     URLs that ask for a payment, separated by spaces: curl gets the 402 of each for x402 lint, with its headers. A
#                 server that is not there yet has seven seconds to start; may be empty
#   X402_TESTEE   the command that answers (docs/reference/operations), on one line, with its words quoted as a shell quotes them:
#                 "python3 'my testee.py'"; may be empty
#   X402_KNOWN    a file of known differences, as --write-known writes it; may be empty
#   X402_REQUIRE  operations of which no vector may be skipped: "decode verify"; may be empty
# Prints the report as Markdown, and adds it to the summary of the job where GitHub has one. Exit code: 0 if something
# passed and nothing differs but what is known, and no demand has an error; 64 if there is no demand, no URL and no testee, or
# the testee has several lines. Works with bash 3.2, so there are no arrays: an empty one is an error there.
set -euo pipefail
status=0
wrong() {
  echo "action/check.sh: $1" >&2
  exit 64
}
# Without the line feeds at the end, which YAML leaves there.
testee=$(printf %s "${X402_TESTEE:-}")
case $testee in *$'\n'*) wrong "X402_TESTEE is one command on one line" ;; esac
case $testee in *[![:space:]]*) ;; *) testee= ;; esac
case ${X402_DEMANDS:-}${X402_URLS:-} in *[![:space:]]*) ;; *) [ -n "$testee" ] || wrong "there is no demand, no URL and no testee" ;; esac
if [ -z "$testee" ] && [ -n "${X402_KNOWN:-}${X402_REQUIRE:-}" ]; then wrong "X402_KNOWN and X402_REQUIRE are about a testee"; fi
if [ -n "${GITHUB_ACTIONS:-}" ]; then format=github; else format=pretty; fi
lint() {
  code=0
  x402 lint "$1" --format "$format" || code=$?
  # 2: no error was found, and a part was left open.
  case $code in 0 | 2) ;; *) status=1 ;; esac
}
for demand in ${X402_DEMANDS:-}; do
  echo "x402 lint @$demand"
  lint "@$demand"
done
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
# The question mark of a URL is no pattern for names of files.
set -f
for url in ${X402_URLS:-}; do
  echo "curl -i $url | x402 lint"
  # A redirect is not followed: an answer is one block of headers and a body.
  if curl -isS --globoff --proto =http,https --suppress-connect-headers --max-time 30 --retry 3 --retry-connrefused --output "$answer" -- "$url"; then
    lint - <"$answer"
  else
    status=1
  fi
done
set +f
if [ -z "$testee" ]; then exit $status; fi
set -- conformance run --format markdown
if [ -n "${X402_KNOWN:-}" ]; then set -- "$@" --known "$X402_KNOWN"; fi
for operation in ${X402_REQUIRE:-}; do set -- "$@" --require "$operation"; done
# The shell takes the words apart and becomes the testee.
x402 "$@" -- sh -c "exec $testee" | tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}" || status=1
exit $status
