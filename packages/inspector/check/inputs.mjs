// Each kind of input is recognised and checked.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { bounced, example, wrongName } from "./page.mjs";
import { vectors as vectorsIn } from "../../../spec-vectors/npm/rows.js";

const line = example("payment.txt").trim();
const value = line.split(": ")[1];
const offer = example("offer.json");
const paymentRequired = JSON.stringify({ x402Version: 2, error: "Payment required", resource: { url: "https://api.example.com/premium-data" }, accepts: [JSON.parse(offer)] });
const paymentRequiredHeader = Buffer.from(paymentRequired).toString("base64");

export async function a_header_line_and_its_value(page) {
  for (const text of [line, value, `"${value}"`, Buffer.from(value, "base64").toString()]) {
    const { taken, word, headline, acts } = await page.inspect(text, { offer });
    assert.match(taken, /^This is a payment/);
    assert.equal(word, "valid");
    assert.equal(headline, "0x857b…6b66 pays 0.01 USDC to 0x2096…287C on Base Sepolia.");
    assert.deepEqual(acts, ["Seller: Do not settle it: it was valid at 27 Feb 2025, 16:01:40 UTC, and expired on 27 Feb 2025, 16:02:34 UTC."]);
  }
  await page.tab.clock.setFixedTime(1740672100_000);
  const { acts, sources } = await page.inspect(line, { offer });
  assert.deepEqual(acts, ["Seller: Settle within 54 seconds: the payment expires on 27 Feb 2025, 16:02:34 UTC. Ask the chain first: 5 questions below."]);
  assert.equal(sources, "Payment from the pasted text; offer from the second box; time from you.");
}

