// The sizes of the modules, and speeds next to the official packages in one process. Writes docs/measured/npm.md.
//
//     node measure.mjs SHOP     SHOP is a folder where the packed package and the official ones are installed

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { spawnSync } from "node:child_process";
import { parts } from "./parts.mjs";

const PAGE = new URL("../../docs/measured/npm.md", import.meta.url);
const shop = resolve(process.argv[2]);
const require = createRequire(join(shop, "package.json"));
const installed = (name) => import(pathToFileURL(require.resolve(name)));
const version = (name) => JSON.parse(readFileSync(join(shop, "node_modules", name, "package.json"), "utf8")).version;
const NOW = 1740672100;

const x402 = await import(pathToFileURL(join(shop, "node_modules/x402-offline/dist/index.node.js")));
const payments = await import(pathToFileURL(join(shop, "node_modules/x402-offline/dist/payments.node.js")));
const { recoverTypedDataAddress } = await installed("viem");
const { decodePaymentSignatureHeader } = await installed("@x402/core/http");
const { parsePaymentPayload } = await installed("@x402/core/schemas");
const { ExactEvmScheme } = await installed("@x402/evm/exact/facilitator");

const read = (name) => readFileSync(new URL(`../../docs/examples/${name}`, import.meta.url), "utf8");
const value = read("payment.txt").trim().split(": ")[1];
const offer = JSON.parse(read("offer.json"));
const payment = JSON.parse(Buffer.from(value, "base64"));
const { authorization, signature } = payment.payload;
const question = { payment: { header: { name: "PAYMENT-SIGNATURE", value } }, offers: [offer], now: NOW, facts: { accounts: { "*": { code: "none" } } } };
const typed = {
  domain: { ...offer.extra, chainId: 84532, verifyingContract: offer.asset },
  types: {
    TransferWithAuthorization: [
      ["from", "address"], ["to", "address"], ["value", "uint256"], ["validAfter", "uint256"], ["validBefore", "uint256"], ["nonce", "bytes32"],
    ].map(([name, type]) => ({ name, type })),
  },
  primaryType: "TransferWithAuthorization",
  message: authorization,
  signature,
};

// The official facilitator, whose questions to the chain are answered at once.
const signer = {
  getAddresses: () => [offer.payTo],
  getCode: async ({ address }) => (address === offer.asset ? "0x6000" : "0x"),
  readContract: async ({ functionName }) =>
    ({ balanceOf: 10n ** 12n, authorizationState: false, name: offer.extra.name, version: offer.extra.version, decimals: 6 })[functionName] ?? true,
  verifyTypedData: async (given) => (await recoverTypedDataAddress(given)) === given.address,
};
const facilitator = new ExactEvmScheme(signer);

async function official() {
  // The authorization is of the past, and the package reads the clock.
  const { now } = Date;
  Date.now = () => NOW * 1000;
  try {
    return await facilitator.verify(payment, offer);
  } finally {
    Date.now = now;
  }
}

if (x402.verify(question).verdict !== "valid" || payments.verify(question).verdict !== "valid") throw new Error("ours");
if ((await recoverTypedDataAddress(typed)) !== authorization.from) throw new Error("viem");
const answer = await official();
if (!answer.isValid) throw new Error(`official: ${JSON.stringify(answer)}`);
if (!decodedAndChecked().success || parsePaymentPayload({ ...payment, payload: 1 }).success) throw new Error("the official schema");

// What reads like our `decode`, which checks the form of each member.
function decodedAndChecked() {
  return parsePaymentPayload(decodePaymentSignatureHeader(value));
}

const RUNS = {
  "verify": () => x402.verify(question),
  "verify of payments": () => payments.verify(question),
  "viem's recovery": () => recoverTypedDataAddress(typed),
  "the official verify": official,
  "decode": () => payments.decode({ header: { name: "PAYMENT-SIGNATURE", value } }),
  "the official decoding": () => decodePaymentSignatureHeader(value),
  "the official decoding with its schema": decodedAndChecked,
};

