// Pays for a URL with the official fetch client and prints, as JSON, what it sent and how it read the answer: node
// pay/fetch.mjs [--solana] [--v1] URL. With --v1 the server knows only version 1. On Solana the node is a stub.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ExactEvmScheme } from "@x402/evm/exact/client";
import { ExactEvmSchemeV1 } from "@x402/evm/exact/v1/client";
import { wrapFetchWithPayment, x402Client, x402HTTPClient } from "@x402/fetch";
import { privateKeyToAccount } from "viem/accounts";
import { installedVersion } from "../vectors/common.mjs";

const flag = { type: "boolean" };
const { values, positionals } = parseArgs({ options: { solana: flag, v1: flag }, allowPositionals: true });
const [url] = positionals;
const order = JSON.parse(readFileSync(new URL("order.json", import.meta.url), "utf8"));
const account = privateKeyToAccount(order.privateKey);
const core = new x402Client();
const payer = values.solana ? await payOnSolana() : payOnEvmChains();
const client = new x402HTTPClient(core);

function payOnEvmChains() {
  core.register("eip155:*", new ExactEvmScheme(account)).registerV1("base-sepolia", new ExactEvmSchemeV1(account));
  return account.address;
}

// Its packages take long to load.
async function payOnSolana() {
  const node = await import("./solana_node.mjs");
  const { createKeyPairSignerFromPrivateKeyBytes } = await import("@solana/kit");
  const { ExactSvmScheme } = await import("@x402/svm/exact/client");
  const { ExactSvmSchemeV1 } = await import("@x402/svm/exact/v1/client");
  const keypair = await createKeyPairSignerFromPrivateKeyBytes(node.seed);
  const config = { rpcUrl: node.URL_OF_NODE };
  core.register("solana:*", new ExactSvmScheme(keypair, config)).registerV1("solana-devnet", new ExactSvmSchemeV1(keypair, config));
  const network = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    return request.url.startsWith(node.URL_OF_NODE) ? node.answer(request) : network(request);
  };
  return keypair.address;
}

let sent;
async function recordingFetch(request) {
  const asked = new URL(url).origin;
  // An EIP-3009 payment is only a signature, so any request to a chain is unexpected.
  if (new URL(request.url).origin !== asked) throw new Error(`the client went to ${request.url}`);
  for (const name of ["PAYMENT-SIGNATURE", "X-PAYMENT"]) {
    if (request.headers.has(name)) sent = { name, value: request.headers.get(name) };
  }
  const response = await fetch(request, { signal: AbortSignal.timeout(10_000) });
  if (!values.v1) return response;
  const headers = new Headers(response.headers);
  headers.delete("PAYMENT-REQUIRED");
  return new Response(response.body, { status: response.status, headers });
}

const response = await wrapFetchWithPayment(recordingFetch, client)(url);
const { status, paymentStatus, body, header } = await client.processResponse(response);
const by = `@x402/fetch ${installedVersion("@x402/fetch")} (npm)`;
console.log(JSON.stringify({ by, sent, status, paymentStatus, header, body, payer }, null, 1));
