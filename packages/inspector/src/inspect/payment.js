// Checks a payment against offers.

import { compare, inTokens, placeOf } from "../compare.js";
import { deed, headlineOfPayment } from "../headline.js";
import { member, readable, repeated, textAt } from "../json.js";
import { timesIn } from "../times.js";
import { isOfSignature } from "../withhold.js";
import { withoutZeros } from "../words.js";
import { isSuccess } from "./answered.js";
import { pricesOf } from "./payment-required.js";
import { argumentOf, flagsIn, readObject, sentenceIn, sourceOf, titleOf } from "./object.js";
import { explained } from "./reason.js";

// The seconds that have to be left, unless the policy says otherwise (E-2).
const MARGIN = 6;

/** Checks a payment. Without offers, a payment of version 2 is checked against its own `accepted`, and `own` is true. */
export async function inspectPayment(part, context) {
  const { program, settings } = context;
  const read = await readObject(part, context);
  if (read.error) return read;
  const tree = readable(part.text);
  const accepted = member(tree, "accepted");
  const own = context.offers.length === 0 && accepted !== undefined;
  const offers = own ? [accepted.raw] : context.offers;
  const used = usedBy(tree, offers[0]);
  const times = timesIn(tree, MARGIN);
  const sources = { ...context.sources, offers: own ? "payment" : context.sources.offers };
  const base = { used, times, own, offersFrom: own ? "payment" : context.offersFrom, tolerated: read.tolerated, wants: "offer", secret: { text: part.text, offers: context.offers, until: times?.until } };
  if (offers.length === 0) {
    const headline = { cause: "A payment of version 1 does not contain the terms that it pays.", acts: [["You", "Paste the payment requirements that your server sent, and the payment is checked against them."]] };
    return { ...base, verdict: { word: "read", headline }, needsOffer: true, objects: read.objects };
  }
  const refused = async (message) => ({ ...base, error: { sentence: await whyNot(part, offers, settings, program, message) }, objects: read.objects });
  // The question would have one of the two members, and the verdict would be about that.
  const twice = offers.map((offer) => repeated(readable(offer))).find((name) => name !== undefined);
  if (twice !== undefined) return refused(`the member ${twice} comes twice in one object of an offer`);
  const question = { op: "verify", input: inputOf(part, offers, settings, used) };
  let report;
  try {
    report = await program.ask(question.op, question.input);
  } catch (error) {
    if (!(error instanceof program.Refused)) throw error;
    return refused(error.message);
  }
  // The long form describes a transaction. It guesses, too, which is slow and is asked for below where there is something to guess.
  const hasTransaction = ["transaction", "signedTxBlob"].some((name) => textAt(tree, "payload", name) !== undefined);
  const form = hasTransaction ? "explain" : "verify";
  // The command gets the whole 402 response: it has a flag for a payment that does not repeat what the response asks it to.
  const given = context.paymentRequired === undefined || own ? offers : [context.paymentRequired];
  const printed = await program.command([form, ...argumentsOf(part, given, settings, used)]);
  // A valid payment for an offer that a table contradicts has a flag and a finding.
  const findings = report.verdict === "valid" && !own && report.flags.length === 0 ? [] : (await program.ask("diagnose", question.input)).findings;
  const price = (await pricesOf(offers, program))[report.offer ?? 0];
  const rows = compare(tree, offers[report.offer ?? 0]).map((row) => ({
    ...row,
    ...(row.amount && { tokens: Object.fromEntries(["offered", "accepted", "signed"].map((column) => [column, tokensOf(row[column], price)])) }),
  }));
  const marks = report.checks
    .filter(({ outcome }) => outcome === "fail" || outcome === "needs")
    .map(({ id, outcome, detail }) => ({ pointer: placeOf(id, tree) ?? "", level: outcome, text: detail ?? id }));
  const found = { verdict: sentenceIn(printed, report), report, findings, rows, times, own, answered: context.answered, then: await verdictThen(part, offers, used, context) };
  const offer = readable(offers[report.offer ?? 0]);
  const extra = { name: textAt(offer, "extra", "name"), version: textAt(offer, "extra", "version") };
  const headline = headlineOfPayment({ ...found, extra, network: textAt(offer, "network") ?? "the network", isPast: settings.isChosen }, settings.now, settings.clock ?? settings.now);
  const failing = report.checks.filter(({ outcome }) => outcome === "fail" || outcome === "needs");
  const isWithout = settings.without === "signature" && failing.length > 0 && failing.every(({ id }) => isOfSignature(id));
  const reason = report.verdict === "valid" ? undefined : report.reason;
  // The bytes of a payment that its seller refused are no success.
  const isRefused = context.answered !== undefined && !isSuccess(context.answered) && context.answered.outcome !== "not-paid";
  // A payment can name any terms, so that it keeps its own is no success either.
  const inWords = isRefused ? "valid by its bytes" : own ? "valid for its own terms" : "valid";
  const word = report.verdict === "valid" ? inWords : report.verdict;
  return {
    ...base,
    sources,
    then: found.then,
    verdict: { word, claim: found.verdict.claim && deed(found.verdict.claim), headline, reason, check: report.check, ...(isWithout && WITHOUT_SIGNATURE) },
    explained: reason === undefined || isWithout ? undefined : await explained(reason, program),
    question,
    report,
    checks: report.checks,
    needs: report.needs,
    outstanding: report.outstanding,
    flags: report.flags,
    tolerated: [...read.tolerated, ...flagsIn(printed.out).filter(({ name }) => !read.tolerated.some((flag) => flag.name === name))],
    keys: { "replay key": report.replayKey, "transfer key": report.transferKey },
    findings,
    rows,
    lines: transactionIn(printed.out),
    objects: [{ title: titleOf(part), text: part.text, marks }, { title: own ? undefined : "The offer", text: own ? undefined : offers[report.offer ?? 0] }].filter(({ text }) => text),
    command: ["explain", ...argumentsOf(part, given, settings, used)],
  };
}

