// The answer of the seller or the facilitator comes first, and a text whose last answer is a refusal is no success.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Engine } from "../../npm/dist/engine.js";
import { X402Error } from "../../npm/dist/error.js";
import { parse, stringify } from "../../npm/dist/json.js";
import { inspect } from "../src/inspect.js";
import { phrase, sourcesLine } from "../src/provenance.js";

const engine = new Engine({ load: () => new WebAssembly.Module(readFileSync(new URL("../../npm/dist/command.wasm", import.meta.url))) });
const program = {
  Refused: X402Error,
  stringify,
  ask: (op, input) => engine.ask(op, parse(input)),
  command: (args) => engine.ask("command", { arguments: ["x402", ...args], input: "", now: 0, wantsColours: false }),
};
const NOTHING = { offer: "", code: "", preset: "", facilitator: "", settle: "", phase: "", origin: "", nonce: "", signer: "", profile: "" };
const NOW = 1740672100;
const LATER = 1780000000;
/** At a time of the clock, if no other time is chosen. */
const inspected = (text, settings = {}) => inspect(text, { ...NOTHING, now: settings.clock ?? NOW, clock: NOW, ...settings }, program);

const example = (name) => readFileSync(new URL(`../../../docs/examples/${name}`, import.meta.url), "utf8").trim();
const line = example("payment.txt");
const value = line.split(": ")[1];
const payment = JSON.parse(Buffer.from(value, "base64"));
const offer = JSON.parse(example("offer.json"));
const encoded = (object) => Buffer.from(JSON.stringify(object)).toString("base64");
const demand = (error) => ({ x402Version: 2, ...(error && { error }), resource: { url: "https://api.example.com/premium-data" }, accepts: [offer] });
const settlement = (code) => (code === undefined ? { success: true, transaction: "0xab", network: "eip155:84532", payer: payment.payload.authorization.from } : { success: false, errorReason: code, transaction: "", network: "eip155:84532" });
const DATE = "Thu, 27 Feb 2025 16:01:40 GMT";
const OK = "HTTP/1.1 200 OK";
const REQUIRED = "HTTP/1.1 402 Payment Required";

const received = (lines) => lines.map((each) => `< ${each}\n`).join("");
const curl = (request, response, body) => `> GET /premium-data HTTP/1.1\n> Host: api.example.com\n${request.map((each) => `> ${each}\n`).join("")}>\n${received(response)}<\n${body}\n`;
const har = (request, status, headers, body) =>
  JSON.stringify({
    log: {
      version: "1.2",
      entries: [
        {
          startedDateTime: "2025-02-27T16:01:40Z",
          request: { method: "GET", url: "https://api.example.com/", headers: request },
          response: { status, headers, content: { mimeType: "application/json", text: body } },
        },
      ],
    },
  });
const pair = (name, text) => ({ name, value: text });
const call = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "weather", arguments: {}, _meta: { "x402/payment": payment } } });
const ofTool = (object, isError) => JSON.stringify({ jsonrpc: "2.0", id: 1, result: { isError, content: [{ type: "text", text: JSON.stringify(object) }], structuredContent: object } });
const task = (status, metadata) =>
  JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    result: {
      kind: "task",
      id: "t",
      contextId: "c",
      status: { state: status === "payment-failed" ? "failed" : "completed", message: { kind: "message", messageId: "m", role: "agent", parts: [{ kind: "text", text: "." }], metadata: { "x402.payment.status": status, ...metadata } } },
    },
  });
// What a client can write to look like a success: in its request, or for the server to repeat.
const decoy = JSON.stringify({ success: true, transaction: "0xdecoy", network: "eip155:84532" });

