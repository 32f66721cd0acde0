// Pays the order with the official npm client and prints the payment as one line of JSON: node pay/npm.mjs [--v1 | --permit | --approval]

import { readFileSync } from "node:fs";
import { x402Client } from "@x402/core/client";
import { encodePaymentRequiredHeader, x402HTTPClient } from "@x402/core/http";
import { ExactEvmScheme } from "@x402/evm/exact/client";
import { ExactEvmSchemeV1 } from "@x402/evm/exact/v1/client";
import { privateKeyToAccount } from "viem/accounts";
import { installedVersion } from "../vectors/common.mjs";

// A payment is a signature: if the client asks a chain for anything but allowance, nonces and fees, that is news.
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
// The account has sent seven transactions, and this is what gas costs.
const getTransactionCount = async () => 7;
const estimateFeesPerGas = async () => ({ maxFeePerGas: 2_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n });
const signer = { ...account, readContract, getTransactionCount, estimateFeesPerGas };
const core = new x402Client()
  .register("eip155:*", new ExactEvmScheme(signer))
  .registerV1("base-sepolia", new ExactEvmSchemeV1(account));
const client = new x402HTTPClient(core);

// The client gets the order as a server sends it, in V1 as the body, so that its own reading is part of the test.
const isV1 = process.argv[2] === "--v1";
const [member, what] = {
  "--v1": ["paymentRequiredV1", "V1"],
  "--permit": ["paymentRequiredSponsored", "V2 with a permit"],
  "--approval": ["paymentRequiredApproved", "V2 with an approval"],
}[process.argv[2]] ?? ["paymentRequired", "V2"];
const demand = order[member];
const answer = new Headers(isV1 ? {} : { "PAYMENT-REQUIRED": encodePaymentRequiredHeader(demand) });
const required = client.getPaymentRequiredResponse((name) => answer.get(name), isV1 ? demand : undefined);
const payment = await client.createPaymentPayload(required);
const [[name, value]] = Object.entries(client.encodePaymentSignatureHeader(payment));

console.log(
  JSON.stringify({
    by: `@x402/evm ${installedVersion("@x402/evm")} (npm), ${what}`,
    header: { name, value },
    offers: demand.accepts,
    now: Math.floor(Date.now() / 1000),
    payer: account.address,
  }),
);
