"""Who pays whom and when, with keys that everybody knows, and what the Solana chain answers."""

import json
from pathlib import Path

STAGE = json.loads((Path(__file__).parent / "stage.json").read_text("utf-8"))
