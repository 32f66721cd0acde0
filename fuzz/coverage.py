#!/usr/bin/env python3
"""Which lines of the readers and judges no input of the fuzz targets reaches, and whether fuzz/unreached.txt gives the reason of each.

    fuzz/coverage.py            builds, runs every committed input, every seed and every vector, and compares with the table
    fuzz/coverage.py --again    compares what the last run has measured

`cargo fuzz coverage` builds each target by itself, on nightly. This builds the test that runs them all, once, with the same
instrumentation. It fails if an unreached line has no reason, or if a reason is about no unreached line.

The table has reasons, and below each the functions it is about, by file, or one line of a function:

    == the reason
    crates/x402-types/src/price.rs  Price::new, Price::read     functions of which no line is reached
    crates/x402-types/src/price.rs  Price::new  return None;    a line, in a function that is reached
    crates/*  *::fmt                                            what has a star claims nothing of other lines

A reason that begins with `vectors:` is about what no target takes and the vectors reach, which is measured: it covers those lines of
its functions, and no other.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "fuzz/unreached.txt"
TARGET = ROOT / "fuzz/target/coverage"
# What the targets are about.
PARTS = {
    "x402-extensions": "src",
    "x402-lint": "src/json_schema",
    "x402-recover": "src",
    "x402-schemes": "src",
    "x402-types": "src",
    "x402-verify": "src",
}
# The tests that run the inputs: package, test and names.
FUZZ = ("fuzz", ["--manifest-path", "fuzz/Cargo.toml", "--test", "corpus"], ["every_law_holds"])
VECTORS = ("vectors", ["-p", "x402-conformance", "--test", "vectors"], ["every_vector_holds"])
FUNCTION = re.compile(r"( *)(?:pub(?:\([^)]*\))? )?(?:default |const |async |unsafe )*fn (\w+)")
HOLDER = re.compile(r"( *)(?:pub(?:\([^)]*\))? )?((?:impl|trait|mod|macro_rules!)\b.*[^;])$")
NOT_BUILT, OUTSIDE = "(not built)", "(no function)"


def wrapper(command):
    """Only the crates of the repository are instrumented: hashes and curves of others would run many times slower."""
    name = command[command.index("--crate-name") + 1] if "--crate-name" in command else ""
    ours = name.startswith("x402_") or name in ("corpus", "vectors")
    os.execvp(command[0], command + ["-Cinstrument-coverage"] * ours)


def tool(name):
    rustc = lambda *words: subprocess.run(["rustc", *words], check=True, capture_output=True, text=True).stdout
    host = re.search("host: (.*)", rustc("-vV"))[1]
    return Path(rustc("--print", "sysroot").strip(), "lib/rustlib", host, "bin", name)


def measure(name, options, tests):
    """Writes how often the tests reach each line, as lcov has it."""
    profiles = TARGET / f"{name}-profiles"
    subprocess.run(["rm", "-rf", profiles], check=True)
    environment = {**os.environ, "RUSTC_WRAPPER": str(Path(__file__).resolve()), "LLVM_PROFILE_FILE": f"{profiles}/%m-%p.profraw"}
    build = ["cargo", "test", "--quiet", *options, "--target-dir", TARGET / name, "--no-run", "--message-format=json"]
    run = subprocess.run(build, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    # The programs of the targets are built beside.
    built = [said for said in map(json.loads, run.stdout.splitlines()) if said.get("target", {}).get("kind") == ["test"]]
    [program] = [said["executable"] for said in built]
    subprocess.run([program, *tests], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    data = TARGET / f"{name}.profdata"
    subprocess.run([tool("llvm-profdata"), "merge", "-sparse", *profiles.iterdir(), "-o", data], check=True)
    with (TARGET / f"{name}.lcov").open("w") as out:
        subprocess.run([tool("llvm-cov"), "export", program, f"-instr-profile={data}", "-format=lcov"], stdout=out, check=True)


def measured(name):
    """For each file of the crates, the numbers of its lines of code, and whether one is reached."""
    files, lines = {}, {}
    for line in (TARGET / f"{name}.lcov").read_text("utf-8").splitlines():
        kind, _, rest = line.partition(":")
        if kind == "SF":
            lines = files.setdefault(os.path.relpath(rest, ROOT), {})
        elif kind == "DA":
            number, count = map(int, rest.split(",")[:2])
            lines[number] = count > 0
    return {path: lines for path, lines in files.items() if path.startswith(tuple(f"crates/{crate}/{part}/" for crate, part in PARTS.items()))}


def holder(lines, number, pattern, deepest):
    """The nearest line before that is indented no deeper and begins such an item: its number and the match."""
    for at in range(number, 0, -1):
        match = pattern.match(lines[at - 1])
        if match and len(match[1]) <= deepest:
            return at, match
    return 0, None


def name_of(header):
    """The name of what an item is in: the type of `impl<T> fmt::Display for Price<T> {` is `Price`."""
    header = re.sub(r"\bwhere\b.*|\{.*", "", header)
    while (shorter := re.sub(r"<[^<>]*>", "", header)) != header:
        header = shorter
    header = re.sub(r"^(trait \w+):.*", r"\1", header)
    return re.split(r"[ :&]+", header.split(" for ")[-1].strip())[-1]


def items(lines):
    """For each line its function, as `Price::new`. By the indentation that rustfmt gives."""
    found = {}
    for number, line in enumerate(lines, 1):
        deepest = len(line) - len(line.lstrip())
        at, function = holder(lines, number, FUNCTION, deepest)
        _, outer = holder(lines, at or number, HOLDER, len(function[1]) - 1 if function else deepest)
        found[number] = "::".join([*([name_of(outer[2])] if outer else []), *([function[2]] if function else [])]) or OUTSIDE
    return found


def read_table():
    """The reasons: each with the patterns of a path and a function, and with the text of a line or a star."""
    reason, entries = "", []
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("== "):
            reason = line[3:]
        elif line and not line.startswith("#"):
            path, functions, *text = re.split(r"  +", line, maxsplit=2)
            entries += [(reason, path, function, *(text or ["*"])) for function in functions.split(", ")]
    return entries


def unreached():
    """For each line that no input of a target reaches: path, function, text, whether all of the function is unreached, and whether a
    vector reaches it. And how many lines each crate has."""
    fuzz, vectors, found, total = measured("fuzz"), measured("vectors"), [], Counter()
    for path in sorted(str(path.relative_to(ROOT)) for crate, part in PARTS.items() for path in (ROOT / "crates" / crate / part).rglob("*.rs")):
        lines = (ROOT / path).read_text("utf-8").splitlines()
        if path not in fuzz and any(map(FUNCTION.match, lines)):
            found.append((path, NOT_BUILT, "", True, False))
        functions, hits = items(lines), fuzz.get(path, {})
        entered = {functions[number] for number, hit in hits.items() if hit}
        total[path.split("/")[1]] += len(hits)
        for number in sorted(number for number, hit in hits.items() if not hit):
            function, by_vector = functions[number], vectors.get(path, {}).get(number, False)
            found.append((path, function, lines[number - 1].strip(), function not in entered, by_vector))
    return found, total


def explains(entry, line):
    reason, *patterns, of_line = entry
    *place, text, is_whole, by_vector = line
    if of_line not in ("*", text) or not all(fnmatchcase(said, pattern) for said, pattern in zip(place, patterns)):
        return False
    if reason.startswith("vectors:"):
        return by_vector
    # Without a star it says that nothing of the function is reached.
    return is_whole or of_line != "*" or "*" in patterns[0] + patterns[1]


def compare():
    lines, total = unreached()
    entries = read_table()
    used, wrong = set(), []
    for line in lines:
        reasons = [index for index, entry in enumerate(entries) if explains(entry, line)]
        used.update(reasons[:1])
        if not reasons:
            wrong.append(line)
    for path, function, text, _, by_vector in wrong:
        print(f"not reached, without a reason: {path}  {function}  {text}{'  (a vector reaches it)' * by_vector}")
    for index in sorted(set(range(len(entries))) - used):
        print("a reason for what is reached or gone: " + "  ".join(entries[index]))
    missed = [line for line in lines if line[1] != NOT_BUILT]
    of_crate = Counter(line[0].split("/")[1] for line in missed)
    for crate in PARTS:
        print(f"{crate}: {total[crate] - of_crate[crate]} of {total[crate]} lines reached")
    without = sum(line[1] != NOT_BUILT for line in wrong)
    print(
        f"{total.total() - len(missed)} of {total.total()} lines reached, {len(missed) - without} with a reason, of which the vectors"
        f" reach {sum(line[4] for line in missed)}; {without} without a reason"
    )
    return bool(wrong) or len(used) < len(entries)


def main(words):
    if words[:1] and Path(words[0]).name == "rustc":
        wrapper(words)
    if words not in ([], ["--again"]):
        sys.exit(__doc__)
    if not words:
        TARGET.mkdir(parents=True, exist_ok=True)
        measure(*FUZZ)
        measure(*VECTORS)
    return compare()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
