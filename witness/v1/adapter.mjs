// The official npm package of V1, `x402`: what its servers do with a payment, and its facilitator, in process.

import { verify } from "x402/facilitator";
import { exact } from "x402/schemes";
import { findMatchingPaymentRequirements } from "x402/shared";
import { EvmNetworkToChainId } from "x402/types";
import { serve, Skipped } from "../adapters/lines.mjs";
import { verifyWith } from "../adapters/verdict.mjs";

async function judge(header, { offers, declaredExtensions }, world) {
  if (declaredExtensions) throw new Skipped("V1 has no extensions");
  const payment = decoded(header);
  const offer = payment && findMatchingPaymentRequirements(offers, payment);
  if (!offer) return undefined;
  const id = EvmNetworkToChainId.get(payment.network);
  const chain = { id, name: payment.network, nativeCurrency: undefined, rpcUrls: {} };
  return { ...(await verify(world.client(chain), payment, offer)), offer: offers.indexOf(offer) };
}

function decoded(header) {
  try {
    return exact.evm.decodePayment(header);
  } catch {
    const text = Buffer.from(header, "base64").toString();
    if (/"x402Version"\s*:\s*2/.test(text)) throw new Skipped("the package speaks V1 alone");
    return undefined;
  }
}

await serve({ verify: verifyWith(judge, {}) });
