#!/usr/bin/env python3
"""docs/dependencies.md lists every package that the published ones need: why, where it is kept, how many of its lines are unsafe.

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
PAGE = ROOT / "docs/dependencies.md"
BEGIN = "<!-- tables: written by .ci/dependencies.py -->"
TARGET = "x86_64-unknown-linux-gnu"
NO_CODE = re.compile(r"""//[^\n]*|/\*.*?\*/|\br(\#*)".*?"\1|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\\n])'""", re.DOTALL)


def metadata():
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--all-features", "--filter-platform", TARGET]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def needed(data):
    """Every package that a published one needs, by id, with the names of those that need it; and the ids of the published ones."""
    packages = {package["id"]: package for package in data["packages"]}
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    published = {name for name in data["workspace_members"] if packages[name]["publish"] != []}
    found, queue = defaultdict(set), sorted(published)
    while queue:
        one = queue.pop()
        for dependency in nodes[one]["deps"]:
            if any(kind["kind"] in (None, "build") for kind in dependency["dep_kinds"]):
                if dependency["pkg"] not in found and dependency["pkg"] not in published:
                    queue.append(dependency["pkg"])
                found[dependency["pkg"]].add(one)
    return {name: by for name, by in found.items() if name not in published}, published, packages


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
    found, published, packages = needed(metadata())
    name = lambda one: packages[one]["name"]
    direct, brought, faults, total, with_c = [], [], [], 0, []
    for one in sorted(found, key=lambda one: (name(one), packages[one]["version"])):
        package, by = packages[one], sorted({name(user) for user in found[one]})
        lines, has_c = unsafe_lines(package)
        total += lines
        if has_c:
            with_c.append(name(one))
        row = f"| `{name(one)}` {package['version']} | {{}} | {keeper(package)} | {lines}{', and C' if has_c else ''} |"
        users = [user for user in by if user in {name(own) for own in published}]
        if users:
            if not reasons.get(name(one)):
                faults.append(f"{PAGE.relative_to(ROOT)}: no reason is given for {name(one)}, which {', '.join(users)} asks for")
            direct.append(row.format(f"{reasons.get(name(one), '')} | {', '.join(f'`{user}`' for user in users)}"))
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
