// Our client and the official ones buy from a server; then come payments that are not to be taken.

import assert from "node:assert/strict";
import {
  NPM, NPM_STELLAR, NPM_V1, PAYER, PAY_TO, PYPI, STELLAR, STELLAR_PAY_TO, STUB, ask, buy, buyOfficially, counting, decode, encode, forAnyShop, start, stellarNode, test,
} from "./testing.mjs";

/// A 402 that says so in V2's header and V1's body, with an error that begins so.
function assertPaymentRequired({ status, headers, body }, error) {
  assert.deepEqual([status, headers["cache-control"]], [402, "no-store"]);
  const [two, one] = [decode(headers["payment-required"]), JSON.parse(body)];
  assert.deepEqual([two.x402Version, one.x402Version], [2, 1]);
  const [onStellar] = two.accepts.splice(2);
  assert.deepEqual(two.accepts.map((offer) => offer.network), ["eip155:43113", "eip155:84532"]);
  // A token with seven decimal places, on a chain that version 1 does not have.
  assert.deepEqual([onStellar.network, onStellar.amount, onStellar.payTo], [STELLAR, "100000", STELLAR_PAY_TO]);
  assert.deepEqual(one.accepts.map((offer) => offer.network), ["avalanche-fuji", "base-sepolia"]);
  for (const offer of two.accepts) assert.deepEqual([offer.amount, offer.payTo], ["10000", PAY_TO]);
  for (const offer of one.accepts) assert.deepEqual([offer.maxAmountRequired, offer.payTo], ["10000", PAY_TO]);
  for (const paymentRequired of [one, two]) assert.ok(paymentRequired.error.startsWith(error), paymentRequired.error);
}

