// Sizes of the modules, and speeds beside the official packages in one process; writes docs/measured/npm.md.
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
const judged = await official();
if (!judged.isValid) throw new Error(`official: ${JSON.stringify(judged)}`);
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

// The time of the processor, the least of many turns in which each has its share: what else runs on the machine slows a turn, and
// hastens none.
const best = Object.fromEntries(Object.keys(RUNS).map((name) => [name, Infinity]));
for (let turn = 0; turn < 60; turn++) {
  for (const [name, run] of Object.entries(RUNS)) {
    const times = name.includes("decod") ? 200 : 20;
    const began = process.cpuUsage();
    for (let n = 0; n < times; n++) {
      const made = run();
      if (made instanceof Promise) await made;
    }
    const { user, system } = process.cpuUsage(began);
    best[name] = Math.min(best[name], (user + system) / times);
  }
}

function start(entry) {
  const code = `const began = performance.now(); const { verify } = await import(${JSON.stringify(pathToFileURL(join(shop, `node_modules/x402-offline/dist/${entry}.node.js`)))}); try { verify({}); } catch {} console.log(performance.now() - began);`;
  const times = Array.from({ length: 9 }, () => Number(spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" }).stdout));
  return Math.min(...times);
}

const size = (name) => {
  const bytes = readFileSync(join(shop, `node_modules/x402-offline/dist/${name}.wasm`));
  return [bytes.length, gzipSync(bytes, { level: 9 }).length];
};
const ratio = (one, other) => (best[one] / best[other]).toFixed(2);
const count = (number) => number.toLocaleString("en-US");
const MODULES = { payments: "x402-offline/payments", everything: "x402-offline", command: "the command and the tools of agents" };
const text = [
  `In Node ${process.versions.node}, all in one process: the time of the processor, the least of 60 turns. The payment is the specification's, by EIP-3009, as a header.`,
  "",
  "| | of | ratio |",
  "|---|---|--:|",
  `| \`verify\` | viem ${version("viem")} \`recoverTypedDataAddress\` alone | ${ratio("verify", "viem's recovery")} |`,
  `| \`verify\` of x402-offline/payments | the same | ${ratio("verify of payments", "viem's recovery")} |`,
  `| \`verify\` | \`verify\` of \`@x402/evm\` ${version("@x402/evm")}, whose questions to the chain are answered at once | ${ratio("verify", "the official verify")} |`,
  `| \`decode\` of a header | \`decodePaymentSignatureHeader\` of \`@x402/core\` ${version("@x402/core")}, and \`parsePaymentPayload\`, its schema | ${ratio("decode", "the official decoding with its schema")} |`,
  `| \`decode\` of a header | \`decodePaymentSignatureHeader\` alone, which checks no member, of \`@x402/core\` ${version("@x402/core")} | ${ratio("decode", "the official decoding")} |`,
  "",
  `From the import to the first answer, by the clock and the least of nine processes: ${start("payments").toFixed(0)} ms with x402-offline/payments, ${start("index").toFixed(0)} ms with \`x402-offline\`.`,
  "",
  "| module of | bytes | by gzip (zlib, level 9) |",
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
