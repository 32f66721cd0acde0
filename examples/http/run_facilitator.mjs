// The official clients of a facilitator talk to ours.

import assert from "node:assert/strict";
import {
  FACILITATOR_CLIENTS, NPM, PAYER, PAY_TO, PYPI, STUB, buyOfficially, callFacilitator, decode, encode, listen, start, test,
} from "./testing.mjs";

const USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
const common = { scheme: "exact", asset: USDC, payTo: PAY_TO, maxTimeoutSeconds: 60, extra: { name: "USDC", version: "2" } };
const about = { resource: "https://a.example/forecast", description: "", mimeType: "application/json" };
const offerOf = (amount) => ({ ...common, network: "eip155:84532", amount });
const offerOfV1 = (amount) => ({ ...common, ...about, network: "base-sepolia", maxAmountRequired: amount });

/// A payment that an official client makes for one of these offers, in the version that the flags say.
async function pays(client, offer, offerV1, flags) {
  const { server, url } = await listen((request, response) => {
    const paid = request.headers["payment-signature"] ?? request.headers["x-payment"];
    const paymentRequired = { x402Version: 2, resource: { url: about.resource }, accepts: [offer] };
    const settled = { success: true, transaction: "0x12", network: offer.network };
    const headers = { "Content-Type": "application/json" };
    if (paid) response.writeHead(200, { ...headers, "PAYMENT-RESPONSE": encode(settled), "X-PAYMENT-RESPONSE": encode(settled) });
    else response.writeHead(402, { ...headers, "PAYMENT-REQUIRED": encode(paymentRequired) });
    response.end(JSON.stringify(paid ? {} : { x402Version: 1, error: "pay", accepts: [offerV1] }));
  });
  const { sent } = await buyOfficially(client, url, ...flags);
  server.close();
  return [decode(sent.value), flags.includes("--v1") ? offerV1 : offer];
}

/// The same on Base Sepolia.
const collect = (client, amount, flag) => pays(client, offerOf(amount), offerOfV1(amount), flag ? [flag] : []);

const SOLANA = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";
const PAYER_ON_SOLANA = "AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9";
const [SPONSOR, OTHER_SPONSOR] = ["EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd", "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu"];

/// The same on Solana, for this sponsor.
function collectOnSolana(client, flags, { amount = "10000", feePayer = SPONSOR } = {}) {
  const asset = "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU";
  const common = { scheme: "exact", asset, payTo: "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4", maxTimeoutSeconds: 60 };
  const offer = { ...common, network: SOLANA, amount, extra: { feePayer } };
  const offerV1 = { ...common, ...about, network: "solana-devnet", maxAmountRequired: amount, extra: { feePayer } };
  return pays(client, offer, offerV1, ["--solana", ...flags]);
}

/// A payment of `pay`, which `client` gives to the facilitator. `others` are payments that are not to be taken, with the reasons.
async function testOnSolana(name, [client, pay, flags], others) {
  await test(`facilitator: ${name} pays on Solana, and no twin of what is settled counts`, async () => {
    const url = await start("facilitator");
    const [payment, offer] = await collectOnSolana(pay, flags);
    const altered = structuredClone(payment);
    const bytes = Buffer.from(altered.payload.transaction, "base64");
    // The payer's signature is the second one.
    bytes[1 + 64 + 5] ^= 1;
    altered.payload.transaction = bytes.toString("base64");
    const wrong = [[["verify", altered, offer], "invalid_exact_svm_payload_signature_invalid"], ...(await others())];
    const ours = [...["verify", "settle", "settle", "verify"].map((call) => [call, payment, offer])];
    const answers = await callFacilitator(client, url, [...wrong.map(([call]) => call), ...ours]);
    for (const { error } of answers) assert.equal(error, undefined);
    const [valid, settled, twin, late] = answers.splice(wrong.length).map(({ result }) => result);
    const reasons = answers.map(({ result }) => [result.isValid ?? result.success, result.invalidReason ?? result.errorReason]);
    assert.deepEqual(reasons, wrong.map(([, reason]) => [false, reason]));
    assert.deepEqual([valid.isValid, valid.payer], [true, PAYER_ON_SOLANA]);
    assert.deepEqual([settled.success, settled.network, settled.payer], [true, offer.network, PAYER_ON_SOLANA]);
    assert.match(settled.transaction, /^[1-9A-HJ-NP-Za-km-z]{86,88}$/);
    assert.deepEqual([twin.success, twin.errorReason, twin.transaction], [false, "duplicate_settlement", settled.transaction]);
    assert.deepEqual([late.isValid, late.invalidReason], [false, "duplicate_settlement"]);
  });
}

