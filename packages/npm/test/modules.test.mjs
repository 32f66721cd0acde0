// What the modules leave out, each of the other.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { gzipSync } from "node:zlib";
import * as payments from "x402-offline/payments";

test("the small entry has no more than it says", () => {
  assert.equal(payments.lint, undefined);
  for (const question of [{ kind: "search-results", text: "{}" }, { header: { name: "EXTENSION-RESPONSES", value: "e30=" } }]) {
    assert.throws(() => payments.decode(question), (error) => error.code === "unsupported");
  }
});

test("the modules are not larger than they may be", () => {
  // In bytes: as it is, and by gzip -9. What grows beyond has to be meant.
  const bounds = { payments: [630_000, 263_000], everything: [2_075_000, 851_000], command: [2_666_000, 1_081_000] };
  for (const [name, bound] of Object.entries(bounds)) {
    const module = readFileSync(new URL(`node_modules/x402-offline/dist/${name}.wasm`, import.meta.url));
    const found = [module.length, gzipSync(module, { level: 9 }).length];
    assert.ok(found[0] <= bound[0] && found[1] <= bound[1], `${name}: ${found}, at most ${bound}`);
  }
});
