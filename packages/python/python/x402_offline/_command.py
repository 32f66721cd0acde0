"""The command `x402`, as `pip install` puts it beside Python."""

from __future__ import annotations

import signal
import sys

from . import _native


def main() -> int:
    # Python would wait for the end of the command before it looks at an interruption.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.command(sys.argv)
