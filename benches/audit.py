"""What `x402 audit` costs: audit.py LINES, after the release build of x402, of x402 with `recover` as x402-recover, and of the
examples payments and recoveries.

Fails above the bound on the CPU time by that of the recoveries alone, below 1.9 times the speed on two cores, and above 64 MB.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

RELEASE = Path(__file__).resolve().parent.parent / "target/release"
LOG = RELEASE.parent / "audit-bench.jsonl"
ROUNDS = 3
# A build of the command, the library that recovers keys beside it, and how many times its CPU time the audit may take.
BUILDS = (("x402", "k256", 1.30), ("x402-recover", "libsecp256k1", 1.05))


def run(*command, cores=None):
    """CPU seconds, seconds, and the peak of memory in KB."""
    began = time.monotonic()
    before = (lambda: os.sched_setaffinity(0, cores)) if cores else None
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=before)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - began, usage.ru_maxrss


def measure(program, library, lines, cores):
    """Medians of the audit's CPU time by the recoveries', and of two cores' speed by one's; the peak of memory in KB."""
    audit, ratios, speeds, peak = (RELEASE / program, "audit", "--only", "invalid", LOG), [], [], 0
    for _ in range(ROUNDS):
        alone, _, _ = run(RELEASE / "examples/recoveries", lines, library, cores=cores[:1])
        one, seconds_one, _ = run(*audit, "--jobs", "1", cores=cores[:1])
        two, seconds_two, memory = run(*audit, "--jobs", "2", cores=cores)
        ratios.append(one / alone)
        speeds.append(seconds_one / seconds_two)
        peak = max(peak, memory)
        print(f"{program}: CPU of {library} alone {alone:.1f} s, of the audit {one:.1f} s on one core, {two:.1f} s on two; ", end="")
        print(f"{seconds_one:.1f} s and {seconds_two:.1f} s", flush=True)
    return statistics.median(ratios), statistics.median(speeds), peak


def main(lines):
    with LOG.open("wb") as log:
        subprocess.run([RELEASE / "examples/payments", lines, "1000"], stdout=log, check=True)
    cores, said, status = sorted(os.sched_getaffinity(0))[:2], [], 0
    for program, library, bound in BUILDS:
        ratio, speed, peak = measure(program, library, lines, cores)
        said.append(f"{program} {ratio:.2f} of {library} alone, two cores {speed:.2f} times one, at most {peak / 1000:.0f} MB")
        status |= ratio > bound or peak > 64_000 or (len(cores) == 2 and speed < 1.9)
    LOG.unlink()
    print(f"{lines} lines: {'; '.join(said)}")
    return int(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
