"""Records what the official PyPI package sends, in both versions: client, server and facilitator talk to each other."""

import stillness  # noqa: F401

import asyncio
import base64
import json
import logging
import warnings
from importlib.metadata import version

import httpx
from chains import EvmChain, serve, solana_rpc, weather
from eth_account import Account
from flask import Flask
from solders.keypair import Keypair
from stage import STAGE
from tape import Tape
from werkzeug.serving import make_server
from x402 import x402ClientSync, x402FacilitatorSync, x402ResourceServerSync
from x402.extensions.bazaar import OutputConfig, bazaar_resource_server_extension, declare_discovery_extension
from x402.extensions.builder_code import builder_code_resource_server_extension, declare_builder_code_extension
from x402.extensions.eip2612_gas_sponsoring import declare_eip2612_gas_sponsoring_extension
from x402.extensions.erc20_approval_gas_sponsoring import (
    Erc20ApprovalFacilitatorExtension,
    declare_erc20_approval_gas_sponsoring_extension,
)
from x402.extensions.payment_identifier import (
    PAYMENT_IDENTIFIER,
    append_payment_identifier_to_extensions,
    declare_payment_identifier_extension,
    payment_identifier_resource_server_extension,
)
from x402.extensions.sign_in_with_x import (
    CreateSIWxResourceServerExtensionOptions,
    DeclareSIWxOptions,
    InMemorySIWxStorage,
    create_siwx_resource_server_extension,
    declare_siwx_extension,
)
from x402.http import FacilitatorConfig, HTTPFacilitatorClientSync, x402HTTPClientSync
from x402.http.clients import x402_requests
from x402.http.middleware.flask import payment_middleware, set_settlement_overrides
from x402.http.types import PaymentOption, RouteConfig
from x402.mechanisms.evm.exact import register_exact_evm_client, register_exact_evm_facilitator, register_exact_evm_server
from x402.mechanisms.evm.signers import EthAccountSigner
from x402.mechanisms.evm.upto import UptoEvmClientScheme, UptoEvmFacilitatorScheme, UptoEvmServerScheme
from x402.mechanisms.svm import FacilitatorKeypairSigner, KeypairSigner
from x402.mechanisms.svm.exact import register_exact_svm_client, register_exact_svm_facilitator, register_exact_svm_server
from x402.schemas import AssetAmount, PaymentPayload, PaymentRequirements
from x402.schemas.v1 import PaymentPayloadV1, PaymentRequiredV1, PaymentRequirementsV1

BASE_SEPOLIA = "eip155:84532"
SOLANA_DEVNET = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"
BY = f"x402 {version('x402')} (PyPI)"
tape = Tape("pypi", 3)
payer = Account.from_key(STAGE["payerKey"])
chain = EvmChain(Account.from_key(STAGE["facilitatorKey"]).address)
solana_payer = Keypair.from_seed(bytes.fromhex(STAGE["payerSeed"]))
solana_sponsor = Keypair.from_seed(bytes.fromhex(STAGE["facilitatorSeed"]))
logging.disable(logging.ERROR)
warnings.simplefilter("ignore", FutureWarning)


# The facilitator.

facilitator = x402FacilitatorSync()
register_exact_evm_facilitator(facilitator, chain, BASE_SEPOLIA)
facilitator.register([BASE_SEPOLIA], UptoEvmFacilitatorScheme(chain))
facilitator.register_extension(Erc20ApprovalFacilitatorExtension(chain))
register_exact_svm_facilitator(facilitator, FacilitatorKeypairSigner(solana_sponsor, solana_rpc), SOLANA_DEVNET)


def facilitator_answer(request):
    operation = request.url.path.removeprefix("/")
    if operation == "supported":
        answer = facilitator.get_supported().model_dump_json(by_alias=True)
        if tape.conversation:
            tape.hear("supported", BY, {"text": answer})
        return httpx.Response(200, text=answer)
    asked = request.content.decode()
    tape.hear(f"{operation}-request", BY, {"text": asked})
    body = json.loads(asked)
    payload, offer = (PaymentPayloadV1, PaymentRequirementsV1) if body["x402Version"] == 1 else (PaymentPayload, PaymentRequirements)
    response = getattr(facilitator, operation)(
        payload.model_validate(body["paymentPayload"]), offer.model_validate(body["paymentRequirements"])
    )
    # The model's own spelling, with null for absent members, as FastAPI sends a handler's return value.
    answer = response.model_dump_json(by_alias=True)
    tape.hear("verify-response" if operation == "verify" else "settlement", BY, {"text": answer})
    return httpx.Response(200, text=answer)


