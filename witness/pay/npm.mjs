// Pays the order with the official npm client and prints the payment as one line of JSON.

import { readFileSync } from "node:fs";
import { x402Client } from "@x402/core/client";
import { encodePaymentRequiredHeader, x402HTTPClient } from "@x402/core/http";
import { ExactEvmScheme } from "@x402/evm/exact/client";
import { privateKeyToAccount } from "viem/accounts";
import { installedVersion } from "../vectors/common.mjs";

// An EIP-3009 payment is a signature: if the client asks a chain for anything, that is news.
globalThis.fetch = () => {
  throw new Error("the client went to the network");
};

const order = JSON.parse(readFileSync(new URL("order.json", import.meta.url), "utf8"));
const account = privateKeyToAccount(order.privateKey);
const core = new x402Client().register("eip155:*", new ExactEvmScheme(account));
const client = new x402HTTPClient(core);

// The client gets the order as a server sends it, so that its own reading is part of the test.
const answer = new Headers({ "PAYMENT-REQUIRED": encodePaymentRequiredHeader(order.paymentRequired) });
const required = client.getPaymentRequiredResponse((name) => answer.get(name));
const payment = await client.createPaymentPayload(required);
const [[name, value]] = Object.entries(client.encodePaymentSignatureHeader(payment));

console.log(
  JSON.stringify({
    by: `@x402/evm ${installedVersion("@x402/evm")} (npm)`,
    header: { name, value },
    offers: order.paymentRequired.accepts,
    now: Math.floor(Date.now() / 1000),
    payer: account.address,
  }),
);