/** Texts whose last answer refuses the payment with this code. */
const refusals = (code) => ({
  "curl -v": curl([line], [REQUIRED, `Date: ${DATE}`, `PAYMENT-REQUIRED: ${encoded(demand(code))}`], "{}"),
  "curl -v, an offer first": curl([], [REQUIRED, `PAYMENT-REQUIRED: ${encoded(demand())}`], "{}") + curl([line], [REQUIRED, `PAYMENT-REQUIRED: ${encoded(demand(code))}`], "{}"),
  "curl -v, not settled": curl([line], [REQUIRED, `PAYMENT-REQUIRED: ${encoded(demand())}`, `PAYMENT-RESPONSE: ${encoded(settlement(code))}`], "{}"),
  "curl -v, a success of the client's": curl([line, `PAYMENT-RESPONSE: ${Buffer.from(decoy).toString("base64")}`], [REQUIRED, `PAYMENT-REQUIRED: ${encoded(demand(code))}`], decoy),
  "curl -v, first settled": curl([line], [OK, `PAYMENT-RESPONSE: ${encoded(settlement())}`], "{}") + curl([line], [REQUIRED, `PAYMENT-REQUIRED: ${encoded(demand(code))}`], "{}"),
  "curl -v, without the request line": curl([line], [REQUIRED, `PAYMENT-REQUIRED: ${encoded(demand(code))}`], "{}").split("\n").slice(2).join("\n"),
  "curl -v, status 403": curl([line], ["HTTP/1.1 403 Forbidden"], JSON.stringify({ error: code })),
  "curl -v, status 502": curl([line], ["HTTP/1.1 502 Bad Gateway"], JSON.stringify({ error: code })),
  "curl -i": `${REQUIRED}\r\nDate: ${DATE}\r\nPAYMENT-REQUIRED: ${encoded(demand(code))}\r\n\r\n{}`,
  "curl -i, version 1": `${REQUIRED}\n\n${JSON.stringify({ x402Version: 1, error: code, accepts: [JSON.parse(example("offer-v1.json"))] })}`,
  HAR: har([pair("payment-signature", value)], 402, [pair("payment-required", encoded(demand(code)))], "{}"),
  "HAR, a success of the client's": har([pair("payment-signature", value)], 402, [pair("payment-required", encoded(demand(code)))], decoy),
  MCP: `${call}\n${ofTool(demand(code), true)}`,
  "MCP, the answer alone": ofTool(demand(code), true),
  "A2A": task("payment-failed", { "x402.payment.error": code, "x402.payment.receipts": [settlement(code)] }),
  "A2A, without a receipt": task("payment-failed", { "x402.payment.error": code }),
  "log in JSON": JSON.stringify({ level: "warn", time: "2025-02-27T16:01:40Z", headers: { "payment-signature": value }, requirements: offer, invalidReason: code }),
  "log in JSON, with the answer": JSON.stringify({ level: "warn", headers: { "payment-signature": value }, answer: { isValid: false, invalidReason: code } }),
  "header lines": `${line}\nPAYMENT-RESPONSE: ${encoded(settlement(code))}`,
  "PAYMENT-RESPONSE alone": `PAYMENT-RESPONSE: ${encoded(settlement(code))}`,
  "PAYMENT-REQUIRED alone": `PAYMENT-REQUIRED: ${encoded(demand(code))}`,
  "a settlement": JSON.stringify(settlement(code)),
  "an answer to /verify": JSON.stringify({ isValid: false, invalidReason: code, payer: payment.payload.authorization.from }),
});

/** The same for a payment that is settled. */
const settlements = {
  "curl -v": curl([line], [OK, `Date: ${DATE}`, `PAYMENT-RESPONSE: ${encoded(settlement())}`], "sunny"),
  "curl -v, an offer first": curl([], [REQUIRED, `PAYMENT-REQUIRED: ${encoded(demand())}`], "{}") + curl([line], [OK, `PAYMENT-RESPONSE: ${encoded(settlement())}`], "sunny"),
  "curl -i": `${OK}\r\nPAYMENT-RESPONSE: ${encoded(settlement())}\r\n\r\nsunny`,
  HAR: har([pair("payment-signature", value)], 200, [pair("payment-response", encoded(settlement()))], "sunny"),
  "PAYMENT-RESPONSE alone": `PAYMENT-RESPONSE: ${encoded(settlement())}`,
  "a settlement": JSON.stringify(settlement()),
};

/** The first line that a reader sees. */
const first = ({ answer, verdict, error }) => answer ?? verdict ?? { word: "not checked", headline: { cause: error.sentence, acts: [] } };
const GOOD = ["valid", "settled", "accepted"];
const banners = ({ answer, verdict }) => [answer, verdict].filter(Boolean);

test("a text whose last answer is a refusal has no words of success, at any time", async () => {
  for (const code of ["insufficient_funds", "invalid_exact_evm_payload_signature", "a_code_of_no_table"]) {
    for (const [name, text] of Object.entries(refusals(code))) {
      // Nothing shows that a word in a log is a code, unless a table has it.
      if (name === "log in JSON" && code === "a_code_of_no_table") continue;
      for (const clock of [NOW, LATER]) {
        for (const settings of [{ clock }, { clock, offer: JSON.stringify(offer) }, { clock, now: NOW, isChosen: true }]) {
          const found = await inspected(text, settings);
          const { word, headline } = first(found);
          const context = `${name}, ${code}, ${JSON.stringify(settings)}: ${word}, ${headline.cause}`;
          assert.ok(["refused", "not settled", "outcome unknown"].includes(word), context);
          assert.match(headline.cause, /^The (?:seller|facilitator) refused the payment|^The payment was not settled|^The server failed/, context);
          assert.ok([headline.cause, ...headline.also].join().includes(code), context);
          for (const banner of banners(found)) {
            assert.ok(!GOOD.includes(banner.word), context);
            assert.ok(!banner.headline?.acts.some(([, what]) => /\bSettle\b/.test(what)), `${context} ${JSON.stringify(banner.headline?.acts)}`);
          }
          assert.ok(headline.acts.length > 0, context);
        }
      }
    }
  }
});

