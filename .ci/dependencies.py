#!/usr/bin/env python3
"""The packages that the published ones need: why, where each is maintained, how many of its lines are unsafe.

    .ci/dependencies.py          each direct dependency has a reason in .ci/dependencies.toml, and each reason a dependency
    .ci/dependencies.py --page   prints the page of the site

Dependencies that only tests need are left out, and those that only machines other than x86_64 with Linux need. A line is unsafe if its
code contains the word, outside of comments and strings, in `src` or `build.rs`. The packages must be there (`cargo fetch`).
"""

import json
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REASONS = ".ci/dependencies.toml"
HEAD = """# Dependencies

These are the packages that the published ones need with all features, on x86_64 with Linux, in the versions of `Cargo.lock`. Packages that
only tests need are not listed. Run `cargo tree -p x402-verify` to see what one package needs by default: most of this list belongs to
the command, to the databases of `x402-tower`, and to HTTP.

"Unsafe lines" counts the lines of a package's code that contain the word `unsafe`. The crates in `crates/` forbid it. We have not audited
these packages. CI checks their licences, sources and bans on every change with `cargo deny`, and looks for advisories where it can
fetch the RustSec database (`.ci/deep advisories`).
"""
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
    """How many lines of the package's code contain `unsafe`, and whether it contains C."""
    folder = Path(package["manifest_path"]).parent
    files = [*folder.glob("src/**/*.rs"), *folder.glob("build.rs")]
    assert files, folder
    kept = lambda match: re.sub(r"[^\n]", "", match[0])
    lines = sum(len(re.findall(r"(?m)^.*\bunsafe\b.*$", NO_CODE.sub(kept, file.read_text("utf-8")))) for file in files)
    return lines, any(folder.rglob("*.c"))


def keeper(package):
    """A link to the package's repository, with its owner and name."""
    place = re.sub(r"(\.git)?(/tree/.*)?/?$", "", package["repository"] or "")
    return f"[{'/'.join(place.split('/')[3:])}]({place})" if place else "unknown"


def tables(reasons):
    """The page's tables, the names of direct dependencies, and the faults."""
    found, published, packages = needed()
    direct, indirect, faults, total = [], [], [], 0
    for one in sorted(found):
        package, by, name = packages[one], sorted({user for user, _ in found[one]}), one[0]
        lines, has_c = unsafe_lines(package)
        total += lines
        row = f"| `{name}` {package['version']} | {{}} | {keeper(package)} | {lines}{', and C' if has_c else ''} |"
        users = [user for user in by if user in {own for own, _ in published}]
        if users:
            if not reasons.get(name):
                faults.append(f"{REASONS}: add a reason for {name}, on which {', '.join(users)} depends")
            direct.append(row.format(f"{reasons.get(name, '')} | {', '.join(f'`{user}`' for user in users)}"))
        else:
            shown = ", ".join(f"`{user}`" for user in by[:4]) + (f" and {len(by) - 4} more" if len(by) > 4 else "")
            indirect.append(row.format(shown))
    wanted = {one[0] for one, by in found.items() if by & published}
    faults += [f"{REASONS}: nothing depends on {name}" for name in sorted(reasons.keys() - wanted)]
    text = f"There are {len(direct)} direct and {len(indirect)} indirect dependencies, with {total} unsafe lines.\n\n## Direct dependencies\n\n"
    text += "| package | why | used by | maintained in | unsafe lines |\n|---|---|---|---|--:|\n" + "\n".join(direct)
    text += "\n\n## Indirect dependencies\n\n| package | used by | maintained in | unsafe lines |\n|---|---|---|--:|\n" + "\n".join(indirect) + "\n"
    return text, faults


def main(printed):
    text, faults = tables(tomllib.loads((ROOT / REASONS).read_text("utf-8")))
    if printed:
        print(f"{HEAD}\n{text}", end="")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main("--page" in sys.argv[1:]))
