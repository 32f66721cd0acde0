#!/usr/bin/env python3
"""What .ci/deep has found: docs/deep/<part>.json, each with a hash over the files that the part is about.

    evidence.py                           prints each result, and whether these files are others now; fails if docs/security.md has
                                          another table
    evidence.py current PART              exits with 0 if there is a result, its files are today's, and it is whole
    evidence.py begin PART                prints the hash of the part's files as committed; fails if they have uncommitted changes
    evidence.py write PART HASH SUMMARY [FILE]
                                          writes the result, with the lines of the file as details, and the table
    evidence.py kept PART                 prints the details of the result if its files are today's
    evidence.py targets PART [TARGET …]   prints for each fuzz target, or file with mutants, the hash of its files, for how many
                                          seconds and executions the result has it on these files, and how many times as many as
                                          of another the part asks of it
    evidence.py add PART [TARGET HASH SECONDS EXECUTIONS COUNTS]
                                          adds to the result what a target has done, and writes it
    evidence.py share FILE                prints how many of the file's mutants are tried: `0/1` is all, `3/10` one in ten
    evidence.py page                      writes the table into docs/security.md
    evidence.py require                   fails if a part has no result, or one about other files, or one that is not whole
"""

import datetime
import functools
import hashlib
import io
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "docs/deep"
PAGE = ROOT / "docs/security.md"
BEGIN, END = "<!-- results: written by .ci/evidence.py -->\n", "<!-- end of results -->\n"
VECTORS = "spec-vectors/v1"

# What decides which lines the inputs of the fuzz targets reach.
FUZZING = ["Cargo.toml", "Cargo.lock", "corpus", "coverage.py", "src", "tests", "unreached.txt"]

# What each part is about: crates, with the crates of the repository that they are built of, and directories. What a part runs on others
# alone (their packages, contracts and programs) depends on the vectors, and for contracts, programs and the host on the program that
# asks. The fuzz targets are about what they are built of, each by itself. A file with mutants stands for itself: a mutant that was
# found stays found, because tests and vectors are only added.
ABOUT = {
    "reader": ["x402-types"],
    "bench": ["x402-operations", "x402-recover"],
    "audit": ["x402-cli"],
    "a2a": [VECTORS],
    "spark": ["x402-cli"],
    "fuzz": [],
    "cases": [],
    "coverage": ["x402-conformance", VECTORS, "docs/examples", *(f"fuzz/{name}" for name in FUZZING)],
    "recover": ["x402-recover"],
    "contracts": [VECTORS, "witness/evm"],
    "programs": [VECTORS, "witness/svm"],
    "host": [VECTORS, "witness/stellar"],
    "packages": [VECTORS],
    "runners": ["x402-cli", VECTORS, "spec-vectors/npm", "spec-vectors/python", "packages/npm", "packages/python"],
    "drawn": ["x402-operations", "x402-conformance", VECTORS, "spec-vectors/mutants/src"],
    "forced": ["x402-verify", "x402-conformance", VECTORS],
    "stores": ["x402-tower"],
    "load": ["x402-tower"],
    "flood": ["x402-tower"],
    "reach": ["x402-cli", VECTORS, "packages/npm"],
    "inspector": ["x402-cli", VECTORS, "packages/npm", "packages/inspector"],
    "reach_python": ["x402-cli", VECTORS, "packages/python"],
    "machines": ["x402-conformance", VECTORS, "examples/firmware"],
    "miri": ["x402-conformance", VECTORS],
    "reproducible": ["x402-cli", "Cargo.lock"],
    "minimal": ["x402-cli", "x402-seller", "x402-tower", "x402-testing", "x402-offline", "Cargo.lock"],
    "supply": ["Cargo.lock", "supply-chain"],
    "mutants": [],
}

# The schemas of objects, which need a feature. No part asks for one, and `.ci/run schemas` compares them all.
SCHEMAS = re.compile(r"crates/x402-(types|schemes)/src/schema[./]")

# The fuzz targets that read nothing by themselves.
JUDGES = ["recover", "verify", "verify_gateway", "verify_permit2", "verify_upto"]

# How much makes a part whole: of each fuzz target so many seconds, or executions; so many cases. A result of less is kept and
# added to, but is not enough for `require`.
WHOLE = {"fuzz": 600, "cases": 10_000_000, "recover": 100_000_000, "mutants": 1}
# Of these more: the JSON reader reads whatever arrives.
TIMES = {("cases", "reader"): 10}
# What a result says of a fuzz target, or of a file with mutants.
DONE = re.compile(r"(?P<target>\S+): (?P<executions>\d+) \w+ in (?P<seconds>\d+) s, [a-z ]+; files (?P<files>\w+)")
# What a target does, and what comes of it.
WORDS = {"fuzz": ("executions", "nothing open"), "cases": ("executions", "nothing open"), "mutants": ("mutants", "none alive")}


