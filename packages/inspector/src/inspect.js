// Checks what was pasted: asks the program and collects what the page shows. Nothing here touches the page.

import { inspectPaymentRequired, inspectOffers } from "./inspect/payment-required.js";
import { inspectMessages } from "./inspect/message.js";
import { inspectPayment, inspectTransaction } from "./inspect/payment.js";
import { readObject } from "./inspect/object.js";
import { explained, headlineOfReason } from "./inspect/reason.js";
import { inspectVerifyResponse, inspectSettlement } from "./inspect/settlement.js";
import { inspectSignIn } from "./inspect/sign-in.js";
import { textInBase64 } from "./bytes.js";
import { member, readable, repeated, textAt } from "./json.js";
import { recognise, termsIn } from "./recognise.js";
import { timesIn } from "./times.js";

// What is checked if a text has several of these: the payment, against the 402 response in the same text.
const ORDER = ["payment", "request", "sign-in", "message", "demand", "settlement"];

/**
 * Checks a pasted text.
 * @param settings `{offer, now, code, preset, facilitator, settle, phase, origin, nonce, signer, profile, without}`: `offer` is the text of the
 *   second box, `now` Unix seconds, the others texts that may be empty; `without` is `signature` if a link came without it
 * @param program `ask(op, input)` and `command(args)` of program.js
 * @returns what the page shows. Always `what`; the other members where there is something to show.
 */
export async function inspect(pasted, settings, program) {
  const { what, parts, notes, time } = recognise(pasted, program);
  // A transcript is checked at its own time, unless somebody chose another.
  const then = settings.isChosen ? undefined : time;
  if (then) settings = { ...settings, now: then.seconds, isChosen: true };
  const part = ORDER.map((kind) => parts.find((each) => each.kind === kind)).find(Boolean) ?? parts[0];
  if (!part && notes.length > 0) return { what, notes, error: { sentence: notes[0].sentence } };
  if (!part) return { what, notes, empty: pasted.trim() === "", nothing: pasted.trim() !== "" };
  const others = parts.filter((each) => each !== part);
  const given = termsIn(settings.offer, program);
  const inPaste = others.map(({ text }) => termsIn(text ?? "", program)).find(({ offers }) => offers.length > 0) ?? { offers: [] };
  const isGiven = given.offers.length > 0;
  const context = {
    program,
    settings,
    ...(isGiven ? given : inPaste),
    offersFrom: isGiven ? "box" : inPaste.offers.length > 0 ? "paste" : undefined,
    offersUnread: settings.offer.trim() !== "" && !isGiven,
  };
  const found = await of(part, parts, context);
  const also = others.filter(({ kind }) => kind === "settlement");
  for (const settlement of also) found.also = await inspectSettlement(settlement, context);
  return { what, notes, then, now: settings.now, kind: part.kind, offersUnread: context.offersUnread && found.wants === "offer", ...found };
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

/** A facilitator's request holds payment and offer. */
async function ofRequest(part, node, context) {
  const read = await readObject({ ...part, kind: "verify-request" }, context);
  if (read.error) return read;
  const [payment, offer] = ["paymentPayload", "paymentRequirements"].map((name) => member(node, name).raw);
  const inner = { kind: "payment", text: payment, at: null };
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
