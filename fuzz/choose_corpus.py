"""Chooses the committed corpus of fuzz targets, after runs as fuzz/README.md has them: of what was found, the inputs
that reach most of what the seeds do not reach. Inputs that were named by hand stay.

    python3 fuzz/choose_corpus.py TARGET ...
"""

import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

FUZZ = Path(__file__).resolve().parent
MOST = 30
LARGEST = 2048


def features(target, inputs):
    """What each input reaches, by its path."""
    with tempfile.TemporaryDirectory() as directory:
        control = Path(directory, "control")
        run = ["cargo", "+nightly", "fuzz", "run", "--fuzz-dir", FUZZ, target, directory, *inputs, "--"]
        run += ["-set_cover_merge=1", f"-merge_control_file={control}"]
        subprocess.run(run, check=True, capture_output=True, cwd=FUZZ.parent)
        lines = control.read_text("utf-8").splitlines()
    count = int(lines[0])
    paths = [Path(line) for line in lines[2 : 2 + count]]
    reached = {}
    for line in lines[2 + count :]:
        kind, index, *found = line.split()
        if kind == "FT":
            reached[paths[int(index)]] = set(found)
    return reached


def choose(target):
    seeds, corpus, found = FUZZ / "target/seeds" / target, FUZZ / "corpus" / target, FUZZ / "target/found" / target
    reached = features(target, [path for path in (seeds, corpus, found) if path.is_dir()])
    named = [path for path in corpus.glob("*") if not re.fullmatch("[0-9a-f]{16}", path.name)]
    kept = {path for path in reached if path.parent == seeds or path in named}
    covered = set().union(*(reached.pop(path) for path in kept))
    chosen = {}
    for _ in range(MOST - len(named)):
        small = [path for path in reached if path.stat().st_size <= LARGEST]
        best = max(small, key=lambda path: len(reached[path] - covered), default=None)
        if best is None or not reached[best] - covered:
            break
        data = best.read_bytes()
        chosen[hashlib.sha1(data).hexdigest()[:16]] = data
        covered |= reached.pop(best)
    total = sum(map(len, chosen.values()))
    print(f"{target}: {len(chosen)} inputs of {total} bytes beside {len(named)} named ones and the seeds")
    for path in set(corpus.glob("*")) - set(named):
        path.unlink()
    corpus.mkdir(parents=True, exist_ok=True)
    for name, data in chosen.items():
        (corpus / name).write_bytes(data)


for target in sys.argv[1:]:
    choose(target)
