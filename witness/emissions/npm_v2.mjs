// Records what the official npm packages of V2 send: client, server and facilitator talk to each other, and each object
// is kept.

import "./stillness.mjs";

import { createKeyPairSignerFromPrivateKeyBytes } from "@solana/kit";
import { x402Client, x402HTTPClient } from "@x402/core/client";
import { x402Facilitator } from "@x402/core/facilitator";
import { HTTPFacilitatorClient, x402ResourceServer } from "@x402/core/server";
import { ExactEvmScheme as ExactEvmClient } from "@x402/evm/exact/client";
import { ExactEvmScheme as ExactEvmFacilitator } from "@x402/evm/exact/facilitator";
import { ExactEvmScheme as ExactEvmServer } from "@x402/evm/exact/server";
import { ExactEvmSchemeV1 as ExactEvmClientV1 } from "@x402/evm/exact/v1/client";
import { ExactEvmSchemeV1 as ExactEvmFacilitatorV1 } from "@x402/evm/exact/v1/facilitator";
import { UptoEvmScheme as UptoEvmClient } from "@x402/evm/upto/client";
import { UptoEvmScheme as UptoEvmFacilitator } from "@x402/evm/upto/facilitator";
import { UptoEvmScheme as UptoEvmServer } from "@x402/evm/upto/server";
import { paymentMiddleware, setSettlementOverrides } from "@x402/express";
import {
  EIP2612_GAS_SPONSORING,
  appendPaymentIdentifierToExtensions,
  bazaarResourceServerExtension,
  builderCodeResourceServerExtension,
  createEIP712OfferReceiptIssuer,
  createErc20ApprovalGasSponsoringExtension,
  createOfferReceiptExtension,
  createSIWxResourceServerExtension,
  declareBuilderCodeExtension,
  declareDiscoveryExtension,
  declareEip2612GasSponsoringExtension,
  declareErc20ApprovalGasSponsoringExtension,
  declareOfferReceiptExtension,
  declarePaymentIdentifierExtension,
  declareSIWxExtension,
  InMemorySIWxStorage,
  PAYMENT_IDENTIFIER,
  paymentIdentifierResourceServerExtension,
} from "@x402/extensions";
import { wrapFetchWithPayment } from "@x402/fetch";
import { paymentMiddleware as honoMiddleware } from "@x402/hono";
import { toFacilitatorSvmSigner } from "@x402/svm";
import { ExactSvmScheme as ExactSvmClient } from "@x402/svm/exact/client";
import { ExactSvmScheme as ExactSvmFacilitator } from "@x402/svm/exact/facilitator";
import { ExactSvmScheme as ExactSvmServer } from "@x402/svm/exact/server";
import { ExactSvmSchemeV1 as ExactSvmClientV1 } from "@x402/svm/exact/v1/client";
import { ExactSvmSchemeV1 as ExactSvmFacilitatorV1 } from "@x402/svm/exact/v1/facilitator";
import express from "express";
import { Hono } from "hono";
import { privateKeyToAccount } from "viem/accounts";
import { installedVersion } from "../vectors/common.mjs";
import * as chains from "./chains.mjs";
import { stage } from "./stage.mjs";
import { Tape } from "./tape.mjs";

const BASE_SEPOLIA = "eip155:84532";
const SOLANA_DEVNET = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";
const by = (name) => `${name} ${installedVersion(name)} (npm)`;
const tape = new Tape("npm-v2", 1);

const payer = privateKeyToAccount(stage.payerKey);
const sponsor = privateKeyToAccount(stage.facilitatorKey);
const solanaPayer = await createKeyPairSignerFromPrivateKeyBytes(chains.seed(stage.payerSeed));
const solanaSponsor = await createKeyPairSignerFromPrivateKeyBytes(chains.seed(stage.facilitatorSeed));

// The facilitator.

const evmSigner = { ...chains.evmChain, getAddresses: () => [sponsor.address] };
const svmSigner = toFacilitatorSvmSigner(solanaSponsor, { defaultRpcUrl: chains.SOLANA_RPC });
const facilitator = new x402Facilitator()
  .register(BASE_SEPOLIA, new ExactEvmFacilitator(evmSigner))
  .register(BASE_SEPOLIA, new UptoEvmFacilitator(evmSigner))
  .register(SOLANA_DEVNET, new ExactSvmFacilitator(svmSigner))
  .registerV1("base-sepolia", new ExactEvmFacilitatorV1(evmSigner))
  .registerV1("solana-devnet", new ExactSvmFacilitatorV1(svmSigner))
  .registerExtension(EIP2612_GAS_SPONSORING)
  .registerExtension(createErc20ApprovalGasSponsoringExtension({ ...evmSigner, sendTransactions: async (all) => all.map(() => stage.transaction) }));

