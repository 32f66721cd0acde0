// The official client and our wallet pay the shop `channel` by a channel of batch-settlement, and requests come that are not to
// be served.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NPM_CHANNEL, PAYER, ask, binary, callJson, decode, encode, listen, run, start, test } from "./testing.mjs";
import { nodeBefore } from "./channel/node.mjs";

const PRICE = 1000;
const CHARGE = 700;
const DEPOSIT = 20 * PRICE;
const TRANSACTION = /^0x[0-9a-f]{64}$/;
const charged = (count) => String(count * CHARGE);
const MISMATCH = "invalid_batch_settlement_evm_cumulative_amount_mismatch";

export async function testChannel() {
  const it = (what, body) => test(`channel: ${what}`, body);
  const facilitator = await start("facilitator");
  const url = await start("channel", facilitator);
  // A purchase opens the channel, ten are paid by vouchers; then the shop claims, and three more are paid.
  const { sent, claimed, status, refunded } = await callJson(NPM_CHANNEL, url, "11");
  const bought = sent.filter((one) => one.status === 200 && one.type !== "refund");

  await it("the first purchase opens the channel", () => {
    const [{ type, sum, settlement }] = sent;
    assert.deepEqual([type, sum, settlement.amount, settlement.payer], ["deposit", `${PRICE}`, `${DEPOSIT}`, PAYER]);
    assert.match(settlement.transaction, TRANSACTION);
    assert.equal(settlement.extra.channelState.balance, `${DEPOSIT}`);
  });
  await it("ten purchases are paid by vouchers, each over what was charged so far and the price", () => {
    bought.slice(1, 11).forEach(({ type, sum, settlement }, index) => {
      assert.deepEqual([type, sum], ["voucher", String((index + 1) * CHARGE + PRICE)]);
      const { chargedAmount, channelState } = settlement.extra;
      assert.deepEqual([settlement.transaction, chargedAmount], ["", `${CHARGE}`]);
      assert.deepEqual([channelState.chargedCumulativeAmount, channelState.totalClaimed], [charged(index + 2), "0"]);
    });
  });
  await it("the shop claims and sweeps what it has charged, and sells on", () => {
    assert.deepEqual(claimed, { claimed: 1, swept: charged(11) });
    const { extra } = bought[11].settlement;
    assert.deepEqual([extra.channelState.totalClaimed, extra.channelState.chargedCumulativeAmount], [charged(11), charged(12)]);
  });
  await it("a client that has lost its sums gets them back with a proof, and buys", () => {
    const [lost, again] = sent.slice(13);
    // It starts from what was claimed.
    assert.deepEqual([lost.status, lost.sum, lost.error], [402, String(11 * CHARGE + PRICE), MISMATCH]);
    assert.deepEqual([again.status, again.sum, status], [200, String(13 * CHARGE + PRICE), 200]);
  });
  await it("a refund claims what was charged, and pays the rest back", () => {
    const { success, amount, transaction, extra } = refunded;
    assert.deepEqual([success, amount], [true, String(DEPOSIT - 14 * CHARGE)]);
    assert.match(transaction, TRANSACTION);
    const { balance, totalClaimed, refundNonce } = extra.channelState;
    assert.deepEqual([balance, totalClaimed, refundNonce], [charged(14), charged(14), "1"]);
  });

  const payments = sent.map(({ payment }) => payment);
  await testFacilitator(payments);
  await testOthers(it, payments);
  await testWallet();
}