test("a settled payment is settled, also when its bytes have expired since", async () => {
  for (const [name, text] of Object.entries(settlements)) {
    for (const clock of [NOW, LATER]) {
      const found = await inspected(text, { clock });
      const { word, headline } = first(found);
      assert.deepEqual([word, headline.cause], ["settled", "The payment was settled in transaction 0xab, as the facilitator reports."], `${name}: ${JSON.stringify(found.error)}`);
    }
  }
  const { verdict } = await inspected(settlements["curl -v"], { clock: LATER, offer: JSON.stringify(offer) });
  assert.match(verdict.headline.cause, /^Valid when the server answered at 27 Feb 2025, 16:01:40 UTC, expired since/);
  assert.deepEqual(verdict.headline.acts, []);
  // A success that a client may have written is none.
  const claimed = await inspected(JSON.stringify({ level: "info", note: settlement() }));
  assert.ok(!GOOD.includes(first(claimed).word), JSON.stringify(claimed));
});

test("a 402 response that no payment answered says so, with its price, and is no success", async () => {
  const NOT_PAID = "No payment was sent: this is the offer, 0.01 USDC on eip155:84532. The client did not answer it.";
  for (const error of [undefined, "Payment required", "PAYMENT-SIGNATURE header is required"]) {
    const header = encoded(demand(error));
    const texts = [JSON.stringify(demand(error)), `PAYMENT-REQUIRED: ${header}`, `${REQUIRED}\r\nPAYMENT-REQUIRED: ${header}\r\n\r\n{}`, curl([], [REQUIRED, `PAYMENT-REQUIRED: ${header}`], "{}"), har([], 402, [pair("payment-required", header)], "{}"), ofTool(demand(error), true)];
    for (const text of texts) {
      const found = await inspected(text);
      assert.deepEqual([found.answer.word, found.answer.headline.cause], ["not paid", NOT_PAID], text);
      assert.equal(found.verdict.word, "402 response", text);
      assert.match(found.verdict.headline.cause, /^This 402 response, version 2, has /);
    }
  }
  // Errors that keep clients from paying come first.
  const faulty = await inspected(example("faulty-demand.json"));
  assert.deepEqual([faulty.answer, faulty.verdict.word], [undefined, "invalid"]);
  assert.match(faulty.verdict.headline.also.join(), /No payment was sent/);
  // The offer from before the payment is no answer to it.
  const sent = `${curl([], [REQUIRED, `PAYMENT-REQUIRED: ${encoded(demand())}`], "{}")}> GET /premium-data HTTP/1.1\n> ${line}\n>\n`;
  assert.deepEqual([(await inspected(sent)).answer, (await inspected(sent)).verdict.word], [undefined, "valid"]);
});

test("the sender's own words are quoted as the sender's", async () => {
  const files = {
    facilitator: [{ isValid: false, invalidReason: "invalid_payload", invalidMessage: "payload.authorization.nonce: must be 32 bytes" }, "payload.authorization.nonce: must be 32 bytes"],
    seller: [demand("the moon is wrong"), "the moon is wrong"],
  };
  for (const [by, [object, words]] of Object.entries(files)) {
    const { answer } = await inspected(JSON.stringify(object));
    assert.ok(answer.headline.also.includes(`In the ${by}'s own words: “${words}”`), JSON.stringify(answer));
    assert.ok(!answer.headline.cause.includes(words));
  }
  const hostile = await inspected(JSON.stringify({ isValid: false, invalidReason: "x", invalidMessage: "a\u202eb" }));
  assert.match(hostile.answer.headline.also[0], /“a\\u202eb”/);
});

