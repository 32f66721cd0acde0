// Each kind of input is taken for what it is, and judged.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { example } from "./page.mjs";

const line = example("payment.txt").trim();
const value = line.split(": ")[1];
const offer = example("offer.json");
const demand = JSON.stringify({ x402Version: 2, error: "Payment required", resource: { url: "https://api.example.com/premium-data" }, accepts: [JSON.parse(offer)] });
const demandHeader = Buffer.from(demand).toString("base64");

export async function a_header_line_and_its_value(page) {
  for (const text of [line, value, `"${value}"`, Buffer.from(value, "base64").toString()]) {
    const { taken, word, verdict } = await page.judge(text, { offer });
    assert.match(taken, /^Taken for a payment/);
    assert.equal(word, "valid");
    assert.match(verdict, /0x857b06519E91e3A54538791bDbb0E22373e36b66 pays 0\.010000 USDC/);
  }
}

export async function a_payment_without_an_offer_says_whose_terms_it_is_judged_by(page) {
  assert.match((await page.judge(line)).verdict, /payment's own copy of the offer/);
  assert.doesNotMatch((await page.judge(line, { offer })).verdict, /own copy/);
}

export async function the_nearest_wrong_payment_is_refused(page) {
  const late = await page.judge(line, { offer, now: "1740672200" });
  assert.deepEqual([late.word, late.failed], ["invalid", ["valid-before"]]);
  const margin = await page.judge(line, { offer, now: "1740672149" });
  assert.deepEqual([margin.word, margin.failed], ["invalid", ["expiry-margin"]]);
  assert.equal((await page.judge(line, { offer, now: "1740672148" })).word, "valid");
  const other = await page.judge(line, { offer: example("offer-other-payto.json") });
  assert.match(other.verdict, /differs in payTo/);
  assert.ok(other.titles.includes("What may have happened"));
  const undecided = await page.judge(example("payment-20000.json"), { offer: example("offer-20000.json") });
  assert.deepEqual([undecided.word, undecided.titles.includes("What decides")], ["undecided", true]);
  const decided = await page.judge(example("payment-20000.json"), { offer: example("offer-20000.json"), code: "none" });
  assert.deepEqual([decided.word, decided.failed], ["invalid", ["signer"]]);
}

export async function an_offer_in_which_a_member_comes_twice_is_not_judged(page) {
  const twice = await page.judge(line, { offer: offer.replace("{", '{"payTo":"0x0000000000000000000000000000000000000001",') });
  assert.deepEqual([twice.word, twice.verdict.includes("payTo: the object has this member twice")], ["not judged", true]);
  assert.equal((await page.judge(line, { offer: offer.replace("{", '{"name":"a",') })).word, "valid");
}

export async function a_payment_of_version_1_asks_for_its_offer(page) {
  const text = example("payment-v1.txt");
  assert.match((await page.judge(text)).verdict, /paste your offer/);
  assert.equal((await page.judge(text, { offer: example("offer-v1.json") })).word, "valid");
  const other = await page.judge(text, { offer });
  assert.deepEqual([other.word, other.verdict.includes("not a PaymentRequirements of version 1")], ["not judged", true]);
}

export async function a_transcript_of_curl_fills_both_boxes(page) {
  const transcript = `> GET /premium-data HTTP/1.1\n> ${line}\n>\n< HTTP/1.1 402 Payment Required\n< PAYMENT-REQUIRED: ${demandHeader}\n<\n{}`;
  const { taken, word, verdict } = await page.judge(transcript);
  assert.match(taken, /a transcript with status 402, with a payment in PAYMENT-SIGNATURE and a demand/);
  assert.equal(word, "valid");
  assert.doesNotMatch(verdict, /own copy/);
  const answer = await page.judge(`HTTP/1.1 402 Payment Required\r\nPAYMENT-REQUIRED: ${demandHeader}\r\n\r\n{}`);
  assert.match(answer.verdict, /a demand of version 2/);
}

export async function a_demand_has_findings_prices_and_a_correction(page) {
  const faulty = await page.judge(example("faulty-demand.json"));
  assert.match(faulty.verdict, /6 errors, 3 warnings/);
  assert.deepEqual(faulty.titles, ["Prices", "Findings", "Decoded", "The corrected demand"]);
  assert.match(faulty.rest, /offer 0 costs 0\.010000 USDC/);
  const right = await page.judge(demand);
  assert.ok(!right.titles.includes("The corrected demand"));
  assert.equal((await page.judge(offer)).word, "valid");
}

export async function a_settlement_with_the_meaning_of_its_reason(page) {
  const failedOne = await page.judge(JSON.stringify({ success: false, errorReason: "insufficient_funds", transaction: "", network: "base-sepolia" }));
  assert.equal(failedOne.word, "not settled");
  assert.match(failedOne.rest, /the payer has too little of the asset/);
  const settled = await page.judge(example("receipt.json"), { signer: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266" });
  assert.equal(settled.word, "settled");
  assert.match(settled.rest, /Receipt\s+valid/i);
  assert.match((await page.judge(example("receipt.json"))).rest, /Receipt\s+undecided/i);
}

export async function a_sign_in_and_the_same_for_another_origin(page) {
  const right = await page.judge(example("sign-in.txt"), { origin: "https://api.example.com", now: "1705314630" });
  assert.deepEqual([right.word, right.titles.includes("The message that was signed")], ["valid", true]);
  assert.equal((await page.judge(example("sign-in.txt"), { origin: "https://evil.example", now: "1705314630" })).word, "invalid");
  assert.match((await page.judge(example("sign-in.txt"), { now: "1705314630" })).verdict, /Say your own/);
}

export async function a_signed_offer(page) {
  const signer = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
  const changed = example("signed-offer.json").replaceAll('"amount":"10000"', '"amount":"10001"');
  assert.match((await page.judge(example("signed-offer.json"), { signer })).rest, /Signed offer 0\s+valid/i);
  assert.match((await page.judge(changed, { signer })).rest, /Signed offer 0\s+invalid/i);
  assert.match((await page.judge(changed)).rest, /Signed offer 0\s+undecided/i);
  const envelope = JSON.stringify(JSON.parse(example("receipt-jws.json")).extensions["offer-receipt"].info.receipt);
  assert.equal((await page.judge(envelope)).word, "read");
}

export async function messages_of_MCP_and_A2A(page) {
  const paid = await page.judge(example("mcp-paid.json"));
  assert.equal(paid.word, "valid");
  assert.match(paid.rest, /x402 in a request of MCP, version 2: paid/);
  assert.match((await page.judge(example("mcp-demand.json"))).verdict, /a demand of version 2/);
  assert.match((await page.judge(example("a2a-paid.json"))).rest, /A2A/);
  const lines = ["mcp-demand.json", "mcp-paid.json"].map((name) => JSON.stringify(JSON.parse(example(name)))).join("\n");
  assert.doesNotMatch((await page.judge(lines)).verdict, /own copy/);
}

export async function a_Solana_transaction_and_its_payment(page) {
  const payment = example("payment-solana.txt");
  const solana = await page.judge(payment, { offer: example("offer-solana.json") });
  assert.equal(solana.word, "valid");
  assert.match(solana.rest, /Memo: "order 7"/);
  const { transaction } = JSON.parse(Buffer.from(payment.trim().split(": ")[1], "base64")).payload;
  const alone = await page.judge(transaction);
  assert.deepEqual([alone.word, alone.titles[0]], ["read", "The transaction"]);
  assert.equal((await page.judge(transaction, { offer: example("offer-solana.json") })).word, "valid");
}

export async function Stellar_Permit2_and_the_body_of_a_request(page) {
  assert.equal((await page.judge(example("payment-stellar.txt"), { offer: example("offer-stellar.json") })).word, "undecided");
  const upto = { offer: example("offer-upto.json"), now: "1767225600" };
  assert.equal((await page.judge(example("payment-upto.txt"), upto)).word, "valid");
  assert.equal((await page.judge(example("payment-upto.txt"), { ...upto, settle: "50001" })).word, "invalid");
  assert.equal((await page.judge(example("payment-upto.txt"), { ...upto, settle: "50000" })).word, "valid");
  assert.equal((await page.judge(example("payment-upto.txt"), { ...upto, settle: "half" })).word, "not judged");
  const request = JSON.stringify({ x402Version: 2, paymentPayload: JSON.parse(Buffer.from(value, "base64")), paymentRequirements: JSON.parse(offer) });
  const { taken, word } = await page.judge(request);
  assert.match(taken, /the body of a request to a facilitator/);
  assert.equal(word, "valid");
  const claim = example("claim-channel.json");
  assert.deepEqual([(await page.judge(claim)).word, (await page.judge(claim, { phase: "submit" })).word], ["invalid", "undecided"]);
  assert.equal((await page.judge('{"isValid":true,"payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}')).word, "read");
}

export async function the_vectors_have_the_verdicts_that_they_expect(page) {
  let count = 0;
  const seen = new Set();
  for (const group of ["eip3009", "permit2", "solana", "stellar", "sign-in-with-x", "offer-receipt", "mcp", "lint"]) {
    const { vectors } = JSON.parse(readFileSync(new URL(`../../../spec-vectors/v1/${group}.json`, import.meta.url), "utf8"));
    const judged = vectors.filter(({ expect }) => typeof expect.result?.verdict === "string");
    for (let index = 0; index < judged.length; index += Math.ceil(judged.length / 25)) {
      const { id, op, input, expect } = judged[index];
      const { word } = await page.judge(JSON.stringify({ op, input }));
      assert.equal(word, expect.result.verdict, id);
      seen.add(`${op} ${word}`);
      count += 1;
    }
  }
  assert.ok(count > 100, `${count}`);
  for (const kind of ["verify valid", "verify invalid", "verify undecided", "lint valid", "lint invalid"]) assert.ok(seen.has(kind), kind);
  return `${count} vectors of eight groups`;
}
