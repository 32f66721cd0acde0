// What the page shows, by the program: the module of packages/npm, which is built before it.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { Engine } from "../../npm/dist/engine.js";
import { X402Error } from "../../npm/dist/error.js";
import { parse, stringify } from "../../npm/dist/json.js";
import { inspect } from "../src/inspect.js";
import { pieces } from "../src/words.js";
import { vectors as vectorsIn } from "../../../spec-vectors/npm/rows.js";

const module = new WebAssembly.Module(readFileSync(new URL("../../npm/dist/command.wasm", import.meta.url)));
const engine = new Engine({ load: () => module });
// As in src/program.js, which only the bundler can read.
const program = {
  Refused: X402Error,
  stringify,
  ask: (op, input) => engine.ask(op, parse(input)),
  command: (args) => engine.ask("command", { arguments: ["x402", ...args], input: "", now: 0, wantsColours: false }),
};

const example = (name) => readFileSync(new URL(`../../../docs/examples/${name}`, import.meta.url), "utf8").trim();
const payment = example("payment.txt");
const offer = JSON.stringify(JSON.parse(example("offer.json")));
const NOTHING = { offer: "", code: "", preset: "", facilitator: "", settle: "", phase: "", origin: "", nonce: "", signer: "", profile: "" };
const inspected = (text, settings) => inspect(text, { ...NOTHING, now: 1740672100, ...settings }, program);

test("an offer in which a member comes twice is refused, as the command refuses it", async () => {
  const other = offer.replace(/("payTo":"0x)./, "$1f");
  assert.equal((await inspected(payment, { offer })).verdict.word, "valid");
  assert.equal((await inspected(payment, { offer: other })).verdict.word, "invalid");
  const twice = [
    [offer.replace("{", '{"payTo":"0x0000000000000000000000000000000000000001",'), "payTo"],
    [offer.replace('"extra":{', '"extra":{"name":"USDC",'), "extra"],
    [offer.replace("{", '{"a":1,"a":1,'), ""],
  ];
  for (const [text, place] of twice) {
    for (const given of [text, `[${offer},${text}]`]) {
      const { verdict, error, report, rows } = await inspected(payment, { offer: given });
      assert.deepEqual([verdict, report, rows], [undefined, undefined, undefined], given);
      assert.match(error.sentence, /the object has this field twice/);
      assert.ok(error.sentence.includes(place), error.sentence);
    }
  }
  // The same name in two objects comes once in each.
  assert.equal((await inspected(payment, { offer: offer.replace("{", '{"name":"a",') })).verdict.word, "valid");
});

test("white space that HTTP does not allow around a value stays a part of it, as for the command", async () => {
  assert.equal((await inspected(` ${payment}\t`, { offer })).verdict.word, "valid");
  const { error } = await inspected(`${payment}\u00a0`, { offer });
  assert.match(error.sentence, /not standard base64/);
});

test("every payment of the vectors has a headline that fits above the fold, and each that is not valid says who acts", async () => {
  const folder = new URL("../../../spec-vectors/v1/", import.meta.url);
  const words = { valid: 0, invalid: 0, undecided: 0 };
  let long = 0;
  for (const name of readdirSync(folder)) {
    const vectors = vectorsIn(readFileSync(new URL(name, folder), "utf8"));
    for (let index = 0; index < vectors.length; index += Math.ceil(vectors.length / 25)) {
      const { id, input } = vectors[index];
      const source = input.payment;
      if (source === undefined) continue;
      const text = source.text ?? (source.header && `${source.header.name}: ${source.header.value}`) ?? JSON.stringify(source.json);
      if (typeof text !== "string") continue;
      const { verdict, report, secret } = await inspected(text, { isChosen: true, now: input.now ?? 1740672100, offer: input.offers ? JSON.stringify(input.offers) : "" });
      if (report?.checks === undefined) continue;
      const { cause, acts } = verdict.headline;
      const shown = pieces(cause).map(({ text: piece, kind }) => (kind === "time" ? "27 Feb 2025, 16:02:34 UTC" : piece)).join("");
      assert.match(cause, /^\S.*[.?!]$/s, id);
      assert.doesNotMatch(cause + JSON.stringify(acts), /undefined|\[object|NaN/, id);
      assert.ok(acts.length > 0 && acts.every(([who, what]) => /^(?:Client|Seller|Facilitator)$/.test(who) && what !== ""), id);
      if (shown.length > 160) long += 1;
      if (report.verdict !== "invalid") assert.ok(secret.text, id);
      words[report.verdict] += 1;
    }
  }
  assert.ok(Math.min(...Object.values(words)) > 15, JSON.stringify(words));
  assert.ok(long < 10, `${long} are long`);
});

test("each cause of a code has its actor, if the causes have different actors", async () => {
  const [differ] = (await inspected("payment_expired")).explained.meanings;
  assert.deepEqual([differ.who, differ.acts], ["Client", ["Client acts.", "Client acts.", "Seller acts.", "Seller acts."]]);
  const [same] = (await inspected("permit2_allowance_required")).explained.meanings;
  assert.deepEqual([same.who, same.acts], ["Client", undefined]);
  const [later] = (await inspected("facilitator_unreachable")).explained.meanings;
  assert.deepEqual([later.who, later.acts], [undefined, ["Try again with the same payment.", "Seller acts."]]);
});
