// A case as a link and as a vector. A link has the case behind `#`, which a browser sends to no server.

import { fromBase64, toBase64Url, utf8 } from "./bytes.js";

const MARK = "#v1.";
// A link with more is refused by mail and chat programs before browsers refuse it.
const MOST = 200_000;

/** The members of a case that a link holds. `without` is `signature` if the signature was left out. */
export const MEMBERS = ["text", "offer", "now", "code", "preset", "facilitator", "settle", "phase", "origin", "nonce", "signer", "profile", "without"];

/** The fragment of a link, or undefined if the case is too long for one. */
export function fragmentOf(state) {
  const kept = Object.fromEntries(MEMBERS.filter((name) => state[name] !== undefined && state[name] !== "").map((name) => [name, state[name]]));
  const fragment = MARK + toBase64Url(JSON.stringify(kept));
  return fragment.length > MOST ? undefined : fragment;
}

/** The case in a fragment. Undefined if there is none, or if it is none of ours. Each member is a string, `now` a whole number. */
export function stateOf(fragment) {
  if (!fragment.startsWith(MARK) || fragment.length > MOST) return undefined;
  const bytes = fromBase64(fragment.slice(MARK.length));
  const text = bytes && utf8(bytes);
  if (text === undefined) return undefined;
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    // A link that was cut off is no case.
    return undefined;
  }
  if (typeof found !== "object" || found === null || typeof found.text !== "string") return undefined;
  const state = {};
  for (const name of MEMBERS) {
    const value = found[name];
    const fits = name === "now" ? Number.isSafeInteger(value) && value >= 0 : typeof value === "string";
    if (fits) state[name] = value;
  }
  return state;
}

const CLASSES = { valid: "valid", invalid: "invalid", undecided: "undecided" };
// What a vector compares of an answer, for each verdict.
const COMPARED = { valid: ["verdict", "purpose", "payer", "replayKey", "offer", "signer"], invalid: ["verdict"], undecided: ["verdict"] };

/**
 * The case as a vector (spec-vectors/vectors.schema.json), as JSON text. Nobody but this program has confirmed the expectation, and the
 * vector says so.
 * @param question `op` and `input`, as JSON text, so that digits and repeated members stay
 * @param result the program's answer to it
 */
export function vectorOf({ op, input }, result) {
  const quoted = (value) => JSON.stringify(value);
  const { verdict, reason, check, stage } = result;
  const compared = COMPARED[verdict].filter((name) => result[name] !== undefined);
  const expect = {
    class: CLASSES[verdict],
    result: Object.fromEntries(compared.map((name) => [name, result[name]])),
    ...(reason !== undefined && { reason }),
    ...(stage !== undefined && { stage }),
    ...(check !== undefined && { check }),
  };
  return `{
  "id": "saved-0001",
  "title": "a case that the inspector saved",
  "comment": "What it shows, and who confirms it, is for the person who files it to say.",
  "flags": ${quoted(verdict === "invalid" ? ["accepts-saved-case"] : [])},
  "level": "policy",
  "rulings": [],
  "requirements": [],
  "op": ${quoted(op)},
  "input": ${input},
  "expect": ${quoted(expect)},
  "noWitness": "saved by the inspector, which asks x402-offline alone"
}
`;
}
