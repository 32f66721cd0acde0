// Pays the order with the official npm client and prints the payment as one line of JSON: node pay/npm.mjs [--v1 | --permit]

import { readFileSync } from "node:fs";
import { x402Client } from "@x402/core/client";
import { encodePaymentRequiredHeader, x402HTTPClient } from "@x402/core/http";
import { ExactEvmScheme } from "@x402/evm/exact/client";
import { ExactEvmSchemeV1 } from "@x402/evm/exact/v1/client";
import { privateKeyToAccount } from "viem/accounts";
import { installedVersion } from "../vectors/common.mjs";

// A payment is a signature: if the client asks a chain for anything but the allowance and the nonce, that is news.
globalThis.fetch = () => {
  throw new Error("the client went to the network");
};

const order = JSON.parse(readFileSync(new URL("order.json", import.meta.url), "utf8"));
const account = privateKeyToAccount(order.privateKey);
// Permit2 is allowed nothing yet, and the token has seen no permit.
async function readContract({ functionName }) {
  if (functionName === "allowance" || functionName === "nonces") return 0n;
  throw new Error(`the client asked for ${functionName}`);
}
const core = new x402Client()
  .register("eip155:*", new ExactEvmScheme({ ...account, readContract }))
  .registerV1("base-sepolia", new ExactEvmSchemeV1(account));
const client = new x402HTTPClient(core);

// The client gets the order as a server sends it, in V1 as the body, so that its own reading is part of the test.
const isV1 = process.argv[2] === "--v1";
const isSponsored = process.argv[2] === "--permit";
const demand = order[isV1 ? "paymentRequiredV1" : isSponsored ? "paymentRequiredSponsored" : "paymentRequired"];
const answer = new Headers(isV1 ? {} : { "PAYMENT-REQUIRED": encodePaymentRequiredHeader(demand) });
const required = client.getPaymentRequiredResponse((name) => answer.get(name), isV1 ? demand : undefined);
const payment = await client.createPaymentPayload(required);
const [[name, value]] = Object.entries(client.encodePaymentSignatureHeader(payment));

console.log(
  JSON.stringify({
    by: `@x402/evm ${installedVersion("@x402/evm")} (npm), ${isV1 ? "V1" : isSponsored ? "V2 with a permit" : "V2"}`,
    header: { name, value },
    offers: demand.accepts,
    now: Math.floor(Date.now() / 1000),
    payer: account.address,
  }),
);
