#!/usr/bin/env python3
"""Holds nine rules. A cell of a table has at most 40 words, because more belongs into a section. A link to a file of the
repository, to a page of the site, or to a heading of a page leads there. A file that a page names in code is there; decisions are as old as their
date. A program that a page prints behind `<!-- program: FILE -->` is that file. A page that imports another project's package has the command that installs it. The page of the vectors has a row for each group,
and the page of the schemas names each schema. A page that names a minimum version of Rust names
that of Cargo.toml. No file except Cargo.toml has an address that the owner has not set.
A vector of the level `must` cites a ruling or a statement, and what any vector cites is in docs/reference/rulings or in
spec-vectors/requirements.json.

A page is a committed file `*.md`. What a link shows counts as words, and its address does not.
"""

import json
import re
import subprocess
import sys
from fnmatch import filter as matching
from functools import cache
from pathlib import Path, PurePosixPath

sys.path.insert(0, "spec-vectors/python")
from x402_spec_vectors._rows import vectors as vectors_in

MOST_WORDS = 40
# Names in code that begin like these are of files here. A crate's name stands for its folder.
FOLDERS = [".ci", "api", "benches", "crates", "docs", "examples", "spec-vectors", "witness"]
# Of another repository, or installed.
NOT_HERE = ["docs/specs", "witness/.venv"]
# The examples of docs/project/adding.md.
MADE_UP = re.compile(r"\b(ticket|stellar)\b")
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(<?([^()\s>]+)>?\)")
DEFINITION = re.compile(r"^\[([^\[\]]+)\]: (\S+)$", re.MULTILINE)
# Their own pages have the commands that install them.
OURS = {"x402-offline", "x402_offline"}
PROGRAM = re.compile(r"^<!-- program: (\S+) -->\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")


def prose(path):
    """The lines that are no code, with their numbers."""
    fence = None
    for number, line in enumerate(Path(path).read_text("utf-8").split("\n"), 1):
        mark = re.match(r"\s*(```+|~~~+)", line)
        if mark and fence is None:
            fence = mark[1]
        elif mark and line.strip().startswith(fence):
            fence = None
        elif fence is None:
            yield number, line


def unset_addresses():
    """An address that only the owner knows is in Cargo.toml, and nowhere else."""
    command = ["git", "grep", "-nF", "example.invalid", "--", ".", ":!Cargo.toml", ":!.ci"]
    for line in subprocess.run(command, capture_output=True, text=True).stdout.splitlines():
        yield f"{line}: only Cargo.toml has an address that is not set; .ci/address prints it"


@cache
def anchors(path):
    """The anchors of the headings, as GitHub makes them, and those that the page writes itself."""
    found, seen = set(), {}
    for _, line in prose(path):
        found.update(re.findall(r'<a (?:id|name)="([^"]+)"', line))
        if heading := re.match(r"#{1,6} +(.*?) *#*$", line):
            text = LINK.sub(r"\1", heading[1]).lower()
            name = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
            count = seen[name] = seen.get(name, -1) + 1
            found.add(f"{name}-{count}" if count else name)
    return found


def cells(line):
    return re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))


def long_cells(path):
    for number, line in prose(path):
        if line.lstrip().startswith("|"):
            for cell in cells(line):
                words = LINK.sub(r"\1", cell).split()
                if len(words) > MOST_WORDS:
                    yield f"{path}:{number}: a cell of {len(words)} words, which begins: {' '.join(words[:8])}"


def links(path):
    """Each address inside of the repository, and the line in which it stands."""
    # A link may go on in the next line, and what looks like one in a code span is none.
    lines = dict(prose(path))
    text = "\n".join(lines.get(number, "") for number in range(1, max(lines, default=0) + 1))
    text = CODE.sub(lambda code: "`" * len(code[0]), text)
    for link in [*LINK.finditer(text), *DEFINITION.finditer(text)]:
        if not re.match(r"[a-z][a-z0-9+.-]*:", link[2]):
            yield text.count("\n", 0, link.start()) + 1, link[2]


def dead_links(path, files):
    for number, address in links(path):
        name, _, anchor = address.partition("#")
        target = resolved(PurePosixPath(path).parent / name) if name else path
        if target not in files:
            yield f"{path}:{number}: {address} leads to no committed file"
        elif anchor and target.endswith(".md") and Path(target).exists() and anchor not in anchors(target):
            yield f"{path}:{number}: {address} leads to no heading"


def dead_names(path, files):
    for number, line in prose(path) if not path.startswith("docs/decisions/") else []:
        for name in re.findall(r"`([\w.-]+(?:/[\w.*-]+)+)/?`", line):
            crate = f"crates/{name}"
            first = crate if crate.split("/")[1] in CRATES else name
            known = first == crate or name.split("/")[0] in FOLDERS
            places = [first, str(PurePosixPath(path).parent / name)]
            made_up = path == "docs/project/adding.md" and MADE_UP.search(name)
            if known and not made_up and name not in NOT_HERE and not any(matching(files, place) for place in places):
                yield f"{path}:{number}: there is no {name}"


