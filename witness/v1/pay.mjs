// Pays the V1 order with the official npm client of V1 and prints the payment as one line of JSON:
// node v1/pay.mjs [--solana token|token-2022]

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createKeyPairSignerFromPrivateKeyBytes } from "@solana/kit";
import { createSigner, wrapFetchWithPayment } from "x402-fetch";
import * as node from "../pay/solana_node.mjs";

const { values } = parseArgs({ options: { solana: { type: "string" } } });

// The version that the installed package states, not the one that package.json asks for.
const about = JSON.parse(readFileSync(new URL("node_modules/x402/package.json", import.meta.url), "utf8"));
const order = JSON.parse(readFileSync(new URL("../pay/order.json", import.meta.url), "utf8"));
const paymentRequired = values.solana ? node.paymentRequiredFor(values.solana, true) : order.paymentRequiredV1;
const signer = values.solana
  ? await createKeyPairSignerFromPrivateKeyBytes(node.seed)
  : await createSigner("base-sepolia", order.privateKey);

// The server demands a payment and accepts any. Nothing is sent to a network.
let value;
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  if (values.solana && request.url.startsWith(node.URL_OF_NODE)) return node.answer(request);
  if (request.url !== paymentRequired.accepts[0].resource) throw new Error(`the client went to ${request.url}`);
  value = request.headers.get("X-PAYMENT");
  return value === null ? Response.json(paymentRequired, { status: 402 }) : new Response();
};
const config = { svmConfig: { rpcUrl: node.URL_OF_NODE } };
await wrapFetchWithPayment(fetch, signer, undefined, undefined, config)(paymentRequired.accepts[0].resource);

console.log(
  JSON.stringify({
    by: `x402 ${about.version} (npm), V1${values.solana ? `, ${values.solana}` : ""}`,
    header: { name: "X-PAYMENT", value },
    offers: paymentRequired.accepts,
    now: Math.floor(Date.now() / 1000),
    payer: (signer.account ?? signer).address,
  }),
);
