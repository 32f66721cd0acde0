// Makes the signed transactions of the vectors about the XRP Ledger from the recipes in blobs.json, with npm's xrpl and its libraries.
//
//     node xrpl/blobs.mjs            writes them into spec-vectors/sources/xrpl.json
//     node xrpl/blobs.mjs --check    compares them with that file
//     node xrpl/blobs.mjs --print    prints them as JSON, by the id of the vector
//
// A recipe makes the fields, signs them, and then may damage the signed bytes:
//
//     of        the recipe that this one changes, by its id
//     set       fields as xrpl writes them in JSON; null removes one
//     raw       fields as hexadecimal digits, each with its head. One takes the place of a field with the same head
//     key       who signs: see KEYS. SigningPubKey is of this key unless `set` or `raw` has one
//     account   whose account pays, if it is not that of the key
//     over      what is signed instead: see OVER
//     signature how the signature is written instead: see SIGNATURES; or the digits of TxnSignature; or null for none
//     then      what is done to the signed fields, one after the other: see damaged()
//     digits    how the blob is written in digits: "lower", or a text to put around {}

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ed25519 } from "@noble/curves/ed25519";
import { secp256k1 } from "@noble/curves/secp256k1";
import { encode } from "ripple-binary-codec";
import { sign } from "ripple-keypairs";
import { Wallet } from "xrpl";

const local = (path) => fileURLToPath(new URL(path, import.meta.url));

// Public test entropy: 16 bytes of one value.
const wallet = (byte, algorithm) => Wallet.fromEntropy(Buffer.alloc(16, byte), { algorithm });
export const KEYS = {
  secp256k1: wallet(101, "ecdsa-secp256k1"),
  ed25519: wallet(102, "ed25519"),
  recipient: wallet(103, "ecdsa-secp256k1"),
  stranger: wallet(104, "ecdsa-secp256k1"),
  strangerEd25519: wallet(105, "ed25519"),
};

const SIGNED = "53545800";
const half = (hex) => createHash("sha512").update(Buffer.from(hex, "hex")).digest().subarray(0, 32);

// What is signed, of the fields without the signature: a message for the library, or 32 bytes that are signed as they are.
const OVER = {
  usual: (fields) => ({ message: SIGNED + fields }),
  "no prefix": (fields) => ({ message: fields }),
  "prefix of the hash": (fields) => ({ message: "54584E00" + fields }),
  "prefix of multi-signing": (fields, account) => ({ message: "534D5400" + fields + account }),
  "SHA-256": (fields) => ({ hash: createHash("sha256").update(Buffer.from(SIGNED + fields, "hex")).digest() }),
  half: (fields) => ({ message: half(SIGNED + fields).toString("hex") }),
};

const ORDER = secp256k1.CURVE.n;
const integer = (value) => {
  const digits = value.toString(16);
  const even = digits.length % 2 ? "0" + digits : digits;
  return parseInt(even.slice(0, 2), 16) > 127 ? "00" + even : even;
};
const size = (hex) => (hex.length / 2).toString(16).padStart(2, "0");
const part = (hex, tag = "02") => tag + size(hex) + hex;
const der = (...parts) => "30" + size(parts.join("")) + parts.join("");
const little = (value) => Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse().toString("hex");
const big = (hex) => BigInt("0x" + Buffer.from(hex, "hex").reverse().toString("hex"));

