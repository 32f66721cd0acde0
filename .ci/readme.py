#!/usr/bin/env python3
"""Runs the commands of a page's `console` blocks (`$ command`, then what it prints) and compares.

A line `…` among the expected ones stands for any number of lines. A command that is to print nothing has to succeed.
One that ends in ` &` runs on until the page is done, and what is compared is the lines that it begins with. A reader may paste a block as
a whole, so it is the last of its block. `kill %2; wait %2` ends the second of these before that, as in a shell: without `wait`, the next
command could meet it alive.
Behind the page may stand:
    --skip TEXT,…   commands in which one of these texts stands are not run, and named
    --built         programs and examples of the workspace are those in target/debug, which the stage has built with the tests: in
                    place of `cargo run -q --bin NAME -- …`, which would compile the same with the other profile. They are in the
                    PATH, too, as after `cargo install`
    --fresh         the same, in a copy of what git has, with the target directory elsewhere: nothing is there that a clone has not, such
                    as target/, node_modules or an environment of Python. The copy is called x402 and has no neighbours, so a page can
                    make ../my-api
"""

import argparse
import atexit
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from pathlib import Path


def blocks(text):
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        if early := re.search(r"^\$ (.* &)$(?=.*^\$ )", block, re.DOTALL | re.MULTILINE):
            sys.exit(f"a command comes after one that runs on, in the same block: {early[1]}")
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            while command.endswith("\\"):
                more, _, expected = expected.partition("\n")
                command = command[:-1] + more
            if command.endswith("<<'END'"):
                document, _, expected = expected.partition("\nEND\n")
                command += f"\n{document}\nEND"
            yield command, expected.strip("\n").split("\n") if expected.strip() else []


# Leads to the site. A build without its address prints nothing there, or names a command.
MORE = re.compile(r"\s+more:? ")


def without_addresses(expected, found):
    """Both without the lines that lead to the site, if the site is published."""
    if not any(MORE.match(line) and "://" in line for line in found):
        return expected, found
    return [[line for line in lines if not MORE.match(line)] for lines in (expected, found)]


def fits(expected, found):
    if not expected:
        return not found
    if expected[0] == "…":
        return any(fits(expected[1:], found[skipped:]) for skipped in range(len(found) + 1))
    return bool(found) and expected[0] == found[0] and fits(expected[1:], found[1:])


jobs = []


def start(command, count):
    """The first lines of a command that goes on; the whole of what it started ends with this script."""
    process = subprocess.Popen(["bash", "-c", command], stdout=subprocess.PIPE, text=True, start_new_session=True)

    def end():
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    atexit.register(end)
    jobs.append(end)
    patience = threading.Timer(60, end)
    patience.start()
    lines = [process.stdout.readline().rstrip("\n") for _ in range(count)]
    patience.cancel()
    return lines


def fresh_copy():
    """A directory with what git has of the files here, as they are now. It is gone when this script ends. The next one has the same path, so
    that cargo knows what it has compiled of it."""
    around = Path(tempfile.gettempdir()) / f"x402-fresh-{zlib.crc32(os.getcwd().encode()):08x}"
    atexit.register(shutil.rmtree, around, ignore_errors=True)
    shutil.rmtree(around, ignore_errors=True)
    around.mkdir(mode=0o700)
    copy = around / "x402"
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], capture_output=True, text=True, check=True
    )
    for name in filter(os.path.lexists, names.stdout.split("\0")):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, copy / name, follow_symlinks=False)
    return copy


signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
arguments = argparse.ArgumentParser()
arguments.add_argument("page", type=Path)
arguments.add_argument("--skip", type=lambda texts: texts.split(","), default=[])
arguments.add_argument("--built", action="store_true")
arguments.add_argument("--fresh", action="store_true")
options = arguments.parse_args()
page = options.page
commands = list(blocks(page.read_text("utf-8")))
if not commands:
    sys.exit(f"{page}: no command found")
target = "target"
if options.fresh:
    target = os.environ["CARGO_TARGET_DIR"] = os.path.abspath(os.environ.get("CARGO_TARGET_DIR", "target"))
    os.chdir(fresh_copy())
if options.fresh or options.built:
    os.environ["PATH"] = f"{os.path.abspath(target)}/debug:{os.environ['PATH']}"
wrong = False
for command, expected in commands:
    if command.startswith("cargo test"):
        print(f"-    {command}: the first stage")
        continue
    if any(text in command for text in options.skip):
        print(f"SKIPPED {command}")
        continue
    shown = command
    run = re.match(r"cargo run -q (?:-p \S+ )?--(bin|example) (\S+)(?: -- | -- ?$|(?= &$)|$)", command)
    if (options.built or options.fresh) and run:
        command = f"{target}/debug/{'examples/' if run[1] == 'example' else ''}{run[2]} {command[run.end() :]}"
    took = 0
    if command.startswith("kill "):
        ended = re.fullmatch(r"kill((?: %\d+)+)(; wait\1)?", command)
        if not ended or not (ended[2] or (command, expected) == commands[-1]):
            sys.exit(f"before another command, a page ends what it started with `kill %1; wait %1`, not with: {command}")
        for number in re.findall(r"\d+", ended[1]):
            jobs[int(number) - 1]()
        found, errors, same = [], "", not expected
    elif command.endswith(" &"):
        found, errors = start(command.removesuffix(" &"), len(expected)), ""
        same = fits(*without_addresses(expected, found))
    else:
        before = time.monotonic()
        process = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
        took = time.monotonic() - before
        found, errors = process.stdout.splitlines(), process.stderr
        same = fits(*without_addresses(expected, found)) and (bool(expected) or process.returncode == 0)
    print(f"{'ok  ' if same else 'FAIL'} {shown}{f'  ({took:.0f} s)' if took > 5 else ''}")
    if not same:
        wrong = True
        print(f"{page} prints:\n" + "\n".join(expected) + "\nbut it printed:\n" + "\n".join(found) + f"\n{errors}")
sys.exit(wrong)
