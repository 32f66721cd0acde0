// Finds in a sentence what people read more easily in another form: addresses, networks, times.

import { nameOf } from "./networks.js";

const PATTERN = new RegExp(
  [
    "(?<network>\\b(?:eip155:\\d{1,20}|solana:[1-9A-HJ-NP-Za-km-z]{32}|stellar:(?:pubnet|testnet)|xrpl:\\d{1,10})(?![\\w-]))",
    "(?<hex>(?<![0-9A-Za-z])(?:0x[0-9a-fA-F]{40,}|[0-9a-fA-F]{64})(?![0-9A-Za-z]))",
    "(?<stellar>(?<![A-Za-z0-9])[GCM][A-Z2-7]{55,68}(?![A-Za-z0-9]))",
    // An address of the XRP Ledger begins with r, and may be shorter.
    "(?<base58>(?<![A-Za-z0-9:])(?:r[1-9A-HJ-NP-Za-km-z]{24,34}|[1-9A-HJ-NP-Za-km-z]{32,44})(?![A-Za-z0-9]))",
    "(?<iso>\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)",
    // Ten digits are seconds only behind the words for them: amounts look the same.
    "(?<seconds>(?<=\\b(?:validBefore|validAfter|deadline|time|after|before|at|issuedAt|expirationTime|notBefore) (?:is )?)1\\d{9}(?!\\d))",
  ].join("|"),
  "g",
);

const isMixed = (text) => /\d/.test(text) && /[A-Z]/.test(text) && /[a-z]/.test(text);

/** The first and the last characters of an address. */
export const short = (address) => (address.startsWith("0x") ? `${address.slice(0, 6)}…${address.slice(-4)}` : `${address.slice(0, 4)}…${address.slice(-4)}`);

/** Amounts in tokens without zeros that say nothing: `0.010000 USDC` as `0.01 USDC`. */
export const withoutZeros = (text) => text.replace(/\b(\d+\.\d\d\d*?)0+(?= [A-Z])/g, "$1");

/**
 * A sentence in pieces.
 * @returns a list of `{text}`, and where people read something shorter `{text, full, kind}`: `kind` is `address`, `network` or `time`,
 *   `full` what stands in the sentence, and a time has `seconds`
 */
export function pieces(sentence) {
  const found = [];
  let at = 0;
  const hits = [...sentence.matchAll(PATTERN)].filter(({ groups }) => groups.base58 === undefined || isMixed(groups.base58));
  const addresses = new Set(hits.map(({ groups }) => groups.hex ?? groups.stellar ?? groups.base58).filter(Boolean).map((text) => (text.startsWith("0x") ? text.toLowerCase() : text)));
  // Two addresses that look alike when they are short are what a forger makes.
  const forms = [...addresses].map((text) => short(text).toLowerCase());
  const isTwice = (address) => forms.filter((form) => form === short(address).toLowerCase()).length > 1;
  for (const hit of hits) {
    if (hit.index > at) found.push({ text: sentence.slice(at, hit.index) });
    const [full] = hit;
    at = hit.index + full.length;
    const { network, iso, seconds } = hit.groups;
    if (network !== undefined) found.push(nameOf(network) ? { kind: "network", text: nameOf(network), full } : { text: full });
    else if (iso !== undefined) found.push({ kind: "time", full, seconds: Date.parse(iso) / 1000 });
    else if (seconds !== undefined) found.push({ kind: "time", full, seconds: Number(seconds) });
    else found.push({ kind: "address", text: isTwice(full) ? full : short(full), full });
  }
  if (at < sentence.length) found.push({ text: sentence.slice(at) });
  return found;
}
