"""The chains that the SDK asks. They answer only what the SDK reads, and never send anything (`chains.mjs`)."""

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from stage import STAGE
from x402.mechanisms.evm.types import TransactionReceipt

# This program's servers are on this machine, so no proxy may be used.
os.environ["no_proxy"] = "127.0.0.1"

# The state of the EVM chain: no fault, `broke` (the payer has no token), `reverts` (the transfer fails), `silent` (no receipt),
# or `approved` (Permit2 may take the payer's token).
weather = {"evm": None}


class EvmChain:
    """The chain as seen by a facilitator's account."""

    def __init__(self, address):
        self.address = address

    def get_addresses(self):
        return [self.address]

    def get_code(self, address):
        # The x402 proxies have addresses that begin with 0x402.
        contract = address.lower() in STAGE["contracts"] or address.startswith("0x402")
        return b"\x60" if contract else b""

    def read_contract(self, address, abi, function_name, *arguments):
        match function_name:
            case "balanceOf":
                return 0 if weather["evm"] == "broke" else 10**9
            case "allowance":
                return 10**9 if weather["evm"] == "approved" else 0
            case "nonces":
                return 0
            case "transferWithAuthorization":
                if weather["evm"] == "broke":
                    raise RuntimeError("execution reverted: ERC20: transfer amount exceeds balance")
            case "settle" | "settleWithPermit":
                return None
            # Several reads at once are only for the reason of a failure: balance 0, authorization not used.
            case "tryAggregate":
                selectors = [bytes(call[1])[:4].hex() for call in arguments[1]]
                known = [selector in ("70a08231", "e94a0102") for selector in selectors]
                return [(one, bytes(32) if one else b"") for one in known]
            case _:
                raise RuntimeError(f"nobody expected {function_name}")

    def write_contract(self, *_, **__):
        return STAGE["transaction"]

    def send_transactions(self, transactions):
        return [STAGE["transaction"] for _ in transactions]

    def wait_for_transaction_receipt(self, tx_hash):
        if weather["evm"] == "silent":
            raise TimeoutError("nothing heard ⌛ 🕑")
        return TransactionReceipt(status=0 if weather["evm"] == "reverts" else 1, block_number=1, tx_hash=tx_hash)


class SolanaChain(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": STAGE["solana"][asked["method"]]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def serve(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


solana_rpc = serve(ThreadingHTTPServer(("127.0.0.1", 0), SolanaChain))
