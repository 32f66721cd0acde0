"""Verifies x402 payments from their bytes. There is a function for each operation of docs/reference/operations.

`verify` returns whether a payment is valid, invalid or undecided, and why; `decode` reads an object; `lint` finds the faults in a 402
response; `diagnose` guesses what the payer signed instead. `verify_many` and `audit` verify many payments on all cores.
`facilitator_shield` wraps a facilitator's client. The same input always gives the same report: no function uses a network or a clock,
except the shield, which needs the time.
"""

from . import _operations
from ._errors import X402Error
from ._json import ExactNumber, dumps, loads
from ._many import audit, verify_many
from ._operations import *  # noqa: F403
from ._report import Report
from .shield import ShieldEvent, facilitator_shield

__version__ = "0.1.0"
__all__ = ["ExactNumber", "Report", "ShieldEvent", "X402Error", "audit", "dumps", "facilitator_shield", "loads", "verify_many"]
__all__ += _operations.__all__
