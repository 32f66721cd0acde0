// Looks up the chain of the V1 name in each `network` vector in viem, which has the chains of the registry.

import * as chains from "viem/chains";
import { installedVersion, options, readVectors, report } from "./common.mjs";

// viem's name of the chain, if it is not the V1 name in camel case.
const SPELLED = {
  educhain: "eduChain",
  ethereum: "mainnet",
  "skale-base-sepolia": "skaleBaseSepoliaTestnet",
  xlayer: "xLayer",
  "xrpl-evm": "xrplevm",
};

const spelled = (name) => SPELLED[name] ?? name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());

const findings = {};
for (const { id, op, input, expect } of readVectors(options().vectors)) {
  if (op !== "network") continue;
  // For an identifier: whether the expected name is this chain's.
  const name = input.name ?? expect?.result?.name;
  const known = /^[a-z]+(-[a-z]+)*$/.test(name ?? "") && spelled(name);
  if (known && Object.hasOwn(chains, known)) {
    const caip2 = `eip155:${chains[known].id}`;
    if (input.name !== undefined) findings[id] = { caip2 };
    else if (input.caip2 === caip2) findings[id] = { name };
  }
}
report("network-registry", `viem ${installedVersion("viem")} (chains)`, findings, options());
