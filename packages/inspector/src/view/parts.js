// What stands below the verdict, each part where there is something to show.

import { asSentence } from "../headline/checks.js";
import { partsOf } from "../headline/lint.js";
import { readable } from "../json.js";
import { short, withoutZeros } from "../words.js";
import { copyButton, el, said, section } from "./dom.js";
import { jsonView } from "./json.js";
import { address, rich } from "./rich.js";
import { banner } from "./verdict.js";

/** The sentence of a check; a label and a slash may stand before its name. */
const sentenceOf = (id, sentences) => sentences[id] ?? sentences[id.slice(id.indexOf("/") + 1)];

const folded = (summary, ...children) => el("details", {}, el("summary", {}, summary), ...children);

/** The checks: those that fail or ask are shown, and the others are folded. What is to be asked is a part of its own. */
export function checksPart(checks, sentences, now) {
  const list = (outcome, label) => {
    const items = checks
      .filter((check) => check.outcome === outcome)
      .map(({ id, detail }) =>
        el(
          "li",
          { class: outcome },
          el("span", { class: "outcome" }, label),
          el("span", { class: "check" }, said(sentenceOf(id, sentences) ?? id), " ", el("code", {}, said(id)), detail && outcome !== "needs" ? el("span", { class: "detail" }, rich(detail, { now })) : undefined),
        ),
      );
    return items.length > 0 ? el("ol", { class: "checks" }, ...items) : undefined;
  };
  const count = (outcome) => checks.filter((check) => check.outcome === outcome).length;
  const passed = list("pass", "pass");
  const skipped = list("skipped", "skipped");
  return section(
    "Checks",
    list("fail", "fail"),
    list("needs", "ask"),
    passed ? folded(`${count("pass")} passed`, passed) : undefined,
    skipped ? folded(`${count("skipped")} not made`, skipped) : undefined,
  );
}

/** Questions for the chain, each with its call. */
export function questionsPart(title, note, questions) {
  const items = questions.map(({ kind, sentence, expected, rpc, changesVerdict }) => {
    const call = rpc && JSON.stringify({ jsonrpc: "2.0", id: 1, ...rpc });
    return el(
      "li",
      {},
      el("p", {}, rich(`${sentence[0].toUpperCase()}${sentence.slice(1)}`), " ", el("code", {}, said(kind)), changesVerdict ? el("span", { class: "tag" }, "can change the verdict") : undefined),
      expected ? el("p", { class: "note" }, "Settle if the answer is: ", rich(expected)) : undefined,
      call ? el("div", { class: "call" }, el("pre", { tabindex: "0", role: "region", "aria-label": `The call: ${kind}` }, said(call)), copyButton("Copy", call, `the call for ${kind}`)) : undefined,
    );
  });
  return section(title, el("p", { class: "note" }, note), el("ol", { class: "questions" }, ...items));
}

/** What a reason code means: usual causes, who acts, what to run next. */
export function reasonPart({ code, meanings, asOf, nearest }, isOpen) {
  const parts = meanings.map(({ meaning, causes, acts, who, next, codes, in: dialects }) =>
    el(
      "div",
      { class: "meaning" },
      el("p", {}, said(`${meaning[0].toUpperCase()}${meaning.slice(1)}.`), " ", el("span", { class: "note" }, `In ${dialects.join(", ")}.`)),
      causes.length > 0 ? el("ul", {}, ...causes.map((cause, index) => el("li", {}, said(`${cause[0].toUpperCase()}${cause.slice(1)}.`), acts && ` ${acts[index]}`))) : undefined,
      el("p", { class: "next" }, ...(acts ? ["Next: "] : who ? [el("b", {}, who), " acts. Next: "] : ["Try again with the same payment. Next: "]), el("code", {}, said(next)), copyButton("Copy", next, "the command")),
      folded("Names in the implementations", el("dl", { class: "names" }, ...Object.entries(codes).flatMap(([dialect, list]) => [el("dt", {}, dialect), el("dd", {}, said(list.join(", ")))]))),
    ),
  );
  if (parts.length === 0) return undefined;
  const note = el("p", { class: "note" }, meanings.length > 1 ? "The code has several meanings. The code alone does not tell which one applies." : `As of ${asOf}.`);
  return isOpen ? section(`What ${code} means`, note, ...parts) : el("section", { class: "part" }, folded(`Usual causes of ${code}`, note, ...parts));
}

/** What may have been signed instead. */
export const diagnosisPart = (findings, isValid) =>
  section(
    isValid ? "What the client can do better" : "How the cause was found",
    isValid ? undefined : el("p", { class: "note" }, "The page tried common mistakes of clients, and this one fits the payment. It explains the verdict and does not change it."),
    el("ul", { class: "findings" }, ...findings.map(({ kind, sentence }) => el("li", {}, rich(`${sentence[0].toUpperCase()}${sentence.slice(1)}.`), " ", el("code", {}, said(kind))))),
  );

const ADDRESS = /^(?:0x[0-9a-fA-F]{40}|[1-9A-HJ-NP-Za-km-z]{32,44}|[GC][A-Z2-7]{55})$/;

/** A value of the table. One that differs is shown in full, so that every character can be compared. */
const valueOf = (text, isFull) => (ADDRESS.test(text) ? (isFull ? said(text) : address(text, short(text))) : rich(text));