async function testSolana() {
  const { npm, PyPI } = FACILITATOR_CLIENTS;
  await testOnSolana("npm's client", [npm, NPM, []], async () => [
    [["verify", ...(await collectOnSolana(NPM, [], { feePayer: OTHER_SPONSOR }))], "invalid_exact_svm_fee_payer_not_managed_by_facilitator"],
    [["settle", ...(await collectOnSolana(NPM, [], { amount: "600000" }))], "insufficient_funds"],
  ]);
  await testOnSolana("npm's client of version 1", [npm, NPM, ["--v1"]], () => []);
  await testOnSolana("PyPI's client", [PyPI, PYPI, []], () => []);
}

async function testClient(name, client, pay) {
  const it = (what, body) => test(`facilitator: ${name}'s client ${what}`, body);
  const confirmed = await start("facilitator");

  await it("reads what is supported", async () => {
    const [{ result }] = await callFacilitator(client, confirmed, [["supported"]]);
    const kinds = result.kinds.map(({ x402Version, scheme, network }) => `${x402Version} ${scheme} ${network}`).sort();
    const versions = { 1: ["avalanche-fuji", "base-sepolia", "solana-devnet"], 2: ["eip155:43113", "eip155:84532", SOLANA] };
    const expected = Object.entries(versions).flatMap(([version, names]) => names.map((net) => `${version} exact ${net}`));
    expected.push(...versions[2].slice(0, 2).map((net) => `2 batch-settlement ${net}`), "2 exact stellar:testnet");
    assert.deepEqual(kinds, expected.sort());
    assert.deepEqual([result.extensions, Object.keys(result.signers)], [[], ["eip155:*", "solana:*", "stellar:*"]]);
    for (const { network, extra } of result.kinds) {
      if (network.startsWith("solana")) assert.deepEqual([extra.feePayer], result.signers["solana:*"]);
    }
  });

  for (const flag of [undefined, "--v1"]) {
    const version = flag ? "version 1" : "version 2";
    const [payment, offer] = await collect(pay, "10000", flag);
    const settled = ({ result }) => {
      assert.deepEqual([result.success, result.network, result.payer], [true, offer.network, PAYER]);
      assert.match(result.transaction, STUB);
      return result.transaction;
    };
    const refused = ({ result, error }, reason) => {
      assert.ok(result, error);
      const { success, errorReason, transaction } = result;
      assert.deepEqual([success, errorReason, transaction], [false, reason, ""]);
    };

    await it(`verifies: valid, and invalid for its reason, in ${version}`, async () => {
      const altered = structuredClone(payment);
      altered.payload.authorization.value = "10001";
      const forged = structuredClone(payment);
      forged.payload.authorization.nonce = `0x${"00".repeat(32)}`;
      const price = flag ? { maxAmountRequired: "20000" } : { amount: "20000" };
      const elsewhere = { network: flag ? "base" : "eip155:8453" };
      const answers = await callFacilitator(client, confirmed, [
        ["verify", payment, offer],
        ["verify", altered, offer],
        ["verify", forged, offer],
        ["verify", payment, { ...offer, payTo: PAYER }],
        ["verify", payment, { ...offer, ...price }],
        ["verify", { ...payment, ...(flag && elsewhere) }, { ...offer, ...elsewhere }],
        ["verify", { ...payment, ...(flag && { scheme: "upto" }) }, { ...offer, scheme: "upto" }],
      ]);
      for (const { error } of answers) assert.equal(error, undefined);
      assert.deepEqual([answers[0].result.isValid, answers[0].result.payer], [true, PAYER]);
      const invalid = answers.slice(1).map(({ result }) => [result.isValid, result.invalidReason]);
      const mismatch = `invalid_exact_evm_payload_authorization_value${flag ? "" : "_mismatch"}`;
      const recipient = "invalid_exact_evm_payload_recipient_mismatch";
      assert.deepEqual(invalid, [
        [false, mismatch],
        [false, "invalid_exact_evm_payload_signature"],
        [false, flag ? recipient : "invalid_payment_requirements"],
        [false, flag ? mismatch : "invalid_payment_requirements"],
        [false, "invalid_network"],
        [false, "unsupported_scheme"],
      ]);
    });

    await it(`settles, and no twin of what is settled, in ${version}`, async () => {
      const respelled = structuredClone(payment);
      respelled.payload.authorization.from = PAYER.toLowerCase();
      const calls = [payment, payment, respelled].map((twin) => ["settle", twin, offer]);
      const [first, ...twins] = await callFacilitator(client, confirmed, calls);
      const transaction = settled(first);
      // The reason says that it was settled before, and the transaction where.
      for (const { result } of twins) {
        const { success, errorReason } = result;
        assert.deepEqual([success, errorReason, result.transaction], [false, "duplicate_settlement", transaction]);
      }
      // What was settled is not valid any more.
      const verified = await callFacilitator(client, confirmed, [payment, respelled].map((twin) => ["verify", twin, offer]));
      for (const { result } of verified) {
        assert.deepEqual([result.isValid, result.invalidReason, result.payer], [false, "duplicate_settlement", PAYER]);
      }
    });

    await it(`settles what is pending when it asks again, in ${version}`, async () => {
      const url = await start("facilitator", "1");
      const [payment, offer] = await collect(pay, "10000", flag);
      const calls = ["settle", "verify", "settle", "settle"].map((call) => [call, payment, offer]);
      const [pending, verified, first, twin] = await callFacilitator(client, url, calls);
      assert.equal(verified.result.isValid, true);
      const { success, errorReason, transaction } = pending.result;
      assert.deepEqual([success, errorReason], [false, "settlement_pending"]);
      assert.equal(settled(first), transaction);
      assert.equal(twin.result.errorReason, "duplicate_settlement");
    });

    await it(`refuses to settle for a definite reason, in ${version}`, async () => {
      const dear = await collect(pay, "600000", flag);
      const altered = structuredClone(payment);
      altered.payload.authorization.validBefore = "1";
      const calls = [["verify", ...dear], ["settle", ...dear], ["settle", ...dear], ["settle", altered, offer]];
      const [verified, failed, again, expired] = await callFacilitator(client, confirmed, calls);
      assert.equal(verified.result.isValid, true);
      refused(failed, "insufficient_funds");
      refused(again, "insufficient_funds");
      refused(expired, "invalid_exact_evm_payload_authorization_valid_before");
    });
  }

  await it("as part of the official server asks again by itself", async () => {
    const [payment, offer] = await collect(pay, "10000");
    const slow = await start("facilitator", "1");
    const [{ result, error }] = await callFacilitator(client, slow, [["resource-server", payment, offer]]);
    assert.ok(result, error);
    assert.deepEqual([result.success, result.payer], [true, PAYER]);
  });
}

