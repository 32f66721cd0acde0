"""python -m x402_offline: the command `x402`."""

import sys

from ._command import main

sys.argv[0] = "x402"
sys.exit(main())