export async function testServer(name) {
  const url = await start(name, await start("facilitator"));
  const it = (what, body) => test(`${name}: ${what}`, body);

  await it("no payment is 402 with offers for both versions", async () => {
    const answer = await ask(url);
    assertPaymentRequired(answer, "no payment: send PAYMENT-SIGNATURE or X-PAYMENT");
    assert.equal(answer.headers["payment-response"], undefined);
    assert.equal(decode(answer.headers["payment-required"]).resource.url, url);
  });
  await it("our client pays", async () => {
    const { code, stdout, stderr } = await buy(url);
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`^${PAYER} pays 10000 of .*\n200 OK\nserved, and settled; transaction 0x[0-9a-f]{64}$`, "m"));
  });

  const same = ({ status, headers, body }, response, settlement) => {
    assert.deepEqual([status, JSON.parse(body)], [200, { forecast: "fair" }]);
    assert.deepEqual(decode(headers[response]), settlement);
  };

  let paid, paidV1, header, headerV1;
  await it("the official client pays in version 2, and reads the settlement", async () => {
    const { status, paymentStatus, sent, ...answer } = await buyOfficially(NPM, url);
    assert.deepEqual([status, paymentStatus, sent.name], [200, "settled", "PAYMENT-SIGNATURE"]);
    const { network } = decode(sent.value).accepted;
    ({ header } = answer);
    assert.deepEqual([header.success, header.network, header.payer], [true, network, PAYER]);
    assert.match(header.transaction, STUB);
    paid = sent;
  });
  await it("the official client pays in version 1, and reads the settlement", async () => {
    const { status, paymentStatus, header, sent } = await buyOfficially(NPM, url, "--v1");
    assert.deepEqual([status, paymentStatus, sent.name], [200, "settled", "X-PAYMENT"]);
    assert.deepEqual([header.success, header.network, header.payer], [true, "base-sepolia", PAYER]);
    assert.match(header.transaction, STUB);
    headerV1 = header;
    paidV1 = sent;
  });
  for (const [what, client, flags, name, paidOn] of [
    ["npm's client of version 1 pays", NPM_V1, [], "X-PAYMENT", ["base-sepolia"]],
    ["PyPI's client pays in version 1", PYPI, ["--v1"], "X-PAYMENT", ["avalanche-fuji", "base-sepolia"]],
    ["PyPI's client pays in version 2", PYPI, [], "PAYMENT-SIGNATURE", ["eip155:43113", "eip155:84532"]],
  ]) {
    await it(`${what}, and reads the settlement`, async () => {
      const { status, header, sent, body } = await buyOfficially(client, url, ...flags);
      assert.deepEqual([status, sent.name, body.forecast], [200, name, "fair"]);
      assert.deepEqual([header.success, header.payer, paidOn.includes(header.network)], [true, PAYER, true]);
      assert.match(header.transaction, STUB);
    });
  }
  await it("npm's client pays on Stellar, once", async () => {
    const { status, paymentStatus, header, sent, payer, body } = await buyOfficially(NPM_STELLAR, url);
    assert.deepEqual([status, paymentStatus, body.forecast], [200, "settled", "fair"]);
    assert.deepEqual([header.success, header.network, header.payer], [true, STELLAR, payer]);
    assert.match(header.transaction, STUB);
    same(await ask(url, { [sent.name]: sent.value }), "payment-response", header);
  });
  await it("our client pays on Stellar, and sends what the node has simulated", async () => {
    const node = await stellarNode();
    const { code, stdout, stderr } = await buy(url, "--stellar", node.url);
    node.server.close();
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR pays 100000 of C\w{55} on stellar:testnet to G/);
    assert.ok(stdout.includes('"forecast":"fair"'), stdout);
  });
  await it("our client sends nothing on Stellar that a node shows to be another payment", async () => {
    const node = await stellarNode(99_999n);
    const { code, stdout, stderr } = await buy(url, "--stellar", node.url);
    node.server.close();
    assert.deepEqual([code, stdout], [1, ""], stderr);
    assert.ok(stderr.includes("simulation"), stderr);
  });
  if (!paid || !paidV1) return;

  await it("the same payment gets the same answer", async () => {
    same(await ask(url, { [paid.name]: paid.value }), "payment-response", header);
    same(await ask(url, { [paidV1.name]: paidV1.value }), "x-payment-response", headerV1);
  });
  await it("so does the same payment in other letters", async () => {
    const { payload, ...rest } = decode(paid.value);
    const respelled = encode({ payload, ...rest, note: "new" }, 2);
    same(await ask(url, { [paid.name]: respelled }), "payment-response", header);
  });
  await it("and under the other version's header", async () => {
    same(await ask(url, { "X-PAYMENT": paid.value }), "payment-response", header);
    same(await ask(url, { "payment-signature": paidV1.value }), "x-payment-response", headerV1);
  });

  await it("another shop has not seen it: of four at once one is settled, and all get its answer", async () => {
    const count = { settled: 0 };
    const other = await start(name, await counting(await start("facilitator"), count));
    const value = forAnyShop(paid.value);
    const answers = await Promise.all(Array.from({ length: 4 }, () => ask(other, { [paid.name]: value })));
    assert.deepEqual([answers.map(({ status }) => status), count.settled], [Array(4).fill(200), 1]);
    assert.equal(new Set(answers.map(({ headers }) => headers["payment-response"])).size, 1);
    const { status, headers } = await ask(other, { "PAYMENT-SIGNATURE": paidV1.value });
    assert.deepEqual([status, decode(headers["x-payment-response"]).payer], [200, PAYER]);
    assert.equal(headers["cache-control"], "no-store");
  });

  const edited = async (edit, error) => {
    const payment = decode(paid.value);
    edit(payment);
    const answer = await ask(url, { [paid.name]: encode(payment) });
    assertPaymentRequired(answer, error);
    assert.equal(answer.headers["payment-response"], undefined);
  };
  await it("one digit of the signed value changed: 402 with the reason", () =>
    edited(
      ({ payload }) => (payload.authorization.value = "10001"),
      "invalid_exact_evm_payload_authorization_value_mismatch: invalid: amount: ",
    ));
  await it("one digit of the nonce changed: 402 with the reason", () =>
    edited(({ payload }) => {
      const { nonce } = payload.authorization;
      payload.authorization.nonce = nonce.slice(0, -1) + (nonce.endsWith("0") ? "1" : "0");
    }, "invalid_exact_evm_payload_signature: undecided: signer: "));
  await it("one digit of the accepted amount changed: 402 with the reason", async () => {
    const payment = decode(forAnyShop(paid.value));
    payment.accepted.amount = "10001";
    const other = await start(name, await start("facilitator"));
    assertPaymentRequired(await ask(other, { [paid.name]: encode(payment) }), "invalid_payment_requirements: invalid: offer: ");
  });

  for (const [what, headers] of [
    ["no base64", { [paid.name]: "garbage!" }],
    ["nothing", { [paid.name]: "" }],
    ["half of a payment", { [paid.name]: paid.value.slice(0, 200) }],
    ["JSON without a version", { [paid.name]: "e30=" }],
    ["a byte that is not ASCII", { [paid.name]: `${paid.value}\u00e9` }],
    ["one header twice", { [paid.name]: [paid.value, paid.value] }],
    ["both versions' headers", { [paid.name]: paid.value, [paidV1.name]: paidV1.value }],
  ]) {
    await it(`malformed is 400: ${what}`, async () => {
      const answer = await ask(url, headers);
      assert.deepEqual([answer.status, answer.headers["payment-required"]], [400, undefined]);
      assert.equal(typeof JSON.parse(answer.body).error, "string");
    });
  }
  await it("another path is 404, and another method is not sold", async () => {
    assert.equal((await ask(new URL("/", url))).status, 404);
    // axum has the layer around its own 405, which costs nothing.
    assert.ok([402, 405].includes((await ask(url, {}, "POST")).status));
    assert.notEqual((await buy(new URL("/", url).href)).code, 0);
  });
}
