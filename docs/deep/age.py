"""How old the results of .ci/deep are, in commits.

    age.py                    prints them
    age.py --most N NAME …    fails if one of these results is missing or older than N commits
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def age(commit):
    """None if the history has no such commit."""
    count = ["git", "rev-list", "--count", f"{commit}..HEAD"]
    found = subprocess.run(count, cwd=ROOT, capture_output=True, text=True).stdout
    return int(found) if found else None


def main(words):
    results = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((ROOT / "docs/deep").glob("*.json"))}
    ages = {name: age(result["commit"]) for name, result in results.items()}
    for name, result in results.items():
        commits = "an unknown number of" if ages[name] is None else ages[name]
        print(f"{name}: {result['summary']} ({result['date']}, {commits} commits ago)")
    if words[:1] != ["--most"]:
        return 0
    most, wanted = int(words[1]), words[2:]
    missing = [name for name in wanted if name not in results]
    old = [name for name in wanted if name in results and (ages[name] is None or ages[name] > most)]
    for name in missing:
        print(f"no result: {name}")
    for name in old:
        print(f"older than {most} commits: {name}")
    return int(bool(missing or old or not wanted))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
