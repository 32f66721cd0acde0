"""Floods a shop of x402-tower and one of x402-axum with requests that nobody has paid for, in turns, three times each, and writes the
medians to docs/reference/performance.md. Both are built for release, and have the same facilitator, a stub of the program that floods them."""

import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILT = ROOT / "target/release"
FACILITATOR, SHOP = "127.0.0.1:4450", "127.0.0.1:4451"
SHOPS = {
    "`x402-tower`, store in memory": [BUILT / "layer", SHOP, f"http://{FACILITATOR}", "memory"],
    "`x402-axum` 2.0.2": [ROOT / "benches/flood/target/release/flood", SHOP, f"http://{FACILITATOR}"],
}
KINDS = {"unpaid": "no payment", "forged": "forged payments"}
BEGIN, END = "<!-- flood: written by benches/flood/run.py -->", "<!-- end of flood -->"


def measure(command):
    flood = [BUILT / "blackbox", "measure=10000", FACILITATOR, f"http://{SHOP}/forecast", *command]
    said = subprocess.run(flood, capture_output=True, text=True, timeout=300, check=True).stdout
    return {line.split("|")[0]: [float(number) for number in line.split("|")[1:]] for line in said.splitlines()}


rounds = [{shop: measure(command) for shop, command in SHOPS.items()} for _ in range(3)]
rows = []
for kind, words in KINDS.items():
    for shop in SHOPS:
        count, per_second, cpu, asked, grown, memory = map(statistics.median, zip(*(one[shop][kind] for one in rounds)))
        rows.append(f"| {words} | {shop} | {per_second:,.0f} | {cpu:.0f} | {asked:,.0f} of {count:,.0f} | {memory / 1024:.1f}, {grown:.0f} KiB more |")
commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
table = "\n".join(rows)
print(table)
section = f"""{BEGIN}
## A flood of requests that nobody has paid for

`.ci/deep flood` floods two shops over eight connections, in turns, each with the same facilitator. Medians of three runs.

| requests | shop | per second | CPU time each, µs | calls to the facilitator | memory after them, MiB |
|---|---|--:|--:|--:|--:|
{table}

`x402-tower` recovers the signer of each forged payment itself, and asks nobody. `x402-axum` leaves that to the facilitator, which is a
stub here: a real one does the same arithmetic, behind a request over the network. The number per second is that of two cores that also
ran the flood and the stub.

Measured at commit `{commit}`.
{END}
"""
page = ROOT / "docs/reference/performance.md"
text = page.read_text("utf-8")
before, begin, rest = text.partition(BEGIN)
after = rest.partition(f"{END}\n")[2]
page.write_text(f"{before if begin else text.rstrip() + chr(10) * 2}{section}{after}", "utf-8")
