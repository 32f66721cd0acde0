"""How large the wasm module is, by feature.

    python3 sizes.py                    builds every row, and writes docs/measured/sizes.md, a table of the page about speed
    python3 sizes.py --check [ROW …]    builds these rows, or all that have a bound, and fails where one is larger
"""

import gzip
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TABLE = HERE.parent.parent / "docs/measured/sizes.md"
MODULE = HERE / "target/wasm32-unknown-unknown/release/x402_wasm_example.wasm"
# A row for each set of features of Cargo.toml. Whoever adds an extension adds it to the list, and a function to src/extensions.rs.
CHAINS, SCHEME = ["evm", "solana"], "batch-settlement"
EXTENSIONS = ["builder-code", "offer-receipt", "payment-identifier", "sign-in-with-x"]
ROWS = {
    "everything but Stellar": [*CHAINS, SCHEME, *EXTENSIONS],
    **{f"both chains and `{name}`": [*CHAINS, name] for name in [*EXTENSIONS, SCHEME]},
    "both chains, no extension": CHAINS,
    "both chains and `stellar`": [*CHAINS, "stellar"],
    "EVM alone": ["evm"],
    "Solana alone": ["solana"],
    "Stellar alone": ["stellar"],
    "no chain": [],
}
# In bytes: as it is, and by gzip -9. What grows beyond has to be meant.
BOUNDS = {
    f"both chains and `{SCHEME}`": (296_900, 129_700),
    "both chains, no extension": (260_300, 114_100),
    "both chains and `stellar`": (293_000, 127_500),
    "everything but Stellar": (470_100, 207_200),
}


def size(features):
    command = ["cargo", "build", "--quiet", "--locked", "--release", "--target", "wasm32-unknown-unknown", "--no-default-features"]
    subprocess.run([*command, "--features", ",".join(features)], cwd=HERE, check=True)
    module = MODULE.read_bytes()
    return len(module), len(gzip.compress(module, 9))


def table(rows):
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=HERE, check=True, capture_output=True, text=True)
    lines = [
        "| features of `x402-verify` and `x402-extensions` | bytes | by `gzip -9` |",
        "|---|--:|--:|",
        *(f"| {name} | {plain:,} | {packed:,} |" for name, (plain, packed) in rows.items()),
        "",
        f"Measured at commit `{commit.stdout.strip()}`.",
    ]
    return "\n".join(lines)


def main(arguments):
    if arguments[:1] == ["--check"]:
        larger = 0
        for name in arguments[1:] or BOUNDS:
            found, bound = size(ROWS[name]), BOUNDS[name]
            print(f"{name}: {found[0]:,} bytes, by gzip {found[1]:,}; at most {bound[0]:,} and {bound[1]:,}")
            larger |= found[0] > bound[0] or found[1] > bound[1]
        return int(larger)
    written = table({name: size(features) for name, features in ROWS.items()})
    TABLE.write_text(f"{written}\n", "utf-8")
    print(written)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
