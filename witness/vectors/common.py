"""Shared code of the Python witnesses: options, vectors, payment headers, the file of findings."""

import argparse
import base64
import json
import re
import sys
from fnmatch import fnmatchcase
from pathlib import Path

WITNESS = Path(__file__).resolve().parent.parent
sys.path.append(str(WITNESS.parent / "spec-vectors/python"))
from x402_spec_vectors._rows import vectors as vectors_in
# The chains of V1 names that the official SDK's table lacks, or maps to a different chain than the chain registry
# (docs/decisions/0006-v1-network-names.md).
REGISTERED_CHAIN_IDS = {
    "celo-sepolia": 11142220,
    "educhain": 41923,
    "radius": 723487,
    "radius-testnet": 72344,
    "sepolia": 11155111,
    "skale-base-sepolia": 324705682,
    "story": 1514,
    "xdc": 50,
    "xrpl-evm": 1440000,
}
PAYMENT_HEADERS = ("payment-signature", "x-payment")
# A cell pair of the table of the Gateway's chains in docs/reference/sources.md, which `gateway.mjs` compares with the operator's package.
GATEWAY_CHAIN = re.compile(r"\| (\d+) \| `(0x[0-9a-fA-F]{40})`")
GATEWAY_WALLETS = ("0x77777777Dcc4d5A8B6E418Fd04D8997ef11000eE", "0x0077777d7EBA4688BDeF3E311b846F25870A19B9")


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--vectors", type=Path, default=WITNESS.parent / "spec-vectors" / "v1")
    parser.add_argument("--findings", type=Path, default=WITNESS.parent / "target/findings")
    return parser.parse_args()


def read_vectors(directory):
    files = sorted(directory.glob("*.json"))
    vectors = [vector for file in files for vector in vectors_in(file.read_text("utf-8"))]
    if not vectors:
        sys.exit("no vectors found")
    if len({vector["id"] for vector in vectors}) != len(vectors):
        sys.exit("two vectors have one id")
    for vector in vectors:
        # No reason, but the generator's word for a new vector.
        if vector.get("noWitness") == "not run yet":
            del vector["noWitness"]
    return vectors


def for_packages(vectors):
    """The vectors that the packages of x402 are asked: all but those of `later` in matrix/packages.json."""
    later = json.loads((WITNESS / "matrix/packages.json").read_text("utf-8"))["later"]
    return [vector for vector in vectors if not any(fnmatchcase(vector["id"], pattern) for pattern in later)]


def payment_headers(source):
    """The values of the payment headers of an input, in either form of its headers."""
    headers = source.get("headers", [])
    if "header" in source:
        headers = [(source["header"]["name"], source["header"]["value"])]
    return [value for name, value in headers if name.lower() in PAYMENT_HEADERS]


def read_payment(source):
    """As lenient as possible: a witness need not agree about decoding, only about what was signed."""
    if "json" in source:
        return source["json"]
    try:
        return json.loads(raw_bytes(source).decode("utf-8-sig", "replace"))
    except (ValueError, IndexError, RecursionError):
        return None


def raw_bytes(source):
    if "text" in source:
        return source["text"].encode("utf-8", "surrogatepass")
    if "bytes" in source:
        return bytes.fromhex(source["bytes"].removeprefix("0x"))
    value = source["header"]["value"] if "header" in source else payment_headers(source)[0]
    return base64.b64decode(value.translate(str.maketrans("-_", "+/")) + "==")


def member(value, name):
    return value.get(name) if isinstance(value, dict) else None


def gateway_chains():
    """The USDC and the wallet of each chain of the Gateway."""
    page = (WITNESS.parent / "docs/reference/sources.md").read_text("utf-8").partition("\n## Gateway\n")[2].partition("\n## ")[0]
    rows = [GATEWAY_CHAIN.findall(line) for line in page.splitlines()]
    pairs = [zip(row, GATEWAY_WALLETS) for row in rows if len(row) == 2]
    return {int(chain): (usdc, wallet) for pair in pairs for (chain, usdc), wallet in pair}


GATEWAY_CHAINS = gateway_chains()


def gateway_wallet(vector, offer):
    """The contract in whose domain a payment for the Gateway is signed (U-1), or None if the offer is not of the variant."""
    policy = vector["input"].get("policy") or {}
    extra = member(offer, "extra")
    network = member(offer, "network")
    if not policy.get("gatewayVariant", policy.get("preset") not in ("ts", "x402-rs")) or not isinstance(network, str):
        return None
    chain = network.removeprefix("eip155:")
    usdc, wallet = GATEWAY_CHAINS.get(int(chain) if chain.isdecimal() else None, (None, None))
    wanted = {"name": "GatewayWalletBatched", "version": "1"}
    is_offered = (
        usdc is not None
        and "amount" in offer
        and offer.get("scheme") == "exact"
        and {name: member(extra, name) for name in wanted} == wanted
        and (extra.get("assetTransferMethod") or "eip3009") == "eip3009"
        and str(extra.get("verifyingContract")).lower() == wallet.lower()
        and str(offer.get("asset")).lower() == usdc.lower()
    )
    return wallet if is_offered else None


def expected(vector):
    """The expected result, or the first of several acceptable ones."""
    result = vector.get("expect", {}).get("result") or {}
    return result[0] if isinstance(result, list) else result


def report(name, by, findings, chosen):
    """Writes the findings, which `witness/run` compares with the vectors."""
    chosen.findings.mkdir(parents=True, exist_ok=True)
    found = {"by": by, "findings": dict(sorted(findings.items()))}
    (chosen.findings / f"{name}.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"{name}: findings about {len(findings)} vectors")
