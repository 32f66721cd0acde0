// A flood of forged payments at a shop with the official middleware: none reaches the facilitator. Honest payments by the official
// client do.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import test from "node:test";
import { HTTPFacilitatorClient } from "@x402/core/server";
import { ExactEvmScheme as ExactEvmClient } from "@x402/evm/exact/client";
import { ExactEvmScheme } from "@x402/evm/exact/server";
import { paymentMiddleware, x402ResourceServer } from "@x402/express";
import { wrapFetchWithPayment, x402Client, x402HTTPClient } from "@x402/fetch";
import express from "express";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { facilitatorShield } from "x402-offline";
import { facilitatorShield as shieldOfPayments } from "x402-offline/payments";

const NETWORK = "eip155:84532";
const PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const FLOOD = 10_000;
const AT_ONCE = 8;

const listen = (handler) =>
  new Promise((resolve) => {
    const server = createServer(handler).listen(0, "127.0.0.1", () => resolve({ server, url: `http://127.0.0.1:${server.address().port}` }));
  });

/** A facilitator that believes everything, and counts. */
async function facilitator(t, pause = 0) {
  const calls = { verify: 0, settle: 0 };
  const { server, url } = await listen(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const answer = (object) => response.setHeader("content-type", "application/json").end(JSON.stringify(object));
    if (request.url === "/supported") return answer({ kinds: [{ x402Version: 2, scheme: "exact", network: NETWORK }], extensions: [], signers: {} });
    const { payload } = JSON.parse(body).paymentPayload;
    const payer = payload.authorization.from;
    calls[request.url.slice(1)] += 1;
    if (request.url === "/verify") return answer({ isValid: true, payer });
    await new Promise((resolve) => setTimeout(resolve, pause));
    return answer({ success: true, transaction: `0x${"12".repeat(32)}`, network: NETWORK, payer });
  });
  t.after(() => server.close());
  return { calls, url };
}

/** A shop with the official middleware, and how often it served. */
async function shop(t, client) {
  const served = { times: 0 };
  const app = express();
  const resources = new x402ResourceServer(client).register(NETWORK, new ExactEvmScheme());
  const route = { accepts: { scheme: "exact", price: "$0.01", network: NETWORK, payTo: PAY_TO }, description: "weather" };
  app.use(paymentMiddleware({ "GET /weather": route }, resources));
  app.get("/weather", (_, response) => {
    served.times += 1;
    response.json({ weather: "fair" });
  });
  const { server, url } = await listen(app);
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { served, url: `${url}/weather` };
}

/** Buys with the official client. Returns the status and the header that was sent. */
async function buy(url) {
  const core = new x402Client().register("eip155:*", new ExactEvmClient(privateKeyToAccount(generatePrivateKey())));
  let sent;
  const recording = (request) => {
    sent = request.headers.get("PAYMENT-SIGNATURE") ?? sent;
    return fetch(request);
  };
  const { status } = await wrapFetchWithPayment(recording, new x402HTTPClient(core))(url);
  return { status, sent };
}

const pay = async (url, header) => {
  const response = await fetch(url, { headers: { "PAYMENT-SIGNATURE": header } });
  const demand = response.headers.get("PAYMENT-REQUIRED");
  await response.arrayBuffer();
  return { status: response.status, error: demand ? JSON.parse(Buffer.from(demand, "base64")).error : undefined };
};

// What is forged, from an honest payment: each leaves the offer as it is, so that the middleware takes it for an answer to it.
const other = (hex, at) => hex.slice(0, at) + (hex[at] === "5" ? "6" : "5") + hex.slice(at + 1);
const FORGERIES = [
  ["the signature", ({ payload }, n) => { payload.signature = other(payload.signature, 3 + (n % 126)); }],
  ["the payer", ({ payload: { authorization } }, n) => { authorization.from = other(authorization.from, 2 + (n % 40)); }],
  ["the nonce", ({ payload: { authorization } }, n) => { authorization.nonce = other(authorization.nonce, 2 + (n % 64)); }],
  ["the amount", ({ payload: { authorization } }, n) => { authorization.value = String(1 + (n % 9_999)); }],
  ["the recipient", ({ payload: { authorization } }, n) => { authorization.to = other(authorization.to, 2 + (n % 40)); }],
  ["the end", ({ payload: { authorization } }, n) => { authorization.validBefore = String(1 + n); }],
  ["the begin", ({ payload: { authorization } }, n) => { authorization.validAfter = String(4_000_000_000 + n); }],
  ["a zero s", ({ payload }) => { payload.signature = `${payload.signature.slice(0, 66)}${"0".repeat(64)}1b`; }],
];

