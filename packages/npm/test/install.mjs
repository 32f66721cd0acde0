// The lines that README.md prints, and its first example, run in an empty folder beside the checkout: node install.mjs CHECKOUT

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [checkout] = process.argv.slice(2);
// A block in a list is indented.
const lines = (page) => {
  const [, indent, text] = /^( *)```sh\n( *cd x402\/packages\/npm\n[^]*?)^ *```$/m.exec(readFileSync(join(checkout, page), "utf8")) ?? [];
  return text?.replaceAll(new RegExp(`^${indent}`, "gm"), "");
};
const printed = lines("packages/npm/README.md");
assert.ok(printed, "packages/npm/README.md prints no lines");
assert.equal(lines("README.md"), printed, "README.md prints other lines than packages/npm/README.md");
// The modules are built already.
const quick = printed.replace("npm run build\n", "npm run build -- --js\n");
assert.notEqual(quick, printed);

const changed = () => execFileSync("git", ["status", "--porcelain"], { cwd: checkout, encoding: "utf8" });
const before = changed();
const place = mkdtempSync(join(tmpdir(), "x402-install-"));
try {
  symlinkSync(checkout, join(place, "x402"));
  mkdirSync(join(place, "my-app"));
  const { status } = spawnSync("bash", ["-euc", quick], { cwd: place, stdio: ["ignore", "ignore", "inherit"] });
  assert.equal(status, 0);
  const app = join(place, "my-app");
  assert.ok(!lstatSync(join(app, "node_modules/x402-offline")).isSymbolicLink(), "a link, which bundlers do not follow");
  const script = 'const { lint } = await import("x402-offline"); console.log(lint({ text: "{}" }).verdict)';
  assert.equal(execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: app, encoding: "utf8" }), "invalid\n");
  const [, example] = /^```js\n([^]*?)^```$/m.exec(readFileSync(join(checkout, "packages/npm/README.md"), "utf8"));
  writeFileSync(join(app, "verify.js"), example);
  const shown = example.split("\n").filter((line) => line.startsWith("// ")).slice(-2).map((line) => `${line.slice(3)}\n`).join("");
  assert.match(shown, /^serve once: x402:1:/);
  assert.equal(execFileSync(process.execPath, ["verify.js"], { cwd: app, encoding: "utf8" }), shown);
} finally {
  rmSync(place, { recursive: true });
}
assert.equal(changed(), before, "the lines change the checkout");