export async function a_payment_without_an_offer_says_whose_terms_it_is_checked_against(page) {
  const own = await page.inspect(line);
  assert.match(own.verdict, /payment's own copy of the requirements/);
  assert.deepEqual([own.word, own.tone], ["valid for its own terms", "banner neutral"]);
  await page.tab.click("#verdict button.inline");
  assert.equal(await page.tab.evaluate(() => document.activeElement.id), "offer");
  assert.doesNotMatch((await page.inspect(line, { offer })).verdict, /own copy/);
}

export async function the_nearest_wrong_payment_is_refused(page) {
  const late = await page.inspect(line, { offer, now: "1740672200" });
  assert.deepEqual([late.word, late.failed], ["invalid", ["valid-before"]]);
  const margin = await page.inspect(line, { offer, now: "1740672149" });
  assert.deepEqual([margin.word, margin.failed], ["invalid", ["expiry-margin"]]);
  assert.equal((await page.inspect(line, { offer, now: "1740672148" })).word, "valid");
  assert.equal(late.headline, "The payment expired on 27 Feb 2025, 16:02:34 UTC, 46 seconds before the time of the verdict.");
  const other = await page.inspect(line, { offer: example("offer-other-payto.json") });
  assert.equal(other.headline, "The client paid different terms: recipient 0x2096…287C instead of 0xf39F…2266.");
  assert.deepEqual([other.acts.map((act) => act.split(":")[0]), other.titles.includes("How the cause was found")], [["Client", "Seller"], true]);
  const undecided = await page.inspect(example("payment-20000.json"), { offer: example("offer-20000.json") });
  assert.deepEqual([undecided.word, undecided.titles.includes("Ask this first")], ["undecided", true]);
  assert.match(undecided.headline, /^The signature is by 0x4Af3…B4c2, not by 0x857b…6b66\./);
  assert.match(undecided.acts[1], /^Seller: Ask Base Sepolia for the code of 0x857b…6b66/);
  // What is asked before a settlement is of no use without a valid payment.
  for (const { titles } of [late, other, undecided]) assert.ok(!titles.includes("Ask before you settle"));
  assert.ok((await page.inspect(line, { offer })).titles.includes("Ask before you settle"));
  const decided = await page.inspect(example("payment-20000.json"), { offer: example("offer-20000.json"), code: "none" });
  assert.deepEqual([decided.word, decided.failed], ["invalid", ["signer"]]);
}

export async function a_wrong_name_of_the_token_is_the_headline(page) {
  const { word: first, bytes, verdict } = await page.inspect(wrongName, { code: "none", now: "1795895725" });
  const { word, headline, acts } = bytes;
  assert.deepEqual([first, word], ["refused", "invalid"]);
  assert.equal(headline, "The client signed with the token name “USD Coin”; the token is “USDC”.");
  assert.deepEqual(acts, ["Client: Sign with “USDC”, version “2”."]);
  assert.match(verdict, /invalid_exact_evm_payload_signature · check signer/);
  const { bytes: unknown } = await page.inspect(wrongName, { now: "1795895725" });
  assert.deepEqual([unknown.word, unknown.headline, unknown.acts.length], ["undecided", headline, 2]);
  const late = await page.inspect(wrongName, { code: "none", now: "1795999999" });
  assert.deepEqual([late.bytes.word, late.bytes.headline], ["invalid", headline]);
  assert.match(late.verdict, /The payment expired on 28 Nov 2026, 20:00:24 UTC, 1 day 4 hours before the time of the verdict/);
}

export async function the_time_is_the_clocks_until_the_reader_chooses_the_recorded_one(page) {
  await page.tab.clock.setFixedTime(1796134530_000);
  await page.inspect(bounced, { code: "none" });
  await page.tab.click("#clock");
  await page.tab.waitForFunction(() => document.querySelector("#verdict .sources")?.textContent.includes("time from this computer's clock"));
  const now = await page.read();
  assert.deepEqual([now.word, now.bytes.word, now.bytes.headline], ["refused", "invalid", "The client signed with the token name “USD Coin”; the token is “USDC”."]);
  assert.deepEqual(now.bytes.also, ["Invalid already when the server answered at 28 Nov 2026, 19:55:25 UTC (check signer), expired since, on 28 Nov 2026, 20:00:24 UTC."]);
  assert.match(now.verdict, /The text has the time 28 Nov 2026, 19:55:25 UTC, when the server answered \(2 days 18 hours ago\): the verdict then is invalid\./);
  await page.tab.getByRole("button", { name: "Check at that time" }).click();
  await page.tab.waitForFunction(() => document.querySelector("#verdict .sources")?.textContent.includes("time from the Date of the server's answer"));
  const then = await page.read();
  assert.deepEqual([then.bytes.word, then.failed, await page.tab.inputValue("#now")], ["invalid", ["signer"], "2026-11-28T19:55:25Z"]);
  assert.match(then.verdict, /Checked at 28 Nov 2026, 19:55:25 UTC, when the server answered \(2 days 18 hours ago\)\. It has expired since\./);
}

export async function what_the_seller_answered_comes_first(page) {
  const response = (error) => `HTTP/1.1 402 Payment Required\r\nPAYMENT-REQUIRED: ${Buffer.from(JSON.stringify({ ...JSON.parse(paymentRequired), error })).toString("base64")}\r\n\r\n{}`;
  const refused = await page.inspect(`> GET / HTTP/1.1\n> ${line}\n>\n${response("insufficient_funds").replaceAll("\r", "").replace(/^(?!\{)/gm, "< ")}`);
  assert.equal(refused.headline, "The seller refused the payment: insufficient_funds, the payer has too little of the asset.");
  assert.match(refused.acts[0], /^Client: Look for the usual cause: the payer has too little of this token/);
  assert.deepEqual([refused.tone, refused.bytes.tone, refused.bytes.word], ["banner bad", "banner neutral", "valid by its bytes"]);
  assert.ok(refused.titles.includes("What insufficient_funds means"));
  const alone = await page.inspect(response("insufficient_funds"));
  assert.deepEqual([alone.headline, alone.bytes.word], [refused.headline, "402 response"]);
  const unpaid = await page.inspect(response("PAYMENT-SIGNATURE header is required"));
  assert.deepEqual([unpaid.word, unpaid.tone, unpaid.headline], ["not paid", "banner ask", "No payment was sent: this is the offer, 0.01 USDC on Base Sepolia. The client did not answer it."]);
  const settled = await page.inspect(`> GET / HTTP/1.1\n> ${line}\n>\n< HTTP/1.1 200 OK\n< PAYMENT-RESPONSE: ${Buffer.from('{"success":true,"transaction":"0xab","network":"eip155:84532"}').toString("base64")}\n<\nsunny`, { offer });
  assert.deepEqual([settled.word, settled.tone, settled.bytes.word], ["settled", "banner good", "valid"]);
  assert.doesNotMatch(settled.verdict, /Settle within/);
}

export async function the_page_asks_which_payment_and_which_offer(page) {
  const more = JSON.stringify({ ...JSON.parse(paymentRequired), accepts: [{ ...JSON.parse(offer), amount: "7" }] });
  const text = [Buffer.from(value, "base64").toString(), paymentRequired, more].join("\n");
  const asked = await page.inspect(text);
  assert.deepEqual([asked.word, /Which one does the payment answer\?/.test(asked.verdict)], ["not checked", true]);
  assert.equal(await page.tab.isVisible("#offer"), true);
  assert.equal((await page.inspect(text, { offer })).word, "valid");
}

export async function passed_checks_are_folded_and_the_others_are_not(page) {
  await page.inspect(line, { offer, now: "1740672200" });
  const folded = await page.tab.$$eval("#rest details", (all) => all.filter(({ open }) => !open).map((each) => each.querySelector("summary").textContent));
  assert.ok(folded.includes("14 passed") && folded.includes("2 not made"), folded.join());
  assert.equal(await page.tab.isVisible(".checks > .fail"), true);
  assert.equal(await page.tab.isVisible(".checks > .pass"), false);
  await page.tab.getByText("14 passed").click();
  assert.equal(await page.tab.isVisible(".checks > .pass"), true);
}

export async function an_address_is_short_and_copied_in_full(page) {
  await page.inspect(line, { offer });
  const button = page.tab.locator("#verdict .address").first();
  assert.equal(await button.getAttribute("title"), "Copy 0x857b06519E91e3A54538791bDbb0E22373e36b66");
  await button.click();
  await page.tab.waitForFunction(() => document.querySelector("#verdict .address").textContent.startsWith("Copied"));
  assert.equal(await page.tab.evaluate(() => navigator.clipboard.readText()), "0x857b06519E91e3A54538791bDbb0E22373e36b66");
  assert.equal(await page.tab.getAttribute("#verdict .network", "title"), "eip155:84532");
}

export async function an_offer_in_which_a_field_comes_twice_is_not_checked(page) {
  const twice = await page.inspect(line, { offer: offer.replace("{", '{"payTo":"0x0000000000000000000000000000000000000001",') });
  assert.deepEqual([twice.word, twice.verdict.includes("payTo: the object has this field twice")], ["not checked", true]);
  assert.equal((await page.inspect(line, { offer: offer.replace("{", '{"name":"a",') })).word, "valid");
}

export async function a_payment_of_version_1_asks_for_its_offer(page) {
  const text = example("payment-v1.txt");
  const alone = await page.inspect(text);
  assert.deepEqual([alone.word, alone.acts.length], ["read", 1]);
  assert.match(alone.verdict, /does not contain the terms that it pays.*Paste the payment requirements/s);
  assert.equal((await page.inspect(text, { offer: example("offer-v1.json") })).word, "valid");
  const other = await page.inspect(text, { offer });
  assert.deepEqual([other.word, other.verdict.includes("not a PaymentRequirements of version 1")], ["not checked", true]);
}

export async function a_transcript_of_curl_fills_both_boxes(page) {
  const transcript = `> GET /premium-data HTTP/1.1\n> ${line}\n>\n< HTTP/1.1 402 Payment Required\n< PAYMENT-REQUIRED: ${paymentRequiredHeader}\n<\n{}`;
  const { taken, word, bytes } = await page.inspect(transcript);
  assert.match(taken, /a transcript with status 402, with a payment in PAYMENT-SIGNATURE and a 402 response in PAYMENT-REQUIRED/);
  assert.deepEqual([word, bytes.word], ["refused", "valid by its bytes"]);
  assert.equal(bytes.sources, "Payment from the request's header; offer from the server's response; time from you.");
  const answer = await page.inspect(`HTTP/1.1 402 Payment Required\r\nPAYMENT-REQUIRED: ${paymentRequiredHeader}\r\n\r\n{}`);
  assert.equal(answer.bytes.headline, "This 402 response, version 2, has 1 warning.");
}

export async function a_demand_has_findings_prices_and_a_correction(page) {
  const faulty = await page.inspect(example("faulty-demand.json"));
  assert.equal(faulty.headline, "This 402 response, version 2, has 6 errors and 3 warnings.");
  assert.match(faulty.acts[0], /^Seller: Begin with \/resource\/tags\/1: write 1 to 32 /);
  assert.deepEqual(faulty.titles, ["Prices", "Faults", "The corrected response", "Decoded"]);
  assert.match(faulty.rest, /Offer 0 costs 0\.01 USDC\./);
  const right = await page.inspect(paymentRequired);
  assert.ok(!right.titles.includes("The corrected response"));
  assert.equal((await page.inspect(offer)).word, "valid");
}

export async function a_settlement_with_the_meaning_of_its_reason(page) {
  const failedOne = await page.inspect(JSON.stringify({ success: false, errorReason: "insufficient_funds", transaction: "", network: "base-sepolia" }));
  assert.equal(failedOne.word, "not settled");
  assert.equal(failedOne.headline, "The payment was not settled, as the facilitator reports: insufficient_funds, the payer has too little of the asset.");
  assert.match(failedOne.acts[0], /^Client: Look for the usual cause: the payer has too little of this token/);
  assert.match(failedOne.rest, /What insufficient_funds means.*Client acts\. Next: x402 explain/s);
  const silent = await page.inspect(JSON.stringify({ success: false, transaction: "", network: "base-sepolia" }));
  assert.equal(silent.headline, "The payment was not settled, as the facilitator reports, without a reason.");
  const settled = await page.inspect(example("receipt.json"), { signer: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266" });
  assert.equal(settled.word, "settled");
  assert.match(settled.rest, /Receipt\s*valid/i);
  assert.match((await page.inspect(example("receipt.json"))).rest, /Receipt\s*undecided/i);
}

export async function a_reason_code_alone_in_an_answer_and_in_a_log(page) {
  const code = "invalid_exact_evm_payload_signature";
  const alone = await page.inspect(code);
  const answer = await page.inspect(JSON.stringify({ isValid: false, invalidReason: code }));
  const log = await page.inspect(JSON.stringify({ level: "warn", msg: "verify failed", invalidReason: code }));
  assert.deepEqual([alone.word, answer.word, log.word], ["reason code", "refused", "reason code"]);
  for (const each of [alone, answer, log]) {
    assert.match(each.headline, /EIP-3009: the signature is not the payer's\.$/);
    assert.match(each.acts[0], /^Client: Look for the usual cause: the client signed with a different EIP-712 domain/);
    assert.match(each.rest, /x402 diagnose --payment/);
    assert.match(each.verdict, /one more meaning/);
  }
  assert.equal((await page.inspect('{"isValid":true,"payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}')).headline, "The facilitator accepted the payment, which moves no money yet.");
  const unknown = await page.inspect(JSON.stringify({ isValid: false, invalidReason: "insufficient_fundz" }));
  assert.equal(unknown.headline, "The facilitator refused the payment: insufficient_fundz.");
  assert.match(unknown.also[0], /^No table has the code insufficient_fundz \(as of \d{4}-/);
  assert.match(unknown.acts[0], /the nearest known code is insufficient_funds\.$/);
}

export async function a_sign_in_and_the_same_for_another_origin(page) {
  const right = await page.inspect(example("sign-in.txt"), { origin: "https://api.example.com", now: "1705314630" });
  assert.deepEqual([right.word, right.titles.includes("The message that was signed")], ["valid", true]);
  assert.equal((await page.inspect(example("sign-in.txt"), { origin: "https://evil.example", now: "1705314630" })).word, "invalid");
  assert.match((await page.inspect(example("sign-in.txt"), { now: "1705314630" })).verdict, /Enter your own/);
}

export async function a_signed_offer(page) {
  const signer = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
  const changed = example("signed-offer.json").replaceAll('"amount":"10000"', '"amount":"10001"');
  assert.match((await page.inspect(example("signed-offer.json"), { signer })).rest, /Signed offer 0\s*valid/i);
  assert.match((await page.inspect(changed, { signer })).rest, /Signed offer 0\s*invalid/i);
  assert.match((await page.inspect(changed)).rest, /Signed offer 0\s*undecided/i);
  const envelope = JSON.stringify(JSON.parse(example("receipt-jws.json")).extensions["offer-receipt"].info.receipt);
  assert.equal((await page.inspect(envelope)).word, "read");
}

export async function messages_of_MCP_and_A2A(page) {
  const paid = await page.inspect(example("mcp-paid.json"));
  assert.equal(paid.word, "valid for its own terms");
  assert.match(paid.rest, /x402 in a request of MCP, version 2: paid/);
  const demand = await page.inspect(example("mcp-demand.json"));
  assert.deepEqual([demand.word, demand.bytes.word], ["not paid", "402 response"]);
  assert.match(demand.bytes.headline, /^This 402 response, version 2, has /);
  assert.match((await page.inspect(example("a2a-paid.json"))).rest, /A2A/);
  const lines = ["mcp-demand.json", "mcp-paid.json"].map((name) => JSON.stringify(JSON.parse(example(name)))).join("\n");
  assert.doesNotMatch((await page.inspect(lines)).verdict, /own copy/);
}

export async function a_Solana_transaction_and_its_payment(page) {
  const payment = example("payment-solana.txt");
  const solana = await page.inspect(payment, { offer: example("offer-solana.json") });
  assert.equal(solana.word, "valid");
  assert.match(solana.rest, /Memo: "order 7"/);
  const { transaction } = JSON.parse(Buffer.from(payment.trim().split(": ")[1], "base64")).payload;
  const alone = await page.inspect(transaction);
  assert.deepEqual([alone.word, alone.titles[0], alone.acts.length], ["read", "The transaction", 1]);
  assert.equal((await page.inspect(transaction, { offer: example("offer-solana.json") })).word, "valid");
}

export async function Stellar_Permit2_and_the_body_of_a_request(page) {
  const stellar = await page.inspect(example("payment-stellar.txt"), { offer: example("offer-stellar.json") });
  assert.deepEqual([stellar.word, stellar.headline], ["undecided", "The bytes do not decide. Ask Stellar Testnet for its latest closed ledger, in which the authorization ends."]);
  const upto = { offer: example("offer-upto.json"), now: "1767225600" };
  assert.equal((await page.inspect(example("payment-upto.txt"), upto)).word, "valid");
  assert.equal((await page.inspect(example("payment-upto.txt"), { ...upto, settle: "50001" })).word, "invalid");
  assert.equal((await page.inspect(example("payment-upto.txt"), { ...upto, settle: "50000" })).word, "valid");
  assert.equal((await page.inspect(example("payment-upto.txt"), { ...upto, settle: "half" })).word, "not checked");
  const request = JSON.stringify({ x402Version: 2, paymentPayload: JSON.parse(Buffer.from(value, "base64")), paymentRequirements: JSON.parse(offer) });
  const { taken, word } = await page.inspect(request);
  assert.match(taken, /the body of a request to a facilitator/);
  assert.equal(word, "valid");
  const claim = example("claim-channel.json");
  assert.deepEqual([(await page.inspect(claim)).word, (await page.inspect(claim, { phase: "submit" })).word], ["invalid", "undecided"]);
  assert.equal((await page.inspect('{"isValid":true,"payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}')).word, "accepted");
}

const depthOf = (value) => (typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0);

export async function the_vectors_have_the_verdicts_that_they_expect(page) {
  let count = 0;
  const seen = new Set();
  for (const group of ["eip3009", "permit2", "solana", "stellar", "sign-in-with-x", "offer-receipt", "mcp", "lint"]) {
    const vectors = vectorsIn(readFileSync(new URL(`../../../spec-vectors/v1/${group}.json`, import.meta.url), "utf8"));
    const decided = vectors.filter(({ expect }) => typeof expect.result?.verdict === "string");
    for (let index = 0; index < decided.length; index += Math.ceil(decided.length / 25)) {
      const { id, op, input, expect } = decided[index];
      const text = JSON.stringify({ op, input });
      // No text that nests deeper is read.
      if (depthOf(JSON.parse(text)) > 128) continue;
      const { word } = await page.inspect(text);
      assert.equal(word, expect.result.verdict, id);
      seen.add(`${op} ${word}`);
      count += 1;
    }
  }
  assert.ok(count > 100, `${count}`);
  for (const kind of ["verify valid", "verify invalid", "verify undecided", "lint valid", "lint invalid"]) assert.ok(seen.has(kind), kind);
  return `${count} vectors of eight groups`;
}
