// What the seller or the facilitator answered. It comes before the verdict on the bytes, which is no answer of a seller.

import { asSentence } from "../headline/checks.js";
import { readable, textAt } from "../json.js";
import { printable } from "../text.js";
import { withoutZeros } from "../words.js";
import { pricesOf } from "./payment-required.js";
import { explained, headlineOfReason } from "./reason.js";

const WORDS = { "not-paid": "not paid", refused: "refused", "not-settled": "not settled", failed: "outcome unknown", accepted: "accepted", settled: "settled" };

/** Whether the sender of the answer took the payment. */
export const isSuccess = ({ outcome }) => outcome === "accepted" || outcome === "settled";

/**
 * An answer for the page.
 * @param answered of the operation `recognise`
 * @param offers the offers of the 402 response that the answer is, as JSON text
 * @param hasPayment whether the text has the payment, too
 * @returns `{word, headline, reason, explained, success}`
 */
export async function shownAnswer(answered, offers, hasPayment, program) {
  const { reason, message, by } = answered;
  const success = isSuccess(answered);
  const found = reason === undefined || success ? undefined : await explained(reason, program);
  const known = found && headlineOfReason(found);
  // That a payment is required is what the headline says.
  const isRequest = answered.outcome === "not-paid" && /required/i.test(message ?? "");
  const quoted = message === undefined || isRequest ? [] : [`In the ${by}'s own words: “${printable(message)}”`];
  const told = await headlineOf(answered, meaningOf(found), offers, program);
  const acts = [...told.acts, ...(known?.acts ?? [])];
  if (acts.length === 0) acts.push(["You", `Ask the ${by} for the reason.`]);
  const isRefusal = answered.outcome === "refused" || answered.outcome === "not-settled";
  if (isRefusal && !hasPayment) acts.push(["You", "Paste the payment, too, and the page checks its bytes."]);
  const headline = { cause: told.cause, also: [...quoted, ...told.also, ...(found?.meanings.length === 0 ? [known.cause] : []), ...(known?.also ?? [])], acts };
  return { word: WORDS[answered.outcome] ?? answered.outcome, headline, reason: success ? undefined : reason, explained: found, success };
}

/** The meaning of a code, behind it. */
function meaningOf(found) {
  if (found === undefined) return "";
  const [first] = found.meanings;
  return `: ${printable(found.code)}${first ? `, ${first.meaning}` : ""}`;
}

async function headlineOf({ outcome, by, status, reason, message, transaction }, why, offers, program) {
  const silent = reason === undefined && message === undefined ? ", without a reason" : "";
  const withStatus = status === undefined ? "" : ` (status ${status})`;
  switch (outcome) {
    case "not-paid":
      return { cause: `No payment was sent: this is the offer${await priced(offers, program)}. The client did not answer it.`, also: [], acts: [["Client", "Sign a payment for this offer, and send the request again with it."]] };
    case "refused":
      return { cause: asSentence(`The ${by} refused the payment${why}${silent}`), also: [], acts: [] };
    case "not-settled":
      return {
        cause: asSentence(`The payment was not settled, as the ${by} reports${why}${silent}`),
        also: transaction === undefined ? [] : [`Transaction ${transaction} may still succeed: look it up before you sign again.`],
        acts: [],
      };
    case "failed":
      return {
        cause: asSentence(`The server failed${withStatus}${why}, so it is unknown whether the payment was settled`),
        also: [],
        acts: [["Client", "Send the same payment again, and sign no new one."]],
      };
    case "accepted":
      return { cause: `The ${by} accepted the payment, which moves no money yet.`, also: [], acts: [["Seller", "Wait for the answer to the settlement: only a settlement moves money."]] };
    case "settled": {
      const where = transaction === undefined ? "" : ` in transaction ${transaction}`;
      return { cause: `The payment was settled${where}, as the ${by} reports.`, also: [], acts: [["Seller", "Look the transaction up on the chain: this is the word of its sender."]] };
    }
    default:
      return { cause: asSentence(`The ${by} answered${withStatus}${why}`), also: [], acts: [] };
  }
}

/** The prices of the offers with their networks. */
async function priced(offers, program) {
  const prices = await pricesOf(offers, program);
  const shown = offers.map((offer, index) => prices[index] && `${withoutZeros(prices[index])} on ${textAt(readable(offer), "network") ?? "no network"}`).filter(Boolean);
  return shown.length === 0 ? "" : `, ${shown.join(" or ")}`;
}
