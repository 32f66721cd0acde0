// Compares the table of the Gateway's chains in docs/reference/sources.md with the operator's package, and checks that a payment that its
// client makes now is valid on every chain. With another amount, in the domain of the token, or after ten minutes, it is not.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BatchEvmScheme, CHAIN_CONFIGS, GATEWAY_AUTH_VALIDITY_WINDOW_SECONDS } from "@circle-fin/x402-batching/client";
import { getAddress, hashDomain } from "viem";
import { privateKeyToAccount } from "viem/accounts";

const root = fileURLToPath(new URL("..", import.meta.url));
const account = privateKeyToAccount("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
const merchant = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const wallets = ["0x77777777Dcc4d5A8B6E418Fd04D8997ef11000eE", "0x0077777d7EBA4688BDeF3E311b846F25870A19B9"];
const problems = [];

function x402(command, ...words) {
  try {
    return JSON.parse(execFileSync("target/debug/x402", [command, "--json", ...words], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }));
  } catch ({ stdout }) {
    return JSON.parse(stdout);
  }
}

const page = readFileSync(new URL("../docs/reference/sources.md", import.meta.url), "utf8").split("\n## Gateway\n")[1].split("\n## ")[0];
const listed = page.split("\n").flatMap((line) => {
  const cells = line.split("|").map((cell) => cell.replaceAll("`", "").trim());
  if (cells.length !== 9 || !/^\d+$/.test(cells[2])) return [];
  return [0, 1].map((at) => ({ id: Number(cells[2 + 3 * at]), usdc: cells[3 + 3 * at], number: Number(cells[7]), wallet: wallets[at] }));
});
const theirs = Object.values(CHAIN_CONFIGS).map(({ chain, domain, usdc, gatewayWallet }) => ({
  id: chain.id, usdc: getAddress(usdc), number: domain, wallet: getAddress(gatewayWallet),
}));
const sorted = (rows) => JSON.stringify(rows.toSorted((one, other) => one.id - other.id));
if (listed.length !== 24 || sorted(listed) !== sorted(theirs)) problems.push("the table is not that of the package");
if (GATEWAY_AUTH_VALIDITY_WINDOW_SECONDS !== 604_900) problems.push("the client signs another window");

const domainTypes = ["name:string", "version:string", "chainId:uint256", "verifyingContract:address"].map((member) => {
  const [name, type] = member.split(":");
  return { name, type };
});
const verify = (payment, offer, now) =>
  x402("verify", "--payment", JSON.stringify(payment), "--offer", JSON.stringify(offer), "--now", String(now));

for (const { id, usdc, wallet } of listed) {
  const offer = {
    scheme: "exact", network: `eip155:${id}`, amount: "10000", asset: usdc, payTo: merchant, maxTimeoutSeconds: 60,
    extra: { name: "GatewayWalletBatched", version: "1", verifyingContract: wallet },
  };
  const made = await new BatchEvmScheme(account).createPaymentPayload(2, offer);
  const payment = { x402Version: 2, accepted: offer, payload: made.payload };
  const now = Math.floor(Date.now() / 1000);
  const plain = { ...offer, extra: { name: "USDC", version: "2" } };
  const dearer = { ...offer, amount: "10001" };
  const less = structuredClone(payment);
  less.payload.authorization.value = "9999";
  for (const [what, expected, report] of [
    ["its payment", "valid", verify(payment, offer, now)],
    ["its payment, for another price", "invalid", verify({ ...payment, accepted: dearer }, dearer, now)],
    ["its payment with another amount", "invalid", verify(less, { ...offer, amount: "9999" }, now)],
    ["its payment after ten minutes", "invalid", verify(payment, offer, now + 600)],
    ["its payment, for the plain offer", "undecided", verify({ ...payment, accepted: plain }, plain, now)],
  ]) {
    if (report.verdict !== expected) problems.push(`${id}: ${what} is ${report.verdict}`);
  }
  const domain = { name: "GatewayWalletBatched", version: "1", chainId: BigInt(id), verifyingContract: wallet };
  const separator = hashDomain({ domain, types: { EIP712Domain: domainTypes } });
  const rust = readFileSync(new URL("../crates/x402-schemes/src/evm/gateway/chains.rs", import.meta.url), "utf8");
  if (!rust.includes(separator.slice(2))) problems.push(`${id}: another domain separator`);
}

for (const problem of problems) console.log(problem);
console.log(`gateway: ${listed.length} chains`);
process.exitCode = problems.length ? 1 : 0;