/// The client's own payments, sent to a facilitator without a shop.
async function testFacilitator([deposit, voucher]) {
  const it = (what, body) => test(`facilitator: ${what}`, body);
  const url = await start("facilitator");
  const settle = async (payment, key) => {
    const body = JSON.stringify({ x402Version: 2, paymentPayload: payment, paymentRequirements: payment.accepted });
    const headers = { "Content-Type": "application/json", ...(key ? { "Idempotency-Key": key } : {}) };
    return (await fetch(`${url}/settle`, { method: "POST", headers, body })).json();
  };
  const [filled, next] = [decode(deposit), decode(voucher)];
  const { channelConfig, voucher: signed } = next.payload;
  const row = { voucher: { channel: channelConfig, maxClaimableAmount: signed.maxClaimableAmount }, signature: signed.signature };
  const claims = [{ ...row, totalClaimed: signed.maxClaimableAmount }];
  const refused = ({ success, errorReason }, reason) => assert.deepEqual([success, errorReason], [false, reason]);

  await it("fills a channel once, and answers a repeated request in the same way", async () => {
    const first = await settle(filled, "a");
    assert.deepEqual([first.success, first.extra.channelState.balance], [true, `${DEPOSIT}`]);
    assert.deepEqual(await settle(filled, "a"), first);
    refused(await settle(filled, "b"), "invalid_transaction_state");
    refused(await settle(filled), "invalid_transaction_state");
  });
  await it("sends no voucher", async () =>
    refused(await settle(next), "invalid_batch_settlement_evm_payload_type"));
  await it("claims for nobody who has not signed", async () => {
    const payload = { type: "claim", claims, claimAuthorizerSignature: signed.signature };
    refused(await settle({ ...next, payload }), "invalid_batch_settlement_evm_claim_simulation_failed");
    const { success } = await settle({ ...next, payload: { type: "claim", claims } });
    assert.equal(success, false);
  });
  await it("sweeps nothing where nothing was claimed", async () => {
    const payload = { type: "settle", receiver: channelConfig.receiver, token: channelConfig.token };
    refused(await settle({ ...next, payload }), "invalid_batch_settlement_evm_nothing_to_settle");
  });
}

/// The shop behind a server that alters one member of what it says of the channel.
async function altering(url, header, edit) {
  const { url: altered } = await listen(async (request, response) => {
    const { status, headers, body } = await ask(url, request.headers);
    const output = headers[header] && decode(headers[header]);
    if (output) edit(output);
    response.writeHead(status, { ...headers, ...(output ? { [header]: encode(output) } : {}) });
    response.end(body);
  });
  return altered;
}

async function testWallet() {
  const it = (what, body) => test(`wallet: ${what}`, body);
  const { url: node } = await listen(nodeBefore(await start("facilitator")));
  const url = await start("channel", node);
  const directory = mkdtempSync(join(tmpdir(), "x402-wallet-"));
  process.on("exit", () => rmSync(directory, { recursive: true }));
  const wallet = (from, ...flags) => run([binary("wallet"), from, node, directory, ...flags]);
  const succeeds = async (last, from = url, ...flags) => {
    const { code, stdout, stderr } = await wallet(from, ...flags);
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trimEnd().split("\n").at(-1), last);
    return stdout;
  };
  const buys = (count, balance, from) => succeeds(`charged ${charged(count)} of ${balance}`, from);
  const refuses = async (from, why, ...flags) => {
    const { code, stdout, stderr } = await wallet(from, ...flags);
    assert.deepEqual([code, `${stdout}${stderr}`.includes(why)], [1, true], stdout + stderr);
  };
  const file = () => join(directory, readdirSync(directory)[0]);

  await it("opens a channel that the chain does not have, and fills it again when it is used up", async () => {
    assert.match(await buys(1, 5 * PRICE), /^ask eip155:84532 for the balance of the channel 0x/);
    for (let count = 2; count <= 6; count += 1) assert.match(await buys(count, 5 * PRICE), /^200 /);
    // Another deposit is signed once the chain shows the first.
    assert.match(await buys(7, 10 * PRICE), /^ask eip155:84532 for the balance of the channel 0x.*\n200 /);
  });
  await it("finds lost sums again", async () => {
    rmSync(file());
    const output = await buys(8, 10 * PRICE);
    assert.ok(output.includes(`\n${MISMATCH}\n`), output);
  });
  await it("adopts no sum that it has not signed", async () => {
    for (const [member, why] of [
      ["chargedCumulativeAmount", "the sum is above the signed sum"],
      ["signedMaxClaimable", "the client did not sign this voucher"],
      ["channelId", "the 402 response is about a different channel"],
    ]) {
      rmSync(file());
      const edit = ({ accepts: [{ extra }] }) => {
        for (const state of [extra.channelState, extra.voucherState])
          if (state && member in state) state[member] = member === "channelId" ? `0x${"ab".repeat(32)}` : "9999";
      };
      await refuses(await altering(url, "payment-required", edit), why);
    }
  });
  await it("signs nothing higher after an answer that does not follow from its own sums", async () => {
    writeFileSync(file(), `${charged(8)} ${10 * PRICE}\n`);
    const more = ({ extra }) => {
      extra.channelState.chargedCumulativeAmount = "9999";
    };
    await refuses(await altering(url, "payment-response", more), "the server's sum is not the client's sum and the charge");
    // The shop has charged. The sums in the file are the old ones, so the same voucher comes again and gets the answer that it paid for.
    await buys(9, 10 * PRICE);
    await buys(10, 10 * PRICE);
  });
  await it("is answered by a shop whose facilitator is silent", async () => {
    // It tells what it serves, and nothing else.
    const kind = { x402Version: 2, scheme: "batch-settlement", network: "eip155:84532" };
    const { url: silent } = await listen((request, response) => {
      if (request.url === "/supported") response.end(JSON.stringify({ kinds: [kind], extensions: [], signers: {} }));
    });
    await refuses(await start("channel", silent), "status 503", "--close");
  });
  await it("gets back what is left, and nothing more", async () => {
    await refuses(await altering(url, "payment-response", (output) => { output.amount = "1"; }), "the channel does not hold", "--close");
    rmSync(file());
    // The chain tells that the rest is back.
    await refuses(url, "nothing is left in a channel", "--close");
    await buys(11, 15 * PRICE - 10 * (PRICE - CHARGE));
    await succeeds(`charged ${charged(11)} of ${charged(11)}`, url, "--close");
  });
}

