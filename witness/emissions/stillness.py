"""Fixes clock and randomness, so that the SDK sends the same bytes in each run. It is imported first."""

import datetime
import hashlib
import os
import secrets
import sys
import time
from itertools import count

# libsecp256k1 draws a seed when the package is first imported. Drawn later, the seed would be one of the numbers that the SDK gets.
import coincurve  # noqa: F401
from stage import STAGE

# Without this the order of a set of strings differs in each process.
if os.environ.get("PYTHONHASHSEED") != "0":
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})

_drawn = count()


def _draw(length):
    blocks = range(0, length, 32)
    return b"".join(hashlib.sha256(b"x402 witness %d" % next(_drawn)).digest() for _ in blocks)[:length]


class _StandingStill(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(STAGE["now"], tz)


time.time = lambda: STAGE["now"]
datetime.datetime = _StandingStill
os.urandom = _draw
secrets.token_hex = lambda length: _draw(length).hex()
