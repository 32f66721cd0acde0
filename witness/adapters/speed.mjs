// Measures the official npm packages from a header to a verdict, with immediate answers of the node: speed.mjs HEADER OFFER
// NOW, all three as text. Prints the microseconds per payment in the fastest of twenty batches.

import { x402Facilitator } from "@x402/core/facilitator";
import { decodePaymentSignatureHeader } from "@x402/core/http";
import { ExactEvmScheme } from "@x402/evm/exact/facilitator";
import { verifyTypedData } from "viem/utils";

const [header, offerText, now] = process.argv.slice(2);
const offer = JSON.parse(offerText);
Date.now = () => Number(now) * 1000;

const signer = {
  getAddresses: () => ["0x70997970C51812dc3A010C7d01b50e0d17dc79C8"],
  readContract: async ({ functionName }) => (functionName === "balanceOf" ? 2n ** 256n - 1n : undefined),
  // The account has no code, so viem recovers the key.
  verifyTypedData,
  getCode: async ({ address }) => (address.toLowerCase() === offer.asset.toLowerCase() ? "0x60" : undefined),
};
const facilitator = new x402Facilitator().register("eip155:*", new ExactEvmScheme(signer));

async function payments(count) {
  const start = performance.now();
  for (let done = 0; done < count; done += 1) {
    const verdict = await facilitator.verify(decodePaymentSignatureHeader(header), offer);
    if (!verdict.isValid) throw new Error(JSON.stringify(verdict));
  }
  return ((performance.now() - start) * 1000) / count;
}

const dearer = { ...offer, amount: String(BigInt(offer.amount) + 1n) };
if ((await facilitator.verify(decodePaymentSignatureHeader(header), dearer)).isValid) throw new Error("another price");
await payments(200);
const batches = [];
for (let batch = 0; batch < 20; batch += 1) batches.push(await payments(100));
console.log(Math.min(...batches).toFixed(1));
