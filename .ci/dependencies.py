#!/usr/bin/env python3
"""docs/reference/dependencies.md lists every package that the published ones need: why, where it is kept, how many of its lines are unsafe.

    .ci/dependencies.py          the page has to be what cargo says
    .ci/dependencies.py --write  writes the page

The reasons of direct dependencies stand in the page and are kept. One that has no reason is a fault. What only tests need is not
listed, nor what only machines other than x86_64 with Linux need. A line is unsafe if its code has the word, outside of comments and
texts, in `src` or `build.rs`. The packages have to be there (`cargo fetch`).
"""

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/reference/dependencies.md"
BEGIN = "<!-- tables: written by .ci/dependencies.py -->"
TARGET = "x86_64-unknown-linux-gnu"
NO_CODE = re.compile(r"""//[^\n]*|/\*.*?\*/|\br(\#*)".*?"\1|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\\n])'""", re.DOTALL)


def cargo(*words):
    command = ["cargo", *words, "--locked", "--all-features"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def needed():
    """Every package that a published one needs, by id, with the ids of those that need it; the ids of the published ones; and what each
    package is. The tree is of the published packages alone, because what the examples and tests ask for switches on features."""
    data = json.loads(cargo("metadata", "--format-version", "1", "--filter-platform", TARGET))
    packages = {(package["name"], package["version"]): package for package in data["packages"]}
    members = set(data["workspace_members"])
    published = {one for one, package in packages.items() if package["id"] in members and package["publish"] != []}
    chosen = [word for name, _ in sorted(published) for word in ("--package", name)]
    form = ["--edges", "normal,build", "--target", TARGET, "--prefix", "depth", "--no-dedupe", "--format", " {p}"]
    found, above = defaultdict(set), []
    for line in filter(None, cargo("tree", *chosen, *form).splitlines()):
        depth, name, version = line.split()[:3]
        above[int(depth):] = [(name, version.removeprefix("v"))]
        if int(depth):
            found[above[-1]].add(above[-2])
    return {one: by for one, by in found.items() if one not in published}, published, packages


def unsafe_lines(package):
    """How many lines of the package's code say `unsafe`, and whether it brings C along."""
    folder = Path(package["manifest_path"]).parent
    files = [*folder.glob("src/**/*.rs"), *folder.glob("build.rs")]
    assert files, folder
    kept = lambda match: re.sub(r"[^\n]", "", match[0])
    lines = sum(len(re.findall(r"(?m)^.*\bunsafe\b.*$", NO_CODE.sub(kept, file.read_text("utf-8")))) for file in files)
    return lines, any(folder.rglob("*.c"))


def keeper(package):
    """Where the package is kept: the owner and the name of its repository."""
    place = re.sub(r"(\.git)?(/tree/.*)?/?$", "", package["repository"] or "")
    return f"[{'/'.join(place.split('/')[3:])}]({place})" if place else "not said"


def tables(reasons):
    """The page's tables, the names of direct dependencies, and the faults."""
    found, published, packages = needed()
    direct, brought, faults, total, with_c = [], [], [], 0, []
    for one in sorted(found):
        package, by, name = packages[one], sorted({user for user, _ in found[one]}), one[0]
        lines, has_c = unsafe_lines(package)
        total += lines
        if has_c:
            with_c.append(name)
        row = f"| `{name}` {package['version']} | {{}} | {keeper(package)} | {lines}{', and C' if has_c else ''} |"
        users = [user for user in by if user in {own for own, _ in published}]
        if users:
            if not reasons.get(name):
                faults.append(f"{PAGE.relative_to(ROOT)}: no reason is given for {name}, which {', '.join(users)} asks for")
            direct.append(row.format(f"{reasons.get(name, '')} | {', '.join(f'`{user}`' for user in users)}"))
        else:
            shown = ", ".join(f"`{user}`" for user in by[:4]) + (f" and {len(by) - 4} more" if len(by) > 4 else "")
            brought.append(row.format(shown))
    head = f"{len(direct)} packages are asked for, and {len(brought)} come with them. {total} lines of all are unsafe."
    text = f"{head}\n\n## Asked for\n\n| package | why | asked for by | kept in | unsafe lines |\n|---|---|---|---|--:|\n" + "\n".join(direct)
    text += "\n\n## Brought along\n\n| package | needed by | kept in | unsafe lines |\n|---|---|---|--:|\n" + "\n".join(brought) + "\n"
    return text, faults


def main(write):
    page = PAGE.read_text("utf-8")
    before, _, old = page.partition(BEGIN)
    reasons = dict(re.findall(r"^\| `([\w-]+)` \S+ \| ([^|]*) \| `x402-", old, re.MULTILINE))
    text, faults = tables(reasons)
    new = f"{before}{BEGIN}\n\n{text}"
    if write:
        PAGE.write_text(new, "utf-8")
    elif new != page:
        faults.append(f"{PAGE.relative_to(ROOT)} is not what cargo says; .ci/dependencies.py --write")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv[1:]))
