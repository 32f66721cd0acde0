// Finds the offer that the official TypeScript server selects for each `match` vector.

import { x402ResourceServer } from "@x402/core/server";
import { forPackages, installedVersion, options, readVectors, report } from "./common.mjs";

const server = new x402ResourceServer();
const findings = {};
for (const { id, op, input } of forPackages(readVectors(options().vectors))) {
  if (op !== "match" || input.version !== 2 || (input.rule ?? "sdk") !== "sdk") continue;
  const payment = { x402Version: 2, accepted: input.accepted, payload: {} };
  const found = server.findMatchingRequirements(input.offers, payment);
  findings[id] = { offer: found === undefined ? null : input.offers.indexOf(found) };
}
report("match-npm", `@x402/core ${installedVersion("@x402/core")} (npm)`, findings, options());
