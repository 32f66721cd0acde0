// What strangers and typing errors do to the shield, in front of a client that counts. shield.test.mjs has the official one.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { inspect } from "node:util";
import * as x402 from "x402-offline";
import * as payments from "x402-offline/payments";

const example = (name) => readFileSync(new URL(`examples/${name}`, import.meta.url), "utf8");
const inHeader = (name) => Buffer.from(example(name).trim().split(": ")[1], "base64").toString();
const OF_V2 = { text: inHeader("payment.txt"), offer: JSON.parse(example("offer.json")) };
const OF_V1 = { text: inHeader("payment-v1.txt"), offer: JSON.parse(example("offer-v1.json")) };
const OF_STELLAR = { payment: JSON.parse(inHeader("payment-stellar.txt")), offer: JSON.parse(example("offer-stellar.json")) };
const OF_UPTO = { payment: JSON.parse(inHeader("payment-upto.txt")), offer: JSON.parse(example("offer-upto.json")) };
const PLAIN = { policy: { assumePlainAccounts: true } };
const now = 1740672100;

/** A shield, the calls that reach the client inside, and what the log was told. */
function shielded(shield, options) {
  const [calls, events] = [[], []];
  const inner = {
    verify: async () => (calls.push("verify"), { isValid: true }),
    settle: async () => (calls.push("settle"), { success: true }),
    getSupported: async () => ({ kinds: [] }),
  };
  return { calls, events, ...shield(inner, { clock: () => now, log: (event) => events.push(event), ...options }) };
}

const nested = (levels) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const withMember = (text, member) => text.replace(/}$/, `,${member}}`);
// As `JSON.parse` gives them to the middleware. Its text for the payment has no verdict, or none that says what is wrong.
const JUNK = [
  ["a number that is none", '"junk":1e999', "invalid_payload"],
  ["such a number inside", '"extensions":{"a":[-1e999]}', "invalid_payload"],
  ["more levels than a document has", `"junk":${nested(200)}`, "invalid_payload"],
  ["more levels than a stack has room for", `"junk":${nested(50_000)}`, "invalid_payload"],
  ["more levels than are written", `"junk":${nested(200_000)}`, "invalid_payload"],
  ["another version", '"x402Version":1,"scheme":"exact","network":"base-sepolia"', "invalid_x402_version"],
  ["no version", '"x402Version":null', "invalid_payload"],
  ["a version to come", '"x402Version":3', "invalid_x402_version"],
  ["an amount that is no text", '"accepted":{"scheme":"exact","network":"eip155:84532","amount":5}', "invalid_payload"],
  ["an amount that is no JSON", '"accepted":{"scheme":"exact","network":"eip155:84532","amount":{"a":1e999}}', "invalid_payload"],
];

