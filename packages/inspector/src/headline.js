// The verdict in one sentence, and who must do what. The numbers and the sentences behind it are among the details.

import { asSentence, headlineOfCheck } from "./headline/checks.js";
import { headlineOfFinding } from "./headline/findings.js";
import { when } from "./provenance.js";
import { apart, inWords } from "./times.js";
import { withoutZeros } from "./words.js";

const TIME_CHECKS = new Set(["valid-before", "expiry-margin", "valid-after"]);

/** Who acts on a finding about a payment that fits the specification: a server finds no offer for it, or a facilitator does not take it. */
export const NO_GUESS = { "official-match": "Client", "facilitator-kinds": "Seller" };

/** The findings that explain no verdict: what a published table contradicts has the flag of the same name. */
const isBeside = (findings, flags) => (finding, index) =>
  Object.hasOwn(NO_GUESS, finding.kind) || (flags.includes(finding.kind) && findings.findIndex(({ kind }) => kind === finding.kind) === index);

/** How what the client accepted differs from the offer: `recipient 0x… instead of 0x…`. */
export function differencesIn(rows) {
  const of = (row, column) => row.tokens?.[column] ?? row[column] ?? "none";
  const differing = rows.filter((row) => row.differs.includes("accepted"));
  const shown = differing.slice(0, 2).map((row) => `${row.term} ${of(row, "accepted")} instead of ${of(row, "offered")}`);
  if (differing.length > 2) shown.push(`${differing.length - 2} more`);
  return shown.join(", ");
}

function signedIn(rows) {
  const found = {};
  for (const row of rows.filter(({ differs }) => differs.includes("signed"))) {
    found[row.term] = { signed: row.tokens?.signed ?? row.signed, offered: row.tokens?.offered ?? row.offered ?? "none" };
  }
  return found;
}

/** `0.010000 USDC (10000 atomic units of 0x…)` as `0.01 USDC`, wherever it stands. */
const withoutUnits = (text) => withoutZeros(text.replace(/ \(\d+ atomic units of [^()]*\)/g, ""));

/** What a payment does, without its end. */
export const deed = (sentence) =>
  asSentence(
    withoutUnits(sentence)
      .replace(/ until \S+Z \((?:in )?\d+ s(?: ago)?\)/, "")
      .replace(/,? (?:and expires in|and expired|until|and does not expire|without an end)\b[^,]*(?:, at \S+)?$/, ""),
  );

/** A question for a headline: without its reasons, if it is long. */
const question = (sentence) => asSentence(sentence.length > 120 ? sentence.split(": ", 1)[0] : sentence);

/**
 * The headline of a checked payment.
 * @param found `{verdict, report, findings, rows, times, extra, network, isPast, own, answered, then}` of inspect/payment.js; with `isPast`,
 *   `now` is not the time of the clock. With `own`, the offer is the payment's own copy. `answered` is what the seller or the facilitator answered. `then` is the verdict at the time that others
 *   than the client recorded, if that is not `now`
 * @param clock the time of the clock
 * @returns `{cause, acts, also}`: the sentence; a list of `[who, what to do]`; and what else is wrong
 */
export function headlineOfPayment({ verdict, report, findings, rows, times, extra, network, isPast, own, answered, then }, now, clock = now) {
  const isNoGuess = isBeside(findings, report.flags);
  const notes = findings.filter(isNoGuess).map(({ kind, sentence }) => [NO_GUESS[kind] ?? "Seller", asSentence(sentence)]);
  const guess = findings.find((finding, index) => !isNoGuess(finding, index) && finding.kind !== "gave-up");
  const given = { extra, network, differences: differencesIn(rows), signed: signedIn(rows), times, now, isPast };
  if (report.verdict === "valid") return ofValid(verdict, report, times, now, notes, { clock, own, answered });
  const deciding = report.checks.find(({ id }) => id === report.check);
  const told = guess && (headlineOfFinding(guess.kind, { ...given, sentence: guess.sentence }) ?? { cause: asSentence(guess.sentence), acts: [["Client", "Correct this, and sign again."]] });
  if (report.verdict === "undecided") return ofUndecided(report, told, notes, network);
  const headline = told ?? headlineOfCheck({ ...given, id: report.check ?? "", detail: deciding?.detail ?? verdict.sentence });
  const late = report.checks.find(({ id, outcome }) => outcome === "fail" && TIME_CHECKS.has(id));
  const both = late && then && times && ofBothTimes(then, times);
  const lateness = late && (both ?? headlineOfCheck({ ...given, ...late }).cause);
  // What has been settled has no need of a new signature.
  const acts = both && !told && answered?.outcome === "settled" ? [] : headline.acts;
  if (told) return { cause: headline.cause, acts: [...acts, ...notes], also: late ? [lateness] : [] };
  return { cause: late?.id === report.check && both ? both : headline.cause, acts: [...acts, ...notes], also: [] };
}

