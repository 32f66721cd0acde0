// Our seller and our buyer, over stdio. PyPI's client buys, too. A demand whose copies differ is refused. Wants `cargo build` in
// examples/http and the packages of witness/ (its README); anything unexpected ends it with 1.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { PAYER, PYTHON, STUB, binary, finish, run, start, test } from "../http/testing.mjs";

const local = (path) => fileURLToPath(new URL(path, import.meta.url));
const [buyer, seller] = ["buyer", "seller"].map(binary);

const facilitator = await start("facilitator");

await test("our buyer pays for the tool", async () => {
  const { code, stdout, stderr } = await run([buyer, seller, facilitator]);
  assert.equal(code, 0, stderr);
  const [settled, result] = stdout.trim().split("\n");
  assert.match(settled.replace("settled: ", ""), STUB);
  assert.equal(JSON.parse(result).content[0].text, "fair");
});

await test("PyPI's client pays for the tool", async () => {
  const { code, stdout, stderr } = await run([PYTHON, local("../../witness/pay/mcp_stdio.py"), "forecast", seller, facilitator]);
  assert.equal(code, 0, stderr);
  const { paid, isError, settlement, content } = JSON.parse(stdout);
  assert.deepEqual([paid, isError, content[0].text], [true, false, "fair"]);
  assert.deepEqual([settlement.success, settlement.network, settlement.payer], [true, "eip155:84532", PAYER]);
  assert.match(settlement.transaction, STUB);
});

await test("our buyer refuses a demand whose copies differ", async () => {
  const { code, stdout, stderr } = await run([buyer, seller, facilitator, "90000"]);
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /the two copies of the demand differ/);
});

await test("our buyer says that nobody settled", async () => {
  const { code, stderr } = await run([buyer, seller, "http://127.0.0.1:1"]);
  assert.equal(code, 1);
  assert.match(stderr, /is the payment settled\?/);
});
finish();
