// A testee in TypeScript, to begin with: it answers `network` and skips the rest. What the lines are: docs/operations.md.

import { createInterface } from "node:readline";

// What V1 calls networks.
const names = new Map<string, string>([
  ["abstract", "eip155:2741"],
  ["abstract-testnet", "eip155:11124"],
  ["avalanche", "eip155:43114"],
  ["avalanche-fuji", "eip155:43113"],
  ["base", "eip155:8453"],
  ["base-sepolia", "eip155:84532"],
  ["celo", "eip155:42220"],
  ["celo-sepolia", "eip155:11142220"],
  ["educhain", "eip155:41923"],
  ["ethereum", "eip155:1"],
  ["flare", "eip155:14"],
  ["iotex", "eip155:4689"],
  ["megaeth", "eip155:4326"],
  ["monad", "eip155:143"],
  ["monad-testnet", "eip155:10143"],
  ["peaq", "eip155:3338"],
  ["polygon", "eip155:137"],
  ["polygon-amoy", "eip155:80002"],
  ["radius", "eip155:723487"],
  ["radius-testnet", "eip155:72344"],
  ["sei", "eip155:1329"],
  ["sei-testnet", "eip155:1328"],
  ["sepolia", "eip155:11155111"],
  ["skale-base-sepolia", "eip155:324705682"],
  ["solana", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"],
  ["solana-devnet", "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"],
  ["solana-testnet", "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z"],
  ["stable", "eip155:988"],
  ["stable-testnet", "eip155:2201"],
  ["story", "eip155:1514"],
  ["xdc", "eip155:50"],
  ["xrpl-evm", "eip155:1440000"],
]);
const byIdentifier = new Map([...names].map(([name, identifier]) => [identifier, name]));
const evm = /^eip155:(0|[1-9][0-9]{0,19})$/;
const other = /^(?!eip155:)[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/;
const notNetwork = { err: { kind: "not-network" } };

function network(given: { name?: string; caip2?: string }): object {
  if (given.name !== undefined) {
    const caip2 = names.get(given.name);
    return caip2 === undefined ? notNetwork : { name: given.name, caip2 };
  }
  const caip2 = given.caip2 ?? "";
  const reference = evm.exec(caip2)?.[1];
  const isEvm = reference !== undefined && BigInt(reference) < 2n ** 64n;
  if (!isEvm && !other.test(caip2)) return notNetwork;
  const name = byIdentifier.get(caip2);
  return name === undefined ? { caip2 } : { name, caip2 };
}

// Put your implementation here: an operation, and the function that answers it.
const operations = new Map<string, (input: any) => object>([["network", network]]);

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  const operation = operations.get(question.op);
  const answer = operation ? { result: operation(question.input) } : { skipped: "not written yet" };
  process.stdout.write(JSON.stringify({ id: question.id, ...answer }) + "\n");
}
