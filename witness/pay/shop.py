"""Sells at /forecast on Base Sepolia and at /solana on Solana's devnet, with the official package: pay/shop.py FACILITATOR.
It takes a free port of this machine."""

import sys

from flask import Flask
from werkzeug.serving import make_server
from x402 import x402ResourceServerSync
from x402.http import FacilitatorConfig, HTTPFacilitatorClientSync
from x402.http.middleware.flask import payment_middleware
from x402.http.types import PaymentOption, RouteConfig
from x402.mechanisms.evm.exact import register_exact_evm_server
from x402.mechanisms.svm.exact import register_exact_svm_server


def sold(network, pay_to):
    return RouteConfig([PaymentOption("exact", pay_to, "$0.01", network)])


server = x402ResourceServerSync(HTTPFacilitatorClientSync(FacilitatorConfig(url=sys.argv[1])))
register_exact_evm_server(server)
register_exact_svm_server(server)
app = Flask(__name__)
routes = {
    "GET /forecast": sold("eip155:84532", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"),
    "GET /solana": sold("solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1", "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4"),
}
payment_middleware(app, routes, server)


@app.get("/<_any>")
def fair(_any):
    return {"forecast": "fair"}


listening = make_server("127.0.0.1", 0, app)
print(f"selling http://127.0.0.1:{listening.server_port}/forecast", flush=True)
listening.serve_forever()