for (const [entry, { facilitatorShield, X402Error }] of Object.entries({ "x402-offline": x402, "x402-offline/payments": payments })) {
  const shield = (options) => shielded(facilitatorShield, options);

  test(`${entry}: whatever a stranger adds to a payment, the facilitator is not asked`, async () => {
    for (const { text, offer } of [OF_V2, OF_V1]) {
      const { calls, verify, settle } = shield(PLAIN);
      assert.deepEqual([(await verify(JSON.parse(text), offer)).isValid, (await settle(JSON.parse(text), offer)).success], [true, true]);
      assert.deepEqual(calls, ["verify", "settle"]);
    }
    const { calls, events, verify, settle } = shield(PLAIN);
    for (const [what, member, reason] of JUNK) {
      const payment = JSON.parse(withMember(OF_V2.text, member));
      const verified = await verify(payment, OF_V2.offer);
      assert.deepEqual([verified.isValid, verified.invalidReason], [false, reason], what);
      const settled = await settle(payment, OF_V2.offer);
      assert.deepEqual([settled.success, settled.errorReason, settled.network], [false, reason, OF_V2.offer.network], what);
    }
    for (const payment of [undefined, null, 1, "text", [], {}]) {
      assert.equal((await verify(payment, OF_V2.offer)).isValid, false);
      assert.equal((await settle(payment, OF_V2.offer)).success, false);
    }
    assert.deepEqual(calls, []);
    for (const { decision, reason, message } of events) assert.ok(decision === "refused" && reason && message.length > 10, `${reason}: ${message}`);
    assert.equal(events.length, 2 * (JUNK.length + 6));
  });

  test(`${entry}: a payment of version 1 for an offer of version 2, and the reverse`, async () => {
    const { calls, events, verify, settle } = shield(PLAIN);
    // The official middleware looks for an offer by scheme and network of `accepted` alone.
    const accepted = { scheme: "exact", network: "eip155:84532" };
    for (const [payment, offer] of [[{ ...JSON.parse(OF_V1.text), accepted }, OF_V2.offer], [JSON.parse(OF_V2.text), OF_V1.offer]]) {
      assert.equal((await verify(payment, offer)).invalidReason, "invalid_x402_version");
      assert.equal((await settle(payment, offer)).errorReason, "invalid_x402_version");
    }
    assert.deepEqual(calls, []);
    for (const { decision, error } of events) assert.deepEqual([decision, error.name], ["refused", "X402Error"]);
  });

  test(`${entry}: a forged signature that is wrapped reaches nobody if no factory is allowed (ERC-6492)`, async () => {
    const payment = JSON.parse(OF_V2.text);
    const wrapped = (signature) => {
      const word = (number) => number.toString(16).padStart(64, "0");
      const bytes = (hex) => word(hex.length / 2) + hex.padEnd(Math.ceil(hex.length / 64) * 64, "0");
      const parts = [word(0xfacn), word(0x60), word(0xa0), bytes("ab"), bytes(signature.slice(2))];
      return { ...payment, payload: { ...payment.payload, signature: `0x${parts.join("")}${"6492".repeat(16)}` } };
    };
    for (const [paid, factories, reason] of [
      [wrapped(`0x${"11".repeat(65)}`), undefined, undefined],
      [wrapped(`0x${"11".repeat(65)}`), [], "eip6492_factory_not_allowed"],
      [payment, [], undefined],
    ]) {
      const { calls, verify } = shield({ policy: { ...PLAIN.policy, ...(factories && { allowedFactories: factories }) } });
      assert.equal((await verify(paid, OF_V2.offer)).invalidReason, reason);
      assert.deepEqual(calls, reason ? [] : ["verify"]);
    }
  });

  test(`${entry}: a settled payment with a junk member is no new one`, async () => {
    const { calls, verify, settle } = shield();
    const payment = JSON.parse(OF_V2.text);
    assert.equal((await settle(payment, OF_V2.offer)).success, true);
    assert.equal((await verify(payment, OF_V2.offer)).invalidReason, "duplicate_settlement");
    assert.equal((await verify({ ...payment, junk: 1 }, OF_V2.offer)).invalidReason, "duplicate_settlement");
    assert.equal((await verify({ ...payment, junk: Infinity }, OF_V2.offer)).isValid, false);
    assert.deepEqual(calls, ["settle"]);
  });

  const inFlow = (paymentFlow) => {
    const offer = { ...OF_V2.offer, extra: { ...OF_V2.offer.extra, ...(paymentFlow && { paymentFlow }) } };
    return { offer, payment: { ...JSON.parse(OF_V2.text), accepted: offer } };
  };

  test(`${entry}: one settlement of a payment succeeds, however often and quickly it is asked for`, async () => {
    const hash = `0x${"ab".repeat(32)}`;
    const asked = async ({ flow, answer, ...options }) => {
      const { offer, payment } = inFlow(flow);
      let [calls, open, most] = [0, 0, 0];
      const settle = async () => {
        calls += 1;
        most = Math.max(most, (open += 1));
        // Longer than a hundred signatures take, so that all copies are there before the first answer.
        await new Promise((resolve) => setTimeout(resolve, 200));
        open -= 1;
        return answer();
      };
      const events = [];
      const inner = { verify: settle, settle, getSupported: settle };
      const shop = facilitatorShield(inner, { clock: () => now, log: (event) => events.push(event.decision), ...options });
      const told = ({ success, errorReason, transaction }) => [success ? "success" : errorReason, transaction].join(" ");
      const said = (paid) => shop.settle(paid, offer).then(told, ({ message }) => message);
      // A member that is not read does not make a different payment. Of two settlements at once, either may succeed.
      const atOnce = await Promise.all(Array.from({ length: 100 }, (_, index) => said(index % 2 ? { ...payment, junk: 1 } : payment)));
      const counted = {};
      for (const text of atOnce) counted[text] = (counted[text] ?? 0) + 1;
      return { counted, calls, most, later: await said(payment), events: events.slice(100).join() };
    };
    const [success, failure, away] = [
      () => ({ success: true, transaction: hash }),
      () => ({ success: false, errorReason: "no", transaction: "" }),
      () => { throw new Error("away"); },
    ];
    const [settled, again] = [`success ${hash}`, `duplicate_settlement ${hash}`];
    const refused = Array(99).fill("refused").join();
    for (const flow of [undefined, "authorization", "upfront"]) {
      // The others are told the transaction, so that no buyer pays again.
      const once = { counted: { [settled]: 1, [again]: 99 }, calls: 1, most: 1 };
      assert.deepEqual(await asked({ flow, answer: success }), { ...once, later: again, events: `${refused},refused` });
      assert.deepEqual(await asked({ flow, answer: success, replays: 0 }), { ...once, later: settled, events: `${refused},passed` });
      // Copies get the answer of the first. The other payment with the same money is asked for after it, and what failed may be tried again.
      assert.deepEqual(await asked({ flow, answer: failure }), { counted: { "no ": 100 }, calls: 2, most: 1, later: "no ", events: "passed" });
      assert.deepEqual(await asked({ flow, answer: away }), { counted: { away: 100 }, calls: 2, most: 1, later: "away", events: "passed" });
    }
    // Before the service and after it (F-1).
    const both = { counted: { [settled]: 100 }, calls: 100, most: 100, later: settled, events: "passed" };
    assert.deepEqual(await asked({ flow: "escrow", answer: success }), both);
  });

  test(`${entry}: a copy with another signature or for another amount does not get the first one's failure`, async () => {
    const payment = JSON.parse(OF_V2.text);
    const forged = { ...payment, payload: { ...payment.payload, signature: `0x${"11".repeat(65)}` } };
    const calls = [];
    const settle = async (paid, offer) => {
      calls.push([paid === forged, offer.amount]);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return paid === forged ? { success: false, errorReason: "forged", transaction: "" } : { success: true, transaction: "0xab" };
    };
    const shop = facilitatorShield({ verify: settle, settle, getSupported: settle }, { clock: () => now });
    const told = async (paid, offer) => (({ success, errorReason }) => (success ? "success" : errorReason))(await shop.settle(paid, offer));
    const all = await Promise.all([told(forged, OF_V2.offer), told(payment, OF_V2.offer), told(forged, OF_V2.offer), told(payment, OF_V2.offer)]);
    assert.deepEqual(all, ["forged", "success", "forged", "duplicate_settlement"]);
    assert.equal(calls.length, 2);
    // By upto a server names what it takes.
    const taken = [];
    const upto = facilitatorShield({ verify: settle, getSupported: settle, settle: async (_, { amount }) => (taken.push(amount), { success: amount === "2", transaction: "0xab" }) }, { clock: () => 1767225600 });
    const amounts = await Promise.all(["1", "2", "1"].map((amount) => upto.settle(OF_UPTO.payment, { ...OF_UPTO.offer, amount })));
    assert.deepEqual([amounts.map(({ success }) => success), taken], [[false, true, false], ["1", "2"]]);
  });

  test(`${entry}: whatever a facilitator answers, copies get it, and a long text is not kept`, async () => {
    const payment = JSON.parse(OF_V2.text);
    for (const answer of [undefined, null, "text", { success: "true" }]) {
      let calls = 0;
      const settle = async () => ((calls += 1), await new Promise((resolve) => setTimeout(resolve, 5)), answer);
      const shop = facilitatorShield({ verify: settle, settle, getSupported: settle }, { clock: () => now });
      assert.deepEqual(await Promise.all([1, 2].map(() => shop.settle(payment, OF_V2.offer))), [answer, answer]);
      assert.equal(calls, 1);
    }
    const settle = async () => ({ success: true, transaction: "a".repeat(257) });
    const shop = facilitatorShield({ verify: settle, settle, getSupported: settle }, { clock: () => now });
    await shop.settle(payment, OF_V2.offer);
    assert.equal((await shop.settle(payment, OF_V2.offer)).transaction, "");
  });

  test(`${entry}: a payment is verified as what it is, whatever method its buyer names (B-4)`, async () => {
    const { offer, payment } = inFlow("upfront");
    const naming = (assetTransferMethod) => ({ ...payment, accepted: { ...offer, extra: { ...offer.extra, assetTransferMethod } } });
    for (const [first, second] of [[payment, naming("x")], [naming("x"), payment], [naming("x"), naming("")], [naming("eip3009"), naming("y")]]) {
      const { calls, verify, settle } = shield(PLAIN);
      assert.equal((await settle(first, offer)).success, true);
      assert.equal((await settle(second, offer)).errorReason, "duplicate_settlement");
      assert.equal((await verify(second, offer)).invalidReason, "duplicate_settlement");
      assert.deepEqual(calls, ["settle"]);
    }
    // Another payment with such a name is another one.
    const { settle } = shield();
    const other = naming("x");
    const authorization = { ...payment.payload.authorization, nonce: `0x${"11".repeat(32)}` };
    await settle(payment, offer);
    assert.equal((await settle({ ...other, payload: { ...payment.payload, authorization } }, offer)).success, true);
    // What is refused without the name is refused with it.
    const { calls, verify, settle: settles } = shield(PLAIN);
    const signed = payment.payload.authorization;
    for (const payload of [
      { ...payment.payload, signature: `0x${"11".repeat(64)}1b` },
      { ...payment.payload, authorization: { ...signed, validBefore: `0x${Number(signed.validBefore).toString(16)}` } },
      { ...payment.payload, permit2Authorization: {} },
      { ...payment.payload, authorization: "", permit2Authorization: {} },
    ]) {
      assert.equal((await verify({ ...other, payload }, offer)).isValid, false);
      assert.equal((await settles({ ...other, payload }, offer)).success, false);
    }
    assert.deepEqual(calls, []);
    // By the members of a delegation, the name is all that says what it is.
    const delegation = { delegationManager: signed.to, permissionContext: "0x", delegator: signed.from };
    assert.equal((await verify({ ...naming("erc7710"), payload: delegation }, offer)).isValid, true);
    assert.equal((await verify({ ...payment, payload: delegation }, offer)).isValid, false);
    for (const extra of [null, "x", []]) assert.equal((await verify({ ...payment, accepted: { ...offer, extra } }, offer)).isValid, false);
    for (const payload of [null, "x", []]) assert.equal((await verify({ ...other, payload }, offer)).isValid, false);
  });

  test(`${entry}: a settlement that was asked for may be asked for again after the payment's end, and nothing else may`, async () => {
    const payment = JSON.parse(OF_V2.text);
    const end = Number(payment.payload.authorization.validBefore);
    const refused = "invalid_exact_evm_payload_authorization_valid_before";
    const pending = { success: false, errorReason: "settlement_pending", transaction: `0x${"ab".repeat(32)}` };
    const forged = structuredClone(payment);
    forged.payload.signature = `0x${"11".repeat(64)}1b`;
    const given = [
      ["the payment", payment, OF_V2.offer, undefined],
      ["another signature", forged, OF_V2.offer, refused],
      ["another member", { ...payment, junk: 1 }, OF_V2.offer, refused],
      ["no JSON", { ...payment, junk: Infinity }, OF_V2.offer, "invalid_payload"],
      ["more money", payment, { ...OF_V2.offer, amount: "10001" }, "invalid_payment_requirements"],
      ["another recipient", payment, { ...OF_V2.offer, payTo: `0x${"11".repeat(20)}` }, "invalid_payment_requirements"],
    ];
    for (const [how, answer] of [["pending", async () => pending], ["away", () => Promise.reject(new Error("away"))]]) {
      // A shop may remember settled payments itself.
      for (const replays of [10_000, 0]) {
        const [calls, events] = [[], []];
        let time = end - 2;
        const settle = async (...question) => (calls.push(question), answer());
        const inner = { verify: async () => (calls.push("verify"), { isValid: true }), settle, getSupported: async () => ({}) };
        const at = facilitatorShield(inner, { clock: () => time, log: (event) => events.push(event), replays });
        const settled = () => at.settle(payment, OF_V2.offer).catch(({ message }) => message);
        const first = await settled();
        time = end + 5;
        const second = await settled();
        assert.deepEqual([first, second], how === "away" ? ["away", "away"] : [pending, pending]);
        assert.deepEqual(calls, [[payment, OF_V2.offer], [payment, OF_V2.offer]]);
        assert.deepEqual(events.map(({ decision, report, reason }) => [decision, report.verdict, reason]), Array(2).fill(["passed", "valid", undefined]));
        for (const [what, paid, offer, reason] of given) {
          const settlement = await at.settle(paid, offer).catch(() => ({}));
          assert.equal(settlement.errorReason === "settlement_pending" ? undefined : settlement.errorReason, reason, what);
        }
        assert.equal((await at.verify(payment, OF_V2.offer)).invalidReason, refused);
        assert.equal(calls.length, 3);
      }
    }
    // An amount is read as tolerantly as the payment.
    for (const amount of [10000, "010000", "x", null]) {
      const { settle, calls } = shield(PLAIN);
      const { errorReason } = await settle({ ...payment, accepted: { ...payment.accepted, amount } }, OF_V2.offer);
      assert.deepEqual([errorReason, calls.length], Number(amount) === 10000 ? [undefined, 1] : ["invalid_payload", 0], String(amount));
    }
    // What was refused was not handed over, and another shield has handed nothing over.
    let time = end;
    const { calls, settle } = shield({ clock: () => time });
    for (time of [end, end, end + 5]) assert.equal((await settle(payment, OF_V2.offer)).errorReason, refused);
    assert.deepEqual(calls, []);
  });

  test(`${entry}: what the policy lets exceed the price is settled, too (B-7)`, async () => {
    const payment = { ...JSON.parse(example("payment-20000.json")), accepted: OF_V2.offer };
    const [mismatch, otherOffer] = ["invalid_exact_evm_payload_authorization_value_mismatch", "invalid_payment_requirements"];
    const cheaper = { ...OF_V2.offer, amount: "9999" };
    for (const [policy, paid, offer, reason] of [
      [{ preset: "x402-rs" }, payment, OF_V2.offer, undefined],
      [{ amountRule: "at-least" }, payment, OF_V2.offer, undefined],
      [{ preset: "x402-rs" }, JSON.parse(OF_V2.text), OF_V2.offer, undefined],
      [{}, payment, OF_V2.offer, mismatch],
      [{ preset: "x402-rs" }, { ...payment, accepted: { ...OF_V2.offer, amount: "20001" } }, { ...OF_V2.offer, amount: "20001" }, mismatch],
      [{}, JSON.parse(OF_V2.text), cheaper, otherOffer],
    ]) {
      const { calls, verify, settle } = shield({ policy });
      assert.equal((await verify(paid, offer)).invalidReason, reason);
      assert.equal((await settle(paid, offer)).errorReason, reason);
      assert.deepEqual(calls, reason ? [] : ["verify", "settle"]);
    }
  });

  test(`${entry}: settling needs no margin that the policy wants before the service`, async () => {
    let time = now;
    const evm = { payment: JSON.parse(OF_V2.text), offer: OF_V2.offer, policy: { expiryMargin: 20 }, later: () => (time = now + 53), after: () => (time = now + 54) };
    const facts = { ledgers: { "stellar:testnet": { sequence: 5100006 } } };
    const ledger = (sequence) => () => (facts.ledgers["stellar:testnet"].sequence = sequence);
    const stellar = { ...OF_STELLAR, policy: { ledgerMargin: 3 }, facts, later: ledger(5100011), after: ledger(5100012) };
    // Only one of the entries has Stellar.
    for (const { payment, offer, later, after, ...options } of entry === "x402-offline" ? [evm, stellar] : [evm]) {
      const { calls, verify, settle } = shield({ ...options, clock: () => time });
      assert.equal((await verify(payment, offer)).isValid, true);
      later();
      assert.deepEqual([(await verify(payment, offer)).isValid, (await settle(payment, offer)).success], [false, true]);
      after();
      // The very same payment could be passed on.
      assert.equal((await settle({ ...payment, junk: 1 }, offer)).success, false);
      assert.deepEqual(calls, ["verify", "settle"]);
    }
  });

  test(`${entry}: an offer that cannot be read says nothing about the payment`, async () => {
    const { amount: signed, ...unpriced } = OF_UPTO.offer;
    const refusable = { ...OF_UPTO.payment, payload: {} };
    const { maxAmountRequired, ...ofV1 } = OF_V1.offer;
    for (const [offer, ...payments] of [
      [{ ...OF_V2.offer, amount: "1.5" }, JSON.parse(OF_V2.text), JSON.parse(OF_V1.text), { junk: Infinity }],
      [{ ...OF_V2.offer, amount: 10000 }, JSON.parse(OF_V2.text)],
      [{ ...OF_UPTO.offer, amount: Number(signed) }, OF_UPTO.payment, refusable],
      [{ ...OF_UPTO.offer, amount: null }, OF_UPTO.payment, refusable],
      [{ ...unpriced, amount: null, maxAmountRequired: signed }, OF_UPTO.payment, refusable],
      [{ ...ofV1, maxAmountRequired: Number(maxAmountRequired) }, JSON.parse(OF_V1.text)],
    ]) {
      const { calls, events, verify, settle } = shield(PLAIN);
      for (const payment of payments) {
        await verify(payment, offer);
        await settle(payment, offer);
      }
      assert.deepEqual(calls, payments.flatMap(() => ["verify", "settle"]), inspect(offer));
      for (const { decision, error } of events) assert.deepEqual([decision, error.name], ["passed", "X402Error"]);
    }
    // What is no member of its version is not read (C-7).
    const { calls, events, verify, settle } = shield(PLAIN);
    for (const payment of [JSON.parse(OF_V1.text), { ...JSON.parse(OF_V1.text), payload: {} }]) {
      await verify(payment, { ...OF_V1.offer, amount: null });
      await settle(payment, { ...OF_V1.offer, amount: null });
    }
    assert.deepEqual(calls, ["verify", "settle"]);
    assert.deepEqual(events.map(({ report }) => report.verdict), ["valid", "valid", "invalid", "invalid"]);
  });

  test(`${entry}: after the service upto takes any amount up to the signed one`, async () => {
    const { payment, offer } = OF_UPTO;
    const signed = BigInt(offer.amount);
    for (const [amount, passes] of [["0", true], [String(signed), true], [signed, true], [String(signed + 1n), false], [signed + 1n, false]]) {
      const { calls, settle } = shield({ clock: () => 1767225600 });
      await settle(payment, { ...offer, amount });
      assert.deepEqual(calls, passes ? ["settle"] : [], String(amount));
    }
  });

  test(`${entry}: the log is told of every settlement`, async () => {
    const { calls, events, settle } = shield();
    await settle({ x402Version: 2 }, { scheme: "batch-settlement" });
    await settle(JSON.parse(OF_V2.text), OF_V2.offer);
    assert.deepEqual(calls, ["settle", "settle"]);
    assert.deepEqual(events.map(({ operation, decision, report }) => [operation, decision, report?.verdict]), [["settle", "passed", undefined], ["settle", "passed", "valid"]]);
  });

  test(`${entry}: a log that fails stops no payment`, async (t) => {
    const said = t.mock.method(console, "error", () => {});
    const full = new Error("the disk is full");
    for (const log of [() => { throw full; }, async () => { throw full; }]) {
      const { calls, verify, settle } = shield({ log });
      assert.equal((await verify(JSON.parse(OF_V2.text), OF_V2.offer)).isValid, true);
      assert.equal((await settle(JSON.parse(OF_V2.text), OF_V2.offer)).success, true);
      assert.equal((await settle({ x402Version: 2 }, { scheme: "batch-settlement" })).success, true);
      assert.equal((await verify({}, OF_V2.offer)).isValid, false);
      assert.deepEqual(calls, ["verify", "settle", "settle"]);
    }
    assert.deepEqual(said.mock.calls.map(({ arguments: [, error] }) => error), Array(8).fill(full));
  });

  test(`${entry}: a mistake in the options is told at once`, () => {
    for (const options of [
      { policy: { assumePlainAccount: true } }, { policy: { assumePlainAccounts: "yes" } }, { policy: null }, { policy: [] },
      { facts: { account: {} } }, { facts: null }, { clock: () => "soon" }, { clock: () => NaN }, { clock: () => undefined },
      ...[-1, null, NaN, "x", "5", 1.5, Infinity, 5n, {}].map((replays) => ({ replays })),
    ]) {
      assert.throws(() => shield(options), X402Error, inspect(options));
    }
    for (const options of [{}, { replays: 0 }, { replays: 1 }, { replays: undefined }, { policy: {} }, { facts: { accounts: {} } }, PLAIN]) shield(options);
  });

  test(`${entry}: a clock may be exact, and stop`, async () => {
    for (const time of [now + 0.9, BigInt(now), String(now)]) {
      const { verify } = shield({ clock: () => time });
      assert.equal((await verify(JSON.parse(OF_V2.text), OF_V2.offer)).isValid, true);
    }
    let time = now + 54.1;
    const { calls, verify } = shield({ clock: () => time });
    assert.equal((await verify(JSON.parse(OF_V2.text), OF_V2.offer)).isValid, false);
    time = NaN;
    await assert.rejects(verify(JSON.parse(OF_V2.text), OF_V2.offer), X402Error);
    assert.deepEqual(calls, []);
  });
}

test("where the module has to be fetched, the first call says what is wrong with the options", async () => {
  // As browsers have it, but for the way in which the module comes.
  const { init, facilitatorShield } = await import(new URL("node_modules/x402-offline/dist/payments.web.js", import.meta.url));
  const wrong = shielded(facilitatorShield, { policy: { assumePlainAccount: true } });
  const right = shielded(facilitatorShield, PLAIN);
  await init(readFileSync(new URL("node_modules/x402-offline/dist/payments.wasm", import.meta.url)));
  for (let call = 0; call < 2; call++) {
    await assert.rejects(wrong.verify(JSON.parse(OF_V2.text), OF_V2.offer), (error) => error.name === "X402Error" && error.pointer === "/policy/assumePlainAccount");
    await assert.rejects(wrong.settle(JSON.parse(OF_V2.text), OF_V2.offer), (error) => error.name === "X402Error");
  }
  assert.deepEqual(wrong.calls, []);
  assert.equal((await right.verify(JSON.parse(OF_V2.text), OF_V2.offer)).isValid, true);
});
