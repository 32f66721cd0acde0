"""A stub of a Solana node that knows two mints and one blockhash (`solana.json`). Clients ask for nothing else."""

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

SOLANA = json.loads((Path(__file__).parent / "solana.json").read_text("utf-8"))

# The node is on this machine, so no proxy may be used.
os.environ["no_proxy"] = "127.0.0.1"


def account(address):
    [owner] = [token["owner"] for token in SOLANA["tokens"].values() if token["asset"] == address]
    data = [SOLANA["mint"], "base64"]
    return {"data": data, "executable": False, "lamports": 1, "owner": owner, "rentEpoch": 0, "space": 82}


class Node(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        match asked["method"]:
            case "getAccountInfo":
                value = account(asked["params"][0])
            case "getLatestBlockhash":
                value = {"blockhash": SOLANA["blockhash"], "lastValidBlockHeight": 150}
            case method:
                raise RuntimeError(f"the client asked for {method}")
        result = {"context": {"slot": 1}, "value": value}
        answer = json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": result}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def payment_required_for(token, is_v1):
    """The demand, for this token."""
    payment_required = SOLANA["paymentRequiredV1" if is_v1 else "paymentRequired"]
    payment_required["accepts"][0]["asset"] = SOLANA["tokens"][token]["asset"]
    return payment_required


def serve():
    """Its address."""
    server = HTTPServer(("127.0.0.1", 0), Node)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"
