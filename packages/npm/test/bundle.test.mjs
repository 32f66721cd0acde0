// What a bundler for Node makes of the entries, run where nothing of the package is: one file of each kind of module.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const shop = fileURLToPath(new URL(".", import.meta.url));
const example = (name) => readFileSync(`${shop}examples/${name}`, "utf8");
const [, header] = example("payment.txt").trim().split(": ");

/** Bundles a program that verifies the example, and runs it in an empty folder. */
async function run(entry, format, options) {
  const elsewhere = mkdtempSync(join(tmpdir(), "x402-bundle-"));
  try {
    const program = `import { verify, facilitatorShield } from ${JSON.stringify(entry)};
const offer: object = ${example("offer.json")};
const inner = { verify: async () => ({}), settle: async () => ({}), getSupported: async () => ({}) };
try {
  facilitatorShield(inner);
  const report = verify({ payment: ${JSON.stringify(header)}, offers: [offer as any], now: 1740672100 });
  console.log(report.verdict);
} catch (error) {
  console.log(error.name, error.code, error.message);
}
`;
    const outfile = join(elsewhere, format === "esm" ? "lambda.mjs" : "lambda.cjs");
    const stdin = { contents: program, loader: "ts", resolveDir: shop };
    const { warnings } = await build({ stdin, outfile, format, bundle: true, platform: "node", logLevel: "silent", ...options });
    assert.deepEqual(readdirSync(elsewhere).length, 1);
    const { status, stdout, stderr } = spawnSync(process.execPath, [outfile], { cwd: elsewhere, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return { said: stdout.trim(), warnings: warnings.length };
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
}

for (const format of ["esm", "cjs"]) {
  for (const [entry, module] of [["x402-offline", "everything.wasm"], ["x402-offline/payments", "payments.wasm"]]) {
    test(`${entry}/inline as ${format} verifies where it is alone, also when it is minified`, async () => {
      for (const options of [{}, { minify: true }]) {
        assert.deepEqual(await run(`${entry}/inline`, format, options), { said: "valid", warnings: 0 });
      }
    });

    test(`${entry} as ${format} says which file it lacks, and both ways out`, async () => {
      const { said } = await run(entry, format);
      assert.match(said, /^X402Error not-ready the file /);
      for (const word of [module, `"${entry}/inline"`, "--external:x402-offline"]) assert.ok(said.includes(word), said);
      // Only a module knows where it is.
      assert.equal(said.includes("x402-bundle-"), format === "esm", said);
    });
  }
}

test("the inline entries are the ordinary ones", async () => {
  for (const entry of ["x402-offline", "x402-offline/payments"]) {
    const [ordinary, inline] = [await import(entry), await import(`${entry}/inline`)];
    assert.deepEqual(Object.keys(inline), Object.keys(ordinary));
    await inline.init();
    const question = { payment: header, offers: [JSON.parse(example("offer.json"))], now: 1740672100 };
    assert.deepEqual(inline.verify(question), ordinary.verify(question));
  }
});