facilitator_client = HTTPFacilitatorClientSync(
    FacilitatorConfig(
        url="http://facilitator.test", http_client=httpx.Client(transport=httpx.MockTransport(facilitator_answer))
    )
)


# The server.

server = x402ResourceServerSync(facilitator_client)
register_exact_evm_server(server, BASE_SEPOLIA)
register_exact_svm_server(server, SOLANA_DEVNET, solana_rpc)
server.register(BASE_SEPOLIA, UptoEvmServerScheme())
class SignIn:
    """The SDK's own challenge. The rest of its extension is asynchronous, but the middleware for Flask is not."""

    asynchronous = create_siwx_resource_server_extension(
        CreateSIWxResourceServerExtensionOptions(storage=InMemorySIWxStorage(), origin="https://api.example.com")
    )
    key = asynchronous.key
    dynamic_info_fields = asynchronous.dynamic_info_fields

    def enrich_declaration(self, declaration, _):
        return declaration

    def enrich_payment_required_response(self, declaration, context):
        return asyncio.run(self.asynchronous.enrich_payment_required_response(declaration, context))


for extension in (
    bazaar_resource_server_extension,
    builder_code_resource_server_extension,
    payment_identifier_resource_server_extension,
    SignIn(),
):
    server.register_extension(extension)

usdc = PaymentOption("exact", STAGE["payTo"], "$0.01", BASE_SEPOLIA)
permit2 = PaymentOption(
    "exact",
    STAGE["payTo"],
    AssetAmount(
        amount="10000",
        asset=STAGE["usdc"],
        extra={"name": "USDC", "version": "2", "assetTransferMethod": "permit2"},
    ),
    BASE_SEPOLIA,
)
upto = PaymentOption("upto", STAGE["payTo"], "$0.05", BASE_SEPOLIA, 300)
solana = PaymentOption("exact", STAGE["payToSolana"], "$0.01", SOLANA_DEVNET)
solana_with_memo = PaymentOption("exact", STAGE["payToSolana"], "$0.01", SOLANA_DEVNET, extra={"memo": "order 7"})


def at(path, accepts, **more):
    return RouteConfig(accepts, resource=f"https://api.example.com{path}", mime_type="application/json", **more)


routes = {
    "GET /forecast": at(
        "/forecast",
        [usdc, permit2, upto, solana],
        description="One weather forecast",
        service_name="Weather",
        tags=["weather", "forecast"],
        icon_url="https://api.example.com/icon.png",
        extensions={
            **declare_discovery_extension(
                input={"city": "Zürich"},
                input_schema={"properties": {"city": {"type": "string"}}, "required": ["city"]},
                output=OutputConfig(example={"degrees": -1.5, "wind": 1e21}),
            ),
            **declare_siwx_extension(DeclareSIWxOptions(statement="Sign in to see what you paid for")),
            PAYMENT_IDENTIFIER: declare_payment_identifier_extension(True),
            "builder-code": declare_builder_code_extension("bc_weather", ["bc_svc"]),
        },
    ),
    "GET /plain": at("/plain", usdc, description="Wetter für 1 €, ☂ 🌧"),
    "GET /permit": at("/permit", [permit2], extensions=declare_eip2612_gas_sponsoring_extension()),
    "GET /approval": at("/approval", [permit2], extensions=declare_erc20_approval_gas_sponsoring_extension()),
    "GET /upto": at("/upto", [upto]),
    "GET /permit2": at("/permit2", [permit2]),
    "GET /solana": at("/solana", [solana_with_memo]),
}

app = Flask(__name__)


@app.get("/<path>")
def forecast(path):
    answer = app.json.response(degrees=-1.5)
    if path == "upto":
        set_settlement_overrides(answer, {"amount": "1234"})
    return answer


payment_middleware(app, routes, server)
inner = app.wsgi_app
required = None


def listening(environ, start_response):
    """Records the objects in the headers of all requests and responses."""
    environ["HTTP_HOST"] = "api.example.com"
    payment = environ.get("HTTP_PAYMENT_SIGNATURE")
    if payment:
        keep_payment("PAYMENT-SIGNATURE", payment, required["accepts"], required.get("extensions"))

    def heard(status, headers, *rest):
        global required
        for name, value in headers:
            if name.upper() == "PAYMENT-REQUIRED":
                if not payment:
                    required = json.loads(base64.b64decode(value))
                tape.hear(
                    "payment-required once more" if payment else "payment-required",
                    BY,
                    {"header": {"name": name, "value": value}},
                )
            elif name.upper() == "PAYMENT-RESPONSE":
                tape.hear("settlement in its header", BY, {"header": {"name": name, "value": value}})
        return start_response(status, headers, *rest)

    return inner(environ, heard)