def stale_programs(path):
    """The programs of this page that are not their files, which are compiled and run."""
    for name, program in PROGRAM.findall(Path(path).read_text("utf-8")):
        if not Path(name).exists() or Path(name).read_text("utf-8") != program:
            yield f"{path}: the program is not {name}"


def packages_in(language, code):
    """The packages of npm or PyPI that a program imports."""
    if language == "python":
        names = re.findall(r"^\s*(?:from|import) (\w+)", code, re.MULTILINE)
        return {name for name in names if name not in sys.stdlib_module_names}
    names = re.findall(r"""(?:from|import) *\(?["']([^"'.][^"']*)["']""", code)
    # The scope is a part of the package's name, and what follows is a file of the package.
    return {re.match(r"@[^/]+/[^/]+|[^/]+", name)[0] for name in names if not name.startswith("node:")}


def uninstalled(path):
    """The packages that a program of this page imports, and that no command of the page installs."""
    text = Path(path).read_text("utf-8")
    installed = " ".join(re.findall(r"^[ $]*(?:npm|pip) install (.*)$", text, re.MULTILINE))
    installed = set(re.findall(r"@?[\w./-]+", installed))
    for language, code in re.findall(r"^ *```(js|mjs|ts|python)\b[^\n]*\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        for name in sorted(packages_in(language, code) - OURS - installed):
            yield f"{path}: a program imports {name}, which no command of the page installs"


def other_rust(path):
    """The minimum versions of Rust on this page that are not that of Cargo.toml."""
    for number, line in prose(path):
        for version in re.findall(r"\bRust (?:version )?(\d+\.\d+)\b", line):
            if version != RUST:
                yield f"{path}:{number}: Cargo.toml has the minimum Rust version {RUST}, not {version}"


def uncited():
    """What vectors cite and no page has. And the vectors of the level `must` that cite nothing."""
    documents = json.loads(Path("spec-vectors/requirements.json").read_text("utf-8"))
    known = {
        "rulings": {name.upper() for page in Path("docs/reference/rulings").iterdir() for name in anchors(page)},
        "requirements": {id for statements in documents.values() for id in statements},
    }
    cited = {name: set() for name in known}
    for file in sorted(Path("spec-vectors/v1").glob("*.json")):
        for vector in vectors_in(file.read_text("utf-8")):
            for name in known:
                cited[name].update(vector[name])
            if vector["level"] == "must" and not any(vector[name] for name in known):
                yield f"{file}: {vector['id']} says that others must, and cites nothing"
    for name in known:
        for id in sorted(cited[name] - known[name]):
            yield f"vectors cite {id} as one of the {name}, and there is none"
        if not cited[name]:
            yield f"no vector has {name}"


def resolved(path):
    parts = []
    for part in path.parts:
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def unnamed(page, begin, folder, ending):
    """The files of a folder that no line of its page with this beginning names."""
    text = "".join(line for _, line in prose(page) if line.startswith(begin))
    files = [str(path.relative_to(folder)).removesuffix(ending) for path in Path(folder).rglob(f"*{ending}")]
    return [f"{page} does not name {name}" for name in files or ["a file: there is none"] if f"`{name}`" not in text]


def committed():
    """All files and the folders that hold them. A file that was written and not yet added counts too."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    names = [name for name in names if Path(name).exists()]
    folders = {str(folder) for name in names for folder in PurePosixPath(name).parents}
    listed = LINK.findall(Path("docs/SUMMARY.md").read_text("utf-8"))
    built = {resolved(PurePosixPath("docs") / address) for _, address in listed}
    return sorted(name for name in names if name.endswith(".md")), {*names, *folders, *built}


RUST = re.search(r'^rust-version = "([\d.]+)"', Path("Cargo.toml").read_text("utf-8"), re.MULTILINE)[1]
CRATES = [path.name for path in Path("crates").iterdir()]
pages, files = committed()
def faults(page):
    return [*long_cells(page), *dead_links(page, files), *dead_names(page, files), *stale_programs(page), *uninstalled(page), *other_rust(page)]


wrong = [fault for page in pages for fault in faults(page)]
wrong += unset_addresses()
wrong += uncited()
wrong += unnamed("docs/reference/vectors.md", "|", "spec-vectors/v1", ".json")
wrong += unnamed("schemas/README.md", "", "schemas", ".schema.json")
count = sum(len(list(links(page))) for page in pages)
if wrong:
    sys.exit("\n".join(wrong))
if len(pages) < 40 or count < 400:
    sys.exit(f"only {count} links on {len(pages)} pages were found")
print(f"{len(pages)} pages: no cell has more than {MOST_WORDS} words, and {count} links lead somewhere")
