import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { Engine } from "../../npm/dist/engine.js";
import { parse } from "../../npm/dist/json.js";
import { recognise as recogniseBy, termsIn } from "../src/recognise.js";

// By the module of packages/npm, which is built before the page.
const engine = new Engine({ load: () => new WebAssembly.Module(readFileSync(new URL("../../npm/dist/command.wasm", import.meta.url))) });
const command = (args) => engine.ask("command", { arguments: ["x402", ...args], input: "", now: 0, wantsColours: false });
const program = { ask: (op, input) => engine.ask(op, parse(input)), command };
const recognise = (text) => recogniseBy(text, program);
const offersIn = async (text) => (await termsIn(text, program)).offers;

const examples = new URL("../../../docs/examples/", import.meta.url);
const example = (name) => readFileSync(new URL(name, examples), "utf8");
const kinds = (text) => recognise(text).parts.map(({ kind }) => kind);
const line = example("payment.txt").trim();
const value = line.split(": ")[1];
const offer = example("offer.json");
const paymentRequired = JSON.stringify({ x402Version: 2, resource: { url: "https://a.example/" }, accepts: [JSON.parse(offer)] });
const paymentRequiredHeader = Buffer.from(paymentRequired).toString("base64");

test("each example is what its name says", () => {
  const kindOfName = [
    [/^(a2a|mcp)-/, "message"],
    [/^payment/, "payment"],
    [/^claim-channel/, "request"],
    [/^offer/, "offers"],
    [/demand|^signed-offer/, "demand"],
    [/^sign-in/, "sign-in"],
    [/^receipt(-jws)?\.json/, "settlement"],
  ];
  let seen = 0;
  for (const name of readdirSync(examples)) {
    const kind = kindOfName.find(([pattern]) => pattern.test(name))?.[1];
    if (kind === undefined) continue;
    assert.deepEqual(kinds(example(name)), [kind], name);
    seen += 1;
  }
  assert.ok(seen > 25, `${seen} examples`);
});

test("a header's value is known by its content, and so is its header", () => {
  assert.equal(recognise(value).parts[0].header.name, "PAYMENT-SIGNATURE");
  const v1 = example("payment-v1.txt").trim().split(": ")[1];
  assert.equal(recognise(v1).parts[0].header.name, "X-PAYMENT");
  assert.equal(recognise(paymentRequiredHeader).parts[0].header.name, "PAYMENT-REQUIRED");
  assert.match(recognise(value).what, /^a payment, as the value of the header PAYMENT-SIGNATURE$/);
});

test("a value that a terminal broke, in quotes, or in a JSON string is the same value", () => {
  const broken = value.replace(/(.{76})/g, "$1\n");
  assert.equal(recognise(broken).parts[0].header.value, value);
  assert.match(recognise(broken).what, /line breaks/);
  assert.equal(recognise(`'${value}'`).parts[0].header.value, value);
  assert.equal(recognise(JSON.stringify(value)).parts[0].header.value, value);
  assert.deepEqual(kinds(JSON.stringify(paymentRequired)), ["demand"]);
});

test("curl -i: the 402 response in the header, or in the body, with the other headers of the answer", () => {
  const answer = `HTTP/1.1 402 Payment Required\r\nContent-Type: application/json\r\nPAYMENT-REQUIRED: ${paymentRequiredHeader}\r\n\r\n{}\r\n`;
  const { what, parts } = recognise(answer);
  assert.equal(what, "a transcript with status 402, with a 402 response in PAYMENT-REQUIRED");
  assert.deepEqual(parts[0].answer, [["Content-Type", "application/json"], ["PAYMENT-REQUIRED", paymentRequiredHeader]]);
  assert.equal(answer.slice(parts[0].header.at, parts[0].header.at + paymentRequiredHeader.length), paymentRequiredHeader);
  const inBody = recognise(`HTTP/2 402\ncontent-type: application/json\n\n${paymentRequired}\n`);
  assert.deepEqual(inBody.parts.map(({ kind, text }) => [kind, text]), [["demand", paymentRequired]]);
});

test("curl -v: the payment, the 402 response before it, and the answer", async () => {
  const transcript = `* Connected to a.example
> GET /x HTTP/1.1
> Host: a.example
>
< HTTP/1.1 402 Payment Required
< PAYMENT-REQUIRED: ${paymentRequiredHeader}
<
{ [2 bytes data]
{}
> GET /x HTTP/1.1
> PAYMENT-SIGNATURE: ${value}
>
< HTTP/1.1 402 Payment Required
< PAYMENT-REQUIRED: ${paymentRequiredHeader}
<
{
  "error": "no"
}`;
  const { what, parts, judged, answered } = recognise(transcript);
  assert.match(what, /status 402, then 402/);
  assert.deepEqual(judged, { payment: { part: 1, provenance: "request-header" }, offers: { part: 0, provenance: "response" } });
  assert.deepEqual(answered, { outcome: "refused", by: "seller", status: 402, message: "no" });
  assert.deepEqual(parts.map(({ kind, header }) => [kind, header.value]), [["demand", paymentRequiredHeader], ["payment", value]]);
  assert.deepEqual((await offersIn(transcript)).map((text) => JSON.parse(text)), [JSON.parse(offer)]);
});

