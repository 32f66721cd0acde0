// What stands below the verdict, each part where there is something to show.

import { readable } from "../json.js";
import { copyButton, el, said, section } from "./dom.js";
import { jsonView } from "./json.js";
import { banner } from "./verdict.js";

const OUTCOMES = ["fail", "needs", "pass", "skipped"];

/** The sentence of a check; a label and a slash may stand before its name. */
const sentenceOf = (id, sentences) => sentences[id] ?? sentences[id.slice(id.indexOf("/") + 1)];

/** Every check in its order. */
export function checksPart(checks, sentences) {
  const counts = OUTCOMES.map((outcome) => [outcome, checks.filter((check) => check.outcome === outcome).length]);
  const summary = counts.filter(([, count]) => count > 0).map(([outcome, count]) => `${count} ${outcome === "needs" ? "to ask" : outcome}`);
  const items = checks.map(({ id, outcome, detail }) =>
    el(
      "li",
      { class: outcome },
      el("span", { class: "outcome" }, outcome === "needs" ? "ask" : outcome),
      el("span", { class: "check" }, said(sentenceOf(id, sentences) ?? id), " ", el("code", {}, said(id)), detail ? el("span", { class: "detail" }, said(detail)) : undefined),
    ),
  );
  return section("Checks", el("p", { class: "note" }, summary.join(", ")), el("ol", { class: "checks" }, ...items));
}

/** Questions for the chain, each with its call. */
export function questionsPart(title, note, questions) {
  const items = questions.map(({ kind, sentence, expected, rpc, changesVerdict }) => {
    const call = rpc && JSON.stringify({ jsonrpc: "2.0", id: 1, ...rpc });
    return el(
      "li",
      {},
      el("p", {}, said(sentence), " ", el("code", {}, said(kind)), changesVerdict ? el("span", { class: "tag" }, "can change the verdict") : undefined),
      expected ? el("p", { class: "note" }, "Settle if the answer is: ", said(expected)) : undefined,
      call ? el("div", { class: "call" }, el("pre", { tabindex: "0", role: "region", "aria-label": `The call: ${kind}` }, said(call)), copyButton("Copy", call, `the call for ${kind}`)) : undefined,
    );
  });
  return section(title, el("p", { class: "note" }, note), el("ol", { class: "questions" }, ...items));
}

/** What may have been signed instead. */
export const diagnosisPart = (findings) =>
  section(
    "What may have happened",
    findings.some(({ kind }) => kind !== "gave-up") ? el("p", { class: "note" }, "Guesses that fit. A guess is no verdict.") : undefined,
    el("ul", { class: "findings" }, ...findings.map(({ kind, sentence }) => el("li", {}, el("p", {}, said(sentence)), el("code", {}, said(kind))))),
  );

const cell = (row, column, label) => {
  const text = row[column];
  const tokens = row.tokens?.[column];
  const differs = row.differs.includes(column);
  return el(
    "td",
    { class: differs ? "differs" : undefined, "data-label": label },
    text === undefined ? el("span", { class: "none" }, "–") : said(text),
    tokens ? el("span", { class: "tokens" }, said(tokens)) : undefined,
    differs ? el("span", { class: "tag" }, "differs") : undefined,
  );
};

/** Offered, accepted and signed, side by side. */
export function comparePart(rows, own) {
  const says = (column) => rows.some((row) => row[column] !== undefined);
  const columns = [
    ["offered", own ? "Offered, as the payment says" : "Offered"],
    ...(own || !says("accepted") ? [] : [["accepted", "Accepted"]]),
    ...(says("signed") ? [["signed", "Signed"]] : []),
  ];
  const title = says("signed") ? "Signed beside offered" : "Accepted beside offered";
  const body = rows.map((row) => el("tr", {}, el("th", { scope: "row" }, said(row.term)), ...columns.map(([column, label]) => cell(row, column, label))));
  const head = el("tr", {}, el("th", { scope: "col" }, "Term"), ...columns.map(([, label]) => el("th", { scope: "col" }, label)));
  return section(title, el("table", {}, el("thead", {}, head), el("tbody", {}, ...body)));
}

/** Prices, and the linter's findings, worst first. */
export function lintPart(findings, prices) {
  const order = ["error", "warning", "info"];
  const sorted = [...findings].sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  const items = sorted.map(({ level, rule, pointer, message }) =>
    el(
      "li",
      { class: { error: "fail", warning: "needs", info: "skipped" }[level] },
      el("span", { class: "outcome" }, level),
      el("span", { class: "check" }, said(message), " ", el("code", {}, said(rule)), pointer ? el("span", { class: "detail" }, "at ", said(pointer)) : undefined),
    ),
  );
  const parts = [];
  const priced = prices.flatMap((price, index) => (price === undefined ? [] : [el("li", {}, `offer ${index} costs `, said(price))]));
  if (priced.length > 0) parts.push(section("Prices", el("ul", { class: "plain" }, ...priced)));
  if (items.length > 0) parts.push(section("Findings", el("ol", { class: "checks" }, ...items)));
  return parts;
}

/** The corrected demand, and what is left for the seller. */
export function correctedPart({ text, left }) {
  const title = "The corrected demand";
  const lines = left.map((line) => el("li", {}, said(line.replace(/^(?:x402: )?left: /, ""))));
  return section(
    title,
    copyButton("Copy", text, title),
    el("p", { class: "note" }, "With the corrections that follow from the demand itself. No address and no price is invented."),
    lines.length > 0 ? el("p", { class: "note" }, "Left for you:") : undefined,
    lines.length > 0 ? el("ul", {}, ...lines) : undefined,
    jsonView(title, readable(text) ?? { type: "string", raw: text }),
  );
}

/** Signed offers and receipts with their verdicts. */
export const signedPart = (signed, sentences) =>
  signed.map(({ title, verdict, report, error }) =>
    section(
      title,
      error ? el("p", {}, said(error.sentence)) : banner({ ...verdict, sentence: verdict.sentence || `signed by ${report.signer ?? report.kid ?? "a key"}` }),
      report ? el("details", {}, el("summary", {}, `${report.checks?.length ?? 0} checks`), checksPart(report.checks ?? [], sentences)) : undefined,
    ),
  );

/** Lines of text that the judge wrote: a transaction, a message. */
export const linesPart = (title, lines) => section(title, el("pre", { class: "lines", tabindex: "0", role: "region", "aria-label": title }, ...lines.flatMap((line) => [said(line), "\n"])));

/** Deviations that were tolerated, and facts worth knowing. */
export function flagsPart(flags, tolerated) {
  const items = [
    ...tolerated.map(({ name, sentence }) => el("li", {}, said(sentence), " ", el("code", {}, said(name)))),
    ...flags.map((name) => el("li", {}, el("code", {}, said(name)))),
  ];
  return section("Worth knowing", el("ul", {}, ...items));
}

/** The keys under which a server remembers a payment. */
export const keysPart = (keys) =>
  section("Remember it by", el("dl", { class: "keys" }, ...Object.entries(keys).filter(([, key]) => key).flatMap(([name, key]) => [el("dt", {}, name), el("dd", {}, el("code", {}, said(key)), copyButton("Copy", key, name))])));

/** Each object, as JSON or as the text that it is. */
export const objectPart = ({ title, text, marks }) => {
  const tree = readable(text);
  const view = tree ? jsonView(title, tree, marks) : el("pre", { class: "lines", tabindex: "0", role: "region", "aria-label": title }, said(text));
  return section(title, copyButton("Copy", text, title), view);
};
