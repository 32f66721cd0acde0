// Findings of npm's xrpl and ripple-binary-codec about the signed transaction of each vector on the XRP Ledger: whether it can be read and
// written again as the same bytes, what is signed, the hash, and whether the signature is good.

import { createHash } from "node:crypto";
import { decode, encode, encodeForSigning } from "ripple-binary-codec";
import { deriveAddress, hashes, verifySignature } from "xrpl";
import { installedVersion, offerOf, options, readPayment, readVectors, report } from "./common.mjs";

// The text of the blob, or undefined if there is no such text or the payment is not on the ledger.
function blobOf(vector) {
  if (!["verify", "digest", "replay-key"].includes(vector.op)) return undefined;
  const network = (vector.input.offer ?? vector.input.offers?.[0] ?? offerOf(vector))?.network;
  const text = readPayment(vector.input.payment)?.payload?.signedTxBlob;
  return String(network).startsWith("xrpl:") && typeof text === "string" && text !== "" ? { text, network } : undefined;
}

function attempt(compute) {
  try {
    return compute();
  } catch {
    return undefined;
  }
}

const lower = (hex) => "0x" + hex.toLowerCase();
const sha512Half = (hex) => createHash("sha512").update(Buffer.from(hex, "hex")).digest("hex").slice(0, 64);

function finding({ text }, isDigest) {
  const fields = attempt(() => decode(text));
  const reads = fields !== undefined && attempt(() => encode(fields)) === text.toUpperCase();
  if (!reads) return { reads };
  const preimage = encodeForSigning(fields);
  const found = { reads, signed: attempt(() => verifySignature(text)) === true };
  if (!isDigest) return found;
  const key = fields.SigningPubKey;
  const algorithm = key.startsWith("ED") ? "ed25519" : "secp256k1";
  Object.assign(found, { algorithm, preimage: lower(preimage), signer: deriveAddress(key) });
  if (algorithm === "secp256k1") found.digest = lower(sha512Half(preimage));
  if (fields.TxnSignature) found.hash = hashes.hashSignedTx(text);
  return found;
}

const chosen = options();
const findings = {};
for (const vector of readVectors(chosen.vectors)) {
  const blob = blobOf(vector);
  if (blob) findings[vector.id] = finding(blob, vector.op === "digest");
}
report("xrpl", `xrpl ${installedVersion("xrpl")} and ripple-binary-codec ${installedVersion("ripple-binary-codec")} (npm)`, findings, chosen);