/// The same payments without the first shop's address, which fit any shop with this offer, in another order.
async function testOthers(it, payments) {
  const [deposit, ...vouchers] = payments.map((payment) => {
    const { resource, ...rest } = decode(payment);
    return encode(rest);
  });
  const url = await start("channel", await start("facilitator"));
  const send = async (payment) => {
    const { status, headers, body } = await ask(url, { "PAYMENT-SIGNATURE": payment });
    const paymentRequired = headers["payment-required"];
    return { status, paymentRequired: paymentRequired && decode(paymentRequired), settlement: headers["payment-response"], body };
  };
  /// The shop sends its sum to a buyer with a different sum.
  const refused = ({ status, paymentRequired }, count) => {
    assert.deepEqual([status, paymentRequired.error], [402, MISMATCH]);
    const { channelState, voucherState } = paymentRequired.accepts[0].extra;
    assert.equal(channelState.chargedCumulativeAmount, charged(count));
    assert.equal(voucherState.signedMaxClaimable, String((count - 1) * CHARGE + PRICE));
  };
  /// The same payment several times is one purchase, and its answers are the same bytes.
  const boughtOnce = (answers, count) => {
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    assert.equal(answers[0].status, 200);
    const { channelState } = decode(answers[0].settlement).extra;
    assert.equal(channelState.chargedCumulativeAmount, charged(count));
  };

  await it("two deposits at once are one, and so is a later one", async () => {
    boughtOnce([...(await Promise.all([send(deposit), send(deposit)])), await send(deposit)], 1);
  });
  await it("a voucher buys once, also at once, and a lower one buys nothing", async () => {
    boughtOnce(await Promise.all([send(vouchers[0]), send(vouchers[0])]), 2);
    boughtOnce([await send(vouchers[1]), await send(vouchers[1])], 3);
    for (const old of [deposit, vouchers[0]]) refused(await send(old), 3);
  });
  await it("a voucher over more than the next request costs is not taken", async () => refused(await send(vouchers[3]), 3));
  for (const [what, edit, error] of [
    ["signature of a voucher", { signature: `0x${"11".repeat(64)}1b` }, "invalid_batch_settlement_evm_voucher_signature"],
    ["id of a channel", { channelId: `0x${"ab".repeat(32)}` }, "invalid_batch_settlement_evm_channel_id_mismatch"],
  ]) {
    await it(`another ${what} is refused, and the answer has no state of the channel`, async () => {
      const payment = decode(vouchers[2]);
      Object.assign(payment.payload.voucher, edit);
      const { status, paymentRequired } = await send(encode(payment));
      assert.deepEqual([status, paymentRequired.error.split(":")[0], paymentRequired.accepts[0].extra.channelState], [402, error, undefined]);
    });
  }
  await it("what a shop sends to its facilitator buys nothing", async () => {
    const { accepted } = decode(deposit);
    const payload = { type: "settle", receiver: accepted.payTo, token: accepted.asset };
    const { status, paymentRequired, settlement } = await send(encode({ x402Version: 2, accepted, payload }));
    assert.deepEqual([status, paymentRequired.error.split(":")[0], settlement], [402, "invalid_batch_settlement_evm_payload_type", undefined]);
  });
}
