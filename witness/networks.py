"""Checks the table of V1 network names against the published implementations.

    .venv/bin/python networks.py

Compares `crates/x402-types/src/chain.rs`, source by source, with their tables.
`docs/decisions/0006-v1-network-names.md` lists the disagreements. Any other difference is an error, and so is a
disagreement that no longer exists. The column `go` is not checked, because Go has no package here.
"""

import re
import sys

from sources import ROOT, crate, npm, pypi, python_assignments

# (name, source): the chain id that this source has for the name. Our id is in the table.
DISAGREEMENTS = {
    ("story", "py"): "eip155:1513",
    ("educhain", "py"): "eip155:656476",
    ("skale-base-sepolia", "py"): "eip155:1444673419",
}


def table():
    """{name: (identifier, sources)}"""
    text = (ROOT / "crates/x402-types/src/chain.rs").read_text("utf-8")
    rows = re.findall(r'^    \("([a-z-]+)", "([^"]+)"\), +// (.+)$', text, re.MULTILINE)
    assert len(rows) == len(re.findall(r'^    \("', text, re.MULTILINE)), "a row without sources"
    found = {name: (identifier, set(sources.split(", "))) for name, identifier, sources in rows}
    assert len(found) == len(rows) > 20
    return found


def eip155(pairs):
    return {name: f"eip155:{chain_id}" for name, chain_id in pairs}


def typescript_map(text, name):
    """The members of an object, or the pairs of a Map. Values are numbers, or names of constants."""
    body = re.search(rf"{name}[^=]*= (?:new Map[^(]*\(\[|\{{)(.*?)\n(?:\}}|\])", text, re.DOTALL)[1]
    pairs = re.findall(r'^\s*\[?"?([a-z-]+)"?[:,] (\w+)\]?,$', body, re.MULTILINE)
    assert len(pairs) == len([line for line in body.splitlines() if line.strip()]), f"{name}: a line was not understood"
    return pairs


def typescript_constant(text, name):
    return re.search(rf'const {name}(?:: string)? = "([^"]+)"', text)[1]


def legacy():
    text = npm("x402")["types/shared/network.ts"]
    names = set(re.findall(r'"([a-z-]+)"', re.search(r"z\.enum\(\[(.*?)\]", text, re.DOTALL)[1]))
    chains = eip155(typescript_map(text, "EvmNetworkToChainId"))
    # For Solana it has names, and the clusters' old numbers (101, 103) instead of CAIP-2 identifiers.
    solana = {name for name in names if name.startswith("solana")}
    assert names == chains.keys() | solana and len(solana) == 2
    return chains | dict.fromkeys(solana)


def ts():
    svm = npm("@x402/svm")["constants.ts"]
    solana = typescript_map(svm, "V1_TO_V2_NETWORK_MAP")
    chains = eip155(typescript_map(npm("@x402/evm")["constants.ts"], "EVM_NETWORK_CHAIN_ID_MAP"))
    return chains | {name: typescript_constant(svm, constant) for name, constant in solana}


def py():
    sources = pypi("x402")
    chains = python_assignments(sources["mechanisms/evm/v1/constants.py"])["V1_NETWORK_CHAIN_IDS"]
    return eip155(chains.items()) | python_assignments(sources["mechanisms/svm/constants.py"])["V1_TO_V2_NETWORK_MAP"]


def x402_rs():
    text = (crate("x402-types", "2.0.2", "benches/Cargo.toml") / "src/networks.rs").read_text("utf-8")
    row = r'NetworkInfo \{\s+name: "([^"]+)",\s+namespace: "([^"]+)",\s+reference: "([^"]+)",\s+\}'
    return {name: f"{namespace}:{reference}" for name, namespace, reference in re.findall(row, text)}


ours = table()
complaints = []
disagreements = set()
for source, theirs in (("legacy", legacy()), ("ts", ts()), ("py", py()), ("x402-rs", x402_rs())):
    assert len(theirs) > 15, f"{source}: the table was not found"
    named = {name for name, (_, sources) in ours.items() if source in sources}
    complaints += [f"{source} has {name}, and the table does not say so" for name in sorted(theirs.keys() - named)]
    complaints += [f"{source} does not have {name}" for name in sorted(named - theirs.keys())]
    for name in sorted(named & theirs.keys()):
        if theirs[name] not in (ours[name][0], None):
            disagreements.add((name, source))
            if DISAGREEMENTS.get((name, source)) != theirs[name]:
                complaints.append(f"{source} says {name} is {theirs[name]}, the table {ours[name][0]}")
    print(f"{source}: {len(theirs)} names")
complaints += [f"{source} has come round: {name}" for name, source in sorted(DISAGREEMENTS.keys() - disagreements)]
if complaints:
    sys.exit("\n".join(complaints))
print(f"{len(disagreements)} disagreements, all of them known")
