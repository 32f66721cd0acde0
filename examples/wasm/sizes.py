"""How large the wasm module is, by feature.

    python3 sizes.py                    builds every row, and writes the table into docs/reference/performance.md
    python3 sizes.py --check [ROW …]    builds these rows, or all that have a bound, and fails where one is larger
"""

import gzip
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs/reference/performance.md"
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
BEGIN, END = "<!-- sizes: written by examples/wasm/sizes.py -->", "<!-- end of sizes -->"


def size(features):
    command = ["cargo", "build", "--quiet", "--locked", "--release", "--target", "wasm32-unknown-unknown", "--no-default-features"]
    subprocess.run([*command, "--features", ",".join(features)], cwd=HERE, check=True)
    module = MODULE.read_bytes()
    return len(module), len(gzip.compress(module, 9))


def section(rows):
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=HERE, check=True, capture_output=True, text=True)
    lines = [
        BEGIN,
        "## Sizes",
        "",
        "The wasm module of `examples/wasm` decodes a header and an offer, verifies the payment, and has a function for each of four",
        "extensions. `examples/wasm/Cargo.toml` and `.cargo/config.toml` have the settings of the build. No other tool shrinks it.",
        "A module that is larger than its bound fails in CI:",
        "",
        *(f"- {name}: at most {plain:,} bytes, {packed:,} by gzip." for name, (plain, packed) in BOUNDS.items()),
        "",
        "Of the extensions `offer-receipt` adds most: envelopes and JWS, keys as JWK and DID, canonical JSON with its doubles, and the",
        "curve P-256 for ES256.",
        "",
        f"Measured at commit `{commit.stdout.strip()}`:",
        "",
        "| features of `x402-verify` and `x402-extensions` | bytes | by `gzip -9` |",
        "|---|--:|--:|",
        *(f"| {name} | {plain:,} | {packed:,} |" for name, (plain, packed) in rows.items()),
        END,
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