def git(*words):
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def sources(crate, optional=True):
    """The directories of the crate's sources, and of the crates of the repository that it is built of, with the optional ones or not."""
    found, waiting = set(), [crate]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        manifest = tomllib.loads((ROOT / "crates" / name / "Cargo.toml").read_text("utf-8"))
        tables = [manifest, *manifest.get("target", {}).values()]
        needed = [entry for table in tables for entry in table.get("dependencies", {}).items() if (ROOT / "crates" / entry[0]).is_dir()]
        waiting += [name for name, how in needed if optional or not how.get("optional")]
    return [f"crates/{name}/src" for name in found]


def deciding():
    """The patterns of .ci/mutants.txt, as git takes them."""
    lines = [line for line in (ROOT / ".ci/mutants.txt").read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [f":(exclude,glob){line[1:]}" if line.startswith("!") else f":(glob){line}" for line in lines]


@functools.cache
def decided():
    """The files that decide."""
    return git("ls-files", "--", *deciding()).split()


def share(path):
    """How many of a file's mutants are tried: all of a file that decides, else one in ten, by the file's own hash."""
    return "0/1" if path in decided() else f"{int(hash_of([path])[:8], 16) % 10}/10"


def targets(part):
    """The fuzz targets of the part, of which `cases` has the readers; or the files with mutants."""
    if part == "mutants":
        crates = {re.match(r":\(glob\)(crates/[^/]+/src)/", line)[1] for line in deciding() if line.startswith(":(glob)")}
        return git("ls-files", "--", *(f":(glob){crate}/**/*.rs" for crate in sorted(crates))).split()
    if part not in ("fuzz", "cases"):
        return []
    names = [target["name"] for target in tomllib.loads((ROOT / "fuzz/Cargo.toml").read_text("utf-8"))["bin"]]
    return [name for name in names if part == "fuzz" or name not in JUDGES]


def target_paths(target):
    """What a fuzz target is built of: the modules that its laws are in, the files these include, and the crates these name. The
    optional dependencies of those crates are for features that the fuzzer is built without."""
    if target.endswith(".rs"):
        return {target}
    fuzz = ROOT / "fuzz/src"
    modules = {path.stem for path in fuzz.glob("*.rs")} - {"lib", "seeds"}
    chosen, seen = {f"fuzz/fuzz_targets/{target}.rs"}, set()
    waiting = re.findall(r"x402_fuzz::(\w+)::", (ROOT / f"fuzz/fuzz_targets/{target}.rs").read_text("utf-8"))
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        files = [fuzz / f"{module}.rs", *(fuzz / module).rglob("*.rs")]
        included = [(fuzz / name).resolve() for name in re.findall(r'#\[path = "(.*)"\]', files[0].read_text("utf-8"))]
        text = "".join(path.read_text("utf-8") for path in files + included)
        chosen.update(str(path.relative_to(ROOT)) for path in files + included)
        waiting += [name for name in modules if re.search(rf"\b{name}::", text)]
        for crate in set(re.findall(r"\bx402_(\w+)", text)):
            name = "x402-" + crate.replace("_", "-")
            chosen.update(sources(name, optional=False) if (ROOT / "crates" / name).is_dir() else [])
    return chosen


def paths(part):
    chosen = set().union(*map(target_paths, targets(part)))
    for entry in ABOUT[part]:
        chosen.update(sources(entry) if (ROOT / "crates" / entry).is_dir() else [entry])
    return sorted(chosen)


@functools.cache
def committed():
    """The committed files, each with its mode and what decides the hash: of a file in Rust the lines that are no comment. What was found
    with other comments was found by the same program. A line of a text that begins with // is left out, too: no result is about
    one."""
    entries = [line.split("\t", 1) for line in git("ls-tree", "-r", "HEAD").splitlines()]
    contents = {path: said for said, path in entries}
    sources = [(path, said.split()[2]) for path, said in contents.items() if path.endswith(".rs")]
    objects = "".join(f"{blob}\n" for _, blob in sources).encode()
    batch = io.BytesIO(subprocess.run(["git", "cat-file", "--batch"], cwd=ROOT, input=objects, check=True, capture_output=True).stdout)
    for path, _ in sources:
        lines = batch.read(int(batch.readline().split()[2])).splitlines()
        batch.readline()
        code = b"\n".join(line for line in lines if (text := line.strip()) and not text.startswith(b"//"))
        contents[path] = hashlib.sha256(code).hexdigest()
    return contents


def hash_of(chosen):
    files = committed()
    directories = tuple(f"{name}/" for name in chosen if name not in files)
    is_chosen = lambda path: path in chosen or (path.startswith(directories) and not SCHEMAS.match(path))
    lines = [f"{said}\t{path}\n" for path, said in files.items() if is_chosen(path)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def tree(part):
    """One hash over the committed files that the part is about."""
    return hash_of(paths(part))


def read():
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(RESULTS.glob("*.json"))}


def state(part, results):
    if part not in results:
        return "no result"
    if results[part].get("tree") != tree(part):
        return "about other files than today's"
    return "current" if amount(part, results[part]["details"]) >= WHOLE.get(part, 0) else "current, but not whole"


def times(part, target):
    return TIMES.get((part, target), 1)


def done(part, details):
    """For each fuzz target of the part: the hash of its files, and the line about it on these files, or None. A line about another
    share of a file's mutants is none about it."""
    is_of = lambda line, target: part != "mutants" or line.string.endswith(f"; shard {share(target)}")
    lines = {match["target"]: match for line in details if (match := DONE.match(line))}
    for target in targets(part):
        files, line = hash_of(target_paths(target))[:16], lines.get(target)
        yield target, files, line if line and line["files"] == files and is_of(line, target) else None


def amount(part, details):
    """How much a result has: of the fuzz target that has least, or of the comparison that has."""
    if part == "recover":
        seeds = [re.match(r"seed \d+: (\d+) cases", line) for line in details]
        proved = [re.match(r"fiat-crypto: (\d+) cases", line) for line in details]
        return min(sum(int(match[1]) for match in found if match) for found in (seeds, proved))
    unit = "executions" if part == "cases" else "seconds"
    return min((int(line[unit]) // times(part, target) if line else 0 for target, _, line in done(part, details)), default=0)


def kept(part):
    result = read().get(part, {})
    if result.get("tree") == tree(part):
        print(*result["details"], sep="\n")


def show_targets(part, names):
    if unknown := set(names) - set(targets(part)):
        sys.exit(f"no targets of {part}: {', '.join(sorted(unknown))}")
    known = {target: rest for target, *rest in done(part, read().get(part, {}).get("details", []))}
    for target in names or known:
        files, line = known[target]
        print(target, files, *(line.group("seconds", "executions") if line else (0, 0)), times(part, target))


def add(part, name=None, began=None, seconds=0, executions=0, counts=""):
    lines, whole, total, (what, outcome) = [], 0, 0, WORDS[part]
    for target, files, line in done(part, read().get(part, {}).get("details", [])):
        seen = [int(number) for number in line.group("seconds", "executions")] if line else [0, 0]
        rest = line.string[line.end() :] if line else ""
        if target == name:
            if began != files:
                sys.exit(f"what {name} is built of was changed while it ran: nothing is added")
            seen = [seen[0] + int(seconds), seen[1] + int(executions)]
            rest = f"; {counts}" if counts else ""
        if any(seen):
            lines.append(f"{target}: {seen[1]} {what} in {seen[0]} s, {outcome}; files {files}{rest}")
        whole += seen[1 if part == "cases" else 0] >= WHOLE[part] * times(part, target)
        total += seen[1]
    enough = {"fuzz": f"targets at least {WHOLE['fuzz']} s", "cases": f"targets at least {WHOLE['cases']} {what}", "mutants": "files"}
    more = "".join(f", {target} {TIMES[part, target]} times as many" for target in targets(part) if (part, target) in TIMES)
    summary = f"{whole} of {len(targets(part))} {enough[part]}{more}; {total} {what}, {outcome}"
    write(part, tree(part), summary, lines)


def begin(part):
    changed = git("status", "--porcelain", "--", *paths(part))
    if changed:
        sys.exit(f"commit first what {part} is about, because its result names the commit:\n{changed}")
    print(tree(part))


def write(part, began, summary, details):
    result = {
        "commit": git("rev-parse", "HEAD").strip(),
        "tree": began,
        "date": datetime.date.today().isoformat(),
        "summary": summary,
        "details": details,
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
            return write(part, began, summary, [line for name in details for line in Path(name).read_text("utf-8").splitlines()])
        case ["kept", part]:
            return kept(part)
        case ["targets", part, *names]:
            return show_targets(part, names)
        case ["add", part, *what]:
            return add(part, *what)
        case ["share", path]:
            return print(share(path))
        case ["page"]:
            return PAGE.write_text(page(), "utf-8") and 0
        case ["require"]:
            return require()
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