async function facilitatorAnswer(request) {
  const path = new URL(request.url).pathname;
  if (path === "/supported") {
    const text = JSON.stringify(facilitator.getSupported());
    if (tape.conversation) tape.hear("supported", by("@x402/core"), { text });
    return new Response(text);
  }
  const asked = await request.text();
  const operation = path.slice(1);
  const { paymentPayload, paymentRequirements } = JSON.parse(asked);
  tape.hear(`${operation}-request`, by("@x402/core"), { text: asked });
  const answer = JSON.stringify(await facilitator[operation](paymentPayload, paymentRequirements));
  const scheme = by(paymentPayload.payload.transaction ? "@x402/svm" : "@x402/evm");
  tape.hear(operation === "verify" ? "verify-response" : "settlement", scheme, { text: answer });
  return new Response(answer);
}

const network = chains.closeTheNetwork({ "facilitator.test": facilitatorAnswer });
const facilitatorClient = new HTTPFacilitatorClient({ url: "http://facilitator.test" });

// The server.

const resourceServer = new x402ResourceServer(facilitatorClient)
  .register(BASE_SEPOLIA, new ExactEvmServer())
  .register(BASE_SEPOLIA, new UptoEvmServer())
  .register(SOLANA_DEVNET, new ExactSvmServer({ rpcUrl: chains.SOLANA_RPC }))
  .registerExtension(bazaarResourceServerExtension)
  .registerExtension(paymentIdentifierResourceServerExtension)
  .registerExtension(builderCodeResourceServerExtension)
  .registerExtension(
    createSIWxResourceServerExtension({ storage: new InMemorySIWxStorage(), origin: "https://api.example.com" }),
  )
  .registerExtension(
    createOfferReceiptExtension(
      createEIP712OfferReceiptIssuer(`did:pkh:eip155:84532:${sponsor.address}`, (data) => sponsor.signTypedData(data)),
    ),
  );

const usdc = { scheme: "exact", network: BASE_SEPOLIA, price: "$0.01", payTo: stage.payTo };
const permit2 = {
  ...usdc,
  price: {
    amount: "10000",
    asset: stage.usdc,
    extra: { name: "USDC", version: "2", assetTransferMethod: "permit2" },
  },
};
const upto = { scheme: "upto", network: BASE_SEPOLIA, price: "$0.05", payTo: stage.payTo, maxTimeoutSeconds: 300 };
const solana = { scheme: "exact", network: SOLANA_DEVNET, price: "$0.01", payTo: stage.payToSolana };
const at = (path, route) => ({ resource: `https://api.example.com${path}`, mimeType: "application/json", ...route });

const routes = {
  "GET /forecast": at("/forecast", {
    accepts: [usdc, permit2, upto, solana],
    description: "One weather forecast",
    serviceName: "Weather",
    tags: ["weather", "forecast"],
    iconUrl: "https://api.example.com/icon.png",
    extensions: {
      ...declareDiscoveryExtension({
        input: { city: "Zürich" },
        inputSchema: { properties: { city: { type: "string" } }, required: ["city"] },
        output: { example: { degrees: -1.5, wind: 1e21 } },
      }),
      ...declareSIWxExtension({ statement: "Sign in to see what you paid for" }),
      [PAYMENT_IDENTIFIER]: declarePaymentIdentifierExtension(true),
      "builder-code": declareBuilderCodeExtension("bc_weather", ["bc_svc"]),
      ...declareOfferReceiptExtension({ includeTxHash: true }),
    },
  }),
  "GET /plain": at("/plain", { accepts: usdc, description: "Wetter für 1 €, ☂ 🌧" }),
  "GET /hono": at("/hono", { accepts: [usdc, solana] }),
  "GET /permit": at("/permit", { accepts: [permit2], extensions: declareEip2612GasSponsoringExtension() }),
  "GET /approval": at("/approval", { accepts: [permit2], extensions: declareErc20ApprovalGasSponsoringExtension() }),
  "GET /upto": at("/upto", { accepts: [upto] }),
  "GET /permit2": at("/permit2", { accepts: [permit2] }),
  "GET /solana": at("/solana", { accepts: [{ ...solana, extra: { memo: "order 7" } }] }),
};

const app = express();
// The server looks as if it were behind a proxy, because its port differs in each run.
app.use((request, _, next) => {
  request.headers.host = "api.example.com";
  next();
});
app.use(paymentMiddleware(routes, resourceServer));
app.get("/upto", (_, answer) => {
  setSettlementOverrides(answer, { amount: "1234" });
  answer.json({ degrees: -1.5 });
});
app.get("/:any", (_, answer) => answer.json({ degrees: -1.5 }));
const server = await new Promise((ready) => {
  const listening = app.listen(0, "127.0.0.1", () => ready(listening));
});
const origin = `http://127.0.0.1:${server.address().port}`;

const hono = new Hono();
hono.use(honoMiddleware(routes, resourceServer));
hono.get("/hono", (context) => context.json({ degrees: -1.5 }));

// The client.

const clientSigner = {
  ...payer,
  readContract: chains.evmChain.readContract,
  signTransaction: (transaction) => payer.signTransaction(transaction),
  getTransactionCount: async () => 7,
  estimateFeesPerGas: async () => ({ maxFeePerGas: 2_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n }),
};

