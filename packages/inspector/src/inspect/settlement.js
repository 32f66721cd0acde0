// Reads what a facilitator answers, where the text does not show that it is the facilitator's answer, and the receipt in a settlement.

import { member, readable } from "../json.js";
import { readObject } from "./object.js";
import { signedIn } from "./signed.js";

/** A success that anyone may have written is none. */
const unbelieved = (what) => ({
  word: "read",
  headline: { cause: `${what}, in a place where its client may have written it.`, acts: [["You", "Paste the answer of the facilitator, or the seller's whole response."]] },
});

/** Reads a settlement, and checks its receipt. Its outcome is the answer of the whole text (`answered.js`). */
export async function inspectSettlement(part, context) {
  const { program, settings } = context;
  const read = await readObject(part, context);
  if (read.error) return read;
  const success = member(readable(part.text), "success")?.raw === "true";
  const signed = await signedIn("receipt", part, settings, program);
  return { ...read, verdict: unbelieved(success ? "A settlement that reports success" : "A settlement"), isAnswer: true, signed, used: signed.length > 0 ? ["now", "signer"] : [] };
}

/** Reads what a facilitator answers to /verify. */
export async function inspectVerifyResponse(part, context) {
  const read = await readObject(part, context);
  if (read.error) return read;
  return { ...read, verdict: unbelieved("An answer to /verify"), isAnswer: true };
}
