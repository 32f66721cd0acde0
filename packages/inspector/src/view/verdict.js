// The verdict in one sentence, the place of an error, and what there is to know before anything is pasted.

import { el, said, svg } from "./dom.js";
import { printable } from "../text.js";

// The sign beside each word, so that no verdict is told by colour alone.
const SIGNS = {
  valid: "M5 12.5l4.5 4.5L19 7.5",
  settled: "M5 12.5l4.5 4.5L19 7.5",
  invalid: "M7 7l10 10M17 7L7 17",
  "not settled": "M7 7l10 10M17 7L7 17",
  unreadable: "M7 7l10 10M17 7L7 17",
  "not judged": "M12 6v8M12 17.4v.1",
  undecided: "M9 9.2a3 3 0 1 1 4.3 2.7c-.9.5-1.3 1-1.3 2.1M12 17.4v.1",
  read: "M6 8h12M6 12h12M6 16h8",
};
const TONES = { valid: "good", settled: "good", invalid: "bad", "not settled": "bad", unreadable: "bad", "not judged": "ask", undecided: "ask", read: "plain" };

const sign = (word) =>
  svg("svg", { class: "sign", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: SIGNS[word] ?? SIGNS.read }));

/** The banner of a verdict. */
export function banner({ word, sentence, claim, reason, check }, notes = []) {
  return el(
    "div",
    { class: `banner ${TONES[word] ?? "plain"}` },
    sign(word),
    el(
      "div",
      {},
      el("p", { class: "word" }, word),
      sentence ? el("p", { class: "sentence" }, said(sentence)) : undefined,
      claim ? el("p", { class: "claim" }, "Claimed: ", said(claim)) : undefined,
      ...notes.map((note) => el("p", { class: "caution" }, note)),
      reason || check
        ? el("p", { class: "codes" }, ...[check && ["check ", check], reason && ["reason ", reason]].filter(Boolean).flatMap(([label, code], index) => [index > 0 ? " · " : "", label, el("code", {}, said(code))]))
        : undefined,
    ),
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
  // Without a stage, what was pasted can be read, and something beside it is wrong.
  const node = banner({ word: error.stage ? "unreadable" : "not judged", sentence: error.sentence });
  if (place) {
    node.lastChild.append(el("p", { class: "where" }, `${place.where} of ${error.of}`), place.excerpt);
  }
  if (error.inPaste !== undefined) {
    const button = el("button", { type: "button", class: "quiet" }, "Go to the character");
    button.addEventListener("click", () => go(error.inPaste));
    node.lastChild.append(button);
  }
  return node;
}

const TAKES = [
  ["A payment", "the header PAYMENT-SIGNATURE or X-PAYMENT, its value, its JSON, or the curl command with it"],
  ["A demand", "the answer 402: its header PAYMENT-REQUIRED, its body, or all of curl -i or curl -v"],
  ["Other headers", "a settlement (PAYMENT-RESPONSE), a sign-in (SIGN-IN-WITH-X)"],
  ["Other objects", "an offer, a signed offer or receipt, a request to a facilitator or its answer, a message of MCP or A2A, a Solana transaction"],
];

/** What can be pasted. */
export const emptyState = () =>
  el(
    "div",
    { class: "empty" },
    el("p", { class: "word" }, "Nothing to judge yet"),
    el("p", {}, "Paste one of these, or try an example:"),
    el("dl", {}, ...TAKES.flatMap(([term, text]) => [el("dt", {}, term), el("dd", {}, text)])),
  );
