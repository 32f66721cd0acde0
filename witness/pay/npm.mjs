// Pays the order with the official npm client and prints the payment as one line of JSON:
// node pay/npm.mjs [--v1] [--permit | --approval | --solana token|token-2022]

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createKeyPairSignerFromPrivateKeyBytes } from "@solana/kit";
import { x402Client } from "@x402/core/client";
import { encodePaymentRequiredHeader, x402HTTPClient } from "@x402/core/http";
import { ExactEvmScheme } from "@x402/evm/exact/client";
import { ExactEvmSchemeV1 } from "@x402/evm/exact/v1/client";
import { ExactSvmScheme } from "@x402/svm/exact/client";
import { ExactSvmSchemeV1 } from "@x402/svm/exact/v1/client";
import { privateKeyToAccount } from "viem/accounts";
import { installedVersion } from "../vectors/common.mjs";
import * as node from "./solana_node.mjs";

const flag = { type: "boolean" };
const { values } = parseArgs({ options: { v1: flag, permit: flag, approval: flag, solana: { type: "string" } } });
const isV1 = values.v1 ?? false;

// A payment is only a signature, so any request to a chain except for allowance, nonces and fees is unexpected.
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  if (values.solana && request.url.startsWith(node.URL_OF_NODE)) return node.answer(request);
  throw new Error("the client went to the network");
};

const order = JSON.parse(readFileSync(new URL("order.json", import.meta.url), "utf8"));
const account = privateKeyToAccount(order.privateKey);
// The allowance of Permit2 is zero, and the token has seen no permit.
async function readContract({ functionName }) {
  if (functionName === "allowance" || functionName === "nonces") return 0n;
  throw new Error(`the client asked for ${functionName}`);
}
// The account has sent seven transactions, and this is the price of gas.
const getTransactionCount = async () => 7;
const estimateFeesPerGas = async () => ({ maxFeePerGas: 2_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n });
const signer = { ...account, readContract, getTransactionCount, estimateFeesPerGas };
const keypair = await createKeyPairSignerFromPrivateKeyBytes(node.seed);
const config = { rpcUrl: node.URL_OF_NODE };
const core = new x402Client()
  .register("eip155:*", new ExactEvmScheme(signer))
  .registerV1("base-sepolia", new ExactEvmSchemeV1(account))
  .register("solana:*", new ExactSvmScheme(keypair, config))
  .registerV1("solana-devnet", new ExactSvmSchemeV1(keypair, config));
const client = new x402HTTPClient(core);

// The client gets the order as a server sends it, in V1 as the body, so that its reader is part of the test.
const sponsored = values.permit ? "paymentRequiredSponsored" : values.approval ? "paymentRequiredApproved" : undefined;
const paymentRequired = values.solana
  ? node.paymentRequiredFor(values.solana, isV1)
  : order[sponsored ?? (isV1 ? "paymentRequiredV1" : "paymentRequired")];
const what = [isV1 ? "V1" : "V2", values.solana, values.permit && "permit", values.approval && "approval"];
const answer = new Headers(isV1 ? {} : { "PAYMENT-REQUIRED": encodePaymentRequiredHeader(paymentRequired) });
const required = client.getPaymentRequiredResponse((name) => answer.get(name), isV1 ? paymentRequired : undefined);
const payment = await client.createPaymentPayload(required);
const [[name, value]] = Object.entries(client.encodePaymentSignatureHeader(payment));
const by = values.solana ? "@x402/svm" : "@x402/evm";

console.log(
  JSON.stringify({
    by: `${by} ${installedVersion(by)} (npm), ${what.filter(Boolean).join(", ")}`,
    header: { name, value },
    offers: paymentRequired.accepts,
    now: Math.floor(Date.now() / 1000),
    payer: (values.solana ? keypair : account).address,
  }),
);
