// A server, and facilitators that answer late, not at all, or something else.

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { NPM, PAYER, STUB, ask, buyOfficially, counting, decode, encode, forAnyShop, listen, start, test } from "./testing.mjs";

const DROP = "drop";
const FORWARD = "forward";
const LATE = "late";

/// A facilitator before another one. Each request to settle takes the next step: FORWARD gives the other one's answer,
/// LATE gives it after half a second, DROP loses it, and an object is the answer. Behind the last step everything is
/// forwarded.
async function between(facilitator, steps, { withoutKey, keys = [] } = {}) {
  const { url } = await listen(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const key = request.headers["idempotency-key"];
    if (key) keys.push(key);
    const headers = key && !withoutKey ? { "Idempotency-Key": key } : {};
    const { method } = request;
    const init = method === "GET" ? { method } : { method, headers, body };
    const forward = async () => (await fetch(`${facilitator}${request.url}`, init)).text();
    const step = request.url === "/settle" ? (steps.shift() ?? FORWARD) : FORWARD;
    const answer = typeof step === "object" ? JSON.stringify(step) : await forward();
    if (step === LATE) await sleep(500);
    if (step === DROP) response.destroy();
    else response.setHeader("Content-Type", "application/json").end(answer);
  });
  return url;
}

/// The header of a payment that the official client makes for such a shop. Nobody settles it.
async function paymentFor(name) {
  const url = await start(name, await between(await start("facilitator"), [DROP, DROP]));
  const { sent, status } = await buyOfficially(NPM, url);
  assert.equal(status, 503);
  return { [sent.name]: forAnyShop(sent.value) };
}

export async function testSettlement(name) {
  const it = (what, body) => test(`${name}: ${what}`, body);
  const payment = await paymentFor(name);
  const { accepted } = decode(payment["PAYMENT-SIGNATURE"]);
  const shopWith = async (steps, { looks = "0", ...options } = {}) =>
    start(name, await between(await start("facilitator", looks), steps, options));
  const buyAt = async (url, headers = payment) => {
    const { status, headers: answered, body } = await ask(url, headers);
    const settlement = answered["payment-response"];
    const paymentRequired = answered["payment-required"];
    return { status, paymentRequired: paymentRequired && decode(paymentRequired), settlement: settlement && decode(settlement), body };
  };
  const served = ({ status, settlement, body }) => {
    assert.deepEqual([status, JSON.parse(body)], [200, { forecast: "fair" }]);
    assert.deepEqual([settlement.success, settlement.payer, settlement.network], [true, PAYER, accepted.network]);
    assert.match(settlement.transaction, STUB);
  };
  const unknown = ({ status, paymentRequired, settlement }) =>
    assert.deepEqual([status, paymentRequired, settlement], [503, undefined, undefined]);
  const pending = ({ status, paymentRequired, settlement }, reason) => {
    assert.deepEqual([status, paymentRequired, settlement.success, settlement.errorReason], [402, undefined, false, reason]);
    assert.match(settlement.transaction, STUB);
  };
  await it("what is pending is settled again once, and served once", async () => {
    const url = await shopWith([], { looks: "1" });
    served(await buyAt(url));
    served(await buyAt(url));
  });
  await it("what is still pending is passed on with its transaction, and served when the payment comes again", async () => {
    const url = await shopWith([], { looks: "2" });
    pending(await buyAt(url), "settlement_pending");
    served(await buyAt(url));
    served(await buyAt(url));
  });
  for (const [version, flags] of [[2, []], [1, ["--v1"]]]) {
    await it(`the official client reads in version ${version} that it is pending`, async () => {
      const { status, header } = await buyOfficially(NPM, await shopWith([], { looks: "3" }), ...flags);
      assert.deepEqual([status, header.success, header.errorReason], [402, false, "settlement_pending"]);
      assert.match(header.transaction, STUB);
    });
  }
  await it("a lost answer is asked for again", async () => {
    const url = await shopWith([DROP]);
    served(await buyAt(url));
    served(await buyAt(url));
  });
  await it("two lost answers are 503 without a settlement, and the same payment is served later", async () => {
    const keys = [];
    const url = await shopWith([DROP, DROP], { keys });
    unknown(await buyAt(url));
    served(await buyAt(url));
    served(await buyAt(url));
    assert.deepEqual([keys.length, new Set(keys).size], [3, 1]);
  });
  await it("a facilitator that ignores the idempotency key: the transaction is passed on", async () =>
    pending(await buyAt(await shopWith([DROP], { withoutKey: true })), "duplicate_settlement"));
  await it("what another shop was paid with is not served", async () => {
    const facilitator = await start("facilitator");
    served(await buyAt(await start(name, facilitator)));
    pending(await buyAt(await start(name, facilitator)), "duplicate_settlement");
  });

  await it("a buyer who hangs up is served when the payment comes again", async () => {
    const url = await shopWith([LATE]);
    await assert.rejects(fetch(url, { headers: payment, signal: AbortSignal.timeout(250) }), { name: "TimeoutError" });
    served(await buyAt(url));
    served(await buyAt(url));
  });

  const failure = { success: false, errorReason: "insufficient_funds", transaction: "", network: accepted.network };
  await it("a definite failure is passed on with the 402 response, each time", async () => {
    const keys = [];
    const url = await shopWith([failure], { keys });
    for (let times = 0; times < 2; times += 1) {
      const { status, paymentRequired, settlement } = await buyAt(url);
      assert.deepEqual([status, paymentRequired.error, settlement], [402, "insufficient_funds", failure]);
    }
    assert.equal(keys.length, 1);
  });
  for (const [what, steps] of [
    ["behind a lost answer", [DROP, failure]],
    ["that says a transaction was sent and not which", Array(2).fill({ ...failure, errorReason: "settlement_pending" })],
    ["that is no settlement", [{ isValid: true }, { success: "yes" }]],
  ]) {
    await it(`a failure ${what} is no failure`, async () => {
      const url = await shopWith(steps);
      unknown(await buyAt(url));
      served(await buyAt(url));
    });
  }

  // A wallet may have signed this: only the chain knows. The shop knows no account with code, and asks nobody about others.
  const undecided = decode(payment["PAYMENT-SIGNATURE"]);
  undecided.payload.signature = `0x${"ab".repeat(100)}`;
  const byWallet = { "PAYMENT-SIGNATURE": encode(undecided) };
  await it("what a contract may have signed is refused without a question", async () => {
    const steps = { settled: 0, verified: 0 };
    const { status, paymentRequired } = await buyAt(await start(name, await counting(await start("facilitator"), steps)), byWallet);
    assert.deepEqual([status, paymentRequired.error.split(":")[0]], [402, "invalid_exact_evm_payload_signature"]);
    assert.deepEqual(steps, { settled: 0, verified: 0 });
  });
}
