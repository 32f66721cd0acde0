// Checks that viem knows every chain of our OP stack table as an OP stack chain with the same gas price oracle.
import { readFileSync } from "node:fs";
import * as chains from "viem/chains";

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
if (ours.length === 0 || wrong.length > 0) {
  console.error(`not of the OP stack, as viem has it: ${wrong.join(", ") || "no chain is named"}`);
  process.exit(1);
}
console.log(`${ours.length} chains of the OP stack, as viem has them`);
