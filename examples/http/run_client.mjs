// Our client meets servers that it is not to believe.

import assert from "node:assert/strict";
import { PAYER, PAY_TO, buy, encode, listen, test } from "./testing.mjs";

/// A server that sells for `demand` and answers a payment with these headers.
async function dubiousShop(demand, headers, status = 200) {
  const { server, url } = await listen((request, response) => {
    const paid = request.headers["payment-signature"];
    if (paid) response.writeHead(status, headers);
    else response.writeHead(402, { "PAYMENT-REQUIRED": encode(demand) });
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
  const demandOf = (edit) => ({ x402Version: 2, resource: { url: "" }, accepts: [{ ...offer, ...edit }] });
  const settled = { success: true, transaction: "0x12", network: "eip155:84532", payer: PAYER };
  const response = (edit) => ({ "PAYMENT-RESPONSE": encode({ ...settled, ...edit }) });
  const refused = { success: false, errorReason: "insufficient_funds", transaction: "" };
  for (const [what, demand, headers, error] of [
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
      const { code, stderr } = await dubiousShop(demandOf(demand), headers);
      assert.equal(code, error ? 1 : 0, stderr);
      assert.ok(stderr.includes(error ?? ""), stderr);
    });
  }
  for (const [what, edit, error] of [
    ["pending", { success: false, errorReason: "settlement_pending" }, "sign no new one"],
    ["failed", refused, "failed: insufficient_funds"],
  ]) {
    await test(`client: reads a settlement that is ${what} before a new demand`, async () => {
      const again = { ...response(edit), "PAYMENT-REQUIRED": encode({ ...demandOf({}), error: "not today" }) };
      const { code, stderr } = await dubiousShop(demandOf({}), again, 402);
      assert.equal(code, 1);
      assert.ok(stderr.includes(error) && !stderr.includes("not today"), stderr);
    });
  }
  await test("client: says why it was refused", async () => {
    const again = { "PAYMENT-REQUIRED": encode({ ...demandOf({}), error: "not today" }) };
    const { code, stderr } = await dubiousShop(demandOf({}), again, 402);
    assert.equal(code, 1);
    assert.ok(stderr.includes("not today"), stderr);
  });
}
