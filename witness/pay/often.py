"""Runs scripts of this directory as often as it is asked to, and loads the packages, which takes seconds, only once:
pay/often.py. Reads lines {script, arguments, input} and answers each with a line {code, stdout, stderr}. A script runs in a
process of its own, in which nothing is left of the one before."""

import json
import os
import runpy
import signal
import sys
import tempfile
import traceback
from pathlib import Path

import eth_account  # noqa: F401
import x402.http.clients.httpx  # noqa: F401
import x402.mechanisms.evm.exact  # noqa: F401
import x402.mechanisms.evm.signers  # noqa: F401

SECONDS = 30


def become(script, arguments, streams):
    """This process runs the script to its end, as `python script arguments` does."""
    for number, stream in enumerate(streams):
        os.dup2(stream.fileno(), number)
    signal.alarm(SECONDS)
    sys.argv = [script, *arguments]
    sys.path[0] = str(Path(script).parent)
    code = 0
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


for line in sys.stdin:
    task = json.loads(line)
    with tempfile.TemporaryFile() as request, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        request.write(task["input"].encode())
        request.seek(0)
        child = os.fork()
        if child == 0:
            become(task["script"], task["arguments"], [request, out, errors])
        _, status = os.waitpid(child, 0)
        out.seek(0)
        errors.seek(0)
        answer = {"code": os.waitstatus_to_exitcode(status), "stdout": out.read().decode(), "stderr": errors.read().decode()}
    print(json.dumps(answer), flush=True)
