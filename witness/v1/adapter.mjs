// The official npm package of V1, `x402`: the payment path of its servers, and its facilitator, in process.

import { verify } from "x402/facilitator";
import { exact } from "x402/schemes";
import { findMatchingPaymentRequirements } from "x402/shared";
import { EvmNetworkToChainId } from "x402/types";
import { installed, serve, Skipped } from "../adapters/lines.mjs";
import { verifyWith } from "../adapters/verdict.mjs";

async function verifyIn(header, { offers, declaredExtensions }, world) {
  if (declaredExtensions) throw new Skipped("V1 has no extensions");
  const payment = decoded(header);
  const offer = payment && findMatchingPaymentRequirements(offers, payment);
  if (!offer) return undefined;
  return { ...(await verify(clientOf(payment, world), payment, offer, CONFIG)), offer: offers.indexOf(offer) };
}

// The facilitator's chain client: on Solana a signer, and a node (below).
function clientOf({ network, payload }, world) {
  if (payload.transaction) return { address: world.owners[0], signTransactions: async (all) => all.map(() => ({})) };
  const id = EvmNetworkToChainId.get(network);
  return world.client({ id, name: network, nativeCurrency: undefined, rpcUrls: {} });
}

const CONFIG = { svmConfig: { rpcUrl: "http://127.0.0.1:1" } };

// Both accounts exist, and every simulation succeeds.
const ACCOUNT = { data: ["", "base64"], executable: false, lamports: 1, owner: "11111111111111111111111111111111", space: 0 };
const NODE = { getMultipleAccounts: [ACCOUNT, ACCOUNT], simulateTransaction: { err: null } };

globalThis.fetch = async (input, init) => {
  const { id, method } = await new Request(input, init).json();
  if (!NODE[method]) throw new Error(`nobody expected ${method}`);
  return Response.json({ jsonrpc: "2.0", id, result: { context: { slot: 1 }, value: NODE[method] } });
};
// The package prints refusals to the console.
console.error = () => undefined;

function decoded(header) {
  try {
    return exact.evm.decodePayment(header);
  } catch {
    const text = Buffer.from(header, "base64").toString();
    if (/"x402Version"\s*:\s*2/.test(text)) throw new Skipped("the package speaks V1 alone");
    return undefined;
  }
}

await serve(installed("x402", import.meta.resolve("x402/facilitator")), { verify: verifyWith(verifyIn, { families: ["transaction"] }) });
