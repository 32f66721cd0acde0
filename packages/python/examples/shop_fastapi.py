"""A shop with the official FastAPI middleware, whose facilitator hears nothing of a forged payment.

    pip install x402-offline "x402[evm,fastapi,httpx]" uvicorn
    uvicorn shop_fastapi:app
"""

from fastapi import FastAPI
from x402 import x402ResourceServer
from x402.http import FacilitatorConfig, HTTPFacilitatorClient, PaymentOption, RouteConfig
from x402.http.facilitator_client_base import FacilitatorClient
from x402.http.middleware.fastapi import PaymentMiddlewareASGI
from x402.mechanisms.evm.exact import register_exact_evm_server

from x402_offline import facilitator_shield

PRICE = PaymentOption(scheme="exact", network="eip155:84532", price="$0.01", pay_to="0x209693Bc6afc0C5328bA36FaF03C514EF312287C")


def shop(facilitator: FacilitatorClient) -> FastAPI:
    app = FastAPI()
    server = register_exact_evm_server(x402ResourceServer(facilitator))
    app.add_middleware(PaymentMiddlewareASGI, routes={"GET /weather": RouteConfig(accepts=PRICE)}, server=server)

    @app.get("/weather")
    def weather() -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        return {"weather": "sunny"}

    return app


facilitator = HTTPFacilitatorClient(FacilitatorConfig(url="https://x402.org/facilitator"))
app = shop(facilitator_shield(facilitator))
