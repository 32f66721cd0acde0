import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { fromBase64, indexOfByte, textInBase64, toBase64Url } from "../src/bytes.js";
import { compare, inTokens, placeOf } from "../src/compare.js";
import { NotJson, nearest, read, readable, repeated, textAt } from "../src/json.js";
import { errorIn } from "../src/inspect/object.js";
import { fragmentOf, stateOf, vectorOf } from "../src/share.js";
import { hiddenIn, printable } from "../src/text.js";
import { apart, inWords, parseTime, rangeOf, relative, shown, timesIn } from "../src/times.js";
import { nameOf } from "../src/networks.js";
import { stateOf as stateOfWindow } from "../src/view/timeline.js";
import { isLive, isOfSignature, withhold } from "../src/withhold.js";
import { pieces, short } from "../src/words.js";

const example = (name) => readFileSync(new URL(`../../../docs/examples/${name}`, import.meta.url), "utf8");
const payment = read(textInBase64(example("payment.txt").trim().split(": ")[1]));

test("JSON: a tree with digits, repeated members and places", () => {
  const text = ' {"a": [1.50, {"b/c": "x\\u0041"}], "a": null} ';
  const tree = read(text);
  assert.deepEqual(tree.members.map(({ name }) => name), ["a", "a"]);
  assert.equal(textAt(tree, "a", 0), "1.50");
  const inner = nearest(tree, "/a/1/b~1c");
  assert.equal(inner.value, "xA");
  assert.equal(text.slice(inner.start, inner.end), '"x\\u0041"');
  assert.equal(nearest(tree, "/a/7").type, "array");
});

test("JSON: what JSON.parse refuses is refused, and what it takes is taken", () => {
  const texts = ["", "{", "[1,]", "{,}", "01", "1.", ".5", "-", "+1", "1e", '"\n"', '"\\x"', "nul", "truex", '{"a":1,}', "{'a':1}", "[1 2]", "1 2", "\u00a01", '"a', "NaN"];
  const taken = ["0", "-0", "1e5", "1E+5", "-1.5e-7", '""', '"\\ud800"', "[]", "{}", " [ ] ", "\t{\r\n}", '{"":{"":[null,true,false]}}'];
  for (const text of texts) {
    assert.throws(() => JSON.parse(text), text);
    assert.throws(() => read(text), NotJson, text);
  }
  for (const text of taken) {
    JSON.parse(text);
    assert.ok(readable(text), text);
  }
});

test("JSON: a member that comes twice is found at any depth", () => {
  assert.equal(repeated(read('{"a":[{"b":1,"c":{},"b":2}]}')), "b");
  assert.equal(repeated(read('{"a":[{"b":1},{"b":2}],"b":3}')), undefined);
});

test("JSON: depth has an end", () => {
  assert.ok(readable("[".repeat(200) + "]".repeat(200)));
  assert.equal(readable("[".repeat(50_000)), undefined);
});

test("no character of a shown text is invisible or moves another", () => {
  // As x402-types prints them (crates/x402-types/src/printable.rs).
  const hostile = { "\u202e": "\\u202e", "\u0000": "\\u0000", "\u200b": "\\u200b", "\u2028": "\\u2028", "\u00a0": "\\u00a0", "\u3164": "\\u3164", "\u{e0041}": "\\udb40\\udc41", "\ud800": "\\ud800", "\ufe0f": "\\ufe0f", "\n": "\\n".replace("n", "u000a") };
  for (const [text, escape] of Object.entries(hostile)) assert.equal(printable(`a${text}b`), `a${escape}b`);
  for (const plain of ["a b", "é", "日本", "שלום", "<b>&amp;", "😀", "e\u0301"]) assert.equal(printable(plain), plain);
  assert.equal(hiddenIn("a\n\tb\u202e\u200b"), 2);
});

