// The headline of a check that fails: what is wrong, who acts, and how.

import { apart, inWords } from "../times.js";

const CLIENT = "Client";
const SELLER = "Seller";
const FACILITATOR = "Facilitator";

const SIGN_AGAIN = [CLIENT, "Request the resource again, and sign a new payment for the requirements in its 402 response."];
const CORRECT_OFFER = [SELLER, "Correct the payment requirements. Paste your 402 response to find all faults in it."];
const KEY = [CLIENT, "Sign exactly these terms with the payer's key."];

// Who acts on a check that has no headline of its own, if it is not the client.
const ACTS = {
  ...Object.fromEntries(
    ["asset-address", "pay-to-address", "domain", "flow", "fee-payer-address", "memo-offer", "transaction-versions", "sponsored", "network", "asset", "amount-text", "offer-channel", "withdraw-delay-range"].map((id) => [id, CORRECT_OFFER]),
  ),
  ...Object.fromEntries(
    ["policy", "factory", "compute-limit-cap", "compute-price-cap", "sponsor-cost", "sponsor-fee", "approval-gas-cap", "approval-cost-cap", "horizon"].map((id) => [
      id,
      [SELLER, "Your policy refuses this payment. Change the policy if you want to accept such payments."],
    ]),
  ),
  ...Object.fromEntries(["payload", "permit-payload", "approval-payload"].map((id) => [id, [CLIENT, "Correct this field, and sign again if it is a part of what is signed."]])),
  "fee-payer-managed": [FACILITATOR, "Settle with the fee payer that the offer names, or have the seller name one of yours."],
  "payer-isolation": [FACILITATOR, "Do not settle a payment from one of your own accounts."],
  facilitator: [CLIENT, "Sign for the facilitator that the offer names in extra.facilitatorAddress."],
  method: [SELLER, "Offer a scheme, a network and a transfer method that your facilitator supports."],
};

/** A sentence with a capital letter and a full stop. Its first word stays as it is if it is a name or a number. */
export function asSentence(text) {
  const trimmed = text.trim().replace(/[.;]$/, "");
  const isName = /^\S*[A-Z0-9_:./]\S*/.test(trimmed);
  const end = /[?!]$/.test(trimmed) ? "" : ".";
  return trimmed === "" ? "" : `${isName ? trimmed[0] : trimmed[0].toUpperCase()}${trimmed.slice(1)}${end}`;
}

/** The headlines that are made of what is known about the payment, and not of the check's own sentence. */
const CHECKS = {
  offer: ({ differences }) =>
    differences && {
      cause: `The payment is for different terms: ${differences}.`,
      acts: [SIGN_AGAIN, [SELLER, "Make sure that these are the terms that you sent: they may have changed since."]],
    },
  recipient: ({ signed }) => signed.recipient && { cause: `The payment goes to ${signed.recipient.signed}; the offer pays ${signed.recipient.offered}.`, acts: [SIGN_AGAIN] },
  amount: ({ signed }) => signed.amount && { cause: `The payment is over ${signed.amount.signed}; the offer asks for ${signed.amount.offered}.`, acts: [SIGN_AGAIN] },
  "valid-before": ({ times, now, isPast }) =>
    times && {
      cause:
        now === times.until
          ? `The payment expires at this second, ${inWords(times.until)}.`
          : `The payment expired on ${inWords(times.until)}, ${apart(now, times.until)} ${isPast ? "before the time of the verdict" : "ago"}.`,
      acts: [[CLIENT, "Sign a new payment, and send it before it expires."]],
    },
  "expiry-margin": ({ times, now }) =>
    times && {
      cause: `Too late to settle: the payment expires in ${apart(now, times.until)}, and settling needs ${apart(0, times.margin)}.`,
      acts: [[CLIENT, "Sign a new payment with a later validBefore."]],
    },
  "valid-after": ({ times, now }) =>
    times?.from !== undefined && {
      cause: `The payment is not valid yet: it begins on ${inWords(times.from)}${times.from > now ? `, in ${apart(now, times.from)}` : ""}.`,
      acts: [[CLIENT, "Set validAfter to a time in the past, and check the client's clock."]],
    },
  window: () => ({ cause: "The payment is valid at no time: validBefore is not after validAfter.", acts: [[CLIENT, "Sign a new payment with a validBefore that is later than validAfter."]] }),
  signer: ({ detail }) => {
    const [, by, payer] = /the signature belongs to (0x[0-9a-fA-F]{40}), (?:not to the payer|but) (0x[0-9a-fA-F]{40})/.exec(detail) ?? [];
    const cause = by ? `The signature is by ${by}, not by ${payer}.` : "The payer did not sign these terms.";
    return { cause: `${cause} A different key signed, or different terms were signed.`, acts: [KEY] };
  },
  "signature-form": ({ detail, network }) => ({
    cause: asSentence(detail),
    acts: [
      network?.startsWith("xrpl:")
        ? [CLIENT, "Send the key and the signature as the ledger has them: 33 bytes in SigningPubKey, and TxnSignature in DER, or 64 bytes with Ed25519."]
        : [CLIENT, "Send the signature in the form that the contract accepts: r, s and v in 65 bytes on EVM networks."],
    ],
  }),
};

/**
 * The headline of a check that fails.
 * @param given `{id, detail, differences, signed, times, now, isPast}`: `signed` has recipient and amount where what is signed differs from
 *   the offer, each as `{signed, offered}`; with `isPast`, `now` is not the time of the clock
 * @returns `{cause, acts}`
 */
export function headlineOfCheck(given) {
  const id = given.id.slice(given.id.indexOf("/") + 1);
  const special = Object.hasOwn(CHECKS, id) ? CHECKS[id](given) : undefined;
  if (special) return special;
  const sentence = given.detail ?? given.id;
  return { cause: asSentence(sentence), acts: [Object.hasOwn(ACTS, id) ? ACTS[id] : SIGN_AGAIN] };
}
