// Which chain a V1 name is to viem, whose chains are the registry's, in each `network` vector.

import * as chains from "viem/chains";
import { installedVersion, options, readVectors, report } from "./common.mjs";

// What viem calls the chain, where it is not the V1 name in camel case.
const SPELLED = {
  educhain: "eduChain",
  ethereum: "mainnet",
  "skale-base-sepolia": "skaleBaseSepoliaTestnet",
  "xrpl-evm": "xrplevm",
};

const spelled = (name) => SPELLED[name] ?? name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());

const findings = {};
for (const { id, op, input, expect } of readVectors(options().vectors)) {
  if (op !== "network") continue;
  // Of an identifier, the name that is expected: is it this chain's?
  const name = input.name ?? expect?.result?.name;
  const known = /^[a-z]+(-[a-z]+)*$/.test(name ?? "") && spelled(name);
  if (known && Object.hasOwn(chains, known)) {
    const caip2 = `eip155:${chains[known].id}`;
    if (input.name !== undefined) findings[id] = { caip2 };
    else if (input.caip2 === caip2) findings[id] = { name };
  }
}
report("network-registry", `viem ${installedVersion("viem")} (chains)`, findings, options());
