#!/usr/bin/env bash
# Puts the x402 vectors to the testee of a repository, and checks its demands, in the repository's directory. The command x402
# is in the PATH.
#   X402_DEMANDS  files with a demand each, separated by spaces, for x402 lint; may be empty
#   X402_URLS     URLs that ask for a payment, separated by spaces: curl gets the 402 of each for x402 lint, with its headers. A
#                 server that is not there yet has seven seconds to start; may be empty
#   X402_TESTEE   the command that answers (docs/reference/operations), on one line, with its words quoted as a shell quotes them:
#                 "python3 'my testee.py'"; may be empty
#   X402_LEVEL    the levels of the vectors that are asked: "must,should". Without the variable "must"; if it is empty, all
#   X402_PROFILE  the vectors about a feature, or a JSON file, as --profile takes it; may be empty
#   X402_KNOWN    a file of known differences, as --write-known writes it; may be empty
#   X402_REQUIRE  operations of which no vector may be skipped: "decode verify"; may be empty
#   X402_FORMAT   of the report: markdown, also without the variable; pretty; json, junit, html or sarif
#   X402_JOBS     how many processes of the testee are asked at once; 1 without the variable
# Prints the report, and adds Markdown to the summary of the job where GitHub has one. A report in json, junit, html or sarif goes into
# the file x402-report, with the ending of the format, and the path to GITHUB_OUTPUT as `report`. Exit code: 0 if something
# passed and nothing differs but what is known, and no demand has an error; 64 if there is no demand, no URL and no testee, or
# the testee has several lines, or the format is unknown. Works with bash 3.2, so there are no arrays: an empty one is an error there.
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
if [ -z "$testee" ] && [ -n "${X402_KNOWN:-}${X402_REQUIRE:-}${X402_PROFILE:-}" ]; then
  wrong "X402_KNOWN, X402_PROFILE and X402_REQUIRE are about a testee"
fi
report=
case ${X402_FORMAT:=markdown} in
  markdown | pretty) ;;
  json | html | sarif) report=x402-report.$X402_FORMAT ;;
  junit) report=x402-report.xml ;;
  *) wrong "X402_FORMAT is markdown, pretty, json, junit, html or sarif, and not $X402_FORMAT" ;;
esac
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
set -- conformance run --format "$X402_FORMAT" --jobs "${X402_JOBS:-1}"
if [ -n "${X402_LEVEL-must}" ]; then set -- "$@" --level "${X402_LEVEL-must}"; fi
if [ -n "${X402_PROFILE:-}" ]; then set -- "$@" --profile "$X402_PROFILE"; fi
if [ -n "${X402_KNOWN:-}" ]; then set -- "$@" --known "$X402_KNOWN"; fi
for operation in ${X402_REQUIRE:-}; do set -- "$@" --require "$operation"; done
# The shell takes the words apart and becomes the testee.
if [ -n "$report" ]; then
  x402 "$@" -- sh -c "exec $testee" >"$report" || status=1
  echo "x402 conformance: the report is in $report"
  printf 'report=%s\n' "$report" >>"${GITHUB_OUTPUT:-/dev/null}"
  exit $status
fi
summary=/dev/null
if [ "$X402_FORMAT" = markdown ]; then summary=${GITHUB_STEP_SUMMARY:-/dev/null}; fi
x402 "$@" -- sh -c "exec $testee" | tee -a "$summary" || status=1
exit $status
