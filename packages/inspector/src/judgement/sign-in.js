// Judges a sign-in.

import { readable, textAt } from "../json.js";
import { timesIn } from "../times.js";
import { argumentOf, readObject, sourceOf, titleOf } from "./object.js";
import { sentenceIn } from "./payment.js";

/** Judges a sign-in. Without an origin, the one that the sign-in names is taken, and `own` is true. */
export async function judgeSignIn(part, context) {
  const { judge, settings } = context;
  const read = await readObject(part, context);
  if (read.error) return read;
  const tree = readable(part.text);
  const origin = settings.origin || originOf(textAt(tree, "uri"));
  const used = ["now", "origin", "nonce", "code"];
  const base = { used, times: timesIn(tree, 0), own: !settings.origin, wants: "origin", objects: [{ title: titleOf(part), text: part.text }] };
  if (textAt(tree, "signature") === undefined) {
    return { ...base, verdict: { word: "read", sentence: "a request to sign in, which nobody has signed yet" } };
  }
  if (origin === undefined) return { ...base, verdict: { word: "read", sentence: "say your origin, and the sign-in is judged" }, wants: "origin" };
  const code = settings.code || undefined;
  const members = [sourceOf(part), `"origin":${JSON.stringify(origin)}`, `"now":${settings.now}`];
  if (settings.nonce) members.push(`"nonce":${JSON.stringify(settings.nonce)}`);
  if (code) members.push(`"facts":${JSON.stringify({ accounts: { "*": { code } } })}`);
  const question = { op: "sign-in-with-x", input: `{${members.join(",")}}` };
  const options = [
    argumentOf(part),
    `--origin=${origin}`,
    `--now=${settings.now}`,
    ...(settings.nonce ? [`--nonce=${settings.nonce}`] : []),
    ...(code ? [`--account-code=${code}`] : []),
  ];
  let report;
  try {
    report = await judge.ask(question.op, question.input);
  } catch (error) {
    if (!(error instanceof judge.Refused)) throw error;
    return { ...base, error: { sentence: error.message } };
  }
  const printed = await judge.command(["verify-sign-in", ...options]);
  const guessed = report.verdict === "valid" ? undefined : await judge.command(["verify-sign-in", ...options, "--diagnose", "--json"]);
  const { sentence } = sentenceIn(printed, report);
  return {
    ...base,
    verdict: { word: report.verdict, sentence: sentence || `${report.address} signed in on ${report.chainId}`, reason: report.reason, check: report.check },
    question,
    report,
    checks: report.checks ?? [],
    needs: report.needs,
    outstanding: report.outstanding,
    flags: report.flags,
    findings: findingsIn(guessed?.out),
    lines: report.message?.split("\n"),
    linesTitle: "The message that was signed",
    command: ["verify-sign-in", ...options],
  };
}

function originOf(uri) {
  try {
    const { protocol, origin } = new URL(uri);
    return /^https?:$/.test(protocol) ? origin : undefined;
  } catch {
    // The judge says what is wrong with it.
    return undefined;
  }
}

/** The guesses in the JSON that the command prints, if it printed some. */
function findingsIn(out) {
  const tree = out ? readable(out.trim()) : undefined;
  return tree ? (JSON.parse(tree.raw).findings ?? []) : [];
}
