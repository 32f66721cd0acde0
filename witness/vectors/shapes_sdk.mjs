// Whether the official TypeScript SDK's schemas accept each `decode` vector of a payment or a demand.

import { parsePaymentPayload, parsePaymentRequired } from "@x402/core/schemas";
import { forPackages, installedVersion, options, readVectors, report } from "./common.mjs";

const parsers = { payment: parsePaymentPayload, "payment-required": parsePaymentRequired };
const findings = {};
for (const { id, op, input } of forPackages(readVectors(options().vectors))) {
  const parse = parsers[input.kind];
  if (op !== "decode" || !parse || input.text === undefined) continue;
  const value = readJson(input.text);
  // Schemas do not judge invalid JSON.
  if (value !== undefined) findings[id] = { accepts: parse(value).success };
}
report("shapes-npm", `@x402/core ${installedVersion("@x402/core")} (npm)`, findings, options());

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
