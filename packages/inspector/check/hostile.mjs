// Texts of strangers stay texts.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";

import { textInBase64 } from "../src/bytes.js";
import { example } from "./page.mjs";
import { vectors as vectorsIn } from "../../../spec-vectors/npm/rows.js";

const HIDDEN = /(?! )[\p{C}\p{Z}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\u{e0000}-\u{e0fff}]/u;
const VECTORS = new URL("../../../spec-vectors/v1/", import.meta.url);

/** Fails if a text of the page has a hidden character, or if something became an element. */
async function assertInert(page, whose) {
  const found = await page.tab.evaluate(() => {
    const texts = [];
    for (const root of ["#verdict", "#rest", "#taken"].map((selector) => document.querySelector(selector))) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) texts.push(walker.currentNode.data);
    }
    const names = new Set([...document.querySelectorAll("#verdict *, #rest *")].map((element) => element.localName));
    const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
    return { texts, names: [...names], wide };
  });
  for (const text of found.texts) assert.doesNotMatch(text.replaceAll("\n", ""), HIDDEN, whose);
  const ours = ["a", "b", "bdi", "button", "code", "dd", "details", "div", "dl", "dt", "h3", "li", "mark", "ol", "p", "path", "pre", "section", "span", "summary", "svg", "table", "tbody", "td", "th", "thead", "time", "tr", "ul"];
  assert.deepEqual(found.names.filter((name) => !ours.includes(name)), [], whose);
  assert.equal(found.wide, false, `${whose} makes the page wider than the window`);
}

/** Every string in a value, and the text in it, if it is base64. */
function* strings(value) {
  if (typeof value === "string") yield* [value, textInBase64(value) ?? ""];
  else if (value && typeof value === "object") for (const inner of Object.values(value)) yield* strings(inner);
}

export async function hostile_texts_of_the_vectors_are_inert(page) {
  let count = 0;
  for (const file of readdirSync(VECTORS)) {
    const vectors = vectorsIn(readFileSync(new URL(file, VECTORS), "utf8"));
    const hostile = vectors.filter(({ input }) => [...strings(input)].some((text) => HIDDEN.test(text.replace(/[\n\r\t]/g, "")) || /<[a-z!/]|\\u(?:202|206|200|00[01])/i.test(text)));
    // Of a group with many, some of each part.
    for (let index = 0; index < hostile.length; index += Math.ceil(hostile.length / 25)) {
      const { id, op, input } = hostile[index];
      const source = input.payment ?? input;
      const text = source.text ?? (source.header && `${source.header.name}: ${source.header.value}`) ?? JSON.stringify(source.json ?? { op, input });
      await page.inspect(text, { offer: input.offers ? JSON.stringify(input.offers) : "" });
      await assertInert(page, id);
      count += 1;
    }
  }
  assert.ok(count > 50, `${count}`);
  return `${count} vectors`;
}

export async function markup_bidi_and_endless_words_in_every_member(page) {
  const evil = `<img src=x onerror=alert(1)><script>alert(2)</script>\u202egnp.exe\u2066\u0000\u001b[31m\u200b${"W".repeat(3000)}`;
  const paymentRequired = JSON.parse(example("faulty-demand.json"));
  const spoil = (value) => {
    if (typeof value === "string") return evil;
    if (Array.isArray(value)) return value.map(spoil);
    return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spoil(inner)])) : value;
  };
  const texts = [
    evil,
    JSON.stringify(spoil(paymentRequired)),
    JSON.stringify({ [evil]: evil, accepts: [{ [evil]: 1 }] }),
    JSON.stringify({ success: false, errorReason: evil, transaction: evil, network: evil }),
    JSON.stringify({ ...JSON.parse(Buffer.from(example("payment.txt").trim().split(": ")[1], "base64")), resource: { url: evil, description: evil } }),
    `{"x402Version":2,"accepted":"${evil}`,
    `PAYMENT-SIGNATURE: ${evil}`,
    JSON.stringify({ op: evil, input: {} }),
    JSON.stringify({ jsonrpc: "2.0", id: evil, method: evil, params: { _meta: { "x402/payment": evil } } }),
  ];
  for (const [index, text] of texts.entries()) {
    await page.inspect(text, { offer: text, origin: evil, nonce: evil, signer: evil, facilitator: evil, settle: evil });
    await assertInert(page, `text ${index}`);
  }
}

export async function no_length_and_no_depth_stops_the_page(page) {
  const texts = ["[".repeat(100_000), `{"accepts":${"[".repeat(150)}${"]".repeat(150)}}`, "A".repeat(900_000), `{"x402Version":2,"accepts":[${"{},".repeat(5_000)}{}]}`, "x".repeat(1_100_000)];
  for (const text of texts) {
    const start = performance.now();
    await page.inspect(text);
    const took = performance.now() - start;
    assert.ok(took < 20_000, `${text.slice(0, 20)} took ${took} ms`);
  }
  assert.equal((await page.inspect(example("payment.txt"), { offer: example("offer.json") })).word, "valid");
}
