"""What a payment and a paid request are known by, computed again in Python.

`fingerprint`: PyPI `rfc8785` writes the canonical form, and hashlib hashes it.

`replay-key`: nobody else has such a key, so this is no library's word but a second reading of "Replay key" in
docs/rulings.md, from the fields of the payment and the offer. V1 names of networks are looked up in the official SDK's
table. `preimage` is what is hashed.
"""

import hashlib
import importlib.util
import platform
from importlib.metadata import version
from pathlib import Path

import rfc8785
import x402
from common import options, read_vectors, report


def v1_chain_ids():
    """A file of the package alone: what is around it wants more than is needed here."""
    spec = importlib.util.spec_from_file_location("constants", Path(x402.__file__).parent / "mechanisms/evm/v1/constants.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.V1_NETWORK_CHAIN_IDS


def fingerprint(given):
    canonical = rfc8785.dumps(given)
    return {"fingerprint": hashlib.sha256(canonical).hexdigest(), "canonical": canonical.decode()}


def replay_key(given, chain_ids):
    [offer] = given["offers"]
    authorization = given["payment"]["json"]["payload"]["authorization"]
    network = offer["network"]
    fields = [
        b"eip3009",
        (network if ":" in network else f"eip155:{chain_ids[network]}").encode(),
        *(bytes.fromhex(text.removeprefix("0x")) for text in (offer["asset"], authorization["from"], authorization["nonce"])),
    ]
    preimage = b"".join(len(field).to_bytes(4, "big") + field for field in fields)
    return {"replayKey": f"x402:1:{hashlib.sha256(preimage).hexdigest()}", "preimage": f"0x{preimage.hex()}"}


chosen = options()
vectors = read_vectors(chosen.vectors)
python = f"CPython {platform.python_version_tuple()[0]}.{platform.python_version_tuple()[1]} (hashlib)"
findings = {v["id"]: fingerprint(v["input"]) for v in vectors if v["op"] == "fingerprint"}
report("rfc8785", f"rfc8785 {version('rfc8785')} (PyPI) and {python}", findings, chosen)
chain_ids = v1_chain_ids()
findings = {v["id"]: replay_key(v["input"], chain_ids) for v in vectors if v["op"] == "replay-key"}
report("replay-key", f"{python}, from the fields", findings, chosen)
