// Pays for a URL on Stellar with the official packages and prints, as JSON, what was sent and how the answer was read:
// node pay/fetch_stellar.mjs URL. The node is a stub. Nobody tells the package how long ledgers take, so it assumes five seconds.

import { wrapFetchWithPayment, x402Client, x402HTTPClient } from "@x402/fetch";
import { createEd25519Signer, getUsdcAddress } from "@x402/stellar";
import { ExactStellarScheme } from "@x402/stellar/exact/client";
import { installedVersion } from "../vectors/common.mjs";
import { URL_OF_NODE, secret } from "./stellar_node.mjs";

const [url] = process.argv.slice(2);
const signer = createEd25519Signer(secret);
const [network, asset] = ["stellar:testnet", getUsdcAddress("stellar:testnet")];
const core = x402Client.fromConfig({
  schemes: [{ network: "stellar:*", client: new ExactStellarScheme(signer, { url: URL_OF_NODE }) }],
  // The newest reachable package of the chain is older than the client, which does not know the chain's tokens.
  spendControls: { allowedAssets: [{ network, asset, maxAmountPerPayment: "100000" }] },
});
const client = new x402HTTPClient(core);

let sent;
async function recordingFetch(request) {
  const name = "PAYMENT-SIGNATURE";
  if (request.headers.has(name)) sent = { name, value: request.headers.get(name) };
  return fetch(request, { signal: AbortSignal.timeout(10_000) });
}

const response = await wrapFetchWithPayment(recordingFetch, client)(url);
const { status, paymentStatus, body, header } = await client.processResponse(response);
const by = `@x402/stellar ${installedVersion("@x402/stellar")} (npm)`;
console.log(JSON.stringify({ by, sent, status, paymentStatus, header, body, payer: signer.address }, null, 1));
