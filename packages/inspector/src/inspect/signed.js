// Checks signed offers of a 402 response, and the receipt of a settlement.

import { member, readable } from "../json.js";
import { argumentOf, sentenceIn, sourceOf } from "./object.js";

// More than any 402 response has, and few enough to check while somebody types.
const MOST = 20;

/**
 * The verdicts on what is signed in this part.
 * @param what `offer` or `receipt`
 * @returns a list of `{title, verdict, report, question}`
 */
export async function signedIn(what, part, settings, program) {
  const tree = part.text === undefined ? undefined : readable(part.text);
  const info = member(member(member(tree, "extensions"), "offer-receipt"), "info");
  const count = what === "offer" ? (member(info, "offers")?.items?.length ?? 0) : Number(member(info, "receipt") !== undefined);
  const found = [];
  for (let index = 0; index < Math.min(count, MOST); index += 1) {
    const members = [`"what":"${what}"`, sourceOf(part), `"now":${settings.now}`];
    const options = [`--now=${settings.now}`];
    if (what === "offer") members.push(`"index":${index}`);
    if (what === "offer" && index > 0) options.push(`--index=${index}`);
    if (settings.signer) members.push(`"signer":${JSON.stringify(settings.signer)}`);
    if (settings.signer) options.push(`--signer=${settings.signer}`);
    const question = { op: "offer-receipt", input: `{${members.join(",")}}` };
    try {
      const report = await program.ask(question.op, question.input);
      const printed = await program.command(["verify-signed", what, argumentOf(part), ...options]);
      const verdict = { word: report.verdict, ...sentenceIn(printed, report), reason: report.reason };
      found.push({ title: what === "offer" ? `Signed offer ${index}` : "Receipt", verdict, report, question });
    } catch (error) {
      if (!(error instanceof program.Refused)) throw error;
      found.push({ title: what, error: { sentence: error.message } });
    }
  }
  return found;
}
