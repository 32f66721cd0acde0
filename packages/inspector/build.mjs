// Builds the page into dist/. packages/npm is built before it: the page runs its module.
//
//     node build.mjs

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = `${HERE}../../`;
const DIST = `${HERE}dist/`;
// The page's script is its module, and nothing else may run, be loaded or be asked. `worker-src` is for the service worker.
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src data:",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types inspector",
];
// A header goes with the service worker, too, which fetches the files of the page once. The page itself is held by both policies. And
// a meta element cannot forbid frames.
const BESIDE = ["connect-src 'self'", "frame-ancestors 'none'"];

const example = (name) => readFileSync(`${ROOT}docs/examples/${name}`, "utf8").trim();

/** The examples, as what the buttons put into the page. */
function examples() {
  const [payment, offer] = [example("payment.txt"), example("offer.json")];
  const now = 1740672100;
  const paymentRequired = JSON.stringify({ x402Version: 2, error: "Payment required", resource: { url: "https://api.example.com/premium-data" }, accepts: [JSON.parse(offer)] });
  const transcript = `$ curl -v https://api.example.com/premium-data -H @payment.txt
> GET /premium-data HTTP/1.1
> Host: api.example.com
> ${payment}
>
< HTTP/1.1 402 Payment Required
< Content-Type: application/json
< Cache-Control: no-store
< PAYMENT-REQUIRED: ${Buffer.from(paymentRequired).toString("base64")}
<
{"error":"payment expired"}`;
  return {
    "a valid payment": { text: payment, offer, now },
    expired: { text: transcript, now: now + 100 },
    "wrong recipient": { text: payment, offer: example("offer-other-payto.json"), now },
    "wrong token name": { text: readFileSync(`${HERE}examples/wrong-token-name.txt`, "utf8").trim(), now: 1795895725 },
    "unknown signer": { text: example("payment-20000.json"), offer: example("offer-20000.json"), now },
    "a faulty 402 response": { text: example("faulty-demand.json") },
    "on Solana": { text: example("payment-solana.txt"), offer: example("offer-solana.json"), now: 1767225600 },
    "a sign-in": { text: example("sign-in.txt"), origin: "https://api.example.com", now: 1705314630 },
    "an MCP message": { text: example("mcp-paid.json"), now },
    "a reason code": { text: "insufficient_funds" },
  };
}

/** The address of the project's site, which has an entry for each reason code and check. Undefined until the owner has set it. */
function site() {
  const address = /^homepage = "(https:\/\/[^"]+)"$/m.exec(readFileSync(`${ROOT}Cargo.toml`, "utf8"))?.[1];
  return address && !new URL(address).hostname.endsWith(".invalid") ? address.replace(/\/$/, "") : undefined;
}

/** What each check says when it passes. */
function sentences() {
  const { checks } = JSON.parse(readFileSync(`${ROOT}spec-vectors/checks.json`, "utf8"));
  return Object.fromEntries(checks.map(({ id, sentence }) => [id, sentence]));
}

const built = {
  name: "built",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^inspector:built$/ }, ({ path }) => ({ path, namespace: "built" }));
    esbuild.onLoad({ filter: /.*/, namespace: "built" }, () => ({
      contents: `export const examples = ${JSON.stringify(examples())};\nexport const sentences = ${JSON.stringify(sentences())};\nexport const site = ${JSON.stringify(site())};\n`,
      loader: "js",
    }));
  },
};

rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST);
await build({
  entryPoints: [`${HERE}src/main.js`, `${HERE}src/style.css`],
  outdir: DIST,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  loader: { ".wasm": "binary" },
  plugins: [built],
  logLevel: "warning",
});
writeFileSync(`${DIST}index.html`, readFileSync(`${HERE}src/index.html`, "utf8").replace("@CSP@", POLICY.join("; ")));
// For hosts that read this file. Others set the same headers by hand; the page holds its policy without them, too.
const headers = [`Content-Security-Policy: ${[...POLICY, ...BESIDE].join("; ")}`, "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer"];
writeFileSync(`${DIST}_headers`, `/*\n${headers.map((line) => `  ${line}\n`).join("")}`);

// The worker keeps what is there now, under a name that is new if anything is.
const files = readdirSync(DIST).filter((name) => name !== "_headers").sort();
const hash = createHash("sha256");
for (const name of files) hash.update(name).update(readFileSync(`${DIST}${name}`));
const worker = readFileSync(`${HERE}src/sw.js`, "utf8");
hash.update(worker);
writeFileSync(`${DIST}sw.js`, worker.replace("@VERSION@", hash.digest("hex").slice(0, 16)).replace('"@FILES@"', JSON.stringify(["./", ...files])));
// The page does not ask for it.
copyFileSync(`${ROOT}packages/npm/THIRD-PARTY-LICENSES.txt`, `${DIST}THIRD-PARTY-LICENSES.txt`);
