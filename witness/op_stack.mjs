// Checks our OP stack table against viem in both directions: each of our chains is one there, with the same gas price oracle,
// and each of viem's chains with an oracle is in our table or has a reason below not to be.
import { readFileSync } from "node:fs";
import * as chains from "viem/chains";

// Chains that are not in the superchain registry (github.com/ethereum-optimism/superchain-registry, chainList.json of
// 2026-08-04), so it does not say what they charge.
const ELSEWHERE = [
  204, 420, 478, 999, 1338, 1874, 1923, 1924, 2192, 2331, 2522, 4326, 5611, 12553, 13001, 17069, 44787, 48898, 48900, 53302,
  81224, 81457, 84531, 91342, 132902, 695569, 812242, 28122024, 888888888, 2713017997578000, 2716446429837000,
];

const source = readFileSync(new URL("../crates/x402-schemes/src/evm/op_stack.rs", import.meta.url), "utf8");
const list = source.match(/CHAINS: &\[u64\] = &\[([^\]]*)\]/)[1];
const ours = list.split(",").map((text) => Number(text.trim().replaceAll("_", ""))).filter((id) => id > 0);
const theirs = new Map(
  Object.values(chains)
    .filter((chain) => chain?.contracts?.gasPriceOracle)
    .map((chain) => [chain.id, chain.contracts.gasPriceOracle.address]),
);
const oracle = "0x420000000000000000000000000000000000000F";
const wrong = ours.filter((id) => theirs.get(id)?.toLowerCase() !== oracle.toLowerCase());
const missing = [...theirs.keys()].filter((id) => !ours.includes(id) && !ELSEWHERE.includes(id));
const needless = ELSEWHERE.filter((id) => ours.includes(id) || !theirs.has(id));
const faults = [
  ["not of the OP stack, as viem has it", ours.length === 0 ? ["no chain is named"] : wrong],
  ["of the OP stack, as viem has it, and not in the table", missing],
  ["excused, and in the table or unknown to viem", needless],
].filter(([, ids]) => ids.length > 0);
for (const [what, ids] of faults) console.error(`${what}: ${ids.join(", ")}`);
if (faults.length > 0) process.exit(1);
console.log(`${ours.length} chains of the OP stack, as viem has them; ${ELSEWHERE.length} of viem's left out`);