function client() {
  return new x402Client((_, offers) => offers[0])
    .register("eip155:*", new ExactEvmClient(clientSigner))
    .register("eip155:*", new UptoEvmClient(clientSigner))
    .register("solana:*", new ExactSvmClient(solanaPayer, { rpcUrl: chains.SOLANA_RPC }))
    .registerV1("base-sepolia", new ExactEvmClientV1(clientSigner))
    .registerV1("solana-devnet", new ExactSvmClientV1(solanaPayer, { rpcUrl: chains.SOLANA_RPC }))
    .registerExtension({
      key: PAYMENT_IDENTIFIER,
      enrichPaymentPayload: async (payload) => ({
        ...payload,
        // The schemes may have added something already, such as an approval of Permit2.
        extensions: appendPaymentIdentifierToExtensions({ ...payload.extensions }),
      }),
    });
}

const payerOf = (payload) => (payload.transaction ? solanaPayer : payer).address;

// A transport that keeps the objects in the headers that pass.
function listening(transport, middleware) {
  let required;
  return async (input, init) => {
    const request = new Request(input, init);
    const payment = request.headers.get("PAYMENT-SIGNATURE");
    if (payment) {
      const offers = required.accepts;
      const { payload } = JSON.parse(Buffer.from(payment, "base64"));
      const terms = { offers, declared: required.extensions, now: stage.now, payer: payerOf(payload) };
      const source = { header: { name: "PAYMENT-SIGNATURE", value: payment } };
      tape.hear("payment", by("@x402/fetch"), source, { terms });
    }
    const answer = await transport(request);
    for (const [name, what] of [
      ["PAYMENT-REQUIRED", payment ? "payment-required once more" : "payment-required"],
      ["PAYMENT-RESPONSE", "settlement in its header"],
    ]) {
      const value = answer.headers.get(name);
      if (value && !payment) required = JSON.parse(Buffer.from(value, "base64"));
      if (value) tape.hear(what, middleware, { header: { name, value } });
    }
    return answer;
  };
}

const overExpress = () => listening(network, by("@x402/express"));

async function pay(number, title, path, { transport = overExpress(), status = 200, only } = {}) {
  tape.talk(number, 2, title, only);
  const answer = await wrapFetchWithPayment(transport, client())(origin + path);
  if (answer.status !== status) throw new Error(`${title}: ${answer.status} ${await answer.text()}`);
}

tape.talk(0, 2, "what the facilitator supports");
await resourceServer.initialize();
tape.conversation = undefined;

await pay(1, "EIP-3009, one of four offers, with extensions", "/forecast");
await pay(2, "EIP-3009, nothing declared, text outside ASCII", "/plain");
await pay(3, "Permit2, with an EIP-2612 permit", "/permit");
await pay(4, "Permit2, with a signed approval", "/approval");
await pay(5, "upto, less settled than signed", "/upto");
await pay(6, "Solana", "/solana");
const overHono = listening((request) => hono.request(request), by("@x402/hono"));
await pay(7, "EIP-3009, over Hono", "/hono", { transport: overHono, only: ["payment-required"] });
chains.weather.evm = "broke";
await pay(8, "EIP-3009, a payer without money", "/plain", {
  status: 402,
  only: ["verify-response", "payment-required once more"],
});
chains.weather.evm = "reverts";
await pay(9, "EIP-3009, a transfer that reverts", "/plain", {
  status: 402,
  only: ["settlement", "settlement in its header"],
});
chains.weather.evm = "silent";
await pay(12, "EIP-3009, a transfer of which nothing is heard", "/plain", { status: 402, only: ["settlement in its header"] });
chains.weather.evm = undefined;

// V1, which the client and the facilitator speak too.

async function payInVersion1(number, title, offer) {
  tape.talk(number, 1, title);
  const required = { x402Version: 1, error: "X-PAYMENT header is required", accepts: [offer] };
  const core = client();
  const payment = await core.createPaymentPayload(required);
  const [[name, value]] = Object.entries(new x402HTTPClient(core).encodePaymentSignatureHeader(payment));
  const terms = { offers: [offer], now: stage.now, payer: payerOf(payment.payload) };
  tape.hear("payment", by("@x402/core"), { header: { name, value } }, { terms });
  const verified = await facilitatorClient.verify(payment, offer);
  if (!verified.isValid) throw new Error(`${title}: ${JSON.stringify(verified)}`);
  await facilitatorClient.settle(payment, offer);
}

const offerInVersion1 = {
  scheme: "exact",
  network: "base-sepolia",
  maxAmountRequired: "10000",
  resource: "https://api.example.com/forecast",
  description: "One weather forecast",
  mimeType: "application/json",
  payTo: stage.payTo,
  maxTimeoutSeconds: 60,
  asset: stage.usdc,
  extra: { name: "USDC", version: "2" },
};
await payInVersion1(10, "EIP-3009 in V1", offerInVersion1);
await payInVersion1(11, "Solana in V1", {
  ...offerInVersion1,
  network: "solana-devnet",
  payTo: stage.payToSolana,
  asset: stage.usdcMint,
  extra: { feePayer: solanaSponsor.address },
});

// Permit2 may move the payer's token already.
await pay(13, "Permit2, nothing declared", "/permit2", { only: ["payment"] });

server.close();
tape.keep();
