// The headline of what the linter found.

import { asSentence } from "./checks.js";

const LEVELS = ["error", "warning", "info"];

/** A message of the linter in two: what is wrong, and how to correct it, without the lines of the specification. */
export function partsOf(message) {
  const text = message.replace(/ \([\w.-]+\.md lines? [^()]*\)$/, "");
  const at = text.indexOf("; ");
  return at < 0 ? { fault: text } : { fault: text.slice(0, at), fix: text.slice(at + 2) };
}

/** `6 errors and 3 warnings`. */
export function countsOf(lint) {
  const counts = LEVELS.flatMap((level) => {
    const count = lint.filter((finding) => finding.level === level).length;
    return count === 0 ? [] : [level === "info" ? `${count} remark${count === 1 ? "" : "s"}` : `${count} ${level}${count === 1 ? "" : "s"}`];
  });
  return counts.length > 1 ? `${counts.slice(0, -1).join(", ")} and ${counts.at(-1)}` : (counts[0] ?? "no fault");
}

/**
 * The headline of a 402 response or of offers.
 * @param what the subject of the sentence
 * @returns `{cause, acts, also}`
 */
export function headlineOfLint(what, lint) {
  const cause = `${what} ${what.endsWith("requirements") ? "have" : "has"} ${countsOf(lint)}.`;
  const worst = [...lint].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))[0];
  if (!worst || worst.level === "info") return { cause, acts: [] };
  const { fault, fix } = partsOf(worst.message);
  const act = fix ? `Begin with ${worst.pointer || "the response"}: ${fix}.` : `Correct ${worst.pointer || "the response"} first.`;
  return { cause, acts: [["Seller", act]], also: [`${worst.pointer ? `${worst.pointer}: ` : ""}${fault}.`] };
}
