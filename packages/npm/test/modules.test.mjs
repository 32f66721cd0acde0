// What the modules leave out, each of the other.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as payments from "x402-offline/payments";

test("the small entry has no more than it says", () => {
  assert.equal(payments.lint, undefined);
  for (const question of [{ kind: "search-results", text: "{}" }, { header: { name: "EXTENSION-RESPONSES", value: "e30=" } }]) {
    assert.throws(() => payments.decode(question), (error) => error.code === "unsupported");
  }
});

test("the modules are not larger than they may be", () => {
  const size = (name) => readFileSync(new URL(`node_modules/x402-offline/dist/${name}.wasm`, import.meta.url)).length;
  assert.ok(size("payments") <= 760_000, size("payments"));
  assert.ok(size("everything") <= 1_740_000, size("everything"));
});