// The verdict on a payment whose signature was left out of the link, and that has no other fault.
const WITHOUT_SIGNATURE = {
  word: "not checked",
  headline: { cause: "The signature was left out of this link; nothing else is wrong.", acts: [["You", "Ask the sender for the payment itself if you need a verdict on its signature."]] },
  reason: undefined,
  check: undefined,
};

/** The verdict at the recorded time, if it is not the time of the verdict. */
async function verdictThen(part, offers, used, { program, settings, recorded }) {
  if (recorded === undefined || settings.isChosen) return undefined;
  const { verdict, check } = await program.ask("verify", inputOf(part, offers, { ...settings, now: recorded.seconds }, used));
  return { ...recorded, verdict, check };
}

/** A transaction alone: checked as the payment for the offer, or only read. */
export async function inspectTransaction(part, node, context) {
  const offer = context.offers[0] ?? READING;
  const text = `{"x402Version":2,"accepted":${offer},"payload":${node.raw}}`;
  const payment = { kind: "payment", text, at: null };
  const found = await inspectPayment(payment, { ...context, offers: [offer], paymentRequired: undefined });
  if (context.offers.length > 0) return found;
  const { lines, objects, error, secret } = found;
  const headline = lines
    ? { cause: "A Solana transaction, without the terms that it pays.", acts: [["You", "Paste the payment requirements that your server sent, and the transaction is checked against them."]] }
    : { cause: "No validator could read this transaction.", acts: [["Client", "Send the serialized transaction in base64."]] };
  return { verdict: { word: lines ? "read" : "invalid", headline }, needsOffer: true, wants: "offer", used: [], lines, error, objects, secret };
}

// The command reads a transaction as part of a payment, so it needs some offer. Its verdict on this one is not shown.
const READING =
  '{"scheme":"exact","network":"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp","amount":"1","asset":"So11111111111111111111111111111111111111112","payTo":"11111111111111111111111111111111","maxTimeoutSeconds":60,"extra":{"feePayer":"11111111111111111111111111111111"}}';

const tokensOf = (amount, price) => {
  const tokens = inTokens(amount, price);
  return tokens && withoutZeros(tokens);
};

/** The settings that can change the verdict on this payment. */
function usedBy(tree, offerText) {
  const offer = offerText && readable(offerText);
  const network = textAt(tree, "accepted", "network") ?? textAt(tree, "network") ?? textAt(offer, "network") ?? "";
  const scheme = textAt(tree, "accepted", "scheme") ?? textAt(tree, "scheme");
  const isStellar = network.startsWith("stellar:");
  const isSolana = network.startsWith("solana");
  const isXrpl = network.startsWith("xrpl:");
  const used = ["offer", "now", "preset", "profile"];
  if (!isStellar && !isSolana && !isXrpl) used.push("code");
  if (scheme === "upto" || isSolana || isStellar) used.push("facilitator");
  if (scheme === "upto") used.push("settle");
  if (scheme === "batch-settlement") used.push("phase");
  return used;
}

/** What is set, of the settings that are used. */
const setIn = (settings, used) => (name) => (used.includes(name) && settings[name] ? settings[name] : undefined);

const addresses = (text) => text.split(/[\s,]+/).filter((address) => address !== "");

function inputOf(part, offers, settings, used) {
  const set = setIn(settings, used);
  const members = [`"payment":{${sourceOf(part)}}`, `"offers":[${offers.join(",")}]`, `"now":${settings.now}`];
  if (set("profile")) members.push(`"profile":${JSON.stringify(set("profile"))}`);
  if (set("preset")) members.push(`"policy":${JSON.stringify({ preset: set("preset") })}`);
  if (set("code")) members.push(`"facts":${JSON.stringify({ accounts: { "*": { code: set("code") } } })}`);
  if (set("facilitator")) members.push(`"facilitators":${JSON.stringify(addresses(set("facilitator")))}`);
  if (set("settle")) members.push(`"phase":${JSON.stringify({ settle: { amount: set("settle") } })}`);
  if (set("phase")) members.push(`"phase":${JSON.stringify(set("phase"))}`);
  return `{${members.join(",")}}`;
}

function argumentsOf(part, offers, settings, used) {
  const set = setIn(settings, used);
  return [
    `--payment=${argumentOf(part)}`,
    ...offers.map((offer) => `--offer=${offer}`),
    `--now=${settings.now}`,
    ...(set("profile") ? [`--profile=${set("profile")}`] : []),
    ...(set("preset") ? [`--policy=${set("preset")}`] : []),
    ...(set("code") ? [`--account-code=${set("code")}`] : []),
    ...(set("facilitator") ? addresses(set("facilitator")).map((address) => `--facilitator=${address}`) : []),
    ...(set("settle") ? [`--settle=${set("settle")}`] : []),
    ...(set("phase") ? [`--${set("phase")}`] : []),
  ];
}

/** Why the question was no question: the command says it for people. */
async function whyNot(part, offers, settings, program, message) {
  const { code, err } = await program.command(["verify", ...argumentsOf(part, offers, settings, [])]);
  return code === 64 ? err.replace(/^x402: (?:--offer: )?/, "").trim() : message;
}

/** The block about the transaction, line by line, and what it costs its sponsor. */
function transactionIn(out) {
  const block = /^transaction[^]*?(?=\n\n)/m.exec(out)?.[0];
  return block?.split("\n");
}

