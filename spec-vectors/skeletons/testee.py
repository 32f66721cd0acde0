"""A testee in Python, to begin with: it answers `network` and skips the rest. What the lines are: docs/operations.md."""

import json
import re
import sys

# What V1 calls networks.
NAMES = {
    "abstract": "eip155:2741",
    "abstract-testnet": "eip155:11124",
    "avalanche": "eip155:43114",
    "avalanche-fuji": "eip155:43113",
    "base": "eip155:8453",
    "base-sepolia": "eip155:84532",
    "celo": "eip155:42220",
    "celo-sepolia": "eip155:11142220",
    "educhain": "eip155:41923",
    "ethereum": "eip155:1",
    "flare": "eip155:14",
    "iotex": "eip155:4689",
    "megaeth": "eip155:4326",
    "monad": "eip155:143",
    "monad-testnet": "eip155:10143",
    "peaq": "eip155:3338",
    "polygon": "eip155:137",
    "polygon-amoy": "eip155:80002",
    "radius": "eip155:723487",
    "radius-testnet": "eip155:72344",
    "sei": "eip155:1329",
    "sei-testnet": "eip155:1328",
    "sepolia": "eip155:11155111",
    "skale-base-sepolia": "eip155:324705682",
    "solana": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
    "solana-devnet": "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1",
    "solana-testnet": "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z",
    "stable": "eip155:988",
    "stable-testnet": "eip155:2201",
    "story": "eip155:1514",
    "xdc": "eip155:50",
    "xrpl-evm": "eip155:1440000",
}
BY_IDENTIFIER = {identifier: name for name, identifier in NAMES.items()}
EVM = re.compile(r"eip155:(0|[1-9][0-9]{0,19})")
OTHER = re.compile(r"(?!eip155:)[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}")
NOT_NETWORK = {"err": {"kind": "not-network"}}


def network(given):
    if "name" in given:
        name = given["name"]
        return {"name": name, "caip2": NAMES[name]} if name in NAMES else NOT_NETWORK
    identifier = given["caip2"]
    evm = EVM.fullmatch(identifier)
    if not (evm and int(evm[1]) < 2**64 or OTHER.fullmatch(identifier)):
        return NOT_NETWORK
    name = BY_IDENTIFIER.get(identifier)
    return {"caip2": identifier} if name is None else {"name": name, "caip2": identifier}


# Put your implementation here: an operation, and the function that answers it.
OPERATIONS = {"network": network}

for line in sys.stdin.buffer:
    question = json.loads(line)
    operation = OPERATIONS.get(question["op"])
    answer = {"result": operation(question["input"])} if operation else {"skipped": "not written yet"}
    print(json.dumps({"id": question["id"], **answer}), flush=True)