// How a signature is written: of secp256k1 from r, s and its usual digits, of Ed25519 from its digits.
const SIGNATURES = {
  "high s": ({ r, s }) => der(part(integer(r)), part(integer(ORDER - s))),
  "r is 0": ({ s }) => der(part("00"), part(integer(s))),
  "s is 0": ({ r }) => der(part(integer(r)), part("00")),
  "r is n": ({ s }) => der(part(integer(ORDER)), part(integer(s))),
  "s is n": ({ r }) => der(part(integer(r)), part(integer(ORDER))),
  "r plus n": ({ r, s }) => der(part(integer(r + ORDER)), part(integer(s))),
  "a zero before r": ({ r, s }) => der(part("00" + integer(r)), part(integer(s))),
  "a zero before s": ({ r, s }) => der(part(integer(r)), part("00" + integer(s))),
  "negative r": ({ r, s }) => der(part(integer(r).replace(/^00/, "").replace(/^[0-7]/, "8")), part(integer(s))),
  "long form of a length": ({ usual }) => "3081" + usual.slice(2),
  "indefinite length": ({ usual }) => "3080" + usual.slice(4) + "0000",
  "length of one less": ({ usual }) => "30" + (parseInt(usual.slice(2, 4), 16) - 1).toString(16) + usual.slice(4),
  "length of one more": ({ usual }) => "30" + (parseInt(usual.slice(2, 4), 16) + 1).toString(16) + usual.slice(4),
  "a byte behind": ({ usual }) => usual + "00",
  "a byte inside": ({ r, s }) => der(part(integer(r)), part(integer(s)), "00"),
  "a byte less": ({ usual }) => usual.slice(0, -2),
  "another tag": ({ usual }) => "31" + usual.slice(2),
  "another tag of r": ({ r, s }) => der(part(integer(r), "03"), part(integer(s))),
  "a third integer": ({ r, s }) => der(part(integer(r)), part(integer(s)), part("01")),
  "empty r": ({ s }) => der(part(""), part(integer(s))),
  "64 bytes": ({ r, s }) => r.toString(16).padStart(64, "0") + s.toString(16).padStart(64, "0"),
  "a bit of s": ({ usual }) => usual.slice(0, -2) + (parseInt(usual.slice(-2), 16) ^ 1).toString(16).padStart(2, "0"),
  "a bit of R": ({ usual }) => (parseInt(usual.slice(0, 2), 16) ^ 1).toString(16).padStart(2, "0") + usual.slice(2),
  "s plus L": ({ usual }) => usual.slice(0, 64) + little(big(usual.slice(64)) + ed25519.CURVE.n),
  "s is L": ({ usual }) => usual.slice(0, 64) + little(ed25519.CURVE.n),
  zeros: ({ usual }) => "00".repeat(usual.length / 2),
};

// Type and number of a field, from its head.
export function code(hex) {
  const [first, second, third] = Buffer.from(hex.slice(0, 6).padEnd(6, "0"), "hex");
  const type = first >> 4;
  const field = first & 15;
  if (type && field) return type * 256 + field;
  if (type) return type * 256 + second;
  return field ? second * 256 + field : second * 256 + third;
}

const codes = new Map();
// The code of a field by its name.
function codeOf(name) {
  if (!codes.has(name)) codes.set(name, code(encode({ [name]: SAMPLES[name] ?? 0 })));
  return codes.get(name);
}
const SAMPLES = {
  TransactionType: "Payment", Amount: "1", Fee: "1", SendMax: "1", DeliverMin: "1", SigningPubKey: "", TxnSignature: "", Memos: [],
  Signers: [], Paths: [[]], CredentialIDs: [], Sponsor: KEYS.recipient.classicAddress,
  ...Object.fromEntries(["Account", "Destination", "Delegate"].map((name) => [name, KEYS.recipient.classicAddress])),
  ...Object.fromEntries(["InvoiceID", "AccountTxnID", "PreviousTxnID", "DomainID"].map((name) => [name, "00".repeat(32)])),
};

const recipes = JSON.parse(readFileSync(local("blobs.json"), "utf8"));

// The recipe with that of its parents under it.
function whole(id) {
  const { of, ...changes } = recipes[id] ?? {};
  if (!recipes[id]) throw new Error(`${id}: there is no such recipe`);
  if (!of) return changes;
  const base = whole(of);
  return { ...base, ...changes, set: { ...base.set, ...changes.set }, raw: [...(base.raw ?? []), ...(changes.raw ?? [])] };
}

export function blob(id) {
  const recipe = whole(id);
  const key = KEYS[recipe.key];
  const account = recipe.account ? KEYS[recipe.account] : key;
  const set = { Account: account.classicAddress, SigningPubKey: key.publicKey, ...recipe.set };
  const fields = new Map();
  for (const [name, value] of Object.entries(set)) if (value !== null) fields.set(codeOf(name), encode({ [name]: value }));
  for (const raw of recipe.raw ?? []) fields.set(code(raw), raw);
  const inOrder = () => [...fields].sort(([one], [other]) => one - other).map(([, hex]) => hex);
  const unsigned = inOrder().filter((hex) => code(hex) !== codeOf("Signers")).join("");
  const signature = signed(recipe, key, unsigned, account);
  if (signature !== null) fields.set(codeOf("TxnSignature"), encode({ TxnSignature: signature.toUpperCase() }));
  const isUsual = !recipe.raw && !recipe.then && !recipe.over && recipe.signature === undefined && recipe.usual !== false;
  const made = damaged(inOrder(), recipe.then ?? []).join("").toUpperCase();
  // The whole library makes the same of what it accepts.
  if (isUsual && encode({ ...set, TxnSignature: signature.toUpperCase() }) !== made) throw new Error(`${id}: the library writes other bytes`);
  const { digits } = recipe;
  if (digits === "lower") return made.toLowerCase();
  return digits ? digits.replace("{}", made) : made;
}

