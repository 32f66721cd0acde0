// The headlines: the cause, and who must do what.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { NO_GUESS, headlineOfPayment } from "../src/headline.js";
import { asSentence, headlineOfCheck } from "../src/headline/checks.js";
import { headlineOfFinding, kinds } from "../src/headline/findings.js";
import { countsOf, headlineOfLint, partsOf } from "../src/headline/lint.js";

test("each kind of finding has a headline, and there is no headline without a kind", () => {
  const folder = new URL("../../../docs/reference/operations/", import.meta.url);
  const page = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8")).find((text) => text.includes("\n## diagnose\n"));
  const chapter = page.split("\n## diagnose\n")[1].split("\n## ")[0];
  const rows = [...chapter.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell]) => [...cell.matchAll(/`([a-z0-9-]+)`/g)].map(([, kind]) => kind));
  // These rows are no guesses. Their sentences are shown as they are.
  const isGuess = (row) => !["network-alias", "gave-up", ...Object.keys(NO_GUESS)].some((kind) => row.includes(kind));
  const listed = new Set(rows.filter(isGuess).flat());
  assert.ok(listed.size > 50, `${listed.size}`);
  assert.deepEqual([...listed].filter((kind) => !kinds.includes(kind)), []);
  assert.deepEqual(kinds.filter((kind) => !listed.has(kind)), []);
  const given = { sentence: "", extra: {}, network: "eip155:84532", differences: "" };
  for (const kind of kinds) {
    const { cause, acts } = headlineOfFinding(kind, given);
    assert.match(cause, /^[A-Z].*\.$/, kind);
    assert.ok(acts.length > 0 && acts.every(([who, what]) => /^(?:Client|Seller)$/.test(who) && /^[A-Z].*\.$/.test(what)), kind);
    assert.doesNotMatch(cause + acts.join(), /undefined|null/, kind);
  }
  assert.equal(headlineOfFinding("constructor", given), undefined);
});

test("the name of the token: the client signed another, or the offer has another", () => {
  const extra = { name: "USDC", version: "2" };
  const of = (sentence, given = extra) => headlineOfFinding("domain-names", { sentence, extra: given });
  const clients = of('the payer signed with the token domain "USD Coin", version "2", which differs from extra.name and extra.version in the payment requirements');
  assert.equal(clients.cause, "The client signed with the token name “USD Coin”; the token is “USDC”.");
  assert.deepEqual(clients.acts, [["Client", "Sign with “USDC”, version “2”."]]);
  const sellers = of('the payer signed with the token domain "USDC", version "2", which is this token\'s in the published tables', { name: "USD Coin", version: "2" });
  assert.equal(sellers.cause, "The offer names the token “USD Coin”; the token is “USDC”.");
  assert.equal(sellers.acts[0][0], "Seller");
  assert.equal(of('the payer signed with the token domain "USDC", version "1", which').cause, "The client signed with the token version “1”; the offer has “2”.");
});

const check = (id, outcome, detail) => ({ id, outcome, detail });
const times = { from: 100, until: 160, fromName: "validAfter", untilName: "validBefore", margin: 6 };
const base = { verdict: { sentence: "" }, findings: [], rows: [], times, extra: {}, network: "eip155:84532" };
const report = (rest) => ({ flags: [], outstanding: [], needs: [], checks: [], ...rest });

test("a valid payment: what it does, until when, and how much is to be asked", () => {
  const verdict = { sentence: "0xA pays 0.010000 USDC (10000 atomic units of 0xB) to 0xC on eip155:84532, and expires in 54 s, at 2025-02-27T16:02:34Z" };
  const found = headlineOfPayment({ ...base, verdict, report: report({ verdict: "valid", outstanding: [{}, {}] }) }, 106);
  assert.equal(found.cause, "0xA pays 0.01 USDC to 0xC on eip155:84532.");
  assert.deepEqual(found.acts, [["Seller", "Settle within 54 seconds: the payment expires on 1 Jan 1970, 00:02:40 UTC. Ask the chain first: 2 questions below."]]);
  const untimed = headlineOfPayment({ ...base, times: undefined, verdict: { sentence: "A pays 1.0000000 USDC (1 atomic units of C) to B on stellar:testnet, until ledger 5" }, report: report({ verdict: "valid" }) }, 106);
  assert.equal(untimed.cause, "A pays 1.00 USDC to B on stellar:testnet.");
  assert.deepEqual(untimed.acts, [["Seller", "Settle now."]]);
});

test("a finding is the headline of an invalid payment, and its expiry is shown with it", () => {
  const late = check("valid-before", "fail", "expired");
  const found = headlineOfPayment({ ...base, findings: [{ kind: "empty-domain", sentence: "" }], report: report({ verdict: "invalid", check: "valid-before", checks: [late] }) }, 200);
  assert.equal(found.cause, "The client signed with an empty token domain.");
  assert.deepEqual(found.also, ["The payment expired on 1 Jan 1970, 00:02:40 UTC, 40 seconds ago."]);
  const alone = headlineOfPayment({ ...base, findings: [{ kind: "gave-up", sentence: "" }], report: report({ verdict: "invalid", check: "valid-before", checks: [late] }) }, 200);
  assert.deepEqual([alone.cause, alone.also], [found.also[0], []]);
});

