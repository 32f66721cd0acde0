"""How large the wasm module is, by feature.

    python3 sizes.py            builds every row, and writes the table into docs/performance.md
    python3 sizes.py --check    builds the first row alone, and fails where it is larger than its bound
"""

import gzip
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs/performance.md"
MODULE = HERE / "target/wasm32-unknown-unknown/release/x402_wasm_example.wasm"
# A row for each set of features of Cargo.toml. Whoever adds a feature adds the row without it.
ROWS = {
    "everything": ["evm", "solana", "extensions"],
    "without extensions": ["evm", "solana"],
    "EVM alone": ["evm"],
    "Solana alone": ["solana"],
    "neither": [],
}
# In bytes, of everything: as it is, and by gzip -9. What grows beyond has to be meant.
BOUND = (300_000, 120_000)
BEGIN, END = "<!-- sizes: written by examples/wasm/sizes.py -->", "<!-- end of sizes -->"


def size(features):
    command = ["cargo", "build", "--quiet", "--locked", "--release", "--target", "wasm32-unknown-unknown", "--no-default-features"]
    subprocess.run([*command, "--features", ",".join(features)], cwd=HERE, check=True)
    module = MODULE.read_bytes()
    return len(module), len(gzip.compress(module, 9))


def section(rows):
    lines = [
        BEGIN,
        "## Sizes",
        "",
        "The wasm module of `examples/wasm` decodes a header and an offer and verifies the payment. It is built as",
        "`examples/wasm/Cargo.toml` and `.cargo/config.toml` say. No other tool has made it smaller. CI bounds the first row.",
        "",
        "| features of `x402-verify` | bytes | by `gzip -9` |",
        "|---|--:|--:|",
        *(f"| {name} | {plain:,} | {packed:,} |" for name, (plain, packed) in rows.items()),
        END,
    ]
    return "\n".join(lines)


def main(arguments):
    if arguments == ["--check"]:
        name, features = next(iter(ROWS.items()))
        found = size(features)
        print(f"{name}: {found[0]:,} bytes, by gzip {found[1]:,}; at most {BOUND[0]:,} and {BOUND[1]:,}")
        return int(found[0] > BOUND[0] or found[1] > BOUND[1])
    written = section({name: size(features) for name, features in ROWS.items()})
    page = PAGE.read_text("utf-8")
    if BEGIN in page:
        page = re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: written, page, flags=re.DOTALL)
    else:
        page = f"{page.rstrip()}\n\n{written}\n"
    PAGE.write_text(page, "utf-8")
    print(written)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
