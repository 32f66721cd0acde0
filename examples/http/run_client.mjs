// Our client meets servers that it is not to believe.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PAYER, PAY_TO, buy, encode, listen, test } from "./testing.mjs";

/// A server that sells for `paymentRequired` and answers a payment with these headers.
async function dubiousShop(paymentRequired, headers, status = 200) {
  const { server, url } = await listen((request, response) => {
    const paid = request.headers["payment-signature"];
    if (paid) response.writeHead(status, headers);
    else response.writeHead(402, { "PAYMENT-REQUIRED": encode(paymentRequired) });
    response.end(paid ? "fair" : "");
  });
  const result = await buy(url);
  server.close();
  return result;
}

export async function testClient() {
  const offer = {
    scheme: "exact",
    network: "eip155:84532",
    amount: "20000",
    asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    payTo: PAY_TO,
    maxTimeoutSeconds: 60,
    extra: { name: "USDC", version: "2" },
  };
  const paymentRequiredFor = (edit) => ({ x402Version: 2, resource: { url: "" }, accepts: [{ ...offer, ...edit }] });
  const settled = { success: true, transaction: "0x12", network: "eip155:84532", payer: PAYER };
  const response = (edit) => ({ "PAYMENT-RESPONSE": encode({ ...settled, ...edit }) });
  const refused = { success: false, errorReason: "insufficient_funds", transaction: "" };
  for (const [what, edit, headers, error] of [
    ["what it pays for", {}, response({}), null],
    ["the amount repeated", {}, response({ amount: "20000" }), null],
    ["another price", { amount: "20001" }, response({}), "no offer is within the allowances"],
    ["another token", { asset: PAY_TO }, response({}), "no offer is within the allowances"],
    ["no token domain", { extra: {} }, response({}), "extra.name"],
    ["no settlement", {}, {}, "no settlement: neither PAYMENT-RESPONSE"],
    ["two settlements", {}, { ...response({}), "X-PAYMENT-RESPONSE": encode(settled) }, "more than one header"],
    ["a settlement that failed", {}, response(refused), "insufficient_funds"],
    ["no transaction", {}, response({ transaction: "" }), "without a transaction"],
    ["another network", {}, response({ network: "eip155:8453" }), "a payment on eip155:8453"],
    ["another payer", {}, response({ payer: PAY_TO }), `a payment by ${PAY_TO}`],
    ["another amount", {}, response({ amount: "1" }), "but 20000 were signed"],
  ]) {
    await test(`client: ${error ? "does not take" : "takes"} ${what}`, async () => {
      const { code, stderr } = await dubiousShop(paymentRequiredFor(edit), headers);
      assert.equal(code, error ? 1 : 0, stderr);
      assert.ok(stderr.includes(error ?? ""), stderr);
    });
  }
  for (const status of [301, 302, 303, 307, 308]) {
    for (const [what, when] of [["the request", false], ["the payment", true]]) {
      await test(`client: does not follow a redirect of ${what} by ${status}`, async () => {
        let reached = 0;
        const other = await listen((_, response) => {
          reached += 1;
          response.end("fair");
        });
        const { server, url } = await listen((request, response) => {
          const paid = request.headers["payment-signature"] !== undefined;
          if (paid === when) response.writeHead(status, { location: other.url });
          else response.writeHead(402, { "PAYMENT-REQUIRED": encode(paymentRequiredFor({})) });
          response.end();
        });
        const { code, stdout, stderr } = await buy(`${url}?key=secret`);
        server.close();
        other.server.close();
        assert.deepEqual([code, reached], [1, 0], stderr);
        assert.ok(!`${stdout}${stderr}`.includes("secret"), stdout + stderr);
      });
    }
  }
  await test("client: prints no key of a URL", async () => {
    const { server, url } = await listen((request) => request.socket.destroy());
    const { code, stdout, stderr } = await buy(`${url}?key=secret`);
    server.close();
    assert.deepEqual([code, `${stdout}${stderr}`.includes("secret")], [1, false], stderr);
  });
  for (const [what, edit, error] of [
    ["pending", { success: false, errorReason: "settlement_pending" }, "sign no new one"],
    ["failed", refused, "failed: insufficient_funds"],
  ]) {
    await test(`client: reads a settlement that is ${what} before a new 402 response`, async () => {
      const again = { ...response(edit), "PAYMENT-REQUIRED": encode({ ...paymentRequiredFor({}), error: "not today" }) };
      const { code, stderr } = await dubiousShop(paymentRequiredFor({}), again, 402);
      assert.equal(code, 1);
      assert.ok(stderr.includes(error) && !stderr.includes("not today"), stderr);
    });
  }
  await test("client: says why it was refused", async () => {
    const again = { "PAYMENT-REQUIRED": encode({ ...paymentRequiredFor({}), error: "not today" }) };
    const { code, stderr } = await dubiousShop(paymentRequiredFor({}), again, 402);
    assert.equal(code, 1);
    assert.ok(stderr.includes("not today"), stderr);
  });
  const ledger = mkdtempSync(join(tmpdir(), "x402-client-"));
  process.on("exit", () => rmSync(ledger, { recursive: true }));
  const file = join(ledger, "ledger.sqlite");
  await test("client: sends a lost payment again, also in the next run, and signs no new one", async () => {
    const payments = [];
    let silent = 4;
    const { server, url } = await listen((request, answer) => {
      const paid = request.headers["payment-signature"];
      if (paid) payments.push(paid);
      if (paid && silent-- > 0) return request.socket.destroy();
      if (paid) answer.writeHead(200, response({}));
      else answer.writeHead(402, { "PAYMENT-REQUIRED": encode(paymentRequiredFor({})) });
      answer.end("fair");
    });
    const first = await buy(url, "--ledger", file);
    assert.equal(first.code, 1);
    assert.match(first.stderr, /sending the same payment again: 0x.* pays 20000 of 0x/);
    assert.match(first.stderr, /run the client again with the same ledger/);
    const second = await buy(url, "--ledger", file);
    assert.equal(second.code, 0, second.stderr);
    assert.match(second.stdout, /^sending again what was not answered: 0x.* pays 20000 of 0x/);
    assert.equal(payments.length, 5);
    assert.equal(new Set(payments).size, 1);
    assert.ok(!payments.some((payment) => `${first.stdout}${first.stderr}${second.stdout}${second.stderr}`.includes(payment)));
    // What was served is bought anew, up to the limit of ten cents a day.
    for (const code of [0, 0, 0, 0, 1]) {
      const next = await buy(url, "--ledger", file);
      assert.equal(next.code, code, next.stderr);
      assert.ok(next.stderr.includes(code ? "the limit per host and day is 0.1 USDC" : ""), next.stderr);
    }
    assert.equal(new Set(payments).size, 5);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    server.close();
  });
}
