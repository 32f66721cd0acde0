// What the module for payments consists of: the sizes of its functions and constants, by what they are for.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The parts in the order of the table. The first whose pattern a function's name matches has it. */
const PARTS = [
  ["EVM chains: payloads, digests, signatures, checks", /x402_(schemes|verify)(\.\.|\d+)evm/],
  ["Solana: payloads, transactions, checks", /x402_(schemes|verify)(\.\.|\d+)solana/],
  ["questions and answers as JSON: facts, policies, reports", /x402_verify(\.\.|\d+)json|x402_(operations|wasm)|serde|zmij|\b(ask|alloc|free)$/],
  ["offers, the order of checks, verdicts, sentences, on any chain", /x402_(schemes|verify)/],
  ["objects of the protocol, headers, JSON", /x402_types|base64/],
  ["secp256k1", /k256|crypto_bigint|primeorder|elliptic_curve|ecdsa|wnaf/],
  ["Ed25519", /curve25519|ed25519/],
  ["hashes", /sha2|sha3|keccak|digest|hybrid_array|block_buffer/],
  ["Rust's libraries: collections, texts, the memory", /(?:)/],
];

function reader(bytes) {
  let at = 0;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const take = (length) => bytes.subarray(at, (at += length));
  return { number, take, ends: () => at >= bytes.length };
}

/** The sections of a module: the number and the bytes of each. */
function sections(module) {
  const read = reader(module.subarray(8));
  const found = [];
  while (!read.ends()) found.push([read.number(), read.take(read.number())]);
  return found;
}

/** The names of functions, by their index. */
function names(custom) {
  const read = reader(custom);
  const found = new Map();
  if (read.take(read.number()).toString() !== "name") return found;
  while (!read.ends()) {
    const [kind, part] = [read.number(), read.take(read.number())];
    if (kind !== 1) continue;
    const entries = reader(part);
    for (let left = entries.number(); left > 0; left--) found.set(entries.number(), entries.take(entries.number()).toString());
  }
  return found;
}

/** The rows of the table: what, and its bytes, of a module that has this size without names. */
export function parts(size) {
  const folder = mkdtempSync(join(tmpdir(), "x402-parts-"));
  const file = join(folder, "payments.wasm");
  const build = fileURLToPath(new URL("build.mjs", import.meta.url));
  execFileSync(process.execPath, [build, "--named", file], { stdio: "inherit" });
  const all = sections(readFileSync(file));
  rmSync(folder, { recursive: true });
  const named = new Map(all.filter(([kind]) => kind === 0).flatMap(([, bytes]) => [...names(bytes)]));
  const sizes = new Map(PARTS.map(([part]) => [part, 0]));
  const code = reader(all.find(([kind]) => kind === 10)[1]);
  const functions = code.number();
  if (named.size !== functions) throw new Error(`${named.size} names for ${functions} functions, none of which is imported`);
  for (let index = 0; index < functions; index++) {
    const [part] = PARTS.find(([, pattern]) => pattern.test(named.get(index)));
    sizes.set(part, sizes.get(part) + code.take(code.number()).length);
  }
  const data = all.find(([kind]) => kind === 11)[1];
  const texts = data.toString("latin1").match(/[\x20-\x7e]{8,}/g).join("").length;
  sizes.set("texts", texts).set("other constants: tables, and where the texts are", data.length - texts);
  const rest = [...sizes.values()].reduce((left, bytes) => left - bytes, size);
  return [...sizes, ["what the module says of itself: types, lengths, exports", rest]];
}
