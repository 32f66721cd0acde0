// The same questions to a Worker in workerd, bundled as wrangler bundles: with its condition, and with modules of wasm beside.

import { readFileSync, readdirSync } from "node:fs";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { answerLines } from "./answers.mjs";

await build({
  stdin: {
    contents: `import * as x402 from "x402-offline";
import { answering } from "./answers.mjs";
const answer = answering(x402);
export default { fetch: async (request) => new Response(answer(await request.text())) };`,
    resolveDir: import.meta.dirname,
  },
  bundle: true,
  format: "esm",
  conditions: ["workerd"],
  external: ["node:*"],
  loader: { ".wasm": "copy" },
  outfile: "worker/worker.js",
  logLevel: "error",
});
const modules = readdirSync("worker").map((name) => ({
  type: name.endsWith(".wasm") ? "CompiledWasm" : "ESModule",
  path: `worker/${name}`,
  contents: readFileSync(`worker/${name}`),
}));
const first = (module) => (module.type === "ESModule" ? 0 : 1);
modules.sort((one, other) => first(one) - first(other));
const worker = new Miniflare({ modules, modulesRoot: "worker", compatibilityDate: "2026-01-01" });
await answerLines(async (line) => (await worker.dispatchFetch("http://worker/", { method: "POST", body: line })).text());
await worker.dispose();