function forged(header, n) {
  const payment = JSON.parse(Buffer.from(header, "base64"));
  FORGERIES[n % FORGERIES.length][1](payment, n);
  return Buffer.from(JSON.stringify(payment)).toString("base64");
}

async function flood(url, header, times) {
  let next = 0;
  const statuses = new Map();
  const one = async () => {
    while (next < times) {
      const { status } = await pay(url, forged(header, next++));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return Object.fromEntries(statuses);
}

for (const [entry, shield] of Object.entries({ "x402-offline": facilitatorShield, "x402-offline/payments": shieldOfPayments })) {
  test(`${entry}: a flood of forged payments reaches nobody, and honest ones are served`, async (t) => {
    const { calls, url } = await facilitator(t);
    const decisions = { refused: 0, passed: 0 };
    const unexplained = [];
    const log = ({ decision, reason, message }) => {
      decisions[decision] += 1;
      if (decision === "refused" && !(/^[a-z0-9_]+$/.test(reason) && message.length > 10)) unexplained.push(`${reason}: ${message}`);
    };
    const sold = await shop(t, shield(new HTTPFacilitatorClient({ url }), { log, policy: { assumePlainAccounts: true } }));
    const { status, sent } = await buy(sold.url);
    assert.deepEqual([status, calls, sold.served.times], [200, { verify: 1, settle: 1 }, 1]);
    const times = entry === "x402-offline" ? FLOOD : 100;
    assert.deepEqual(await flood(sold.url, sent, times), { 402: times });
    assert.deepEqual([calls, sold.served.times, decisions], [{ verify: 1, settle: 1 }, 1, { refused: times, passed: 2 }]);
    assert.deepEqual(unexplained, []);
    // The same payment once more is remembered.
    assert.deepEqual(await pay(sold.url, sent), { status: 402, error: "duplicate_settlement" });
    assert.deepEqual([(await buy(sold.url)).status, calls], [200, { verify: 2, settle: 2 }]);
  });
}

test("what a stranger adds to a payment that was settled reaches nobody, in either version", async (t) => {
  const { calls, url } = await facilitator(t);
  const sold = await shop(t, facilitatorShield(new HTTPFacilitatorClient({ url })));
  const { sent } = await buy(sold.url);
  const text = Buffer.from(sent, "base64").toString();
  const { payload } = JSON.parse(text);
  const first = { x402Version: 1, scheme: "exact", network: "base-sepolia", accepted: { scheme: "exact", network: NETWORK }, payload };
  for (const member of ['"junk":1', '"junk":1e999', `"junk":${"[".repeat(3_000)}${"]".repeat(3_000)}`]) {
    assert.equal((await pay(sold.url, Buffer.from(text.replace(/}$/, `,${member}}`)).toString("base64"))).status, 402, member);
  }
  // The middleware takes this for a payment of its offer, which is of version 2.
  assert.deepEqual(await pay(sold.url, Buffer.from(JSON.stringify(first)).toString("base64")), { status: 402, error: "invalid_x402_version" });
  assert.deepEqual([calls, sold.served.times], [{ verify: 1, settle: 1 }, 1]);
  assert.deepEqual([(await buy(sold.url)).status, calls], [200, { verify: 2, settle: 2 }]);
});

test("of a hundred copies at once one is settled and served, and the others are told its transaction", async (t) => {
  const { calls, url } = await facilitator(t, 200);
  const sold = await shop(t, facilitatorShield(new HTTPFacilitatorClient({ url })));
  // A payment that no shop has seen.
  const elsewhere = await shop(t, new HTTPFacilitatorClient({ url }));
  const { sent } = await buy(elsewhere.url);
  calls.settle = 0;
  const copy = async () => {
    const response = await fetch(sold.url, { headers: { "PAYMENT-SIGNATURE": sent } });
    const settlement = JSON.parse(Buffer.from(response.headers.get("PAYMENT-RESPONSE") ?? "bnVsbA==", "base64"));
    return { status: response.status, goods: (await response.text()).includes("fair"), settlement };
  };
  const answers = await Promise.all(Array.from({ length: 100 }, copy));
  const [served, others] = [answers.filter(({ status }) => status === 200), answers.filter(({ status }) => status !== 200)];
  assert.deepEqual([calls.settle, served.length, served[0]?.goods, others.some(({ goods }) => goods)], [1, 1, true, false]);
  for (const { status, settlement } of others) {
    // The middleware passes the refusal on, so that a buyer does not pay again. A copy that comes late is refused before the work.
    assert.equal(status, 402);
    if (settlement) assert.deepEqual([settlement.success, settlement.errorReason, settlement.transaction], [false, "duplicate_settlement", `0x${"12".repeat(32)}`]);
  }
  assert.ok(others.filter(({ settlement }) => settlement).length > 10);
});

test("without the shield the same flood reaches the facilitator", async (t) => {
  const { calls, url } = await facilitator(t);
  const sold = await shop(t, new HTTPFacilitatorClient({ url }));
  const { sent } = await buy(sold.url);
  await flood(sold.url, sent, 80);
  assert.equal(calls.verify, 81);
});

test("a signature that only a smart account could have made", async (t) => {
  const { calls, url } = await facilitator(t);
  const inner = new HTTPFacilitatorClient({ url });
  const sold = await shop(t, inner);
  const { sent } = await buy(sold.url);
  const payment = JSON.parse(Buffer.from(forged(sent, 0), "base64"));
  const { accepted, payload: { authorization: { from } } } = payment;
  calls.verify = 0;
  const some = { accounts: { [from]: { code: "some" } } };
  for (const options of [{}, { facts: some }]) {
    assert.equal((await facilitatorShield(inner, options).verify(payment, accepted)).isValid, true);
  }
  assert.equal(calls.verify, 2);
  for (const options of [{ policy: { assumePlainAccounts: true } }, { facts: { accounts: { [from]: { code: "none" } } } }]) {
    const refused = await facilitatorShield(inner, options).verify(payment, accepted);
    assert.deepEqual([refused.isValid, refused.invalidReason, refused.payer], [false, "invalid_exact_evm_payload_signature", from]);
  }
  assert.equal(calls.verify, 2);
});

test("settling needs no time to spare, and takes no more than was signed", async (t) => {
  const { url } = await facilitator(t);
  const { sent } = await buy((await shop(t, new HTTPFacilitatorClient({ url }))).url);
  const payment = JSON.parse(Buffer.from(sent, "base64"));
  const { accepted } = payment;
  const end = Number(payment.payload.authorization.validBefore);
  const calls = [];
  const inner = {
    verify: async () => (calls.push("verify"), { isValid: true }),
    settle: async () => (calls.push("settle"), { success: true }),
    getSupported: async () => ({ kinds: [] }),
  };
  const at = (now) => facilitatorShield(inner, { clock: () => now });
  assert.equal((await at(end - 7).verify(payment, accepted)).isValid, true);
  assert.equal((await at(end - 3).verify(payment, accepted)).isValid, false);
  assert.equal((await at(end - 2).settle(payment, accepted)).success, true);
  const late = await at(end).settle(payment, accepted);
  assert.deepEqual([late.success, late.errorReason], [false, "invalid_exact_evm_payload_authorization_valid_before"]);
  assert.equal((await at(end - 2).settle(payment, { ...accepted, amount: "10001" })).success, false);
  assert.deepEqual(calls, ["verify", "settle"]);
});

test("what the shield does not verify goes through, and so do errors of the facilitator", async () => {
  const calls = [];
  const inner = {
    verify: async () => (calls.push("verify"), { isValid: true }),
    settle: async () => (calls.push("settle"), { success: true }),
    getSupported: async () => (calls.push("getSupported"), { kinds: [] }),
  };
  const shield = facilitatorShield(inner);
  await shield.getSupported();
  await shield.verify({ x402Version: 2 }, { scheme: "batch-settlement" });
  await shield.settle({ x402Version: 2 }, { scheme: "batch-settlement" });
  const events = [];
  await facilitatorShield(inner, { log: (event) => events.push(event) }).verify({ x402Version: 2, payload: {} }, { scheme: "exact" });
  assert.deepEqual(events.map(({ decision, error }) => [decision, error?.name]), [["passed", "X402Error"]]);
  assert.deepEqual(calls, ["getSupported", "verify", "settle", "verify"]);
  const failing = facilitatorShield({ ...inner, verify: () => Promise.reject(new Error("away")) });
  await assert.rejects(failing.verify({}, { scheme: "other" }), /away/);
});

test("the memory of payments is bounded", async (t) => {
  const { url } = await facilitator(t);
  const sold = await shop(t, facilitatorShield(new HTTPFacilitatorClient({ url }), { replays: 1 }));
  const [first, second] = [await buy(sold.url), await buy(sold.url)];
  assert.equal((await pay(sold.url, second.sent)).status, 402);
  // It was forgotten, and the facilitator, which has the chain, is asked again.
  assert.equal((await pay(sold.url, first.sent)).status, 200);
});
