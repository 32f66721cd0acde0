// Findings of viem and jose about signed offers and receipts: the digest and signer of typed data, and whether the question's
// key signed a JWS.

import * as jose from "jose";
import * as viem from "viem";
import { installedVersion, options, readVectors, report } from "./common.mjs";

// The document's own types (§4.3, §5.3).
const TYPES = {
  offer: {
    Offer: [
      ["version", "uint256"],
      ["resourceUrl", "string"],
      ["scheme", "string"],
      ["network", "string"],
      ["asset", "string"],
      ["payTo", "string"],
      ["amount", "string"],
      ["validUntil", "uint256"],
    ],
  },
  receipt: {
    Receipt: [
      ["version", "uint256"],
      ["network", "string"],
      ["resourceUrl", "string"],
      ["payer", "string"],
      ["issuedAt", "uint256"],
      ["transaction", "string"],
    ],
  },
};

// The envelope of a question, or undefined. A witness need not agree about decoding.
function envelopeOf({ what, text, index = 0 }) {
  try {
    const info = JSON.parse(text).extensions["offer-receipt"].info;
    return what === "offer" ? info.offers[index] : info.receipt;
  } catch {
    return undefined;
  }
}

// Absent members are signed as 0 or as the empty string.
function typedData(what, payload) {
  const [[primaryType, members]] = Object.entries(TYPES[what]);
  const message = Object.fromEntries(
    members.map(([name, type]) => [name, payload[name] ?? (type === "uint256" ? 0 : "")]),
  );
  return {
    domain: { name: `x402 ${what}`, version: "1", chainId: 1 },
    types: { [primaryType]: members.map(([name, type]) => ({ name, type })) },
    primaryType,
    message,
  };
}

async function typedFinding({ what }, { payload, signature }) {
  const found = {};
  try {
    found.digest = viem.hashTypedData(typedData(what, payload));
  } catch {
    return undefined;
  }
  if (/^0x([0-9a-f]{2}){64}(00|01|1b|1c)$/i.test(signature)) {
    try {
      found.signer = await viem.recoverAddress({ hash: found.digest, signature });
    } catch {
      // No key can have made this signature, so viem has no finding.
    }
  }
  return found;
}

async function jwsFinding({ jwk }, { signature }) {
  if (jwk === undefined) return undefined;
  const algorithms = ["EdDSA", "Ed25519", "ES256", "ES256K"];
  try {
    const header = jose.decodeProtectedHeader(signature);
    await jose.compactVerify(signature, await jose.importJWK(jwk, header.alg), { algorithms });
    return { signed: true };
  } catch {
    return { signed: false };
  }
}

const chosen = options();
const typed = {};
const compact = {};
for (const { id, op, input } of readVectors(chosen.vectors)) {
  const envelope = op === "offer-receipt" ? envelopeOf(input) : undefined;
  if (envelope?.format === "eip712" && typeof envelope.payload === "object") {
    const found = await typedFinding(input, envelope);
    if (found) typed[id] = found;
  } else if (envelope?.format === "jws") {
    const found = await jwsFinding(input, envelope);
    if (found) compact[id] = found;
  }
}
report("artifacts-viem", `viem ${installedVersion("viem")}`, typed, chosen);
report("jose", `jose ${installedVersion("jose")}`, compact, chosen);