async function testRequests() {
  const url = await start("facilitator");
  const post = async (path, body, headers = {}) => {
    const response = await fetch(`${url}/${path}`, { method: "POST", body, headers, signal: AbortSignal.timeout(10_000) });
    return [response.status, JSON.parse(await response.text())];
  };
  const bodyOf = ([paymentPayload, paymentRequirements]) =>
    JSON.stringify({ x402Version: 2, paymentPayload, paymentRequirements });

  await test("facilitator: what cannot be read is 400 with the reason", async () => {
    for (const [body, reason] of [["{}", "invalid_payload"], ["[", "invalid_payload"], ['{"x402Version":3}', "invalid_x402_version"]]) {
      assert.deepEqual(await post("verify", body), [400, { isValid: false, invalidReason: reason }]);
      assert.deepEqual(await post("settle", body), [400, { success: false, errorReason: reason, transaction: "" }]);
    }
  });
  await test("facilitator: a body that is too long is 413, and its caller sees it", async () => {
    const longest = 2 ** 20;
    for (const call of ["verify", "settle"]) {
      assert.equal((await post(call, " ".repeat(longest)))[0], 400);
      for (const length of [longest + 1, 10 * 2 ** 20]) {
        // Node's `fetch` and Python's `requests` write all of it before they read.
        const { status } = await fetch(`${url}/${call}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "[".repeat(length) });
        assert.equal(status, 413);
      }
    }
  });
  await test("facilitator: who asks again with the same idempotency key is told the same again", async () => {
    const body = bodyOf(await collect(NPM, "10000"));
    const key = (name) => ({ "Idempotency-Key": name });
    const first = await post("settle", body, key("a"));
    assert.deepEqual([first[0], first[1].success], [200, true]);
    assert.deepEqual(await post("settle", body, key("a")), first);
    assert.equal((await post("settle", body, key("b")))[1].errorReason, "duplicate_settlement");
    assert.equal((await post("settle", body))[1].errorReason, "duplicate_settlement");
  });
  await test("facilitator: of four settlements of one payment at once one succeeds", async () => {
    const body = bodyOf(await collect(NPM, "10000"));
    const answers = await Promise.all(Array.from({ length: 4 }, () => post("settle", body)));
    const reasons = answers.map(([, { success, errorReason }]) => (success ? "settled" : errorReason)).sort();
    assert.deepEqual(reasons, ["duplicate_settlement", "duplicate_settlement", "duplicate_settlement", "settled"]);
  });
}

export async function testFacilitator() {
  await testClient("npm", FACILITATOR_CLIENTS.npm, NPM);
  await testClient("PyPI", FACILITATOR_CLIENTS.PyPI, PYPI);
  await testSolana();
  await testRequests();
}