test("the verdict is at the clock's time, with both times in the headline, and at the recorded time if the reader chooses it", async () => {
  const text = curl([line], [OK, `Date: ${DATE}`], "sunny");
  const now = { clock: LATER, offer: JSON.stringify(offer) };
  const late = await inspected(text, now);
  assert.deepEqual([late.verdict.word, late.now, late.then.verdict], ["invalid", LATER, "valid"]);
  assert.equal(late.verdict.headline.cause, "Valid when the server answered at 27 Feb 2025, 16:01:40 UTC, expired since, on 27 Feb 2025, 16:02:34 UTC.");
  assert.equal(sourcesLine(late.sources), "Payment from the request's header; offer from the second box; time from this computer's clock.");
  const then = await inspected(text, { ...now, now: NOW, isChosen: true });
  assert.deepEqual([then.verdict.word, then.recorded.chosen, then.then], ["valid", true, undefined]);
  assert.deepEqual(then.verdict.headline.acts, [["Seller", "Do not settle it: it was valid at 27 Feb 2025, 16:01:40 UTC, and expired on 27 Feb 2025, 16:02:34 UTC."]]);
  assert.match(sourcesLine(then.sources), /time from the Date of the server's answer\.$/);
  // A time that the client wrote is none, and what has not expired may be settled.
  const ofClient = curl([line, `Date: ${DATE}`], [OK], "sunny");
  const soon = await inspected(ofClient, { offer: JSON.stringify(offer) });
  assert.deepEqual([soon.recorded, soon.verdict.word], [undefined, "valid"]);
  assert.match(soon.verdict.headline.acts[0][1], /^Settle within 54 seconds/);
  assert.equal((await inspected(ofClient, now)).recorded, undefined);
  const expired = await inspected(text.replace(DATE, "Thu, 27 Feb 2025 17:00:00 GMT"), now);
  assert.equal(expired.verdict.headline.cause, "The payment had expired when the server answered at 27 Feb 2025, 17:00:00 UTC: it ended on 27 Feb 2025, 16:02:34 UTC.");
});

test("the client chooses neither the offer nor the payment", async () => {
  const cheap = { ...offer, amount: "1" };
  const asked = { ...demand(), accepts: [{ ...offer, amount: "1000000" }] };
  const texts = {
    "its own request has the cheaper offer": curl([line, `PAYMENT-REQUIRED: ${encoded(demand())}`], [REQUIRED, `PAYMENT-REQUIRED: ${encoded(asked)}`], "{}"),
    "its body has the cheaper offer": `POST /w HTTP/1.1\n${line}\n\n${JSON.stringify(demand())}\n\n${REQUIRED}\nPAYMENT-REQUIRED: ${encoded(asked)}\n\n{}`,
  };
  for (const [name, text] of Object.entries(texts)) {
    const { verdict, sources } = await inspected(text);
    assert.deepEqual([verdict.word, verdict.check, sources.offers], ["invalid", "offer", "response"], name);
  }
  const request = JSON.stringify({ x402Version: 2, paymentPayload: payment, paymentRequirements: offer });
  assert.equal((await inspected(request)).verdict.word, "valid");
  assert.equal((await inspected(request, { offer: JSON.stringify(cheap) })).verdict.word, "invalid");
  const planted = await inspected(curl([], [OK], "{}").replace(">\n<", `>\n${request}\n<`));
  assert.notEqual(first(planted).word, "valid");
  const posted = await inspected(`POST /w HTTP/1.1\n\n${request}`);
  assert.match(posted.error.sentence, /its offer does not count/);
});

test("a payment that keeps its own terms is no success, because it can name any", async () => {
  const { verdict, sources } = await inspected(line);
  assert.deepEqual([verdict.word, sources.offers], ["valid for its own terms", "payment"]);
  assert.ok(!verdict.headline.acts.some(([, what]) => /\bSettle\b/.test(what)));
  assert.equal((await inspected(line, { offer: JSON.stringify(offer) })).verdict.word, "valid");
});

test("where only a person can choose, the page asks which", async () => {
  const other = { ...payment, payload: { ...payment.payload, authorization: { ...payment.payload.authorization, value: "1" } } };
  const payments = await inspected(JSON.stringify({ a: payment, b: other }));
  assert.match(payments.error.sentence, /several payments .* Which one do you mean\?/);
  const more = { ...demand(), accepts: [{ ...offer, amount: "7" }] };
  const offers = `${JSON.stringify(payment)}\n${JSON.stringify(demand())}\n${JSON.stringify(more)}`;
  const asked = await inspected(offers);
  assert.match(asked.error.sentence, /several offers that differ\. Which one does the payment answer\?/);
  assert.equal(asked.wants, "offer");
  assert.equal((await inspected(offers, { offer: JSON.stringify(offer) })).verdict.word, "valid");
  // The same payment and the same offer twice are no question.
  const same = await inspected(`${JSON.stringify(payment)}\n${JSON.stringify(demand())}\n${JSON.stringify(demand())}`);
  assert.deepEqual([same.error, same.verdict.word], [undefined, "valid"]);
});

test("each origin that the schema names has words", () => {
  const { $defs } = JSON.parse(readFileSync(new URL("../../../spec-vectors/operations.schema.json", import.meta.url), "utf8"));
  const named = [...$defs["part-provenance"].enum, ...$defs["recognised-time"].properties.provenance.enum, "clock"];
  for (const name of named) assert.match(phrase(name), /^(?:the|this|a) /, name);
});
