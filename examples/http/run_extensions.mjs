// Who has paid comes back, a retry is answered and not settled again, and what the shop signs can be verified: by the
// official packages and by hand.

import assert from "node:assert/strict";
import { PAYER, USE_EXTENSIONS, ask, callJson, counting, decode, encode, forAnyShop, start, test } from "./testing.mjs";

/// The shop signs offers and receipts with this account.
const SIGNER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

export async function testExtensions(name) {
  const it = (what, body) => test(`${name}: ${what}`, body);
  const served = ({ status, body }) => assert.deepEqual([status, JSON.parse(body)], [200, { forecast: "fair" }]);
  const used = {};
  for (const [by, command] of Object.entries(USE_EXTENSIONS)) {
    const url = await start(name, await start("facilitator"));
    await it(`${by}'s package signs in, and is served after it has paid`, async () => {
      const { before, paid, after } = await callJson(command, url, `pay_by_${by}_000000000`);
      assert.deepEqual([before.status, paid.status, after.status], [402, 200, 200]);
      assert.equal(before.body.error, "this account has not paid");
      assert.deepEqual([paid.body, after.body], Array(2).fill({ forecast: "fair" }));
      used[by] = { url, paid, after };
    });
  }
  if (!used.npm || !used.PyPI) return;

  const { url, paid, after } = used.npm;
  await it("the official package verifies the offers and the receipt", () => {
    for (const { signer } of [...paid.offers, paid.receipt]) assert.equal(signer, SIGNER);
    assert.deepEqual([paid.offers.length, paid.receipt.payload.payer, paid.receipt.payload.resourceUrl], [3, PAYER, url]);
  });

  const refused = async (headers, error) => {
    const { status, headers: answered } = await ask(url, headers);
    assert.equal(status, 402);
    assert.ok(decode(answered["payment-required"]).error.startsWith(error), decode(answered["payment-required"]).error);
  };
  const { name: header, value } = after.sent;
  await it("a sign-in is good for one request", () => refused({ [header]: value }, "the nonce was used before"));
  await it("nor is one whose member was changed", () =>
    refused({ [header]: encode({ ...decode(value), uri: `${url}?more` }) }, "invalid_siwx_signature"));
  await it("nor one for another shop", async () => {
    const { after } = used.PyPI;
    await refused({ [header]: after.sent.value }, "invalid_siwx_domain_mismatch");
  });
  await it("a sign-in that cannot be read is 400", async () => {
    for (const text of ["garbage!", "", "e30="]) assert.equal((await ask(url, { [header]: text })).status, 400);
  });

  for (const [by, { url, paid }] of Object.entries(used)) {
    const payment = { [paid.sent.name]: paid.sent.value };
    await it(`${by}'s payment comes twenty times again, and gets the answer that it got`, async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask(url, payment)));
      answers.forEach(served);
      assert.equal(new Set(answers.map(({ headers }) => headers["payment-response"])).size, 1);
    });
    await it(`${by}'s identifier belongs to its request`, async () => {
      assert.equal((await ask(`${url}?city=Ulm`, payment)).status, 409);
    });
  }

  await it("a payment for one shop is none for another whose challenge it has", async () => {
    const { status, body } = await ask(used.PyPI.url, { [paid.sent.name]: paid.sent.value });
    assert.deepEqual([status, JSON.parse(body).error.split(":")[0]], [402, "extension_echo_mismatch"]);
  });
  const payment = { [paid.sent.name]: forAnyShop(paid.sent.value) };
  await it("of twenty at once one is settled, and all are served", async () => {
    const steps = { settled: 0 };
    const other = await start(name, await counting(await start("facilitator"), steps));
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(other, payment)));
    answers.forEach(served);
    assert.deepEqual([steps.settled, new Set(answers.map(({ headers }) => headers["payment-response"])).size], [1, 1]);
  });
  await it("who gets nothing pays nothing, and signs anew for something else", async () => {
    const steps = { settled: 0 };
    const other = await start(name, await counting(await start("facilitator"), steps));
    const { status, headers } = await ask(`${other}?city=Atlantis`, payment);
    assert.deepEqual([status, decode(headers["payment-response"]).errorReason, steps.settled], [404, "not_served", 0]);
    assert.deepEqual([(await ask(other, payment)).status, steps.settled], [409, 0]);
  });
  await it("the payment buys nothing more under another identifier, or under none", async () => {
    for (const extension of [{ info: { required: false, id: "pay_another_0000000" } }, undefined]) {
      const { extensions, ...rest } = decode(paid.sent.value);
      const edited = encode({ ...rest, extensions: { ...extensions, "payment-identifier": extension } });
      served(await ask(url, { [paid.sent.name]: edited }));
    }
  });
  await it("a malformed identifier is 400", async () => {
    const other = await start(name, await start("facilitator"));
    const { extensions, ...rest } = decode(payment[paid.sent.name]);
    const short = { info: { required: false, id: "pay_1" } };
    const edited = encode({ ...rest, extensions: { ...extensions, "payment-identifier": short } });
    assert.equal((await ask(other, { [paid.sent.name]: edited })).status, 400);
  });
}
