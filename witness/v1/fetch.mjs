// Pays for a URL with the official npm client of V1 and prints, as JSON, what it sent and how it read the answer: node
// v1/fetch.mjs URL

import { readFileSync } from "node:fs";
import { createSigner, decodeXPaymentResponse, wrapFetchWithPayment } from "x402-fetch";

const [url] = process.argv.slice(2);
const about = JSON.parse(readFileSync(new URL("node_modules/x402-fetch/package.json", import.meta.url), "utf8"));
const order = JSON.parse(readFileSync(new URL("../pay/order.json", import.meta.url), "utf8"));
const signer = await createSigner("base-sepolia", order.privateKey);

let sent;
async function recordingFetch(input, init) {
  const request = new Request(input, init);
  // An EIP-3009 payment is only a signature, so any request to a chain is unexpected.
  if (new URL(request.url).origin !== new URL(url).origin) throw new Error(`the client went to ${request.url}`);
  const value = request.headers.get("X-PAYMENT");
  if (value !== null) sent = { name: "X-PAYMENT", value };
  return fetch(request, { signal: AbortSignal.timeout(10_000) });
}

const response = await wrapFetchWithPayment(recordingFetch, signer)(url);
const settlement = response.headers.get("X-PAYMENT-RESPONSE");
console.log(
  JSON.stringify(
    {
      by: `x402-fetch ${about.version} (npm)`,
      sent,
      status: response.status,
      header: settlement === null ? null : decodeXPaymentResponse(settlement),
      body: await response.json(),
      payer: signer.account.address,
    },
    null,
    1,
  ),
);
