// Checks a sign-in.

import { readable, textAt } from "../json.js";
import { timesIn } from "../times.js";
import { headlineOfSignIn } from "../headline/sign-in.js";
import { explained } from "./reason.js";
import { argumentOf, readObject, sentenceIn, sourceOf, titleOf } from "./object.js";

/** Checks a sign-in. Without an origin, the one that the sign-in names is taken, and `own` is true. */
export async function inspectSignIn(part, context) {
  const { program, settings } = context;
  const read = await readObject(part, context);
  if (read.error) return read;
  const tree = readable(part.text);
  const origin = settings.origin || originOf(textAt(tree, "uri"));
  const used = ["now", "origin", "nonce", "code"];
  const times = timesIn(tree, 0);
  const base = { used, times, own: !settings.origin, wants: "origin", objects: [{ title: titleOf(part), text: part.text }] };
  if (textAt(tree, "signature") === undefined) {
    return { ...base, verdict: { word: "read", headline: { cause: "A request to sign in, not signed yet.", acts: [["Client", "Sign it, and send it in the header SIGN-IN-WITH-X."]] } } };
  }
  base.secret = { text: part.text, offers: [], until: times?.until };
  if (origin === undefined) {
    return { ...base, verdict: { word: "read", headline: { cause: "The sign-in names no origin that it could be for.", acts: [["You", "Enter the origin of your server, and the sign-in is checked."]] } } };
  }
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
    report = await program.ask(question.op, question.input);
  } catch (error) {
    if (!(error instanceof program.Refused)) throw error;
    return { ...base, error: { sentence: error.message } };
  }
  const printed = await program.command(["verify-sign-in", ...options]);
  const guessed = report.verdict === "valid" ? undefined : await program.command(["verify-sign-in", ...options, "--diagnose", "--json"]);
  const findings = findingsIn(guessed?.out);
  const sentence = sentenceIn(printed, report).sentence || `${report.address} signed in on ${report.chainId}`;
  const reason = report.verdict === "valid" ? undefined : report.reason;
  return {
    ...base,
    verdict: { word: report.verdict, headline: headlineOfSignIn(report, sentence, findings), reason, check: report.check },
    explained: reason && (await explained(reason, program)),
    question,
    report,
    checks: report.checks ?? [],
    needs: report.needs,
    outstanding: report.outstanding,
    flags: report.flags,
    findings,
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
    // The program says what is wrong with it.
    return undefined;
  }
}

/** The guesses in the JSON that the command prints, if it printed some. */
function findingsIn(out) {
  const tree = out ? readable(out.trim()) : undefined;
  return tree ? (JSON.parse(tree.raw).findings ?? []) : [];
}