test("a curl command holds its headers", () => {
  assert.equal(recognise(`curl https://a.example -H 'PAYMENT-SIGNATURE: ${value}' -v`).parts[0].header.value, value);
  assert.equal(recognise(`curl --header "X-PAYMENT: ${value}" https://a.example`).parts[0].header.name, "X-PAYMENT");
});

test("offers come from where a server writes them, or from the reader, and never from the client", async () => {
  const text = JSON.parse(offer);
  const request = JSON.stringify({ x402Version: 2, paymentPayload: {}, paymentRequirements: text });
  const response = `HTTP/1.1 402 x\n\n${paymentRequired}`;
  for (const given of [offer, `[${offer}]`, paymentRequired, paymentRequiredHeader, `PAYMENT-REQUIRED: ${paymentRequiredHeader}`, request, response, example("mcp-demand.json")]) {
    assert.deepEqual((await offersIn(given)).map((found) => JSON.parse(found)), [text], given.slice(0, 60));
  }
  const ofClient = [`POST /w HTTP/1.1\n\n${paymentRequired}`, `POST /w HTTP/1.1\n\n${request}`, `GET /w HTTP/1.1\nPAYMENT-REQUIRED: ${paymentRequiredHeader}\n\n`];
  for (const given of ["", "hello", value, "[]", ...ofClient]) assert.deepEqual(await offersIn(given), [], given.slice(0, 60));
  const other = JSON.stringify({ ...text, amount: "1" });
  assert.equal((await termsIn(`${JSON.stringify(text)}\n${other}`, program)).ambiguous.kind, "offers");
});

test("digits and repeated members of an offer stay as they are", async () => {
  const odd = '{"scheme":"exact","network":"eip155:1","amount":"1","maxTimeoutSeconds":12345678901234567890,"a":1,"a":2}';
  assert.deepEqual(await offersIn(`{"x402Version":2,"accepts":[${odd}]}`), [odd]);
});

test("a transaction, alone or as a payload; bytes of another kind are none", () => {
  const payload = JSON.parse(Buffer.from(example("payment-solana.txt").trim().split(": ")[1], "base64")).payload;
  assert.deepEqual(kinds(payload.transaction), ["transaction"]);
  assert.deepEqual(kinds(JSON.stringify(payload)), ["transaction"]);
  assert.deepEqual(kinds(Buffer.alloc(300, 0xff).toString("base64")), ["payment"]);
});

test("a JWS, an envelope, two messages on two lines, a saved case", () => {
  const jws = JSON.parse(example("receipt-jws.json")).extensions["offer-receipt"].info.receipt;
  assert.deepEqual(kinds(jws.signature), ["signed"]);
  assert.deepEqual(kinds(JSON.stringify(jws)), ["signed"]);
  const messages = ["mcp-paid.json", "mcp-demand.json"].map((name) => JSON.stringify(JSON.parse(example(name))));
  assert.deepEqual(kinds(messages.join("\n")), ["message", "message"]);
  assert.deepEqual(kinds('{"op":"verify","input":{}}'), ["question"]);
});

test("what nobody can know is guessed, and says so", () => {
  for (const text of ["hello", '{"a":1}', "[]", '{"x402Version":2,', "{"]) {
    const [part] = recognise(text).parts;
    assert.equal(part.guessed, true, text);
  }
  assert.deepEqual(recognise(" \n "), { what: "nothing yet", parts: [], notes: [], judged: {}, answered: undefined, time: undefined });
  assert.equal(recognise('{"accepts":[').parts[0].kind, "demand");
});

