// Checks what was pasted: asks the program and collects what the page shows. Nothing here touches the page.

import { inspectPaymentRequired, inspectOffers } from "./inspect/payment-required.js";
import { inspectMessages } from "./inspect/message.js";
import { shownAnswer } from "./inspect/answered.js";
import { inspectPayment, inspectTransaction } from "./inspect/payment.js";
import { readObject } from "./inspect/object.js";
import { explained, headlineOfReason } from "./inspect/reason.js";
import { inspectVerifyResponse, inspectSettlement } from "./inspect/settlement.js";
import { inspectSignIn } from "./inspect/sign-in.js";
import { textInBase64 } from "./bytes.js";
import { member, readable, repeated, textAt } from "./json.js";
import { recognise, termsIn, termsOf } from "./recognise.js";
import { timesIn } from "./times.js";

// What is checked if a text has no payment. The payment, and the offers that it answers, are what `recognise` names.
const ORDER = ["sign-in", "message", "demand", "settlement"];

// What the reader is asked if only a person can choose.
const WHICH = {
  payments: "The text has several payments in one line or request, and they differ. Which one do you mean? Paste only that one.",
  offers: "The text has several offers that differ. Which one does the payment answer? Paste that one into the second box.",
  alone: "The text has several offers that differ. Which one do you mean? Paste only that one.",
};

/**
 * Checks a pasted text.
 * @param settings `{offer, now, clock, isChosen, code, preset, facilitator, settle, phase, origin, nonce, signer, profile, without}`: `offer` is
 *   the text of the second box, `now` the time of the verdict and `clock` that of this computer in Unix seconds, which are the same unless
 *   `isChosen`; the others are texts that may be empty; `without` is `signature` if a link came without it
 * @param program `ask(op, input)` and `command(args)` of program.js
 * @returns what the page shows. Always `what`; the other members where there is something to show.
 */
export async function inspect(pasted, settings, program) {
  const { what, parts, notes, judged, answered, time } = recognise(pasted, program);
  const payment = judged.payment && !parts[judged.payment.part].guessed ? parts[judged.payment.part] : undefined;
  const first = (kind) => parts.find((each) => each.kind === kind);
  const part = payment ?? ORDER.map((kind) => (kind === "demand" ? parts[judged.offers?.part] : undefined) ?? first(kind)).find(Boolean) ?? parts[0];
  if (!part && notes.length > 0) return { what, notes, error: { sentence: notes[0].sentence } };
  if (!part) return { what, notes, empty: pasted.trim() === "", nothing: pasted.trim() !== "" };
  const box = await termsIn(settings.offer, program);
  const inPaste = payment === undefined ? { offers: [] } : await termsOf(parts[judged.offers?.part], program);
  const { offers, paymentRequired } = box.offers.length > 0 ? box : inPaste;
  const recorded = time && { ...time, chosen: settings.isChosen === true && settings.now === time.seconds };
  const context = {
    program,
    settings,
    judged,
    offers,
    paymentRequired,
    offersFrom: box.offers.length > 0 ? "box" : inPaste.offers.length > 0 ? "paste" : undefined,
    offersUnread: settings.offer.trim() !== "" && box.offers.length === 0,
    answered,
    recorded,
    sources: {
      payment: judged.payment?.provenance ?? part.provenance,
      offers: box.offers.length > 0 ? "box" : judged.offers?.provenance,
      time: recorded?.chosen ? recorded.provenance : settings.isChosen ? "chosen" : "clock",
    },
  };
  const which = ambiguity(judged, box, payment !== undefined);
  const found = which === undefined ? await of(part, parts, context) : { error: { sentence: which }, used: payment ? ["offer"] : [], wants: payment ? "offer" : undefined };
  for (const settlement of parts.filter((each) => each !== part && each.kind === "settlement")) {
    const { signed = [], objects = [] } = await inspectSettlement(settlement, context);
    found.signed = [...(found.signed ?? []), ...signed];
    found.objects = [...(found.objects ?? []), ...objects.map((object) => ({ ...object, title: "The settlement in the answer" }))];
  }
  const shown = { what, notes, recorded, now: settings.now, kind: part.kind, offersUnread: context.offersUnread && found.wants === "offer", ...found };
  return withAnswer(shown, answered, payment, parts, context);
}

/** The question to the reader if parts of the same rank differ. */
function ambiguity({ ambiguous }, box, hasPayment) {
  if (ambiguous?.kind === "payments") return WHICH.payments;
  if (box.ambiguous) return WHICH[box.ambiguous.kind];
  if (ambiguous?.kind !== "offers" || box.offers.length > 0) return undefined;
  return hasPayment ? WHICH.offers : WHICH.alone;
}

