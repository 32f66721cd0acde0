// Findings of the official TypeScript package about sign-ins.

import { headerOf, signIn } from "../adapters/sign_in.mjs";
import { installedVersion, options, readVectors, report } from "./common.mjs";

const findings = {};
for (const { id, op, input, expect, noWitness } of readVectors(options().vectors)) {
  // Undecided sign-ins depend on a contract, which is not asked.
  // With a reason, the vector has no witness.
  if (op !== "sign-in-with-x" || noWitness !== undefined || headerOf(input) === undefined || expect.class === "undecided") continue;
  const { verdict } = await signIn(input);
  findings[id] = { verdict };
}
report("sign-in-npm", `@x402/extensions ${installedVersion("@x402/extensions")} (npm)`, findings, options());