def keep_payment(name, value, offers, declared):
    on_solana = "transaction" in json.loads(base64.b64decode(value))["payload"]
    terms = {"offers": offers, "now": STAGE["now"], "payer": str(solana_payer.pubkey()) if on_solana else payer.address}
    if declared is not None:
        terms["declared"] = declared
    tape.hear("payment", BY, {"header": {"name": name, "value": value}}, terms=terms)


app.wsgi_app = listening
origin = serve(make_server("127.0.0.1", 0, app))


# The client.


class ClientSigner(EthAccountSigner):
    def read_contract(self, *arguments):
        return chain.read_contract(*arguments)

    def sign_transaction(self, transaction):
        return "0x" + payer.sign_transaction(transaction).raw_transaction.hex().removeprefix("0x")

    def get_transaction_count(self, _):
        return 7

    def estimate_fees_per_gas(self):
        return 2 * 10**9, 10**9


class PaymentIdentifier:
    key = PAYMENT_IDENTIFIER

    def enrich_payment_payload(self, payload, required):
        extensions = append_payment_identifier_to_extensions({**(required.extensions or {}), **(payload.extensions or {})})
        return payload.model_copy(update={"extensions": extensions})


def client():
    core = x402ClientSync(lambda _, offers: offers[0])
    register_exact_evm_client(core, ClientSigner(payer))
    register_exact_svm_client(core, KeypairSigner(solana_payer), rpc_url=solana_rpc)
    core.register("eip155:*", UptoEvmClientScheme(ClientSigner(payer)))
    return core.register_extension(PaymentIdentifier())


def pay(number, title, path, status=200, **only):
    tape.talk(number, 2, title, **only)
    answer = x402_requests(client()).get(origin + path)
    if answer.status_code != status:
        raise RuntimeError(f"{title}: {answer.status_code} {answer.text} {dict(answer.headers)}")


def pay_in_version_1(number, title, offer):
    tape.talk(number, 1, title)
    core = client()
    required = PaymentRequiredV1(error="X-PAYMENT header is required", accepts=[offer])
    payment = core.create_payment_payload(required)
    [(name, value)] = x402HTTPClientSync(core).encode_payment_signature_header(payment).items()
    keep_payment(name, value, [offer.model_dump(by_alias=True, exclude_none=True)], None)
    verified = facilitator_client.verify(payment, offer)
    if not verified.is_valid:
        raise RuntimeError(f"{title}: {verified}")
    facilitator_client.settle(payment, offer)


# The package has no V1 server, so the offer is ours.
offer_v1 = {
    "scheme": "exact",
    "network": "base-sepolia",
    "maxAmountRequired": "10000",
    "resource": "https://api.example.com/forecast",
    "description": "One weather forecast",
    "mimeType": "application/json",
    "payTo": STAGE["payTo"],
    "maxTimeoutSeconds": 60,
    "asset": STAGE["usdc"],
    "extra": {"name": "USDC", "version": "2"},
}
solana_v1 = {
    "network": "solana-devnet",
    "payTo": STAGE["payToSolana"],
    "asset": STAGE["usdcMint"],
    "extra": {"feePayer": str(solana_sponsor.pubkey())},
}

tape.talk(0, 2, "what the facilitator supports")
facilitator_client.get_supported()
pay(1, "EIP-3009, one of four offers, with extensions", "/forecast")
pay(2, "EIP-3009, nothing declared, text outside ASCII", "/plain")
pay(3, "Permit2, with an EIP-2612 permit", "/permit")
pay(4, "Permit2, with a signed approval", "/approval")
weather["evm"] = "approved"
pay(5, "upto, less settled than signed", "/upto")
pay(6, "Solana", "/solana")
weather["evm"] = "broke"
pay(8, "EIP-3009, a payer without money", "/plain", 402, only=("verify-response", "payment-required once more"))
weather["evm"] = "reverts"
pay(9, "EIP-3009, a transfer that reverts", "/plain", 402, only=("settlement", "settlement in its header"))
weather["evm"] = "silent"
pay(12, "EIP-3009, a transfer of which nothing is heard", "/plain", 402, only=("settlement in its header",))
weather["evm"] = None
pay_in_version_1(10, "EIP-3009 in V1", PaymentRequirementsV1.model_validate(offer_v1))
pay_in_version_1(11, "Solana in V1", PaymentRequirementsV1.model_validate(offer_v1 | solana_v1))
weather["evm"] = "approved"
pay(13, "Permit2, nothing declared", "/permit2", only=("payment",))
tape.keep()