/** Puts the answer of the seller or the facilitator before the verdict on the bytes. */
async function withAnswer(found, answered, payment, parts, { program, judged }) {
  // A 402 response from before the payment is no answer to it.
  if (answered === undefined || (answered.outcome === "not-paid" && payment !== undefined)) return found;
  const offers = answered.outcome === "not-paid" ? (await termsOf(parts[judged.offers?.part], program)).offers : [];
  const answer = await shownAnswer(answered, offers, payment !== undefined, program);
  const { verdict, lint } = found;
  if (lint !== undefined && verdict?.word === "invalid" && answered.outcome === "not-paid") {
    // Clients that follow the specification cannot answer an offer with errors.
    verdict.headline.also = [...(verdict.headline.also ?? []), "No payment was sent: the client did not answer this offer."];
    return found;
  }
  // A 402 response without a fault is no success of anyone.
  if (lint !== undefined && verdict?.word !== "invalid") found.verdict = { ...verdict, word: "402 response" };
  if (found.isAnswer) found.verdict = undefined;
  return { ...found, answer };
}

function of(part, parts, context) {
  const node = part.text === undefined ? undefined : readable(part.text);
  switch (part.kind) {
    case "payment":
      return inspectPayment(part, context);
    case "request":
      return ofRequest(part, node, context);
    case "transaction":
      return inspectTransaction(part, node, context);
    case "demand":
      return inspectPaymentRequired(part, context);
    case "offers":
      return inspectOffers(part, context);
    case "sign-in":
      return inspectSignIn(part, context);
    case "message":
      return inspectMessages(parts, context);
    case "settlement":
      return inspectSettlement(part, context);
    case "verify-response":
      return inspectVerifyResponse(part, context);
    case "question":
      return ofQuestion(part, node, context);
    case "reason":
      return ofReason(part, context);
    case "manifest":
      return {
        verdict: { word: "read", headline: { cause: "A manifest: the specification does not define one.", acts: [["You", "Paste the 402 response of one resource instead."]] } },
        objects: [{ title: "The manifest", text: part.text }],
      };
    default:
      return readObject(part, context);
  }
}

/** A reason code alone, or in a line of a log: what it means. */
async function ofReason(part, { program }) {
  const found = await explained(part.text, program);
  return { verdict: { word: "reason code", headline: headlineOfReason(found), reason: part.text }, explained: found };
}

const OF_CLIENT =
  "This request to a facilitator is in a place where its client may have written it, so its offer does not count. Paste the request alone, or your payment requirements into the second box.";

/** A facilitator's request holds payment and offer. */
async function ofRequest(part, node, context) {
  const read = await readObject({ ...part, kind: "verify-request" }, context);
  if (read.error) return read;
  const [payment, offer] = ["paymentPayload", "paymentRequirements"].map((name) => member(node, name).raw);
  const inner = { kind: "payment", text: payment, at: null };
  if (context.offersFrom === "box") return inspectPayment(inner, context);
  // Its client may have written it anywhere else.
  if (context.judged.offers?.part !== context.judged.payment?.part) return { used: ["offer"], wants: "offer", error: { sentence: OF_CLIENT }, objects: read.objects };
  return inspectPayment(inner, { ...context, offers: [offer], paymentRequired: undefined, offersFrom: "paste" });
}

/** A saved case: the question as it stands, and its answer. */
async function ofQuestion(part, node, { program }) {
  const op = textAt(node, "op") ?? "";
  const input = member(node, "input").raw;
  const twice = repeated(node);
  if (twice !== undefined) return { error: { sentence: `the member ${twice} comes twice in one object` }, objects: [{ title: "The question", text: input }] };
  try {
    const result = await program.ask(op, input);
    const { verdict, reason, check, checks = [], needs = [], outstanding = [], flags = [] } = result;
    const objects = [{ title: "The answer", text: program.stringify(result) }, { title: "The question", text: input }];
    const headline = { cause: `The verifier's answer to this saved case (${op})${reason ? `: ${[check, reason].filter(Boolean).join(", ")}` : ""}.`, acts: [] };
    return { secret: secretIn(part.text, member(node, "input")), verdict: { word: verdict ?? "read", headline }, checks, needs, outstanding, flags, objects };
  } catch (error) {
    if (!(error instanceof program.Refused)) throw error;
    return { error: { sentence: error.message }, objects: [{ title: "The question", text: input }] };
  }
}

/** The payment or the sign-in in a question, which a link must not give away. */
function secretIn(text, input) {
  const source = member(input, "payment") ?? input;
  const encoded = textAt(source, "header", "value");
  const inner = textAt(source, "text") ?? (encoded && textInBase64(encoded));
  const tree = member(source, "json") ?? (inner && readable(inner));
  if (!member(tree, "payload") && !member(tree, "signature")) return undefined;
  return { text, offers: [], until: timesIn(tree, 0)?.until };
}
