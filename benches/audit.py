"""What `x402 audit` costs: audit.py LINES, after the release build of x402, of x402 with `recover` as x402-recover, and of the
examples payments and recoveries. Ratios are those of three rounds with a twentieth of the lines; then all lines are read once.

Fails above the bound on the CPU time by that of the recoveries alone, and above 64 MB; if two cores gain less than GAIN of what the
recoveries alone gain from them, in two processes that share nothing: 2 on a machine whose cores do not slow each other; if four
threads on two cores take longer than one thread on one; if all lines take over a tenth more time each than a twentieth of them; and if they take over 4 MB more memory, which is what the command lets wait
between reading and printing (`budget.rs`). Of ten million lines a byte each would be twice as much.
"""

import os
import re
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

RELEASE = Path(__file__).resolve().parent.parent / "target/release"
LOG, PART = RELEASE.parent / "audit-bench.jsonl", RELEASE.parent / "audit-bench-part.jsonl"
ROUNDS = 3
SHARE = 20
# A build of the command, the library that recovers keys beside it, and how many times its CPU time the audit may take: a tenth more than
# the higher of two machines had, which were at 1.18 and 1.28, and at 0.97 and 1.05. What an audit does besides took 13 and 14 µs a line
# on them, and a recovery by k256 70 and 52 µs.
BUILDS = (("x402", "k256", 1.40), ("x402-recover", "libsecp256k1", 1.15))
# The goal is 0.98, from which a busy machine takes some.
GAIN = 0.95


def run(*command, cores):
    """CPU seconds, seconds, and the peak of memory in KB: that of the resource usage begins with what Python has before it becomes the
    command."""
    began, peak = time.monotonic(), 0
    command = ["taskset", "--cpu-list", ",".join(map(str, cores)), *command]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
        if output := re.search(r"^VmHWM:\s*(\d+) kB", Path(f"/proc/{process.pid}/status").read_text(), re.MULTILINE):
            peak = int(output[1])
        time.sleep(0.1)
    process.returncode = os.waitstatus_to_exitcode(ended[1])
    if process.returncode != 0:
        sys.exit(f"{command} ended with {process.returncode}")
    return ended[2].ru_utime + ended[2].ru_stime, time.monotonic() - began, peak


def recoveries(library, lines, core):
    return run(RELEASE / "examples/recoveries", str(lines), library, cores=[core])


def audit(program, log, jobs, cores):
    return run(RELEASE / program, "audit", "--only", "invalid", log, "--jobs", str(jobs), cores=cores)


def rounds(program, library, lines, cores):
    """Medians of the audit's CPU time by the recoveries', of two cores' speed by one's for the audit, for the audit with four threads and
    for the recoveries, and of the audit's CPU seconds on two cores; the peak of memory in KB. The part has so many lines."""
    ratios, speeds, speeds_of_four, speeds_alone, seconds, peak = [], [], [], [], [], 0
    for _ in range(ROUNDS):
        alone, alone_one, _ = recoveries(library, lines, cores[0])
        with ThreadPoolExecutor() as pool:
            halves = list(pool.map(lambda core: recoveries(library, lines // len(cores), core), cores))
        alone_two = max(elapsed for _, elapsed, _ in halves)
        one, one_elapsed, _ = audit(program, PART, 1, cores[:1])
        two, two_elapsed, memory = audit(program, PART, 2, cores)
        _, four_elapsed, _ = audit(program, PART, 4, cores)
        ratios.append(one / alone)
        speeds.append(one_elapsed / two_elapsed)
        speeds_of_four.append(one_elapsed / four_elapsed)
        speeds_alone.append(alone_one / alone_two)
        seconds.append(two)
        peak = max(peak, memory)
        print(f"{program}: CPU of {library} alone {alone:.1f} s, of the audit {one:.1f} s on one core, {two:.1f} s on two; ", end="")
        print(f"{one_elapsed:.1f} s and {two_elapsed:.1f} s, of {library} alone {alone_one:.1f} s and {alone_two:.1f} s", flush=True)
    return *map(statistics.median, (ratios, speeds, speeds_of_four, speeds_alone, seconds)), peak


def write(log, lines):
    with log.open("wb") as file:
        subprocess.run([RELEASE / "examples/payments", str(lines), "1000"], stdout=file, check=True)
    os.sync()


def main(lines):
    cores, output, status = sorted(os.sched_getaffinity(0))[:2], [], 0
    # All lines are written after the rounds: in two runs just after 12 GB were written, two cores were slower, and one was not.
    write(PART, lines // SHARE)
    measured = [rounds(program, library, lines // SHARE, cores) for program, library, _ in BUILDS]
    write(LOG, lines)
    for (program, library, bound), (ratio, speed, speed_of_four, speed_alone, seconds, peak) in zip(BUILDS, measured, strict=True):
        whole, elapsed, memory = audit(program, LOG, 2, cores)
        print(f"{program}: {lines} lines in {elapsed:.1f} s, CPU {whole:.1f} s, {memory} KB; a part at most {peak} KB", flush=True)
        gains = f"two cores {speed:.2f} times one, with four threads {speed_of_four:.2f} ({library} {speed_alone:.2f})"
        output.append(f"{program} {ratio:.2f} of {library} alone, {gains}, at most {memory / 1000:.0f} MB")
        for what, value, most in (
            (f"CPU time by that of {library} alone", ratio, bound),
            (f"what two cores gain {library} by what they gain the audit", speed_alone / speed, 1 / GAIN),
            ("seconds of four threads by those of one", 1 / speed_of_four, 1),
            ("CPU time of a line by that of a line of the part", whole / SHARE / seconds, 1.1),
            ("KB of memory", memory, 64_000),
            ("KB of memory more than for the part", memory - peak, 4_100),
        ):
            if value > most:
                print(f"{program}: {what}: {value:.3f}, at most {most:.3f}", file=sys.stderr)
                status = 1
    LOG.unlink()
    PART.unlink()
    print(f"{lines} lines: {'; '.join(output)}")
    return status


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