// The table that the tests of the command read.
test("each text of the table is what the table says", () => {
  const { payment: paymentJson, ...values } = filling();
  const table = readFileSync(new URL("../../../crates/x402-cli/tests/cases/recognise.jsonl", import.meta.url), "utf8");
  for (const row of table.trim().split("\n").map((each) => JSON.parse(each))) {
    const text = Object.entries({ ...values, $PAYMENT_JSON: paymentJson, $PAYMENT_PERCENT: values.$PAYMENT.replaceAll("=", "%3D"), $PAYMENT: values.$PAYMENT })
      .sort(([a], [b]) => b.length - a.length)
      .reduce((whole, [name, filled]) => whole.replaceAll(name, () => filled), row.text);
    const { parts, notes, time } = recognise(text);
    const shown = parts.map(({ kind, guessed, header }) => `${kind}${guessed ? "?" : ""}${header ? `@${header.name}` : ""}`);
    assert.deepEqual([shown, notes.map(({ kind }) => kind), time?.seconds], [row.parts, row.notes, row.time], row.id);
    for (const { text: inner, at, header } of parts) {
      if (at !== null) assert.equal(text.slice(at, at + inner.length), inner, row.id);
      if (header && header.at !== null) assert.equal(text.slice(header.at, header.at + header.value.length), header.value, row.id);
    }
  }
});

function filling() {
  const payment = Buffer.from(value, "base64").toString();
  const shortPaymentRequired = JSON.stringify({ x402Version: 2, resource: { url: "https://a.example" }, accepts: [JSON.parse(offer)] });
  const encoded = (text) => Buffer.from(text).toString("base64");
  const offerLine = JSON.stringify(JSON.parse(offer));
  const request = `{"x402Version":2,"paymentPayload":${payment},"paymentRequirements":${offerLine}}`;
  return {
    payment,
    $REQUEST_ESCAPED: request.replaceAll('"', '\\"'),
    $DEMAND_STRING: JSON.stringify(shortPaymentRequired),
    $DEMAND6464: encoded(encoded(shortPaymentRequired)),
    $DEMAND64: encoded(shortPaymentRequired),
    $DEMAND: shortPaymentRequired,
    $PAYMENT_BROKEN: value.match(/.{1,76}/g).join("\n"),
    $PAYMENT: value,
    $OFFER: offerLine,
  };
}

test("no text makes it fail", async () => {
  const pieces = ['"', "{", "[", ":", ",", "HTTP/1.1 402", "\n", "> ", "eyJ", "X-PAYMENT: ", "\u202e", "\ud800", "null", "\\u", "==", "'"];
  let seed = 7;
  for (let round = 0; round < 3000; round += 1) {
    let text = "";
    for (let count = 0; count < 8; count += 1) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      text += pieces[seed % pieces.length];
    }
    assert.ok(Array.isArray(recognise(text).parts), JSON.stringify(text));
    assert.ok(Array.isArray(await offersIn(text)));
  }
});

test("equal lines stand each at its own place", () => {
  const message = '{"jsonrpc":"2.0"}';
  assert.deepEqual(recognise(`\n${message}\r\n\n${message}\n`).parts.map(({ at }) => at), [1, 21]);
});

test("a long or deep text is taken apart in time that grows as its length", () => {
  const start = performance.now();
  const nested = (levels, inner) => `${"[".repeat(levels)}${inner}${"]".repeat(levels)}`;
  assert.deepEqual(kinds(nested(24, offer)), ["offers"]);
  assert.deepEqual(kinds(nested(24, '{"jsonrpc":"2.0"}')), ["message"]);
  assert.equal(recognise(nested(24, "1")).parts[0].guessed, true);
  assert.deepEqual(kinds(`[${offer},{"jsonrpc":"2.0"}]`), ["offers", "message"]);
  const lines = Array.from({ length: 30_000 }, (_, id) => `{"jsonrpc":"2.0","id":${id}}`);
  assert.equal(kinds(lines.join("\n")).length, 30_000);
  const headers = Array.from({ length: 50_000 }, () => "PAYMENT-REQUIRED: e30=\nPAYMENT-SIGNATURE: e30=").join("\n");
  assert.deepEqual(kinds(`HTTP/1.1 402 x\n${headers}\n\n{"jsonrpc":"2.0"}\n{"jsonrpc":"2.0"}`), ["demand", "payment", "message", "message"]);
  // It takes less than a second. If each level doubled the time, or each line read all lines before it, it would take most of a minute.
  const seconds = (performance.now() - start) / 1000;
  assert.ok(seconds < 10, `${seconds} s`);
});

test("quotes around quotes are taken off, and any number of them makes nothing fail", () => {
  assert.equal(recognise(`\`'"${value}"'\``).parts[0].header.value, value);
  for (const open of ["'", "\"'", "'HTTP/1.1 402 x\n\n"]) {
    const text = `${open.repeat(20_000)}${value}${open.replace(/[^"']/g, "").split("").reverse().join("").repeat(20_000)}`;
    assert.ok(Array.isArray(recognise(text).parts));
    assert.ok(Array.isArray(recognise(`HTTP/1.1 402 x\n\n${text}`).parts));
  }
});
