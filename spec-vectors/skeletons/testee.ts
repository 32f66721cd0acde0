// A testee in TypeScript, to begin with: `network`, `decode` of a settlement, and the rest skipped.
// What the lines are: docs/operations.md.

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
/** Names that are read and never written (U-44). */
const readOnly = new Map([["robinhood", "eip155:4663"], ["skale-base", "eip155:1187947933"], ["xlayer", "eip155:196"]]);
const byIdentifier = new Map([...names].map(([name, identifier]) => [identifier, name]));
const evm = /^eip155:(0|[1-9][0-9]{0,19})$/;
const other = /^(?!eip155:)[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/;
const notNetwork = { err: { kind: "not-network" } };

function network(given: { name?: string; caip2?: string }): object {
  if (given.name !== undefined) {
    if (readOnly.has(given.name)) return { caip2: readOnly.get(given.name) };
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

const decimal = /^(0|[1-9][0-9]{0,77})$/;

/** Throws unless the text is JSON without half of a surrogate pair, and without a member that stands twice. */
function parse(text: string): any {
  const value = JSON.parse(text);
  const open: (Set<string> | undefined)[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    if (token === "{" || token === "[") open.push(token === "{" ? new Set() : undefined);
    else if (token === "}" || token === "]") open.pop();
    else {
      const string: string = JSON.parse(token.replace(/\s*:$/, ""));
      if (!string.isWellFormed()) throw new Error("half of a surrogate pair");
      if (!token.endsWith(":")) continue;
      if (open.at(-1)?.has(string)) throw new Error(`${string} stands twice`);
      open.at(-1)?.add(string);
    }
  }
  return value;
}

/** Throws unless the text is a settlement. */
function checkSettlement(text: string): void {
  const read = parse(text);
  const optional = (name: string, type: string) => read[name] == null || (typeof read[name] === type && !Array.isArray(read[name]));
  if (typeof read !== "object" || read === null || Array.isArray(read)) throw new Error("not an object");
  if (typeof read.success !== "boolean") throw new Error("success");
  if (typeof read.transaction !== "string") throw new Error("transaction");
  for (const name of ["errorReason", "payer", "amount"]) if (!optional(name, "string")) throw new Error(name);
  if (!optional("extensions", "object")) throw new Error("extensions");
  if (read.amount && !(decimal.test(read.amount) && BigInt(read.amount) < 2n ** 256n)) throw new Error("amount");
  const where = read.network === undefined ? "" : read.network;
  if (typeof where !== "string" || (where === "" && read.success)) throw new Error("network");
  // What has no colon is a name of V1, known or not.
  if (where.includes(":") && network({ caip2: where }) === notNetwork) throw new Error("network");
}

function decode(given: any): object | string | undefined {
  const isHeader = /^(x-)?payment-response$/i.test(given.header?.name ?? "");
  const isText = given.kind === "settlement" && given.text !== undefined;
  if ((given.profile ?? "strict") !== "strict" || !(isHeader || isText)) return undefined;
  let text: string = given.text;
  try {
    if (text === undefined) {
      const bytes = Buffer.from(given.header.value, "base64");
      if (bytes.toString("base64") !== given.header.value) throw new Error("base64");
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    checkSettlement(text);
  } catch (error) {
    return { err: String(error) };
  }
  // As it came, so that no number changes; a line feed in JSON is white space.
  return `{"ok":${text.replaceAll("\n", " ")}}`;
}

// Put your implementation here: an operation, and the function that answers it, with undefined where it does not.
const operations = new Map<string, (input: any) => object | string | undefined>([["network", network], ["decode", decode]]);

// Who answers: the name and version of your implementation.
const testee = { name: "skeleton", language: "TypeScript", operations: [...operations.keys()] };
process.stdout.write(`${JSON.stringify({ testee })}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  const result = operations.get(question.op)?.(question.input);
  let answer = '"skipped":"not written yet"';
  if (result !== undefined) answer = `"result":${typeof result === "string" ? result : JSON.stringify(result)}`;
  process.stdout.write(`{"id":${JSON.stringify(question.id)},${answer}}\n`);
}