test("base64 of both alphabets; the index of a byte", () => {
  assert.equal(textInBase64("w7w_"), "ü?");
  assert.equal(textInBase64("w7w/"), "ü?");
  assert.equal(fromBase64("a"), undefined);
  assert.equal(fromBase64("a*b="), undefined);
  assert.equal(textInBase64("/w=="), undefined);
  assert.equal(textInBase64(toBase64Url("日本 \u{1f600}")), "日本 \u{1f600}");
  assert.equal(indexOfByte("aüb\u{1f600}c", 3), 2);
  assert.equal(indexOfByte("aüb\u{1f600}c", 8), 5);
  assert.equal(indexOfByte("ab", 9), 2);
});

test("an error points at a character of what was pasted", () => {
  const part = { text: '{"ü":]', at: 4 };
  const error = errorIn("cannot be decoded (json: syntax): not JSON (byte 6)\ntaken for payment\n", part);
  assert.deepEqual([error.index, error.inPaste, error.sentence], [5, 9, "not JSON"]);
  const header = { text: undefined, at: null, header: { name: "X-PAYMENT", value: "ab*", at: 11 } };
  const inHeader = errorIn("cannot be decoded (base64: base64-alphabet): not standard base64 (byte 2)\n", header);
  assert.deepEqual([inHeader.text, inHeader.inPaste], ["ab*", 13]);
});

test("times: of each kind of payload, and none where there are none", () => {
  assert.deepEqual(timesIn(payment, 6), { from: 1740672089, until: 1740672154, fromName: "validAfter", untilName: "validBefore", margin: 6 });
  const permit = read('{"payload":{"permit2Authorization":{"deadline":"9","witness":{"validAfter":"0"}}}}');
  assert.equal(timesIn(permit, 6).untilName, "deadline");
  const signIn = read('{"issuedAt":"2024-01-15T10:30:00.000Z","expirationTime":"2024-01-15T10:35:00Z"}');
  assert.equal(timesIn(signIn, 0).until - timesIn(signIn, 0).from, 300);
  for (const text of ["{}", '{"payload":{"authorization":{"validBefore":"soon"}}}', '{"payload":{"authorization":{"validBefore":"99999999999999999999"}}}']) {
    assert.equal(timesIn(read(text), 6), undefined);
  }
});

test("times: the drawing has the end and now, and the start if it is near", () => {
  const near = rangeOf({ from: 100, until: 160, margin: 6 }, 130);
  assert.ok(near.first < 100 && near.last > 160 && !near.open);
  const far = rangeOf({ from: 0, until: 1740672154, margin: 6 }, 1740672100);
  assert.ok(far.open && far.first > 1740670000 && far.last > 1740672154);
});

test("times: read and written", () => {
  assert.equal(parseTime(" 1740672100 "), 1740672100);
  assert.equal(parseTime("2025-02-27T16:01:40Z"), 1740672100);
  assert.equal(parseTime("2025-02-27T17:01:40+01:00"), 1740672100);
  for (const text of ["", "soon", "-1", "2025-02-27", "2025-02-27T16:01:40", "1e9"]) assert.equal(parseTime(text), undefined, text);
  assert.equal(shown(1740672100), "2025-02-27T16:01:40Z");
  assert.equal(shown(1e15), "1000000000000000");
  assert.equal(apart(0, 59), "59 seconds");
  assert.equal(apart(3725, 0), "1 hour 2 minutes");
  assert.equal(apart(0, 86400 * 2), "2 days");
  assert.equal(apart(7, 7), "0 seconds");
  assert.equal(inWords(1740672154), "27 Feb 2025, 16:02:34 UTC");
  assert.equal(inWords(1e15), "1000000000000000 seconds after 1970");
  assert.deepEqual([relative(5, 4), relative(4, 5), relative(4, 4)], ["in 1 second", "1 second ago", "now"]);
});

