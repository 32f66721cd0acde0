// Asks the official npm package about signed offers and receipts, calling its functions as a buyer does. The package does not
// judge who may sign. This adapter accepts the key of the question and, for an offer, the recipient's.

import {
  convertNetworkStringToCAIP2,
  extractOfferPayload,
  extractOffersFromPaymentRequired,
  findAcceptsObjectFromSignedOffer,
  isEIP712SignedOffer,
  verifyOfferSignatureEIP712,
  verifyOfferSignatureJWS,
  verifyReceiptMatchesOffer,
  verifyReceiptSignatureEIP712,
  verifyReceiptSignatureJWS,
} from "@x402/extensions/offer-receipt";
import { getAddress, isAddressEqual } from "viem";
import { only, Skipped } from "./lines.mjs";
import { at } from "./sign_in.mjs";

const VERIFIERS = {
  offer: [verifyOfferSignatureEIP712, verifyOfferSignatureJWS],
  receipt: [verifyReceiptSignatureEIP712, verifyReceiptSignatureJWS],
};

// Resolving a did:web fails, because its document is not given here.
class NoDocument extends Error {}
globalThis.fetch = async () => {
  throw new NoDocument();
};

export async function artifact(input) {
  only(input, ["what", "text", "now", "index", "signer", "jwk", "resolveKid"], "input");
  const { what, text, now, index = 0 } = input;
  // The package refuses only by exceptions.
  try {
    const carrier = JSON.parse(text);
    const signed =
      what === "offer"
        ? extractOffersFromPaymentRequired(carrier)[index]
        : carrier.extensions["offer-receipt"].info.receipt;
    const verdict = isEIP712SignedOffer(signed) ? await typed(input, signed) : await compact(input, signed);
    const fits = await at(now, () => (what === "offer" ? isOffered(signed, carrier, verdict) : isOf(signed, carrier)));
    return fits ? verdict : { verdict: "invalid" };
  } catch (error) {
    if (error instanceof Skipped) throw error;
    return { verdict: String(error.message).includes("Failed to resolve did:web") ? "undecided" : "invalid" };
  }
}

async function typed({ what, signer, jwk, resolveKid }, signed) {
  if (jwk || resolveKid) throw new Skipped("a key for a JWS, which no function of the package takes for typed data");
  const [verify] = VERIFIERS[what];
  const found = await verify(signed);
  const by = getAddress(found.signer);
  const expected = signer ?? (what === "offer" ? found.payload.payTo : undefined);
  const isExpected = expected !== undefined && isAddressEqual(by, expected);
  if (isExpected) return { verdict: "valid", signer: by };
  return { verdict: signer ? "invalid" : "undecided", signer: by };
}

async function compact({ what, signer, jwk, resolveKid }, signed) {
  if (signer) throw new Skipped("an account, which no function of the package takes for a JWS");
  const [, verify] = VERIFIERS[what];
  // Without a given key the package uses the one in `kid`, whose owner is unknown.
  if (!jwk && !resolveKid) return { verdict: "undecided" };
  await verify(signed, jwk);
  return { verdict: "valid" };
}

function isOffered(signed, { accepts }, verdict) {
  const found = findAcceptsObjectFromSignedOffer(signed, accepts);
  if (found && verdict.verdict === "valid") verdict.accept = accepts.indexOf(found);
  return found !== undefined;
}

// The package compares a receipt with an offer. Here the settlement stands in for the offer, with its payer and network.
function isOf(signed, { success, network, payer }) {
  const { resourceUrl } = extractOfferPayload(signed);
  return success && verifyReceiptMatchesOffer(signed, { resourceUrl, network: convertNetworkStringToCAIP2(network) }, [payer]);
}
