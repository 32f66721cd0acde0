// Buys from a shop by a channel of batch-settlement with the official client, and prints what came of it as JSON: node
// pay/channel.mjs URL TIMES. The first purchase opens the channel. Then the shop claims, the client loses what it knows and
// buys once more, and in the end it asks for its rest.

import { readFileSync } from "node:fs";
import { BatchSettlementEvmScheme } from "@x402/evm/batch-settlement/client";
import { wrapFetchWithPayment, x402Client, x402HTTPClient } from "@x402/fetch";
import { privateKeyToAccount } from "viem/accounts";
import { installedVersion } from "../vectors/common.mjs";

const [url, times] = process.argv.slice(2);
const order = JSON.parse(readFileSync(new URL("order.json", import.meta.url), "utf8"));
const decode = (value) => JSON.parse(Buffer.from(value, "base64"));

// The client asks a chain for a channel that it does not know: what the shop's last answer said of it.
let shown = { balance: "0", totalClaimed: "0" };
const readContract = async ({ functionName }) => {
  if (functionName !== "channels") throw new Error(`the client called ${functionName}`);
  return [BigInt(shown.balance), BigInt(shown.totalClaimed)];
};
const account = { ...privateKeyToAccount(order.privateKey), readContract };

const sent = [];
async function recordingFetch(...asked) {
  const request = new Request(...asked);
  if (new URL(request.url).origin !== new URL(url).origin) throw new Error(`the client went to ${request.url}`);
  const payment = request.headers.get("PAYMENT-SIGNATURE");
  const response = await fetch(request, { signal: AbortSignal.timeout(10_000) });
  if (payment) {
    const { type, voucher } = decode(payment).payload;
    const [answered, paymentRequired] = ["PAYMENT-RESPONSE", "PAYMENT-REQUIRED"].map((name) => response.headers.get(name));
    const settlement = answered && decode(answered);
    shown = settlement?.extra?.channelState ?? shown;
    const error = paymentRequired && decode(paymentRequired).error;
    sent.push({ payment, type, sum: voucher.maxClaimableAmount, status: response.status, settlement, error });
  }
  return response;
}

// A new client knows nothing of the channels that another one opened.
const clientOf = () => {
  const scheme = new BatchSettlementEvmScheme(account, { depositPolicy: { depositMultiplier: 20 } });
  const client = new x402HTTPClient(new x402Client().register("eip155:*", scheme));
  return { scheme, buy: wrapFetchWithPayment(recordingFetch, client) };
};

const first = clientOf();
for (let bought = 0; bought < times; bought += 1) await first.buy(url);
const claimed = await (await fetch(new URL("/claim", url), { method: "POST" })).json();
for (let bought = 0; bought < 2; bought += 1) await first.buy(url);
const second = clientOf();
const { status } = await second.buy(url);
const refunded = await second.scheme.refund(url, { fetch: recordingFetch });
const by = `@x402/evm ${installedVersion("@x402/evm")} (npm)`;
console.log(JSON.stringify({ by, sent, claimed, status, refunded }, null, 1));
