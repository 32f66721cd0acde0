// Rustdoc's own search, in Node, finds the words that people type: each in the crate where the answer is, and all in the crate
// that has them all. And the links of the front pages lead out of the documentation only to absolute addresses. Wants `cargo doc`.
//   node .ci/search.mjs [DOC]   default: target/doc

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

/// The words, with a crate where the answer is, and the item that answers. The words stand on functions, variants and the like, as
/// `#[doc(alias)]`: rustdoc 1.95 loses those of types that are re-exported in their own crate.
const WORDS = [
  ["EIP-3009", "x402_schemes", "for_offer"],
  ["EIP-1271", "x402_verify", "ContractSignature"],
  ["USDC", "x402_schemes", "by_symbol"],
  ["USDC", "x402_buyer", "of_token"],
  ["X-PAYMENT", "x402_types", "XPayment"],
  ["X-PAYMENT", "x402_buyer", "header"],
  ["PAYMENT-SIGNATURE", "x402_types", "PaymentSignature"],
  ["PAYMENT-SIGNATURE", "x402_buyer", "header"],
  ["402", "x402_types", "new"],
  ["402", "x402_buyer", "pay"],
  ["idempotency", "x402_seller", "idempotency_key"],
  ["idempotency", "x402_verify", "replay_key"],
  ["replay", "x402_verify", "ReplayKey"],
  ["smart account", "x402_verify", "Present"],
  ["smart account", "x402_buyer", "signed_knowing"],
  ["spending limit", "x402_buyer", "per_day"],
  ["spending limit", "x402_schemes", "with_budgets"],
  ["facilitator client", "x402_types", "answering"],
  ["facilitator client", "x402_tower", "new"],
  ["axum", "x402_tower", "sell"],
  ["Base", "x402_types", "eip155"],
];
/// Words with an item that the crate of all libraries shows among the first three. Items of that very name come before aliases.
const FIRST = [
  ["USDC", "of_token"],
  ["client", "new"],
  ["mock", "new"],
  ["private key", "with_signer"],
  ["store", "Store"],
  ["webhook", "resume"],
  ["axum", "sell"],
  ["spending limit", "per_day"],
];
/// What nobody wrote down. If it is found, the search finds anything.
const NONSENSE = "zxqvjwk";
const ALL = "x402_offline";

const doc = resolve(process.argv[2] ?? "target/doc");
const statics = `${doc}/static.files`;
const load = (name) => {
  const file = readdirSync(statics).find((file) => file.startsWith(`${name}-`) && file.endsWith(".js"));
  return createRequire(import.meta.url)(`${statics}/${file}`);
};
const run = (path) => (0, eval)(readFileSync(`${doc}/search.index/${path}.js`, "utf8"));
globalThis.nonnull = (value, message) => {
  if (value === null || value === undefined) throw new Error(message ?? "null");
  return value;
};
const { Stringdex, RoaringBitmap } = load("stringdex");
const { docSearch, DocSearch } = await load("search").initSearch(Stringdex, RoaringBitmap, {
  loadRoot: (callbacks) => {
    Object.assign(globalThis, callbacks);
    run("root");
  },
  loadTreeByHash: run,
  loadDataByNameAndHash: (name, hash) => run(`${name}/${hash}`),
});

/// The names of the items that the search finds for a word in a crate, the best first.
async function found(word, crate) {
  const results = await docSearch.execQuery(DocSearch.parseQuery(word), crate, crate);
  const names = [];
  for await (const { item, name } of results.others) names.push(name ?? item?.name);
  return names;
}

const wrong = [];
for (const [word, crate, answer] of WORDS) {
  for (const [place, most] of [[crate, 20], [ALL, Infinity]]) {
    const names = (await found(word, place)).slice(0, most);
    if (!names.includes(answer)) wrong.push(`${word} in ${place} finds ${names.slice(0, 8).join(", ") || "nothing"}, and not ${answer}`);
  }
}
for (const crate of new Set([...WORDS.map(([, crate]) => crate), ALL])) {
  const names = await found(NONSENSE, crate);
  if (names.length) wrong.push(`${NONSENSE} in ${crate} finds ${names.join(", ")}`);
}
for (const [word, answer] of FIRST) {
  const names = (await found(word, ALL)).slice(0, 3);
  if (!names.includes(answer)) wrong.push(`${word} in ${ALL} finds ${names.join(", ") || "nothing"} first, and not ${answer}`);
}
let links = 0;
for (const crate of readdirSync(doc).filter((name) => name.startsWith("x402_"))) {
  const page = readFileSync(`${doc}/${crate}/index.html`, "utf8");
  for (const [, address] of page.matchAll(/<a [^>]*?href="([^"#]+)/g)) {
    links += 1;
    const leaves = !/^[a-z]+:/.test(address) && !resolve(`${doc}/${crate}`, address).startsWith(`${doc}/`);
    if (leaves) wrong.push(`${crate}/index.html links to ${address}, which is not documentation`);
  }
}
if (links < 100) wrong.push(`only ${links} links were found on the front pages`);
if (wrong.length) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
console.log(`${WORDS.length} words are found where the answer is, and in ${ALL}`);
