"""Answers the questions of docs/reference/operations with the functions of x402_offline: x402 conformance run -- python testee.py"""

import re
import sys

import x402_offline

about = {"name": "x402-offline", "version": x402_offline.__version__, "language": "Python", "operations": list(x402_offline.OPERATIONS)}
print(x402_offline.dumps({"testee": about}), flush=True)
for line in sys.stdin:
    question = x402_offline.loads(line)
    op = x402_offline.OPERATIONS.get(question["op"])
    members = {re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name): value for name, value in question["input"].items()}
    try:
        answer: dict[str, object] = {"skipped": "unknown operation"} if op is None else {"result": op(**members)}
    except x402_offline.X402Error as error:
        answer = {error.kind: error.reason}
    except TypeError as error:
        answer = {"skipped": str(error)}
    print(x402_offline.dumps({"id": question["id"], **answer}), flush=True)
