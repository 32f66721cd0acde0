"""How old the results of .ci/deep are, in commits."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
results = sorted((ROOT / "docs/deep").glob("*.json"))
if not results:
    print("no deep result yet; run .ci/deep")
for path in results:
    result = json.loads(path.read_text("utf-8"))
    count = ["git", "rev-list", "--count", f"{result['commit']}..HEAD"]
    age = subprocess.run(count, cwd=ROOT, capture_output=True, text=True).stdout.strip() or "an unknown number of"
    print(f"{path.stem}: {result['summary']} ({result['date']}, {age} commits ago)")