test("signed and offered: equal terms, another recipient, another amount", () => {
  const offer = example("offer.json");
  assert.deepEqual(compare(payment, offer).flatMap(({ differs }) => differs), []);
  const lower = offer.replace("0x209693Bc6afc0C5328bA36FaF03C514EF312287C", "0x209693bc6afc0c5328ba36faf03c514ef312287c");
  assert.deepEqual(compare(payment, lower).flatMap(({ differs }) => differs), []);
  const other = compare(payment, example("offer-other-payto.json"));
  assert.deepEqual(other.filter(({ differs }) => differs.length > 0).map(({ term, differs }) => [term, differs]), [["recipient", ["accepted", "signed"]]]);
  const dearer = compare(payment, offer.replace('"10000"', '"10001"'));
  assert.deepEqual(dearer.find(({ term }) => term === "amount").differs, ["accepted", "signed"]);
  const renamed = compare(payment, offer.replace('"USDC"', '"USD Coin"'));
  assert.deepEqual(renamed.find(({ term }) => term === "extra.name").differs, ["accepted"]);
  const v1 = read(textInBase64(example("payment-v1.txt").trim().split(": ")[1]));
  assert.deepEqual(compare(v1, example("offer-v1.json")).flatMap(({ differs }) => differs), []);
});

test("amounts in tokens", () => {
  assert.equal(inTokens("10000", "0.020000 USDC"), "0.010000 USDC");
  assert.equal(inTokens("1", "0.020000 USDC"), "0.000001 USDC");
  assert.equal(inTokens("123456789", "1 X"), "123456789 X");
  assert.equal(inTokens("12345678901234567890123", "0.020000 USDC"), "12345678901234567.890123 USDC");
  assert.equal(inTokens("1.5", "0.02 USDC"), undefined);
  assert.equal(inTokens("1", undefined), undefined);
});

test("the place of a check", () => {
  assert.equal(placeOf("valid-before", payment), "/payload/authorization/validBefore");
  assert.equal(placeOf("signer", payment), "/payload/signature");
  assert.equal(placeOf("method", payment), undefined);
});