// The time of the processor in many turns, in each of which every function has its share: what else runs on the machine slows a turn, and
// hastens none. The first turns warm the engine's compilers.
const [TURNS, WARM] = [60, 5];
const times = Object.fromEntries(Object.keys(RUNS).map((name) => [name, []]));
for (let turn = 0; turn < WARM + TURNS; turn++) {
  for (const [name, run] of Object.entries(RUNS)) {
    const count = name.includes("decod") ? 200 : 20;
    const began = process.cpuUsage();
    for (let n = 0; n < count; n++) {
      const made = run();
      if (made instanceof Promise) await made;
    }
    const { user, system } = process.cpuUsage(began);
    if (turn >= WARM) times[name].push((user + system) / count);
  }
}
for (const list of Object.values(times)) list.sort((one, other) => one - other);

// From the import to the first answer, in milliseconds: the least of many processes, which take turns.
const STARTS = { payments: Infinity, index: Infinity };
for (let turn = 0; turn < 15; turn++) {
  for (const entry of Object.keys(STARTS)) {
    const module = JSON.stringify(pathToFileURL(join(shop, `node_modules/x402-offline/dist/${entry}.node.js`)));
    const code = `const began = performance.now(); const { verify } = await import(${module}); try { verify({}); } catch {} console.log(performance.now() - began);`;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" });
    STARTS[entry] = Math.min(STARTS[entry], Number(stdout));
  }
}

const size = (name) => {
  const bytes = readFileSync(join(shop, `node_modules/x402-offline/dist/${name}.wasm`));
  return [bytes.length, gzipSync(bytes, { level: 9 }).length];
};
// The ratio of the least times, and in brackets that of the medians.
const ratio = (one, other) => {
  const [least, median] = [0, TURNS / 2].map((at) => (times[one][at] / times[other][at]).toFixed(2));
  return `${least} (${median})`;
};
const count = (number) => number.toLocaleString("en-US");
const MODULES = { payments: "x402-offline/payments", everything: "x402-offline", command: "the command and the tools of agents" };
const [evm, core] = ["@x402/evm", "@x402/core"].map((name) => `\`${name}\` ${version(name)}`);
const text = [
  `Ratios of processor time in Node ${process.versions.node}, in one process: of the least of ${TURNS} turns, and in brackets of the medians. The payment is`,
  "the specification's, through EIP-3009, as a header.",
  "",
  "| function | compared with | goal | ratio |",
  "|---|---|--:|--:|",
  `| \`verify\` | \`recoverTypedDataAddress\` of viem ${version("viem")} | 0.11 | ${ratio("verify", "viem's recovery")} |`,
  `| \`verify\` of x402-offline/payments | the same | 0.11 | ${ratio("verify of payments", "viem's recovery")} |`,
  `| \`verify\` | \`verify\` of ${evm}, with a node's answers prepared | 0.11 | ${ratio("verify", "the official verify")} |`,
  `| \`decode\` of a header | \`decodePaymentSignatureHeader\` and \`parsePaymentPayload\`, its schema, of ${core} | 0.80 | ${ratio("decode", "the official decoding with its schema")} |`,
  `| \`decode\` of a header | \`decodePaymentSignatureHeader\` alone, which checks no field | | ${ratio("decode", "the official decoding")} |`,
  "",
  `From the import to the first answer: ${STARTS.payments.toFixed(0)} ms with x402-offline/payments and ${STARTS.index.toFixed(0)} ms with x402-offline, the least of 15 processes.`,
  "",
  "| module of | bytes | with gzip (zlib, level 9) |",
  "|---|--:|--:|",
  ...Object.entries(MODULES).map(([name, what]) => `| ${what} | ${size(name).map(count).join(" | ")} |`),
  "",
  "Where the bytes of x402-offline/payments go. An inlined function counts for its caller, and an instance of a generic function of",
  "Rust's libraries for these libraries.",
  "",
  "| part of x402-offline/payments | bytes |",
  "|---|--:|",
  ...parts(size("payments")[0]).map(([part, bytes]) => `| ${part} | ${count(bytes)} |`),
].join("\n");

writeFileSync(PAGE, `${text}\n`);
console.log(text);
