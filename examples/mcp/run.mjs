// Runs our seller and our buyer over stdio. PyPI's client buys, too. The buyer refuses a 402 response whose copies differ. The script
// needs `cargo build` in examples/http and the packages of witness/ (its README); it exits with 1 if anything unexpected happens.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PAYER, PYTHON, STUB, binary, finish, listen, run, start, test } from "../http/testing.mjs";

const local = (path) => fileURLToPath(new URL(path, import.meta.url));
const [buyer, seller] = ["buyer", "seller"].map(binary);

const facilitator = await start("facilitator");

await test("our buyer pays for the tool", async () => {
  const { code, stdout, stderr } = await run([buyer, seller, facilitator]);
  assert.equal(code, 0, stderr);
  const [settled, result] = stdout.trim().split("\n");
  assert.match(settled.replace("served, and settled; transaction ", ""), STUB);
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

await test("our buyer refuses a 402 response whose copies differ", async () => {
  const { code, stdout, stderr } = await run([buyer, seller, facilitator, "90000"]);
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /the two copies of the payment requirements differ/);
});

await test("our seller does not begin without its facilitator", async () => {
  const { code, stderr } = await run([seller, "http://127.0.0.1:1"]);
  assert.equal(code, 1);
  assert.match(stderr, /^Error: http:\/\/127\.0\.0\.1:1\/supported does not answer \(/);
});

await test("our buyer says that nobody settled", async () => {
  // It tells what it serves, and breaks off whatever else it is asked.
  const kind = { x402Version: 2, scheme: "exact", network: "eip155:84532" };
  const { server, url } = await listen((request, response) => {
    if (request.url !== "/supported") request.socket.destroy();
    response.end(JSON.stringify({ kinds: [kind], extensions: [], signers: {} }));
  });
  const { code, stderr } = await run([buyer, seller, url]);
  server.close();
  assert.equal(code, 1);
  assert.match(stderr, /is the payment settled\?/);
});

await test("our buyer sends a lost payment again in its next run", async () => {
  const directory = mkdtempSync(join(tmpdir(), "x402-mcp-"));
  const [ledger, log] = ["ledger.sqlite", "payments"].map((name) => join(directory, name));
  const once = () => run([buyer, "--ledger", ledger, "node", local("silent.mjs"), log, seller, facilitator]);
  const first = await once();
  assert.equal(first.code, 1, first.stdout);
  assert.match(first.stderr, /sending the same one again: 0x.* pays 10000 of 0x/);
  assert.match(first.stderr, /Run the buyer again with the same ledger/);
  const second = await once();
  assert.equal(second.code, 0, second.stderr);
  assert.match(second.stderr, /sending again what was not answered: 0x.* pays 10000 of 0x/);
  const third = await once();
  assert.equal(third.code, 0, third.stderr);
  const payments = readFileSync(log, "utf8").trim().split("\n");
  rmSync(directory, { recursive: true });
  assert.equal(payments.length, 3);
  assert.ok(payments[0] === payments[1] && payments[1] !== payments[2]);
});
finish();
