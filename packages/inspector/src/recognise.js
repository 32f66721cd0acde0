// Says what somebody pasted, and takes it apart into what the program takes: by the operation `recognise`, which the command asks, too.

import { indicesOfBytes } from "./bytes.js";
import { member, readable } from "./json.js";

/**
 * Takes a pasted text apart.
 * @param program `ask(op, input)` of program.js
 * @returns `{what, parts, notes, judged, answered, time}`. `what` is the rest of a sentence that begins with "Taken for". A part has
 *   `kind`; `provenance`, which shows who wrote it; `text`, its JSON text or that of the transaction; `at`, the index in the pasted text
 *   at which `text` stands, or `null` if it was encoded; and `header` with `name`, `value` and `at`, if a header holds it. With `guessed`,
 *   nothing shows the kind. A 402 response has its headers as `answer`. `notes` are what a reader should know. `judged` names the parts
 *   on which a verdict rests, `answered` is what the seller or the facilitator answered, and `time` is when the payment was used, as
 *   others than its client recorded it
 */
export function recognise(pasted, program) {
  // Half of a surrogate pair is no text. What takes its place has the same length here.
  const text = pasted.toWellFormed();
  const { what, parts, messages, notes, judged, answered, time } = program.ask("recognise", JSON.stringify({ text }));
  const bytes = parts.flatMap(({ at, header }) => [at, header?.at]).filter((at) => at !== undefined);
  const indices = indicesOfBytes(text, bytes);
  const index = (at) => (at === undefined ? null : indices.get(at));
  const shown = ({ kind, provenance, header, text: inner, at, guessed, message }) => ({
    kind,
    provenance,
    ...(header && { header: { ...header, at: index(header.at) } }),
    text: inner,
    at: index(at),
    ...(guessed && { guessed }),
    ...(kind === "demand" && messages[message]?.status !== undefined && { answer: messages[message].headers }),
  });
  return { what, parts: parts.map(shown), notes, judged, answered, time };
}

/**
 * The offers in a part: an offer, several, a 402 response, a message or a request with one of them.
 * @returns `{offers, paymentRequired}`: the JSON text of each, and that of the 402 response around them, if there is one
 */
export async function termsOf(part, program) {
  const node = part?.text === undefined ? undefined : readable(part.text);
  if (!node) return { offers: [] };
  const raw = (inner) => inner.raw;
  const terms = (demand) => ({ offers: (member(demand, "accepts")?.items ?? []).map(raw), paymentRequired: demand?.raw });
  switch (part.kind) {
    case "offers":
      return { offers: node.items ? node.items.map(raw) : [node.raw] };
    case "demand":
      return terms(node);
    case "request":
      return { offers: [member(node, "paymentRequirements")?.raw].filter(Boolean) };
    case "message": {
      const { out } = await program.command(["decode", "--json", part.text]);
      return terms(member(readable(out.trim()), "demand"));
    }
    default:
      return { offers: [] };
  }
}

/**
 * The offers in a pasted text that a server wrote, or that the reader vouches for.
 * @returns `{offers, paymentRequired, provenance, ambiguous}`: what `termsOf` returns; where the text has them; and why only the reader can
 *   choose
 */
export async function termsIn(pasted, program) {
  if (pasted.trim() === "") return { offers: [] };
  const { parts, judged } = recognise(pasted, program);
  const { part, provenance } = judged.offers ?? {};
  return { ...(await termsOf(parts[part], program)), provenance, ambiguous: judged.ambiguous };
}
