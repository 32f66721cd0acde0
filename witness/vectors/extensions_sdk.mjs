// Findings of the official TypeScript package about payment identifiers, echoed extensions, suffixes of calldata, and
// settlements.

import { echo, identifier, settlementState, suffix } from "../adapters/extensions.mjs";
import { forPackages, installedVersion, options, readVectors, report } from "./common.mjs";

const findings = {};
for (const { id, op, input, noWitness } of forPackages(readVectors(options().vectors))) {
  // A V1 payment has no extensions, but the package reads them. With a reason, the vector has no witness.
  if (op === "payment-identifier" && input.json?.x402Version === 2 && noWitness === undefined) findings[id] = identifier(input);
  if (op === "match-extensions") findings[id] = echo(input);
  if (op === "settlement-state" && input.status !== undefined) findings[id] = settlementState(input);
  if (op === "builder-code") findings[id] = read(input);
}
report("extensions-npm", `@x402/extensions ${installedVersion("@x402/extensions")} (npm)`, findings, options());

function read(input) {
  const { codes } = suffix(input);
  return codes === undefined ? { accepts: false } : { accepts: true, codes };
}
