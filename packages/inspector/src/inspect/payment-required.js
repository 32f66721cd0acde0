// Checks a 402 response with the linter, and the signed offers in it.

import { readable } from "../json.js";
import { headlineOfLint } from "../headline/lint.js";
import { readObject, sourceOf, titleOf } from "./object.js";
import { signedIn } from "./signed.js";

const PRICE = /^ {2}offer (\d+) costs (.+)$/gm;

/** Checks a 402 response. */
export async function inspectPaymentRequired(part, context) {
  const { program, settings } = context;
  // All headers of an answer, if they are there: they can have faults, too.
  const source = part.answer && part.header ? `"headers":${JSON.stringify(part.answer)}` : sourceOf(part);
  const found = await linted(source, part.text, program);
  const read = await readObject(part, context);
  // What cannot be read has no findings but that.
  if (read.error && found.findings.every(({ pointer }) => pointer === "")) return { ...read, findings: [] };
  const signed = await signedIn("offer", part, settings, program);
  const title = titleOf(part);
  return {
    ...found,
    signed,
    tolerated: read.tolerated ?? [],
    used: signed.length > 0 ? ["now", "signer"] : [],
    question: { op: "lint", input: `{${source}}` },
    objects: [{ title, text: part.text, marks: found.lint.map(({ pointer, level, message }) => ({ pointer, level, text: message })) }],
    at: part.at,
  };
}

/** Offers alone are checked as part of a 402 response. */
export async function inspectOffers(part, context) {
  const node = readable(part.text);
  const offers = node.items ? node.items.map(({ raw }) => raw) : [node.raw];
  const paymentRequired = withoutVersion(offers);
  const found = await linted(`"text":${JSON.stringify(paymentRequired)}`, paymentRequired, context.program);
  const lint = found.lint.filter(({ pointer }) => pointer.startsWith("/accepts/"));
  const worst = ["error", "warning"].find((level) => lint.some((finding) => finding.level === level));
  const words = { error: "invalid", warning: "valid" };
  const what = offers.length === 1 ? "These payment requirements" : `These ${offers.length} payment requirements`;
  const headline = headlineOfLint(what, lint);
  headline.acts.push(["You", "To check a payment against them, paste the payment here and them in the second box."]);
  const marks = lint.map(({ pointer, level, message }) => ({ pointer: node.items ? pointer.replace("/accepts", "") : pointer.replace(/^\/accepts\/0/, ""), level, text: message }));
  return {
    verdict: { word: words[worst] ?? "valid", headline },
    lint,
    prices: found.prices,
    used: [],
    objects: [{ title: "Decoded", text: part.text, marks }],
  };
}

/** A 402 response of offers alone. The linter decides which version they have, and what it says outside of them is not shown. */
const withoutVersion = (offers) => `{"accepts":[${offers.join(",")}]}`;

async function linted(source, text, program) {
  const result = await program.ask("lint", `{${source}}`);
  const findings = result.findings;
  const found = { report: result, lint: findings, needs: result.needs, findings: [], prices: [] };
  const version = result.version === undefined ? "" : `, version ${result.version},`;
  const headline = headlineOfLint(`This 402 response${version}`, findings);
  found.verdict = { word: result.verdict, headline, reason: result.reason };
  if (text === undefined) return found;
  const { out } = await program.command(["lint", text]);
  found.prices = pricesIn(out);
  if (/x402 lint --fix corrects/.test(out)) {
    const fixed = await program.command(["lint", "--fix", text]);
    found.corrected = { text: fixed.out, left: fixed.err.split("\n").filter((line) => line !== "") };
  }
  return found;
}

function pricesIn(out) {
  const prices = [];
  for (const [, index, price] of out.matchAll(PRICE)) prices[Number(index)] = price;
  return prices;
}

/** The price of each offer in tokens, or a hole where no table has the token. */
export async function pricesOf(offers, program) {
  return pricesIn((await program.command(["lint", withoutVersion(offers)])).out);
}
