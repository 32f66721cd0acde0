"""The parties and the time of the payments, with well-known keys, and the answers of the Solana chain."""

import json
from pathlib import Path

STAGE = json.loads((Path(__file__).parent / "stage.json").read_text("utf-8"))
