// Computes each `fingerprint` vector with npm `canonicalize` (RFC 8785) and the platform's SHA-256.

import canonicalize from "canonicalize";
import { installedVersion, options, readVectors, report } from "./common.mjs";

// What a server on Solana renews for each offer (B-2).
const RENEWED = ["recentBlockhash", "lastValidBlockHeight", "recentSlot"];

const findings = {};
for (const { id, op, input } of readVectors(options().vectors)) {
  if (op !== "fingerprint") continue;
  if (input.offer.network?.startsWith("solana:")) for (const name of RENEWED) delete input.offer.extra[name];
  const canonical = canonicalize(input);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical));
  findings[id] = { fingerprint: Buffer.from(hash).toString("hex"), canonical };
}
const by = `canonicalize ${installedVersion("canonicalize")} (npm) and SubtleCrypto`;
report("canonicalize", by, findings, options());
