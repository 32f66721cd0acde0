// Compares what x402-schemes reads in transactions of the XRP Ledger with ripple-binary-codec: `node xrpl/codecs.mjs FILE`. The file is
// that of `crates/x402-schemes/examples/xrpl_transactions.rs`.
//
// What x402-schemes reads, the codec must read to the same fields, write again as the same bytes, and write for signing as the same bytes.
// What x402-schemes refuses, the codec must refuse, too, or write differently. Each exception is counted with its reason.

import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { decode, encode, encodeForSigning } from "ripple-binary-codec";

const DROPS = 10n ** 17n;
// What the codec reads in a transaction that x402-schemes refuses, and writes again as the same bytes.
const STRICTER = { TooShort: "shorter than the ledger's minimum", AmountOfNobody: "an amount without currency or issuer" };
// Enumerations, of whose values the codec knows the names alone.
const NAMED = new Set(["TransactionType", "LedgerEntryType", "TransactionResult", "PermissionValue"]);

const counts = {};
const count = (what) => (counts[what] = (counts[what] ?? 0) + 1);
let different = 0;

function attempt(compute) {
  try {
    return { value: compute() };
  } catch (error) {
    return { error: String(error.message) };
  }
}

function wrong(line, what, ...more) {
  different += 1;
  if (different <= 20) console.log(`DIFFERENT: ${what}`, ...more, line.blob);
}

// An amount as the example writes it.
function amount(value) {
  if (typeof value === "string") return value;
  if (value.mpt_issuance_id !== undefined) return "token";
  const code = value.currency.length === 3 ? "0".repeat(24) + Buffer.from(value.currency, "latin1").toString("hex") + "0".repeat(10) : value.currency;
  return [value.value, code.toUpperCase(), value.issuer];
}

const PLAIN = {
  TransactionType: (name) => (name === "Payment" ? 0 : name),
  Amount: amount,
  Fee: amount,
  SendMax: amount,
};

// XRP that the codec reads and does not write: below zero, or more than exists.
function isUnwritable(value) {
  return typeof value === "string" && /^-?\d+$/.test(value) && (BigInt(value) < 0n || BigInt(value) > DROPS);
}

function compare(line) {
  const read = attempt(() => decode(line.blob));
  if (line.refused !== undefined) {
    const written = read.value && attempt(() => encode(read.value)).value;
    if (written !== line.blob) return count(`refused by both, or written differently: ${line.refused}`);
    if (line.blob.endsWith("0112")) return count("read by the codec alone: paths without the byte that ends them");
    return STRICTER[line.refused] ? count(`read by the codec alone: ${STRICTER[line.refused]}`) : wrong(line, "only the codec reads it", line.why);
  }
  if (read.error) {
    const named = line.fields.TransactionType !== 0 || line.others.some((name) => NAMED.has(name));
    return named ? count("read by x402-schemes alone: a value without a name") : wrong(line, "only x402-schemes reads it", read.error);
  }
  const known = new Set([...Object.keys(line.fields), ...line.others]);
  if (Object.keys(read.value).length !== known.size) return wrong(line, "other fields", Object.keys(read.value));
  for (const [name, value] of Object.entries(read.value)) {
    if (!known.has(name)) return wrong(line, "another field", name);
    if (line.others.includes(name)) continue;
    const theirs = JSON.stringify((PLAIN[name] ?? ((value) => value))(value));
    const isNamed = name === "TransactionType" && line.fields[name] !== 0;
    if (!isNamed && theirs !== JSON.stringify(line.fields[name])) return wrong(line, name, theirs, line.fields[name]);
  }
  const written = attempt(() => encode(read.value));
  if (written.error && [...Object.values(line.fields), read.value.DeliverMin].some(isUnwritable)) {
    return count("read by both, and not written by the codec: XRP below zero or above 10^17 drops");
  }
  if (written.error && line.unusual) return count("read by both, and not written by the codec: a field that no payment has");
  if (written.value !== line.blob) return wrong(line, "written differently", written.error ?? written.value);
  const preimage = encodeForSigning(read.value);
  if (preimage !== line.preimage) return wrong(line, "signed differently", preimage, line.preimage);
  const hash = createHash("sha512").update(Buffer.from(`54584E00${line.blob}`, "hex")).digest("hex").slice(0, 64).toUpperCase();
  return hash === line.hash ? count("read and written by both") : wrong(line, "hash", hash, line.hash);
}

let lines = 0;
for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
  lines += 1;
  compare(JSON.parse(line));
}
const { version } = JSON.parse(readFileSync(new URL("../node_modules/ripple-binary-codec/package.json", import.meta.url)));
console.log(`ripple-binary-codec ${version}: ${lines} transactions, ${different} differences`);
for (const [what, number] of Object.entries(counts).sort()) console.log(`${String(number).padStart(8)}  ${what}`);
process.exit(different || lines === 0 ? 1 : 0);
