// Reads a settlement: what happened, and what the reason means.

import { member, readable, textAt } from "../json.js";
import { readObject } from "./object.js";
import { signedIn } from "./signed.js";

/** What a settlement says. It is the facilitator's word: only the chain knows. */
export async function judgeSettlement(part, context) {
  const { judge, settings } = context;
  const read = await readObject(part, context);
  if (read.error) return read;
  const tree = readable(part.text);
  const at = (name) => textAt(tree, name) ?? "";
  const success = member(tree, "success")?.raw === "true";
  const reason = at("errorReason");
  const told = reason === "" ? undefined : await judge.command(["reason", reason]);
  const sentence = success
    ? `the facilitator reports transaction ${at("transaction") || "(none)"} on ${at("network") || "no network"}`
    : `the facilitator reports that nothing was settled${reason === "" ? ", and gives no reason" : `: ${reason}`}`;
  const signed = await signedIn("receipt", part, settings, judge);
  return {
    ...read,
    verdict: { word: success ? "settled" : "not settled", sentence },
    signed,
    used: signed.length > 0 ? ["now", "signer"] : [],
    meaning: told?.code === 0 ? told.out.trim().split("\n") : undefined,
  };
}