test("a link holds the case, and nothing else is taken from one", () => {
  const state = { text: "日本\u202e <b>", offer: "{}", now: 1740672100, code: "none" };
  assert.deepEqual(stateOf(fragmentOf(state)), state);
  assert.match(fragmentOf(state), /^#v1\.[\w-]+$/);
  assert.equal(fragmentOf({ text: "x".repeat(200_000) }), undefined);
  const of = (value) => `#v1.${toBase64Url(JSON.stringify(value))}`;
  for (const fragment of ["", "#", "#v1.", "#v1.***", "#v2.e30", of(null), of([]), of({}), of({ text: 1 }), of("text"), `#v1.${"e".repeat(300_000)}`]) {
    assert.equal(stateOf(fragment), undefined, fragment.slice(0, 40));
  }
  assert.deepEqual(stateOf(of({ text: "a", now: -1, code: 1, evil: "x", __proto__: { offer: "y" } })), { text: "a" });
  assert.deepEqual(stateOf(of({ text: "a", now: 1.5 })), { text: "a" });
});

test("a saved case has the members of a vector", () => {
  const input = '{"payment":{"json":{"a":12345678901234567890}},"offers":[],"now":1}';
  const vector = vectorOf({ op: "verify", input }, { verdict: "invalid", stage: "match", check: "offer", reason: "invalid_payment_requirements", flags: [] });
  assert.ok(vector.includes("12345678901234567890"));
  const schema = JSON.parse(readFileSync(new URL("../../../spec-vectors/vectors.schema.json", import.meta.url), "utf8")).$defs.vector;
  const parsed = JSON.parse(vector);
  for (const name of schema.required) assert.ok(name in parsed, name);
  for (const name of Object.keys(parsed)) assert.ok(name in schema.properties, name);
  assert.match(parsed.id, new RegExp(schema.properties.id.pattern));
  assert.deepEqual(parsed.expect, { class: "invalid", result: { verdict: "invalid" }, reason: "invalid_payment_requirements", stage: "match", check: "offer" });
  assert.ok(parsed.flags.some((flag) => flag.startsWith("accepts-")));
});

test("words: an address is short, a network has its name, a time is one", () => {
  const payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
  const sentence = `ask eip155:84532 whether ${payer} has 1740672154 atomic units; validBefore is 1740672154, and it ended at 2025-02-27T16:02:34Z on eip155:999999`;
  const found = pieces(sentence);
  assert.equal(found.map(({ full, text }) => full ?? text).join(""), sentence);
  assert.deepEqual(found.filter(({ kind }) => kind).map(({ kind, text, seconds }) => [kind, text ?? seconds]), [
    ["network", "Base Sepolia"],
    ["address", "0x857b…6b66"],
    ["time", 1740672154],
    ["time", 1740672154],
  ]);
  const others = ["4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR", "rDXZD4QizhNdKFpsWU2MPUKRrMQWmDvLUi", "rrrrrrrrrrrrrrrrrrrrBZbvji1"];
  for (const address of others) assert.deepEqual(pieces(`of ${address}.`)[1], { kind: "address", text: short(address), full: address });
  for (const [full, text] of [["xrpl:0", "XRP Ledger"], ["xrpl:1", "XRP Ledger Testnet"]]) assert.deepEqual(pieces(`on ${full}.`)[1], { kind: "network", text, full });
  for (const plain of ["invalid_exact_svm_payload_transaction_could_not_be_decoded", "on xrpl:0-1 and xrpl:main", "TransferWithAuthorizationOfTheTokenHere", `x${payer}`, "10000 atomic units"]) {
    assert.deepEqual(pieces(plain), [{ text: plain }]);
  }
});

test("words: two addresses with the same ends are shown in full", () => {
  const [one, other] = ["0x2096000000000000000000000000000000002287", "0x2096111111111111111111111111111111112287"];
  const shownIn = (sentence) => pieces(sentence).flatMap(({ kind, text }) => (kind === "address" ? [text] : []));
  assert.deepEqual(shownIn(`${one} is not ${other}`), [one, other]);
  assert.deepEqual(shownIn(`${one} is ${one.toUpperCase().replace("0X", "0x")}`), ["0x2096…2287", "0x2096…2287"]);
});

test("each network that version 1 names has a name for people", () => {
  const tables = readFileSync(new URL("../../../docs/reference/tables.md", import.meta.url), "utf8");
  const rows = [...tables.matchAll(/^\| `([a-z-]+)` \| `((?:eip155|solana):\S+)` \|$/gm)];
  assert.ok(rows.length >= 30, `${rows.length}`);
  const letters = (text) => text.toLowerCase().replace(/[^a-z]/g, "");
  for (const [, name, caip2] of rows) {
    assert.ok(nameOf(caip2), `${name} ${caip2}`);
    assert.equal(letters(nameOf(caip2)), letters(name), caip2);
  }
  assert.equal(nameOf("eip155:999999"), undefined);
  assert.equal(nameOf("constructor"), undefined);
});

test("a link's payment has no signature left, in whatever it was", () => {
  const signature = /2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a12832597641736/;
  const plain = textInBase64(example("payment.txt").trim().split(": ")[1]);
  assert.match(plain, signature);
  const without = JSON.parse(withhold(plain));
  assert.equal(without.payload.signature, "0x");
  assert.deepEqual({ ...without, payload: { ...without.payload, signature: 0 } }, { ...JSON.parse(plain), payload: { ...JSON.parse(plain).payload, signature: 0 } });
  const nested = { op: "verify", input: { payment: { header: { name: "PAYMENT-SIGNATURE", value: Buffer.from(plain).toString("base64") } }, text: plain } };
  assert.doesNotMatch(withhold(JSON.stringify(nested)).replace(/[A-Za-z0-9+/=]{86,}/g, (value) => textInBase64(value) ?? ""), signature);
  // Every example with a payment: no long secret is left, and what is no secret stays.
  for (const name of ["payment-20000.json", "payment-wallet.json", "payment-rlusd.json", "mcp-paid.json", "a2a-paid.json"]) {
    const text = withhold(example(name));
    assert.doesNotMatch(text, /"(?:0x)?[0-9a-fA-F]{128,}"/, name);
  }
  for (const name of ["payment-permit.txt", "payment-permit2.txt", "payment-approval.txt", "payment-upto.txt", "payment-v1.txt", "payment-stellar.txt", "payment-gateway.txt", "sign-in.txt"]) {
    const text = textInBase64(example(name).trim().split(": ")[1]);
    assert.match(text, /[0-9a-fA-F]{128,}|[A-Za-z0-9+/]{86,}/, name);
    assert.doesNotMatch(withhold(text), /[0-9a-fA-F]{128,}|[A-Za-z0-9+/]{86,}/, name);
  }
  for (const text of ["{}", "no JSON", example("offer.json"), '{"signature":""}']) assert.equal(withhold(text), undefined);
});

test("a Solana transaction without its signatures is the same transaction", () => {
  const text = textInBase64(example("payment-solana.txt").trim().split(": ")[1]);
  const bytesOf = (json) => Buffer.from(JSON.parse(json).payload.transaction, "base64");
  const [before, after] = [bytesOf(text), bytesOf(withhold(text))];
  assert.equal(before[0], 2);
  assert.deepEqual(after.subarray(129), before.subarray(129));
  assert.ok(before.subarray(1, 129).some((byte) => byte !== 0));
  assert.ok(after.subarray(1, 129).every((byte) => byte === 0));
  // With the fee payer's signature alone, a program of the wallet may have the payer's: the whole transaction is left out.
  const alone = text.replace(JSON.parse(text).payload.transaction, Buffer.concat([Buffer.from([1]), before.subarray(65)]).toString("base64"));
  assert.equal(JSON.parse(withhold(alone)).payload.transaction, "");
});

test("a payment is live until it expires, or its signature is known to be wrong", () => {
  const secret = { text: "{}", offers: [], until: 100 };
  const check = (id, outcome) => ({ id, outcome });
  assert.equal(isLive({ secret }, 99), true);
  assert.equal(isLive({ secret }, 100), false);
  assert.equal(isLive({ secret: { ...secret, until: undefined } }, 1e9), true);
  assert.equal(isLive({}, 0), false);
  assert.equal(isLive({ secret, checks: [check("recipient", "fail"), check("signer", "skipped")] }, 99), true);
  assert.equal(isLive({ secret, checks: [check("signer", "needs")] }, 99), true);
  const failing = [check("signer", "fail")];
  assert.equal(isLive({ secret, checks: failing }, 99), false);
  assert.equal(isLive({ secret, checks: failing, findings: [{ kind: "domain-names" }] }, 99), false);
  // These can be corrected by a reader of the link, or are good for something else.
  assert.equal(isLive({ secret, checks: failing, findings: [{ kind: "other-chain" }] }, 99), true);
  assert.equal(isLive({ secret, checks: [check("signature-low-s", "fail")] }, 99), true);
  assert.equal(isLive({ secret, checks: [check("voucher/signer", "fail")] }, 99), true);
  for (const id of ["signer", "signature-form", "signature-low-s", "voucher/signer", "account-signature", "sign-in-signer", "signed", "contract-signature"]) assert.ok(isOfSignature(id), id);
  for (const id of ["recipient", "valid-before", "domain", "transfer-contract", "payer-address", "permit-signature"]) assert.ok(!isOfSignature(id), id);
});

test("the window in words", () => {
  const window = { from: 100, until: 160, fromName: "validAfter", untilName: "validBefore", margin: 6 };
  assert.equal(stateOfWindow(window, 99), "too early: validAfter is in 1 second");
  assert.equal(stateOfWindow(window, 154), "in time, with 6 seconds left");
  assert.equal(stateOfWindow(window, 155), "too late to settle: 5 seconds left, and 6 seconds needed");
  assert.equal(stateOfWindow(window, 160), "expired: validBefore is now");
  assert.equal(stateOfWindow(window, 222), "expired 1 minute 2 seconds ago");
});
