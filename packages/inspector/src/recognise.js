// Says what somebody pasted, and takes it apart into what the program takes: by the operation `recognise`, which the command asks, too.

import { indicesOfBytes } from "./bytes.js";
import { member, readable } from "./json.js";

/**
 * Takes a pasted text apart.
 * @param program `ask(op, input)` of program.js
 * @returns `{what, parts, notes, time}`. `what` is the rest of a sentence that begins with "Taken for". A part has `kind`; `text`, its
 *   JSON text or that of the transaction; `at`, the index in the pasted text at which `text` stands, or `null` if it was encoded; and
 *   `header` with `name`, `value` and `at`, if a header holds it. With `guessed`, nothing shows the kind. A 402 response has its
 *   headers as `answer`. `notes` are what a reader should know, and `time` is when the payment was used, if the text says it.
 */
export function recognise(pasted, program) {
  // Half of a surrogate pair is no text. What takes its place has the same length here.
  const text = pasted.toWellFormed();
  const { what, parts, messages, notes, time } = program.ask("recognise", JSON.stringify({ text }));
  const bytes = parts.flatMap(({ at, header }) => [at, header?.at]).filter((at) => at !== undefined);
  const indices = indicesOfBytes(text, bytes);
  const index = (at) => (at === undefined ? null : indices.get(at));
  const shown = ({ kind, header, text: inner, at, guessed, message }) => ({
    kind,
    ...(header && { header: { ...header, at: index(header.at) } }),
    text: inner,
    at: index(at),
    ...(guessed && { guessed }),
    ...(kind === "demand" && messages[message]?.status !== undefined && { answer: messages[message].headers }),
  });
  return { what, parts: parts.map(shown), notes, time };
}

/** The offers in a pasted text, as the JSON text of each: an offer, several, a 402 response, a request, a transcript with one of them. */
export const offersIn = (pasted, program) => termsIn(pasted, program).offers;

/** The same `offers`, and as `paymentRequired` the JSON text of the 402 response around them, if there is one. */
export function termsIn(pasted, program) {
  if (pasted.trim() === "") return { offers: [] };
  for (const part of recognise(pasted, program).parts) {
    const node = part.text === undefined ? undefined : readable(part.text);
    if (!node) continue;
    const raw = (inner) => inner.raw;
    if (part.kind === "offers") return { offers: node.items ? node.items.map(raw) : [node.raw] };
    if (part.kind === "demand") return { offers: (member(node, "accepts")?.items ?? []).map(raw), paymentRequired: node.raw };
    if (part.kind === "request") return { offers: [member(node, "paymentRequirements")?.raw].filter(Boolean) };
  }
  return { offers: [] };
}
