// Runs the module in Node on the specification's payment and neighbours of it, and on what extensions add; a wrong verdict
// ends it with 1.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { targetOf } from "../target.mjs";

const local = (path) => new URL(path, import.meta.url);
const module = await WebAssembly.compile(
  readFileSync(`${targetOf(fileURLToPath(local(".")))}/wasm32-unknown-unknown/release/x402_wasm_example.wasm`),
);
if (WebAssembly.Module.imports(module).length > 0) throw new Error("the module imports something");
const { memory, alloc, free, ...functions } = (await WebAssembly.instantiate(module, {})).exports;

// Calls an exported function with texts or bytes, and what follows them.
function verify(name, inputs, ...rest) {
  const texts = inputs.map((input) => (typeof input === "string" ? new TextEncoder().encode(input) : input));
  const pointers = texts.map((bytes) => alloc(bytes.length));
  // Allocating may have moved the memory's buffer, so it is asked for only now.
  texts.forEach((bytes, index) => new Uint8Array(memory.buffer).set(bytes, pointers[index]));
  const answer = functions[name](...texts.flatMap((bytes, index) => [pointers[index], bytes.length]), ...rest);
  texts.forEach((bytes, index) => free(pointers[index], bytes.length));
  return { 0: "valid", 1: "invalid", 2: "undecided", 65: "undecodable" }[answer];
}

const example = (name) => readFileSync(local(`../../docs/examples/${name}`), "utf8");
const value = (name) => example(name).trim().replace(/^[A-Z-]+: /, "");
const header = value("payment.txt");
const edited = Buffer.from(example("payment-20000.json")).toString("base64");
const offers = (name) => example(`${name}.json`);
const paymentRequired = example("signed-offer.json");
const settlement = [example("receipt-jws.json"), example("receipt-key.json")];
const otherPayer = settlement[0].replace("0x857b", "0x857c");
// The codes of the app "a" behind four bytes of calldata: a CBOR map, its length, the schema, the marker.
const codes = Buffer.from("a9059cbb" + "a1616161610005" + "02" + "8021".repeat(8), "hex");
const [now, origin] = [1740672100n, "https://api.example.com"];
const cases = [
  ["the specification's payment", "valid", "verify", [header, offers("offer")], now],
  ["another payTo offered", "invalid", "verify", [header, offers("offer-other-payto")], now],
  ["after it expired", "invalid", "verify", [header, offers("offer")], now + 54n],
  ["the amount edited everywhere", "undecided", "verify", [edited, offers("offer-20000")], now],
  ["a header cut off", "undecodable", "verify", [header.slice(0, 100), offers("offer")], now],
  ["no identifier, and none required", "valid", "payment_identifier", [header], 0],
  ["no identifier, and one required", "invalid", "payment_identifier", [header], 1],
  ["a sign-in", "valid", "sign_in", [value("sign-in.txt"), origin], 1705314630n],
  ["a sign-in too late", "invalid", "sign_in", [value("sign-in.txt"), origin], 1705314901n],
  ["a sign-in on Solana", "valid", "sign_in", [value("sign-in-solana.txt"), origin], 1705314630n],
  ["a signed offer", "valid", "signed_offer", [paymentRequired], now],
  // Another address made this signature, for all that anyone knows the one of the service.
  ["a signed offer of another amount", "undecided", "signed_offer", [paymentRequired.replaceAll('"10000"', '"10001"')], now],
  ["a receipt", "valid", "receipt", settlement, now],
  ["a receipt for another payer", "invalid", "receipt", [otherPayer, settlement[1]], now],
  ["codes behind calldata", "valid", "builder_code", [codes]],
  ["calldata without codes", "undecodable", "builder_code", [codes.subarray(0, 4)]],
];
for (const [what, expected, name, inputs, ...rest] of cases) {
  const found = verify(name, inputs, ...rest);
  console.log(`${found === expected ? "ok  " : "FAIL"} ${what}: ${found}`);
  if (found !== expected) process.exitCode = 1;
}
