// Runs the module in Node on the specification's payment and three neighbours of it; a wrong verdict ends it with 1.

import { readFileSync } from "node:fs";

const local = (path) => new URL(path, import.meta.url);
const module = await WebAssembly.compile(
  readFileSync(local("target/wasm32-unknown-unknown/release/x402_wasm_example.wasm")),
);
if (WebAssembly.Module.imports(module).length > 0) throw new Error("the module imports something");
const { memory, alloc, free, verify } = (await WebAssembly.instantiate(module, {})).exports;

function judge(header, offer, now) {
  const texts = [header, offer].map((text) => new TextEncoder().encode(text));
  const pointers = texts.map((bytes) => alloc(bytes.length));
  // Allocating may have moved the memory's buffer, so it is asked for only now.
  texts.forEach((bytes, index) => new Uint8Array(memory.buffer).set(bytes, pointers[index]));
  const answer = verify(pointers[0], texts[0].length, pointers[1], texts[1].length, BigInt(now));
  texts.forEach((bytes, index) => free(pointers[index], bytes.length));
  return { 0: "valid", 1: "invalid", 2: "undecided", 65: "undecodable" }[answer];
}

const example = (name) => readFileSync(local(`../../docs/examples/${name}`), "utf8");
const header = example("payment.txt").trim().replace(/^PAYMENT-SIGNATURE: /, "");
const edited = Buffer.from(example("payment-20000.json")).toString("base64");
const cases = [
  ["the specification's payment", header, "offer.json", 1740672100, "valid"],
  ["another payTo offered", header, "offer-other-payto.json", 1740672100, "invalid"],
  ["after it expired", header, "offer.json", 1740672154, "invalid"],
  ["the amount edited everywhere", edited, "offer-20000.json", 1740672100, "undecided"],
  ["a header cut off", header.slice(0, 100), "offer.json", 1740672100, "undecodable"],
];
for (const [what, payment, offer, now, expected] of cases) {
  const found = judge(payment, example(offer), now);
  console.log(`${found === expected ? "ok  " : "FAIL"} ${what}: ${found}`);
  if (found !== expected) process.exitCode = 1;
}
