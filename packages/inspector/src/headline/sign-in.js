// The headline of a sign-in.

import { asSentence } from "./checks.js";

const CLIENT = "Client";
// What the client does about a check that fails. The others are faults in what it signed.
const ACTS = {
  "sign-in-domain": [CLIENT, "Sign in for the domain of this server, as its challenge names it."],
  "sign-in-uri": [CLIENT, "Sign in for a URI of this server, as its challenge names it."],
  "sign-in-age": [CLIENT, "Ask for a new challenge, and sign it at once."],
  "sign-in-expired": [CLIENT, "Ask for a new challenge, and sign it before it expires."],
  "sign-in-issued": [CLIENT, "Check the clocks of client and server."],
  "sign-in-valid": [CLIENT, "Wait until notBefore, and check the client's clock."],
  "sign-in-nonce": [CLIENT, "Sign the nonce of the server's challenge, once."],
};

/** The headline: `{cause, acts}`. */
export function headlineOfSignIn({ verdict, check, needs = [], outstanding = [] }, sentence, findings) {
  if (verdict === "valid") {
    const count = outstanding.length;
    const ask = count === 0 ? "Accept the sign-in once, and forget its nonce." : `Accept the sign-in once. Ask the chain first: ${count === 1 ? "one question" : `${count} questions`} below.`;
    return { cause: asSentence(sentence), acts: [["Server", ask]] };
  }
  const guess = findings.find(({ kind }) => kind !== "gave-up");
  const acts = [ACTS[check] ?? [CLIENT, "Sign the message of the server's challenge with the key of the account."]];
  if (verdict === "undecided") acts.push(["Server", needs.length > 0 ? "Make the call below before you accept the sign-in." : "Find out what is missing before you accept the sign-in."]);
  return { cause: asSentence(guess?.sentence ?? sentence), acts };
}
