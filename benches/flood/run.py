"""Floods a shop of x402-tower and one of x402-axum with requests that nobody has paid for, in turns, three times each, and writes the
medians to docs/measured/flood.md. Both are built for release, and have the same facilitator, a stub of the program that floods them."""

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


def measure(command):
    flood = [BUILT / "blackbox", "measure=10000", FACILITATOR, f"http://{SHOP}/forecast", *command]
    output = subprocess.run(flood, capture_output=True, text=True, timeout=300, check=True).stdout
    return {line.split("|")[0]: [float(number) for number in line.split("|")[1:]] for line in output.splitlines()}


rounds = [{shop: measure(command) for shop, command in SHOPS.items()} for _ in range(3)]
rows = []
for kind, words in KINDS.items():
    for shop in SHOPS:
        count, per_second, cpu, asked, grown, memory = map(statistics.median, zip(*(one[shop][kind] for one in rounds)))
        rows.append(f"| {words} | {shop} | {per_second:,.0f} | {cpu:.0f} | {asked:,.0f} of {count:,.0f} | {memory / 1024:.1f}, {grown:.0f} KiB more |")
commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
table = "\n".join(rows)
print(table)
(ROOT / "docs/measured/flood.md").write_text(
    f"""| requests | shop | per second | CPU time each, µs | calls to the facilitator | memory after them, MiB |
|---|---|--:|--:|--:|--:|
{table}

Measured at commit `{commit}`.
""",
    "utf-8",
)
