"""The command `x402-vectors`: `x402 conformance` of the package x402-offline, with the vectors of this package."""

import sys

from . import FOLDER

USAGE = f"""x402-vectors: asks an implementation the vectors of this package

  x402-vectors run -- python testee.py      a report on the program
  x402-vectors run --help                   how to select vectors, and in which formats reports are written
  x402-vectors show ID                      a whole vector
  x402-vectors coverage --checks            the vectors that test each check

It is `x402 conformance` of the package x402-offline, with the vectors in {FOLDER}.
Exit codes: those of that command; 64 usage; 69 the package x402-offline is not installed: pip install 'x402-spec-vectors[run]'."""


def main() -> int:
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE)
        return 0 if arguments else 64
    if arguments[0] not in ("run", "show", "coverage"):
        print(f"x402-vectors: run, show or coverage, and not {arguments[0]!r}; x402-vectors --help", file=sys.stderr)
        return 64
    try:
        from x402_offline._command import main as x402
    except ImportError:
        print("x402-vectors: the package x402-offline is not installed: pip install 'x402-spec-vectors[run]'", file=sys.stderr)
        return 69
    verb, *rest = arguments
    sys.argv = ["x402", "conformance", verb, "--vectors", str(FOLDER), *rest]
    return x402()
