"""Looks up the chain of the V1 name in each `network` vector in the official Python SDK's tables."""

import importlib.util
from importlib.metadata import version
from pathlib import Path

import x402
from common import options, read_vectors, report


def constants(path):
    """Loads one file of the package, because the whole package needs libraries that are not installed here."""
    spec = importlib.util.spec_from_file_location("constants", Path(x402.__file__).parent / "mechanisms" / path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHAIN_IDS = constants("evm/v1/constants.py").V1_NETWORK_CHAIN_IDS
NETWORKS = {name: f"eip155:{chain_id}" for name, chain_id in CHAIN_IDS.items()}
NETWORKS |= constants("svm/constants.py").V1_TO_V2_NETWORK_MAP
# No other implementation agrees with the package on these (docs/decisions/0006-v1-network-names.md).
for name in ("story", "educhain", "skale-base-sepolia"):
    del NETWORKS[name]

chosen = options()
findings = {}
for vector in read_vectors(chosen.vectors):
    if vector["op"] != "network":
        continue
    question_input = vector["input"]
    if "name" in question_input and question_input["name"] in NETWORKS:
        findings[vector["id"]] = {"caip2": NETWORKS[question_input["name"]]}
    elif "caip2" in question_input:
        names = [name for name, caip2 in NETWORKS.items() if caip2 == question_input["caip2"]]
        if len(names) == 1:
            findings[vector["id"]] = {"name": names[0]}
report("network-pypi", f"x402 {version('x402')} (PyPI)", findings, chosen)
