// The verdict with its headline, the place of an error, and what there is to know before anything is pasted.

import { site } from "inspector:built";

import { asSentence } from "../headline/checks.js";
import { printable } from "../text.js";
import { codeOf, el, said, svg } from "./dom.js";
import { rich } from "./rich.js";

// The sign next to each word, so that no verdict depends on colour alone.
const YES = "M5 12.5l4.5 4.5L19 7.5";
const NO = "M7 7l10 10M17 7L7 17";
const SIGNS = {
  valid: YES,
  settled: YES,
  accepted: YES,
  invalid: NO,
  "not settled": NO,
  refused: NO,
  unreadable: NO,
  "not checked": "M12 6v8M12 17.4v.1",
  "not paid": "M12 6v8M12 17.4v.1",
  "outcome unknown": "M9 9.2a3 3 0 1 1 4.3 2.7c-.9.5-1.3 1-1.3 2.1M12 17.4v.1",
  undecided: "M9 9.2a3 3 0 1 1 4.3 2.7c-.9.5-1.3 1-1.3 2.1M12 17.4v.1",
  read: "M6 8h12M6 12h12M6 16h8",
};
const TONES = { valid: "good", settled: "good", accepted: "good", invalid: "bad", "not settled": "bad", refused: "bad", unreadable: "bad", "not checked": "ask", "not paid": "ask", "outcome unknown": "ask", undecided: "ask" };

const sign = (word) =>
  svg("svg", { class: "sign", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: SIGNS[word] ?? SIGNS.read }));

/** Who must do what. */
const actsOf = (acts) => el("dl", { class: "acts" }, ...acts.map(([who, what]) => el("div", {}, el("dt", {}, who), el("dd", {}, rich(what)))));

/**
 * The banner of a verdict.
 * @param verdict `{word, headline, sentence, claim, reason, check}`: without a headline, the sentence is the cause
 * @param notes texts or elements that a reader should know
 * @param sources a line that says where the payment, the offers and the time came from
 */
export function banner({ word, headline, sentence, claim, reason, check }, notes = [], sources = undefined) {
  const { cause, acts = [], also = [] } = headline ?? { cause: asSentence(sentence ?? "") };
  const codes = [reason && ["reason", reason], check && ["check", check]].filter(Boolean);
  return el(
    "div",
    { class: `banner ${TONES[word] ?? "neutral"}` },
    el("p", { class: "word" }, sign(word), el("span", {}, word)),
    cause ? el("p", { class: "headline" }, rich(cause)) : undefined,
    ...also.map((each) => el("p", { class: "also" }, rich(each))),
    acts.length > 0 ? actsOf(acts) : undefined,
    claim ? el("p", { class: "claim" }, "Claimed: ", rich(claim)) : undefined,
    ...notes.map((note) => el("p", { class: "caution" }, note)),
    sources ? el("p", { class: "sources" }, sources) : undefined,
    codes.length > 0 ? el("p", { class: "codes" }, ...codes.flatMap(([kind, code], index) => [index > 0 ? " · " : "", `${kind} `, codeOf(kind, code, site)])) : undefined,
  );
}

// How much of a text stands around the place of an error.
const BEFORE = 48;
const AFTER = 32;

/** The text around the place, and a mark under the character. */
export function pointed({ text, index }) {
  const start = text.slice(0, index).lastIndexOf("\n") + 1;
  const from = Math.max(start, index - BEFORE);
  const line = text.slice(from).split("\n", 1)[0];
  const before = `${from > start ? "…" : ""}${printable(text.slice(from, index))}`;
  const at = line[index - from];
  const rest = printable(line.slice(index - from + 1, index - from + 1 + AFTER));
  const shown = at === undefined ? "\u2423" : printable(String.fromCodePoint(text.codePointAt(index)));
  const lineNumber = text.slice(0, index).split("\n").length;
  const where = at === undefined ? "at the end" : `at character ${index - start + 1}`;
  return {
    where: text.includes("\n") ? `line ${lineNumber}, ${where}` : where,
    excerpt: el("pre", { class: "pointed", dir: "ltr" }, el("bdi", { dir: "ltr" }, before), el("mark", {}, shown), el("bdi", { dir: "ltr" }, rest)),
  };
}

/** An error of reading: what is wrong, where, and a button that goes there. */
export function errorBanner(error, go) {
  const place = error.index === undefined ? undefined : pointed(error);
  // Without a stage, what was pasted can be read, and something else is wrong.
  const node = banner({ word: error.stage ? "unreadable" : "not checked", sentence: error.sentence });
  if (place) node.append(el("p", { class: "where" }, `${place.where[0].toUpperCase()}${place.where.slice(1)} of ${error.of}:`), place.excerpt);
  if (error.inPaste !== undefined) {
    const button = el("button", { type: "button", class: "quiet" }, "Go to the character");
    button.addEventListener("click", () => go(error.inPaste));
    node.append(button);
  }
  return node;
}

const TAKES = [
  ["A payment", "PAYMENT-SIGNATURE or X-PAYMENT: the header, its value, its JSON, a curl command"],
  ["A 402 response", "the header PAYMENT-REQUIRED, the body, or all that curl -i or curl -v prints"],
  ["An answer", "PAYMENT-RESPONSE, a facilitator's answer, a reason code, a log line"],
  ["Anything else of x402", "a sign-in, a signed offer or receipt, a message of MCP or A2A, a Solana transaction"],
];

/** What can be pasted. */
export const emptyState = () =>
  el(
    "div",
    { class: "empty" },
    el("p", { class: "word" }, "Nothing pasted yet"),
    el("p", {}, "The verdict appears here: what is wrong, and who must do what."),
    el("dl", {}, ...TAKES.flatMap(([term, text]) => [el("dt", {}, term), el("dd", {}, text)])),
  );
