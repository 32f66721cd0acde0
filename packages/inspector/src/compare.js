// What was offered, what the client accepted, and what it signed, side by side. The program decides; this shows where to look.

import { member, readable, step, textAt } from "./json.js";

// Where each term stands: in the offer of either version, and in what is signed by each kind of payload.
const TERMS = [
  { term: "recipient", offer: ["payTo"], signed: [["authorization", "to"], ["permit2Authorization", "witness", "to"]] },
  {
    term: "amount",
    offer: ["amount", "maxAmountRequired"],
    signed: [["authorization", "value"], ["permit2Authorization", "permitted", "amount"]],
    amount: true,
  },
  { term: "token", offer: ["asset"], signed: [["permit2Authorization", "permitted", "token"]] },
  { term: "network", offer: ["network"], signed: [] },
  { term: "scheme", offer: ["scheme"], signed: [] },
  { term: "timeout (s)", offer: ["maxTimeoutSeconds"], signed: [] },
];

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const same = (a, b) => a === b || (ADDRESS.test(a) && ADDRESS.test(b) && a.toLowerCase() === b.toLowerCase());

const textOf = (node) => (node === undefined ? undefined : node.type === "string" ? node.value : node.raw);

/**
 * The terms of a payment and of an offer.
 * @returns a list of `{term, offered, accepted, signed, differs, amount}`: texts, or undefined where one says nothing. `differs`
 *   has the names of the columns that say something else than the offer.
 */
export function compare(payment, offerText) {
  const offer = readable(offerText);
  const accepted = member(payment, "accepted");
  const payload = member(payment, "payload");
  const rows = TERMS.map(({ term, offer: names, signed, amount }) => {
    const name = names.find((each) => member(offer, each)) ?? names[0];
    return {
      term,
      amount: amount === true,
      offered: textOf(member(offer, name)),
      accepted: textOf(member(accepted, name)),
      signed: signed.map((path) => textAt(payload, ...path)).find((text) => text !== undefined),
    };
  });
  const extras = new Set([offer, accepted].flatMap((node) => member(node, "extra")?.members ?? []).map(({ name }) => name));
  for (const name of extras) {
    const of = (node) => textOf(member(member(node, "extra"), name));
    rows.push({ term: `extra.${name}`, amount: false, offered: of(offer), accepted: of(accepted), signed: undefined });
  }
  // V1 has no copy of the offer: its payments name scheme and network alone.
  if (!accepted) {
    for (const row of rows) row.accepted = row.term === "network" || row.term === "scheme" ? textAt(payment, row.term) : undefined;
  }
  return rows.map((row) => ({ ...row, differs: differing(row, accepted !== undefined) }));
}

function differing({ offered, accepted, signed }, hasCopy) {
  const differs = [];
  if ((accepted !== undefined || (hasCopy && offered !== undefined)) && !same(accepted, offered)) differs.push("accepted");
  if (signed !== undefined && !same(signed, offered)) differs.push("signed");
  return differs;
}

/** An amount in tokens, by the decimals of a price that the program printed for the same token: `0.010000 USDC`. */
export function inTokens(amount, price) {
  const parts = /^(\d+)(?:\.(\d+))? (.+)$/.exec(price ?? "");
  if (!parts || !/^\d{1,78}$/.test(amount ?? "")) return undefined;
  const decimals = parts[2]?.length ?? 0;
  const digits = amount.replace(/^0+(?=\d)/, "").padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return `${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ""} ${parts[3]}`;
}

// Where in a payment the cause of a failed check stands.
const PLACES = {
  recipient: ["payload.authorization.to", "payload.permit2Authorization.witness.to"],
  amount: ["payload.authorization.value", "payload.permit2Authorization.permitted.amount"],
  "valid-before": ["payload.authorization.validBefore", "payload.permit2Authorization.deadline"],
  "expiry-margin": ["payload.authorization.validBefore", "payload.permit2Authorization.deadline"],
  "valid-after": ["payload.authorization.validAfter", "payload.permit2Authorization.witness.validAfter"],
  window: ["payload.authorization.validBefore"],
  "payer-address": ["payload.authorization.from", "payload.permit2Authorization.from"],
  "permitted-token": ["payload.permit2Authorization.permitted.token"],
  spender: ["payload.permit2Authorization.spender"],
  facilitator: ["payload.permit2Authorization.witness.facilitator"],
  offer: ["accepted"],
  payload: ["payload"],
};
const OF_SIGNATURE = new Set(["signature-form", "signature-range", "signature-low-s", "signer"]);

/** The JSON pointer to the cause of a check, or undefined. */
export function placeOf(check, payment) {
  const paths = OF_SIGNATURE.has(check) ? ["payload.signature", "payload.signedTxBlob"] : (PLACES[check] ?? ["transaction", "signedTxBlob"].filter((name) => textAt(payment, "payload", name)).map((name) => `payload.${name}`));
  const path = paths.map((text) => text.split(".")).find((names) => names.reduce((node, name) => member(node, name), payment));
  return path?.map(step).join("");
}
