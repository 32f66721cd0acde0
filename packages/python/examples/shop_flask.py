"""A shop with the official Flask middleware, whose facilitator hears nothing of a forged payment.

    pip install x402-offline "x402[evm,flask,httpx]"
    flask --app shop_flask run
"""

from flask import Flask
from x402 import x402ResourceServerSync
from x402.http import FacilitatorConfig, HTTPFacilitatorClientSync, PaymentOption, RouteConfig
from x402.http.facilitator_client_base import FacilitatorClientSync
from x402.http.middleware.flask import payment_middleware
from x402.mechanisms.evm.exact import register_exact_evm_server

from x402_offline import facilitator_shield

PRICE = PaymentOption(scheme="exact", network="eip155:84532", price="$0.01", pay_to="0x209693Bc6afc0C5328bA36FaF03C514EF312287C")


def shop(facilitator: FacilitatorClientSync) -> Flask:
    app = Flask(__name__)
    server = register_exact_evm_server(x402ResourceServerSync(facilitator))
    payment_middleware(app, {"GET /weather": RouteConfig(accepts=PRICE)}, server)

    @app.get("/weather")
    def weather() -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        return {"weather": "sunny"}

    return app


def create_app() -> Flask:
    facilitator = HTTPFacilitatorClientSync(FacilitatorConfig(url="https://x402.org/facilitator"))
    return shop(facilitator_shield(facilitator))
