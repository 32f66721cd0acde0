// Reads an object: its content, or the place where it breaks.

import { indexOfByte } from "../bytes.js";
import { headerValue } from "../text.js";

const KIND_OF_PART = { demand: "payment-required", offers: "offer", transaction: "payment", signed: "receipt" };
const REFUSED = /^cannot be decoded \(([\w-]+): ([\w-]+)\): (.*)$/m;
const BYTE = / \(byte (\d+)\)$/;
const FLAG = /^ {2}flag ([\w-]+): (.*)$/gm;

/** The member of a question that holds the part. */
export const sourceOf = ({ header, text }) =>
  header ? `"header":${JSON.stringify({ name: header.name, value: headerValue(header.value) })}` : `"text":${JSON.stringify(text)}`;

/** The part as an argument of the command. */
export const argumentOf = ({ header, text }) => (header ? `${header.name}: ${headerValue(header.value)}` : text);

/**
 * Reads a part as the command does.
 * @returns `{objects, flags}`, or `{error}`
 */
export async function readObject(part, { program, settings }) {
  const kind = KIND_OF_PART[part.kind] ?? part.kind;
  // The command knows an envelope and a JWS by themselves.
  const named = part.guessed || part.header || part.kind === "signed" || part.kind === "sign-in" ? [] : [`--kind=${kind}`];
  const profile = settings.profile && (kind === "payment" || kind === "verify-request") ? [`--profile=${settings.profile}`] : [];
  const { code, out, err } = await program.command(["decode", ...named, ...profile, argumentOf(part)]);
  if (code !== 0) return { error: errorIn(out + err, part), objects: part.text ? [{ title: "As it was pasted", text: part.text }] : [] };
  const [first] = out.split("\n", 1);
  const text = jsonIn(out) ?? part.text;
  return { verdict: { word: "read", sentence: first }, objects: [{ title: titleOf(part), text }], tolerated: flagsIn(out) };
}

/** The JSON that the command prints between its first line and the flags. */
function jsonIn(out) {
  const start = out.search(/^[{[]/m);
  if (start < 0) return undefined;
  const end = /^[}\]]$/m.exec(out.slice(start));
  return end ? out.slice(start, start + end.index + 1) : undefined;
}

/** The deviations that were tolerated, each with its sentence. */
export const flagsIn = (out) => [...out.matchAll(FLAG)].map(([, name, sentence]) => ({ name, sentence }));

export const titleOf = ({ header }) => (header ? `Decoded from ${header.name}` : "Decoded");

/**
 * The error in what the command printed.
 * @returns `{sentence, stage, kind, text, index, of, inPaste}`: `text` is what the index is about, and `of` its name; `inPaste` is the
 *   index in what was pasted, or undefined where the text was encoded
 */
export function errorIn(printed, part) {
  const found = REFUSED.exec(printed);
  if (!found) return { sentence: printed.replace(/^x402: /, "").trim() };
  const [, stage, kind, whole] = found;
  const byte = BYTE.exec(whole);
  const sentence = whole.replace(BYTE, "");
  const isOfValue = stage === "base64" || stage === "header";
  const text = isOfValue ? part.header && headerValue(part.header.value) : part.text;
  if (!byte || text === undefined) return { sentence, stage, kind };
  const index = indexOfByte(text, Number(byte[1]));
  const start = (isOfValue ? part.header.at : part.at) ?? undefined;
  const of = isOfValue ? "the header's value" : start === undefined ? "the decoded text" : start === 0 ? "what you pasted" : "the JSON";
  return { sentence, stage, kind, text, index, of, inPaste: start === undefined ? undefined : start + index };
}

/** The verdict's sentence, and what the payment claims. */
export function sentenceIn({ code, out }, report) {
  const lines = out.split("\n");
  const first = /^ *(?:valid|invalid|undecided)(?: \([^)]*\))?:? ?(.*)$/.exec(lines[0]);
  if (code < 3 && first) {
    const claim = lines.find((line) => line.startsWith("  claimed: "));
    return { sentence: first[1], claim: claim?.replace("  claimed: ", "") };
  }
  const decided = report.checks?.find(({ id }) => id === report.check);
  return { sentence: decided?.detail ?? report.reason ?? "" };
}
