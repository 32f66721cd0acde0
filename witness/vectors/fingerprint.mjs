// Computes each `fingerprint` vector with npm `canonicalize` (RFC 8785) and the platform's SHA-256.

import canonicalize from "canonicalize";
import { installedVersion, options, readVectors, report } from "./common.mjs";

const findings = {};
for (const { id, op, input } of readVectors(options().vectors)) {
  if (op !== "fingerprint") continue;
  const canonical = canonicalize(input);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical));
  findings[id] = { fingerprint: Buffer.from(hash).toString("hex"), canonical };
}
const by = `canonicalize ${installedVersion("canonicalize")} (npm) and SubtleCrypto`;
report("canonicalize", by, findings, options());