function signed({ over = "usual", signature }, key, fields, account) {
  if (signature === null || /^([0-9A-Fa-f]{2})*$/.test(signature ?? "x")) return signature ?? null;
  const { message, hash } = OVER[over](fields, encode({ Account: account.classicAddress }).slice(4));
  const isEd25519 = key.publicKey.startsWith("ED");
  const usual = hash ? secp256k1.sign(hash, key.privateKey.slice(-64)).toDERHex() : sign(message, key.privateKey).toLowerCase();
  if (signature === undefined) return usual;
  const numbers = isEd25519 ? {} : secp256k1.Signature.fromDER(usual);
  return SIGNATURES[signature]({ r: numbers.r, s: numbers.s, usual });
}

// Changes the list of signed fields. A field is named, and anything else is hexadecimal digits.
function damaged(fields, steps) {
  const list = [...fields];
  const at = (name) => list.findIndex((hex) => code(hex) === codeOf(name));
  for (const step of steps) {
    // The field is put behind another one, or to the front.
    if (step.move) {
      const [moved] = list.splice(at(step.move), 1);
      list.splice(step.behind ? at(step.behind) + 1 : 0, 0, moved);
    }
    // The field comes twice in a row.
    if (step.twice) list.splice(at(step.twice), 0, list[at(step.twice)]);
    // Digits behind a field, or in front of all.
    if (step.insert) list.splice(step.behind ? at(step.behind) + 1 : 0, 0, step.insert);
    if (step.append) list.push(step.append);
    // The field with other digits.
    if (step.replace) list.splice(at(step.replace), 1, step.by);
    // So many bytes less at the end.
    if (step.cut) list.splice(0, list.length, list.join("").slice(0, -2 * step.cut));
    // A bit of a byte, counted from the front.
    if (step.flip !== undefined) {
      const bytes = Buffer.from(list.join(""), "hex");
      bytes[step.flip] ^= 1;
      list.splice(0, list.length, bytes.toString("hex"));
    }
  }
  return list;
}

// The file with other blobs: as text, because its members keep their order and numbers their digits.
function rewritten(text) {
  const [head, ...entries] = text.split(/(?=^   "id": ")/m);
  const used = new Set();
  const filled = entries.map((entry) => {
    const [, id] = /^   "id": "([^"]+)"/.exec(entry);
    if (!recipes[id]) return entry;
    used.add(id);
    const { changed, count } = replaced(entry, blob(id));
    if (count !== 1) throw new Error(`${id}: has a recipe and ${count} blobs`);
    return changed;
  });
  const idle = Object.keys(recipes).filter((id) => !used.has(id) && !id.startsWith("base "));
  if (idle.length > 0) throw new Error(`no vectors for these recipes: ${idle.join(" ")}`);
  return head + filled.join("");
}

// The blob is a member of a payload, or the value of a change of one.
function replaced(entry, made) {
  let count = 0;
  const pattern = /("signedTxBlob": |"path": "\/payment\/json\/payload\/signedTxBlob",\s*"value": )"[^"]*"/g;
  const changed = entry.replace(pattern, (_, before) => (count++, `${before}${JSON.stringify(made)}`));
  return { changed, count };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const ids = Object.keys(recipes);
  if (process.argv[2] === "--print") {
    console.log(JSON.stringify(Object.fromEntries(ids.map((id) => [id, blob(id)])), null, 1));
  } else {
    const path = local("../../spec-vectors/sources/xrpl.json");
    const text = readFileSync(path, "utf8");
    const made = rewritten(text);
    if (process.argv[2] !== "--check") writeFileSync(path, made);
    else if (made !== text) {
      console.error("spec-vectors/sources/xrpl.json has other blobs than those of the recipes; run node xrpl/blobs.mjs");
      process.exitCode = 1;
    }
    console.log(`xrpl-blobs: ${ids.length} recipes`);
  }
}