/** The verdicts at the recorded time and now, of a payment that has expired. */
function ofBothTimes({ seconds, provenance, verdict, check }, { until }) {
  const at = `${when(provenance)} at ${inWords(seconds)}`;
  if (until <= seconds) return `The payment had expired ${at}: it ended on ${inWords(until)}.`;
  const word = `${verdict[0].toUpperCase()}${verdict.slice(1)}${verdict === "invalid" ? " already" : ""}`;
  return `${word} ${at}${verdict === "invalid" ? ` (check ${check})` : ""}, expired since, on ${inWords(until)}.`;
}

function ofValid({ sentence }, report, times, now, notes, { clock, own, answered }) {
  const count = report.outstanding.length;
  const counted = count === 1 ? "one question" : `${count} questions`;
  // Nothing is to be settled that has expired, or that the seller or the facilitator does not take.
  if (answered !== undefined && !["accepted", "settled", "not-paid"].includes(answered.outcome)) {
    const acts = count === 0 ? [] : [["Seller", `Ask the chain what the bytes do not show: ${counted} below.`]];
    return { cause: `The bytes are right: ${deed(sentence)}`, acts: [...acts, ...notes], also: [] };
  }
  if (answered?.outcome === "settled") return { cause: deed(sentence), acts: notes, also: [] };
  if (times && times.until <= clock) {
    return { cause: deed(sentence), acts: [["Seller", `Do not settle it: it was valid at ${inWords(now)}, and expired on ${inWords(times.until)}.`], ...notes], also: [] };
  }
  if (own) return { cause: deed(sentence), acts: [["Seller", "Paste the payment requirements that your server sent: a payment can name any terms."], ...notes], also: [] };
  const questions = count === 0 ? "" : ` Ask the chain first: ${counted} below.`;
  const end = times && times.until > now ? `Settle within ${apart(times.until, clock)}: the payment expires on ${inWords(times.until)}.` : "Settle now.";
  return { cause: deed(sentence), acts: [["Seller", end + questions], ...notes], also: [] };
}

function ofUndecided(report, told, notes, network) {
  const [need] = report.needs;
  const [, otherwise] = /If it has none, the verdict is invalid: (.*)\. If it has, its code decides$/.exec(need?.sentence ?? "") ?? [];
  if (need?.kind === "account-code" && report.payer !== undefined) {
    const ask = ["Seller", `Ask ${network} for the code of ${report.payer}. Reject the payment if it has none; otherwise its contract decides.`];
    const cause = told?.cause ?? (otherwise ? headlineOfCheck({ id: report.check, detail: otherwise, signed: {} }).cause : "Only a smart account can have signed this payment.");
    return { cause, acts: [...(told?.acts ?? [["Client", "If the payer is no smart account, sign exactly these terms with its key."]]), ask, ...notes], also: [] };
  }
  if (need?.kind === "allowance" && report.payer !== undefined) {
    const ask = ["Seller", `Ask ${network} how much ${report.payer} allows Permit2 to move. Reject the payment if it is too little.`];
    return { cause: told?.cause ?? "The payment needs an allowance for Permit2, which only the chain knows.", acts: [...(told?.acts ?? []), ask, ...notes], also: [] };
  }
  const cause = told?.cause ?? (need ? `The bytes do not decide. ${question(need.sentence)}` : "The bytes do not decide.");
  return { cause, acts: [...(told?.acts ?? []), ["Seller", "Make the call below before you accept the payment."], ...notes], also: [] };
}
