// Records what the official npm packages of V1 send: client, server and facilitator talk to each other, and each object is
// kept.

import "../emissions/stillness.mjs";

import { readFileSync } from "node:fs";
import { createKeyPairSignerFromPrivateKeyBytes } from "@solana/kit";
import express from "express";
import { verifyTypedData } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { settle, verify } from "x402/facilitator";
import { paymentMiddleware } from "x402-express";
import { createSigner, wrapFetchWithPayment } from "x402-fetch";
import * as chains from "../emissions/chains.mjs";
import { stage } from "../emissions/stage.mjs";
import { Tape } from "../emissions/tape.mjs";

function by(name) {
  const about = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), "utf8"));
  return `${name} ${about.version} (npm)`;
}

const tape = new Tape("npm-v1", 2);
const payer = await createSigner("base-sepolia", stage.payerKey);
const solanaPayer = await createKeyPairSignerFromPrivateKeyBytes(chains.seed(stage.payerSeed));
const solanaSponsor = await createKeyPairSignerFromPrivateKeyBytes(chains.seed(stage.facilitatorSeed));
const config = { svmConfig: { rpcUrl: chains.SOLANA_RPC } };

// The facilitator: two functions of the package, on the given chains.

const evm = { ...chains.evmChain, account: privateKeyToAccount(stage.facilitatorKey), verifyTypedData };
const supported = {
  kinds: [
    { x402Version: 1, scheme: "exact", network: "base-sepolia" },
    { x402Version: 1, scheme: "exact", network: "solana-devnet", extra: { feePayer: solanaSponsor.address } },
  ],
};

async function facilitatorAnswer(request) {
  const operation = new URL(request.url).pathname.slice(1);
  // The package has no code for the answer to /supported. This answer is ours, and is not recorded.
  if (operation === "supported") return Response.json(supported);
  const asked = await request.text();
  tape.hear(`${operation}-request`, by("x402"), { text: asked });
  const { paymentPayload, paymentRequirements } = JSON.parse(asked);
  const signer = paymentRequirements.network === "base-sepolia" ? evm : solanaSponsor;
  const does = { verify, settle }[operation];
  const answer = await does(signer, paymentPayload, paymentRequirements, config);
  tape.hear(operation === "verify" ? "verify-response" : "settlement", by("x402"), { text: JSON.stringify(answer) });
  return Response.json(answer);
}

const network = chains.closeTheNetwork({ "facilitator.test": facilitatorAnswer });

// The server.

const described = {
  description: "One weather forecast, für 1 ¢ ☂",
  mimeType: "application/json",
  maxTimeoutSeconds: 120,
  inputSchema: { queryParams: { city: "string" } },
  outputSchema: { degrees: "number" },
  resource: "https://api.example.com/forecast",
};
const facilitator = { url: "http://facilitator.test" };
const app = express();
// The server looks as if it were behind a proxy, because its port differs in each run.
app.use((request, _, next) => {
  request.headers.host = "api.example.com";
  next();
});
const evmRoutes = {
  "GET /forecast": { price: "$0.01", network: "base-sepolia", config: described },
  "GET /plain": { price: "$0.01", network: "base-sepolia" },
};
const solanaRoutes = { "GET /solana": { price: "$0.01", network: "solana-devnet", config: described } };
app.use(paymentMiddleware(stage.payTo, evmRoutes, facilitator));
app.use(paymentMiddleware(stage.payToSolana, solanaRoutes, facilitator));
app.get("/:any", (_, answer) => answer.json({ degrees: -1.5 }));
const server = await new Promise((ready) => {
  const listening = app.listen(0, "127.0.0.1", () => ready(listening));
});
const origin = `http://127.0.0.1:${server.address().port}`;

// The client, with a transport that records the objects that pass.

let offers;

async function transport(input, init) {
  const payment = init?.headers?.["X-PAYMENT"];
  if (payment) {
    const { payload } = JSON.parse(Buffer.from(payment, "base64"));
    const terms = { offers, now: stage.now, payer: (payload.transaction ? solanaPayer : payer.account).address };
    tape.hear("payment", by("x402-fetch"), { header: { name: "X-PAYMENT", value: payment } }, { terms });
  }
  const answer = await network(input, init);
  if (answer.status === 402) {
    const text = await answer.clone().text();
    offers = JSON.parse(text).accepts;
    tape.hear(payment ? "payment-required once more" : "payment-required", by("x402-express"), { text });
  }
  const value = answer.headers.get("X-PAYMENT-RESPONSE");
  if (value) tape.hear("settlement in its header", by("x402-express"), { header: { name: "X-PAYMENT-RESPONSE", value } });
  return answer;
}

async function pay(number, title, path, { signer = payer, status = 200, only } = {}) {
  tape.talk(number, 1, title, only);
  const answer = await wrapFetchWithPayment(transport, signer, undefined, undefined, config)(origin + path);
  if (answer.status !== status) throw new Error(`${title}: ${answer.status} ${await answer.text()}`);
}

await pay(1, "EIP-3009", "/forecast");
await pay(2, "EIP-3009, nothing described", "/plain");
chains.weather.evm = "broke";
await pay(3, "EIP-3009, a payer without money", "/plain", {
  status: 402,
  only: ["verify-response", "payment-required once more"],
});
chains.weather.evm = "reverts";
await pay(4, "EIP-3009, a transfer that reverts", "/plain", {
  status: 402,
  only: ["settlement", "payment-required once more"],
});
chains.weather.evm = undefined;
// For Solana the package waits on a socket that is not served here. So it reports a failure with a transaction, and prints the
// reason to the console.
console.error = () => {};
await pay(5, "Solana, and nobody knows what became of it", "/solana", { signer: solanaPayer, status: 402 });

server.close();
tape.keep();