test("what a table contradicts is for the seller, and hides no cause", () => {
  const contradiction = { kind: "decimals", sentence: "the published tables list USDC with 6 decimal places" };
  const invalid = { verdict: "invalid", check: "recipient", checks: [check("recipient", "fail", "the payment goes to A")] };
  const found = headlineOfPayment({ ...base, findings: [contradiction], report: report({ ...invalid, flags: ["decimals"] }) }, 120);
  assert.deepEqual([found.cause, found.acts.at(-1)], ["The payment goes to A.", ["Seller", "The published tables list USDC with 6 decimal places."]]);
  const unmatched = { kind: "official-match", sentence: "official servers find no offer for this payment" };
  const valid = headlineOfPayment({ ...base, findings: [unmatched], verdict: { sentence: "A pays B" }, report: report({ verdict: "valid", flags: ["official-match"] }) }, 120);
  assert.deepEqual([valid.cause, valid.acts.at(-1)], ["A pays B.", ["Client", "Official servers find no offer for this payment."]]);
  // The same kind without the flag is about what the client signed.
  const client = headlineOfPayment({ ...base, findings: [{ ...contradiction, sentence: "" }], report: report(invalid) }, 120);
  assert.match(client.cause, /^The client sent an amount/);
});

test("an undecided payment: the account's code decides, or another answer", () => {
  const payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
  const by = "0x4Af36983760D3201EcEaA196116AC98eA5D7B4c2";
  const sentence = `ask eip155:84532 whether ${payer} has code. If it has none, the verdict is invalid: for these terms, the signature belongs to ${by}, not to the payer ${payer}: a different key signed, or different terms were signed. If it has, its code decides`;
  const found = headlineOfPayment({ ...base, report: report({ verdict: "undecided", check: "signer", payer, needs: [{ kind: "account-code", sentence }] }) }, 120);
  assert.match(found.cause, new RegExp(`^The signature is by ${by}, not by ${payer}\\.`));
  assert.deepEqual(found.acts.map(([who]) => who), ["Client", "Seller"]);
  assert.match(found.acts[1][1], /^Ask eip155:84532 for the code of 0x857b/);
  const ledger = headlineOfPayment({ ...base, report: report({ verdict: "undecided", check: "expired", needs: [{ kind: "ledger", sentence: "ask stellar:testnet for its latest closed ledger" }] }) }, 120);
  assert.equal(ledger.cause, "The bytes do not decide. Ask stellar:testnet for its latest closed ledger.");
});

test("checks about time are in words, and each says who acts", () => {
  const of = (id, now, rest) => headlineOfCheck({ id, detail: "d", differences: "", signed: {}, times, now, ...rest });
  assert.equal(of("valid-before", 160).cause, "The payment expires at this second, 1 Jan 1970, 00:02:40 UTC.");
  assert.equal(of("valid-before", 161, { isPast: true }).cause, "The payment expired on 1 Jan 1970, 00:02:40 UTC, 1 second before the time of the verdict.");
  assert.equal(of("expiry-margin", 157).cause, "Too late to settle: the payment expires in 3 seconds, and settling needs 6 seconds.");
  assert.equal(of("valid-after", 95).cause, "The payment is not valid yet: it begins on 1 Jan 1970, 00:01:40 UTC, in 5 seconds.");
  assert.equal(of("valid-before", 200, { times: undefined, detail: "the end is past" }).cause, "The end is past.");
  assert.equal(of("fee-payer-address", 0).acts[0][0], "Seller");
  assert.equal(of("fee-payer-managed", 0).acts[0][0], "Facilitator");
  assert.equal(of("memo-text", 0).acts[0][0], "Client");
  assert.equal(asSentence("extra.name is missing"), "extra.name is missing.");
  assert.equal(asSentence("no key can"), "No key can.");
  assert.equal(asSentence(""), "");
});

test("each check that the headlines name is a check", () => {
  const { checks } = JSON.parse(readFileSync(new URL("../../../spec-vectors/checks.json", import.meta.url), "utf8"));
  const known = new Set(checks.map(({ id }) => id));
  const source = readFileSync(new URL("../src/headline/checks.js", import.meta.url), "utf8");
  const lists = [...source.matchAll(/\[((?:"[a-z-]+", )+"[a-z-]+")\]/g)].flatMap(([, list]) => list.match(/[a-z-]+/g));
  const keys = [...source.matchAll(/^ {2}"?([a-z][a-z-]+)"?: [[(]/gm)].map(([, id]) => id);
  assert.ok(lists.length > 15 && keys.length > 10, `${lists.length} ${keys.length}`);
  assert.deepEqual([...lists, ...keys].filter((id) => !known.has(id)), []);
});

test("the linter's messages in two, and the first to correct", () => {
  const message = "maxTimeoutSeconds is 5: facilitators need 6; allow more time, such as 60 seconds (x402-specification-v2.md line 133)";
  assert.deepEqual(partsOf(message), { fault: "maxTimeoutSeconds is 5: facilitators need 6", fix: "allow more time, such as 60 seconds" });
  assert.deepEqual(partsOf("nothing to add"), { fault: "nothing to add" });
  const finding = (level, pointer) => ({ level, pointer, message: `${level} here; correct it` });
  assert.equal(countsOf([finding("error"), finding("error"), finding("info")]), "2 errors and 1 remark");
  const found = headlineOfLint("This 402 response", [finding("warning", "/a"), finding("error", "/b")]);
  assert.deepEqual(found, { cause: "This 402 response has 1 error and 1 warning.", acts: [["Seller", "Begin with /b: correct it."]], also: ["/b: error here."] });
  assert.deepEqual(headlineOfLint("These payment requirements", []), { cause: "These payment requirements have no fault.", acts: [] });
});
