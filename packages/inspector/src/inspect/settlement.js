// Reads what a facilitator answers: whether it settled, or whether it accepts a payment, and what its reason code means.

import { member, readable, textAt } from "../json.js";
import { readObject } from "./object.js";
import { explained, headlineOfReason } from "./reason.js";
import { signedIn } from "./signed.js";

/** The headline of an answer with a reason code, or of one without. */
async function refusal(what, reason, program) {
  if (reason === "") return { headline: { cause: `${what}, and gives no reason.`, acts: [["Facilitator", "Ask its operator for the reason, or paste the payment to have it checked here."]] } };
  const found = await explained(reason, program);
  const { cause, acts, also } = headlineOfReason(found);
  return { headline: { cause: found.meanings.length > 0 ? cause : `${what}: ${cause}`, acts, also }, explained: found };
}

/** What a settlement reports. It is the facilitator's word: only the chain knows. */
export async function inspectSettlement(part, context) {
  const { program, settings } = context;
  const read = await readObject(part, context);
  if (read.error) return read;
  const tree = readable(part.text);
  const at = (name) => textAt(tree, name) ?? "";
  const success = member(tree, "success")?.raw === "true";
  const settled = { cause: `The facilitator reports transaction ${at("transaction") || "(none)"} on ${at("network") || "no network"}.`, acts: [["Seller", "Look the transaction up on the chain: this is the facilitator's word."]] };
  const { headline, explained: found } = success ? { headline: settled } : await refusal("The facilitator settled nothing", at("errorReason"), program);
  const signed = await signedIn("receipt", part, settings, program);
  return {
    ...read,
    verdict: { word: success ? "settled" : "not settled", headline, reason: at("errorReason") || undefined },
    signed,
    used: signed.length > 0 ? ["now", "signer"] : [],
    explained: found,
  };
}

/** What a facilitator answers to /verify. */
export async function inspectVerifyResponse(part, context) {
  const read = await readObject(part, context);
  if (read.error) return read;
  const tree = readable(part.text);
  const isValid = member(tree, "isValid")?.raw === "true";
  const reason = textAt(tree, "invalidReason") ?? "";
  const payer = textAt(tree, "payer");
  const accepted = { cause: `The facilitator accepts the payment${payer ? ` of ${payer}` : ""}.`, acts: [["Seller", "Settle it: an answer to /verify moves no money."]] };
  const { headline, explained: found } = isValid ? { headline: accepted } : await refusal("The facilitator refuses the payment", reason, context.program);
  return { ...read, verdict: { word: isValid ? "accepted" : "refused", headline, reason: reason || undefined }, explained: found };
}
