// What README.md prints runs: the comments at the end of an example are what it writes.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const page = readFileSync(`${here}README.md`, "utf8");
const examples = [...page.matchAll(/^```js\n([^]*?)^```$/gm)].map(([, code]) => code);
// What needs the official packages runs where they are.
const isOfficial = (code) => code.includes("@x402/");
const wanted = process.env.OFFICIAL ? examples.filter(isOfficial) : examples.filter((code) => !isOfficial(code));

test("the examples of README.md", () => {
  assert.ok(wanted.length > 0);
  for (const [index, code] of wanted.entries()) {
    // The checkout is next to the reader's app, and check.mjs has copied its examples here.
    writeFileSync(`${here}readme-${index}.mjs`, code.replaceAll("../x402/docs/examples/", "examples/"));
    const { status, stdout, stderr } = spawnSync(process.execPath, [`readme-${index}.mjs`], { cwd: here, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    const said = code.trimEnd().split("\n");
    const from = said.findLastIndex((line) => !line.startsWith("// ")) + 1;
    assert.equal(stdout, said.slice(from).map((line) => `${line.slice(3)}\n`).join(""));
  }
});

test("each function of the page is there", async () => {
  const x402 = await import("x402-offline");
  const [, list] = /is a function with the same name:\n([^]*?) and others/.exec(page);
  const names = [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  assert.ok(names.length >= 10);
  for (const name of [...names, "explain", "parse", "stringify", "init", "facilitatorShield"]) assert.equal(typeof x402[name], "function", name);
});
