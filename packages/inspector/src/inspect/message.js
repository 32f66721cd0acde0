// Checks what messages of MCP and A2A carry.

import { readable } from "../json.js";
import { inspectPaymentRequired } from "./payment-required.js";
import { inspectPayment } from "./payment.js";
import { inspectSettlement } from "./settlement.js";
import { errorIn } from "./object.js";

const WORDS = { demand: inspectPaymentRequired, payment: inspectPayment, settlement: inspectSettlement };

/**
 * Checks a message, or a request with its response: each is read. The payment and the 402 response come from the messages that
 * `recognise` names, because a message can repeat those of another.
 */
export async function inspectMessages(parts, context) {
  const { judged } = context;
  const texts = parts.flatMap(({ kind, text }, index) => {
    if (kind !== "message") return [];
    const node = readable(text);
    return (node?.items ? node.items.map(({ raw }) => raw) : [text]).map((each) => ({ text: each, index }));
  });
  const isOf = { payment: (index) => index === judged.payment?.part, demand: (index) => index === judged.offers?.part, settlement: () => true };
  const carried = {};
  const carriers = [];
  for (const { text, index } of texts) {
    const plain = await context.program.command(["decode", text]);
    const json = await context.program.command(["decode", "--json", text]);
    if (!json.out.trimStart().startsWith("{")) return { error: errorIn(plain.out + plain.err, { text, at: null }), objects: [{ title: "The message", text }] };
    const tree = readable(json.out.trim());
    const result = JSON.parse(json.out);
    const [first] = plain.out.split("\n", 1);
    // A message that keeps the rules of its protocol says nothing about the payment in it.
    const isRight = result.verdict === "valid";
    carriers.push({ word: isRight ? "well-formed" : (result.verdict ?? "invalid"), sentence: first || (result.err ? "this is no message that can be read" : ""), reason: result.reason });
    for (const { name, value } of tree?.members ?? []) if (name in WORDS && isOf[name](index)) carried[name] = value.raw;
  }
  const objects = texts.map(({ text }, index) => ({ title: texts.length > 1 ? `Message ${index + 1}` : "The message", text }));
  const name = ["payment", "demand", "settlement"].find((each) => carried[each] !== undefined);
  const worst = carriers.find(({ word }) => word !== "well-formed") ?? carriers[0];
  if (name === undefined) return { verdict: worst, isAnswer: worst.word === "well-formed", carriers, objects, used: [] };
  const part = { kind: name, text: carried[name], at: null };
  const accepts = readable(carried.demand ?? "")?.members.find((each) => each.name === "accepts")?.value.items ?? [];
  const ofMessage = { offers: accepts.map(({ raw }) => raw), paymentRequired: carried.demand, offersFrom: accepts.length > 0 ? "paste" : undefined };
  const inner = await WORDS[name](part, { ...context, ...(context.offers.length > 0 ? {} : ofMessage) });
  // A message that breaks the rules of its protocol is never better than that.
  const verdict = worst.word === "invalid" ? worst : inner.verdict;
  return { ...inner, verdict, carriers, objects: [...(inner.objects ?? []), ...objects] };
}
