// Leaves the signatures out of what a link holds. A payment that is signed is money for anyone who can send it to a facilitator.

import { fromBase64, toBase64 } from "./bytes.js";
import { readable, textAt } from "./json.js";

// What the payer signs with, under any name that a payload, an extension or a sign-in has for it.
const SECRETS = /signature|signedtx|signedtransaction|^transaction$|^sig$/i;
// No other text of a payment is as long: 64 bytes as hexadecimal digits or as base64.
const LONG = /^(?:0x)?[0-9a-fA-F]{128,}$|^[A-Za-z0-9+/_-]{86,}={0,2}$/;

/**
 * JSON text without its signatures and signed transactions.
 * @returns undefined if the text is not JSON, or if nothing was left out
 */
export function withhold(text) {
  const tree = readable(text);
  if (tree === undefined) return undefined;
  const isSolana = (textAt(tree, "accepted", "network") ?? textAt(tree, "network") ?? "").startsWith("solana");
  const places = [];
  const visit = (node, name, isInside) => {
    const isSecret = isInside || SECRETS.test(name);
    if (node.members) for (const { name: inner, value } of node.members) visit(value, inner, isSecret);
    else if (node.items) for (const value of node.items) visit(value, name, isSecret);
    else if (node.type === "string" && node.value.length > 2 && (isSecret || LONG.test(node.value) || holdsSecret(node.value))) {
      places.push({ ...node, left: leftOf(node.value, isSolana && name === "transaction") });
    }
  };
  visit(tree, "", false);
  if (places.length === 0) return undefined;
  return places.reduceRight((whole, { start, end, left }) => `${whole.slice(0, start)}${JSON.stringify(left)}${whole.slice(end)}`, text);
}

/** What takes the place of a signature. */
function leftOf(value, isTransaction) {
  const bytes = isTransaction ? fromBase64(value) : undefined;
  const count = bytes?.[0] ?? 0;
  // Without the payer's signature nobody can send the transaction. With one signature, that of the fee payer, a wallet's program may
  // have taken the payer's from an instruction.
  if (count >= 2 && count < 20 && bytes.length > 1 + 64 * count) return toBase64(bytes.fill(0, 1, 1 + 64 * count));
  return value.startsWith("0x") ? "0x" : "";
}

/** JSON in a text of JSON, or in its base64, can hold the same again. */
function holdsSecret(text) {
  const bytes = text.length >= 86 ? fromBase64(text) : undefined;
  const inner = bytes ? new TextDecoder().decode(bytes) : text;
  return /^\s*[{[]/.test(inner) && withhold(inner) !== undefined;
}

const OF_SIGNATURE = new Set([
  "signer",
  "signature-form",
  "signature-range",
  "signature-low-s",
  "contract-signature",
  "signed",
  "payer-authorization",
  "account-signature",
  "sign-in-signature-form",
  "sign-in-signer",
  "sign-in-contract",
]);

/** Whether the check is about the signature; a label and a slash may stand before its name. */
export const isOfSignature = (id) => OF_SIGNATURE.has(id.slice(id.indexOf("/") + 1));

// If one of these fails, the signature is not for what it was sent with. A wrong form, anyone can correct.
const DECISIVE = new Set(["signer", "contract-signature", "signed", "account-signature", "sign-in-signer", "sign-in-contract"]);
// What was signed instead, and no contract accepts. Other findings name terms for which the signature may be good.
const USELESS = /^(?:gave-up|domain-names|domain-without-version|domain-without-chain-id|domain-with-version|empty-domain|salted-domain|personal-sign|personal-sign-hex)$/;

/**
 * Whether a reader of the link could use what is signed: it has not expired at `clock`, and its signature is not known to be useless.
 * @param answer of inspect.js
 */
export function isLive({ secret, checks = [], findings = [] }, clock) {
  if (secret === undefined || secret.until <= clock) return false;
  return !checks.some(({ id, outcome }) => outcome === "fail" && DECISIVE.has(id)) || !findings.every(({ kind }) => USELESS.test(kind));
}
