#!/usr/bin/env python3
"""What .ci/deep has found: docs/deep/<part>.json, each with a hash over the files that the part is about.

    evidence.py                           prints each result, and whether these files are others now; fails if docs/security.md has
                                          another table
    evidence.py current PART              exits with 0 if there is a result and its files are today's
    evidence.py begin PART                prints the hash of the part's files as committed; fails if they have uncommitted changes
    evidence.py write PART HASH SUMMARY [FILE]
                                          writes the result, with the lines of the file as details, and the table
    evidence.py page                      writes the table into docs/security.md
    evidence.py require                   fails if a part has no result, or one about other files
"""

import datetime
import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "docs/deep"
PAGE = ROOT / "docs/security.md"
BEGIN, END = "<!-- results: written by .ci/evidence.py -->\n", "<!-- end of results -->\n"
VECTORS = "spec-vectors/v1"

# What each part is about: crates, with the crates of the repository that they are built of, and directories. What a part runs on
# others alone (their packages, contracts and programs) depends on the vectors and on the program that asks.
ABOUT = {
    "reader": ["x402-types"],
    "bench": ["x402-operations", "x402-recover"],
    "audit": ["x402-cli"],
    "a2a": [VECTORS],
    "spark": ["x402-cli"],
    "fuzz": ["x402-extensions", "x402-json-schema", "x402-recover"],
    "recover": ["x402-recover"],
    "contracts": [VECTORS, "witness/evm"],
    "programs": [VECTORS, "witness/svm"],
    "host": [VECTORS, "witness/stellar"],
    "packages": [VECTORS],
    "runners": ["x402-cli", VECTORS, "spec-vectors/npm", "spec-vectors/python", "packages/npm", "packages/python"],
    "drawn": ["x402-operations", "x402-conformance", VECTORS],
    "forced": ["x402-verify", "x402-conformance", VECTORS],
    "stores": ["x402-tower"],
    "flood": ["x402-tower"],
    "reach": ["x402-cli", VECTORS, "packages/npm"],
    "inspector": ["x402-cli", VECTORS, "packages/npm", "packages/inspector"],
    "reach_python": ["x402-cli", VECTORS, "packages/python"],
    "machines": ["x402-conformance", VECTORS, "examples/firmware"],
    "miri": ["x402-conformance", VECTORS],
    "reproducible": ["x402-cli", "Cargo.lock"],
    "minimal": ["x402-cli", "x402-seller", "x402-tower", "x402-testing", "x402-offline", "Cargo.lock"],
    "supply": ["Cargo.lock", "supply-chain"],
    "mutants": ["x402-verify", "x402-conformance", VECTORS],
}


def git(*words):
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def sources(crate):
    """The directories of the crate's sources, and of the crates of the repository that it is built of."""
    found, waiting = set(), [crate]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        manifest = tomllib.loads((ROOT / "crates" / name / "Cargo.toml").read_text("utf-8"))
        tables = [manifest, *manifest.get("target", {}).values()]
        waiting += [needed for table in tables for needed in table.get("dependencies", {}) if (ROOT / "crates" / needed).is_dir()]
    return [f"crates/{name}/src" for name in found]


def paths(part):
    chosen = set()
    for entry in ABOUT[part]:
        chosen.update(sources(entry) if (ROOT / "crates" / entry).is_dir() else [entry])
    return sorted(chosen)


def tree(part):
    """One hash over the committed files that the part is about."""
    return hashlib.sha256(git("ls-tree", "-r", "HEAD", "--", *paths(part)).encode()).hexdigest()


def read():
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(RESULTS.glob("*.json"))}


def state(part, results):
    if part not in results:
        return "no result"
    return "current" if results[part].get("tree") == tree(part) else "about other files than today's"


def begin(part):
    changed = git("status", "--porcelain", "--", *paths(part))
    if changed:
        sys.exit(f"commit first what {part} is about, because its result names the commit:\n{changed}")
    print(tree(part))


def write(part, began, summary, details=None):
    result = {
        "commit": git("rev-parse", "HEAD").strip(),
        "tree": began,
        "date": datetime.date.today().isoformat(),
        "summary": summary,
        "details": Path(details).read_text("utf-8").splitlines() if details else [],
    }
    if began != tree(part):
        sys.exit(f"what {part} is about was changed while it ran: no result is written")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{part}.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    PAGE.write_text(page(), "utf-8")
    print(f"docs/deep/{part}.json: {summary}")


def page():
    """The page with the table of results."""
    results = read()
    rows = [
        f"| `.ci/deep {part}` | {results[part]['summary']} | {results[part]['date']}, `{results[part]['commit'][:8]}` |"
        if part in results
        else f"| `.ci/deep {part}` | not run yet | |"
        for part in ABOUT
    ]
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        sys.exit(f"{PAGE}: no place for the table of results")
    table = ["", "| command | result | on |", "|---|---|---|", *rows, "", ""]
    return before + BEGIN + "\n".join(table) + END + after


def show():
    results = read()
    for part in ABOUT:
        said = f"{results[part]['summary']} ({results[part]['date']}, " if part in results else "("
        print(f"{part}: {said}{state(part, results)})")
    for name in results.keys() - ABOUT.keys():
        sys.exit(f"docs/deep/{name}.json is of no part")
    if PAGE.read_text("utf-8") != page():
        sys.exit("docs/security.md does not have these results; write them with: .ci/evidence.py page")


def require():
    results = read()
    wrong = {part: said for part in ABOUT if (said := state(part, results)) != "current"}
    for part, said in wrong.items():
        print(f"{part}: {said}; run .ci/deep {part}")
    return bool(wrong)


def main(words):
    match words:
        case []:
            return show()
        case ["current", part]:
            return state(part, read()) != "current"
        case ["begin", part]:
            return begin(part)
        case ["write", part, began, summary, *details]:
            return write(part, began, summary, *details)
        case ["page"]:
            return PAGE.write_text(page(), "utf-8") and 0
        case ["require"]:
            return require()
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
