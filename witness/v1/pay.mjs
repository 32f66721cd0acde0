// Pays the V1 order with the official npm client of V1 and prints the payment as one line of JSON.

import { readFileSync } from "node:fs";
import { createSigner, wrapFetchWithPayment } from "x402-fetch";

// Its own word for its version, not what package.json asked for.
const about = JSON.parse(readFileSync(new URL("node_modules/x402/package.json", import.meta.url), "utf8"));
const order = JSON.parse(readFileSync(new URL("../pay/order.json", import.meta.url), "utf8"));
const demand = order.paymentRequiredV1;
const signer = await createSigner("base-sepolia", order.privateKey);

// The server: asks for a payment, and takes whatever comes. Nothing goes to a network.
let value;
globalThis.fetch = async (_, init) => {
  value = new Headers(init?.headers).get("X-PAYMENT");
  return value === null ? Response.json(demand, { status: 402 }) : new Response();
};
await wrapFetchWithPayment(fetch, signer)(demand.accepts[0].resource);

console.log(
  JSON.stringify({
    by: `x402 ${about.version} (npm), V1`,
    header: { name: "X-PAYMENT", value },
    offers: demand.accepts,
    now: Math.floor(Date.now() / 1000),
    payer: signer.account.address,
  }),
);