const cell = (row, column, label) => {
  const text = row[column];
  const tokens = row.tokens?.[column];
  const differs = row.differs.includes(column);
  return el(
    "td",
    { class: differs ? "differs" : undefined, "data-label": label },
    text === undefined ? el("span", { class: "none" }, "–") : valueOf(text, row.differs.length > 0),
    tokens ? el("span", { class: "tokens" }, said(tokens)) : undefined,
    differs ? el("span", { class: "tag" }, "differs") : undefined,
  );
};

/** Offered, accepted and signed, side by side. What agrees is folded. */
export function comparePart(rows, own) {
  const says = (column) => rows.some((row) => row[column] !== undefined);
  const columns = [
    ["offered", own ? "Offered, as the payment says" : "Offered"],
    ...(own || !says("accepted") ? [] : [["accepted", "Accepted"]]),
    ...(says("signed") ? [["signed", "Signed"]] : []),
  ];
  const title = says("signed") ? "Signed and offered" : "Accepted and offered";
  const table = (shown) => {
    const body = shown.map((row) => el("tr", {}, el("th", { scope: "row" }, said(row.term)), ...columns.map(([column, label]) => cell(row, column, label))));
    const head = el("tr", {}, el("th", { scope: "col" }, "Term"), ...columns.map(([, label]) => el("th", { scope: "col" }, label)));
    return el("table", {}, el("thead", {}, head), el("tbody", {}, ...body));
  };
  const differing = rows.filter(({ differs }) => differs.length > 0);
  const same = rows.filter(({ differs }) => differs.length === 0);
  return section(title, differing.length > 0 ? table(differing) : undefined, same.length > 0 ? folded(`${same.length} terms agree`, table(same)) : undefined);
}

/** Prices, and what the linter found, worst first. */
export function lintPart(findings, prices) {
  const order = ["error", "warning", "info"];
  const sorted = [...findings].sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  const items = sorted.map(({ level, rule, pointer, message }) => {
    const { fault, fix } = partsOf(message);
    return el(
      "li",
      { class: { error: "fail", warning: "needs", info: "skipped" }[level] },
      el("span", { class: "outcome" }, level),
      el(
        "span",
        { class: "check" },
        rich(`${fault[0].toUpperCase()}${fault.slice(1)}.`),
        " ",
        el("code", {}, said(rule)),
        fix ? el("span", { class: "detail" }, rich(`${fix[0].toUpperCase()}${fix.slice(1)}.`)) : undefined,
        pointer ? el("span", { class: "detail" }, "at ", el("code", {}, said(pointer))) : undefined,
      ),
    );
  });
  const parts = [];
  const priced = prices.flatMap((price, index) => (price === undefined ? [] : [el("li", {}, `Offer ${index} costs `, said(withoutZeros(price)), ".")]));
  if (priced.length > 0) parts.push(section("Prices", el("ul", { class: "prices" }, ...priced)));
  if (items.length > 0) parts.push(section("Faults", el("ol", { class: "checks" }, ...items)));
  return parts;
}

/** The corrected 402 response, and what is left for the seller. */
export function correctedPart({ text, left }) {
  const title = "The corrected response";
  const lines = left.map((line) => el("li", {}, said(line.replace(/^(?:x402: )?left: /, ""))));
  return section(
    title,
    copyButton("Copy", text, title),
    el("p", { class: "note" }, "These corrections follow from the response itself. The page invents no address and no price."),
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
      report ? folded(`${report.checks?.length ?? 0} checks`, checksPart(report.checks ?? [], sentences)) : undefined,
    ),
  );

/** Lines of text that the program wrote: a transaction, a message. */
export const linesPart = (title, lines) => section(title, el("pre", { class: "lines", tabindex: "0", role: "region", "aria-label": title }, ...lines.flatMap((line) => [said(line), "\n"])));

/** Deviations that were tolerated, and facts worth knowing. */
export function flagsPart(flags, known) {
  const sentenceOf = (name) => known.find((flag) => flag.name === name)?.sentence;
  const names = [...new Set([...known.map(({ name }) => name), ...flags])];
  const items = names.map((name) => el("li", {}, sentenceOf(name) ? rich(asSentence(sentenceOf(name))) : undefined, " ", el("code", {}, said(name))));
  return section("Worth knowing", el("ul", {}, ...items));
}

/** The keys under which a server remembers a payment. */
export const keysPart = (keys) =>
  section("Keys to remember it by", el("p", { class: "note" }, "Store the replay key, and refuse a second payment with the same one."), el("dl", { class: "keys" }, ...Object.entries(keys).filter(([, key]) => key).flatMap(([name, key]) => [el("dt", {}, name), el("dd", {}, el("code", {}, said(key)), copyButton("Copy", key, name))])));

/** Each object, as JSON or as the text that it is. Without marks it is folded. */
export const objectPart = ({ title, text, marks = [] }) => {
  const tree = readable(text);
  const view = tree ? jsonView(title, tree, marks) : el("pre", { class: "lines", tabindex: "0", role: "region", "aria-label": title }, said(text));
  return el("section", { class: "part" }, el("details", { open: marks.length > 0 }, el("summary", {}, el("h3", {}, title)), copyButton("Copy", text, title), view));
};
