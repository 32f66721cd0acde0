// What the types promise, compiled by `tsc --strict`. A line after `@ts-expect-error` has to be one.

import { facilitatorShield, init, lint, recognise, settlementState, verify, X402Error, type ModuleSource, type VerifyInput, type VerifyResult } from "x402-offline";
import * as payments from "x402-offline/payments";

// Not every environment's types have it.
declare const console: { log(...words: unknown[]): void };

const offer = {
  scheme: "exact",
  network: "eip155:84532",
  amount: "10000",
  asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
  payTo: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
  maxTimeoutSeconds: 60,
};
const question: VerifyInput = { payment: { header: { name: "PAYMENT-SIGNATURE", value: "e30=" } }, offers: [offer], now: 1740672100n };
export const asStrings: VerifyInput[] = [
  { payment: "e30=", offers: [offer], now: new Date() },
  { payment: { text: "{}" }, offers: [offer], now: Date.now() / 1000 },
];
// @ts-expect-error an amount is no time
export const late: VerifyInput = { ...question, policy: { expiryMargin: new Date() } };
// @ts-expect-error a payment is given in one way
const twice: VerifyInput = { ...question, payment: { text: "{}", bytes: "0x" } };
// What a module can come from, in the words of every environment: an answer of fetch, a URL, bytes.
export const sources: ModuleSource[] = [
  { ok: true, url: "", arrayBuffer: async () => new ArrayBuffer(0) }, { href: "", toJSON: () => "" }, "", new ArrayBuffer(0), new Uint8Array(),
];
// @ts-expect-error a number is no module
export const nothing: ModuleSource = 1;
// @ts-expect-error the time is missing
const timeless: VerifyInput = { payment: question.payment, offers: [] };

export function served(report: VerifyResult): string {
  switch (report.verdict) {
    case "valid":
      // @ts-expect-error a valid payment has no reason
      report.reason.length;
      return `offer ${report.offer.toFixed()}`;
    case "invalid":
      if (report.reason === "insufficient_funds" || report.reason === "a_later_version") return "later";
      return `${report.stage}: ${report.reason.toUpperCase()}`;
    case "undecided":
      return report.needs.map((need) => need.sentence).join();
    default: {
      const nothing: never = report;
      return nothing;
    }
  }
}

export function answeredFirst(text: string): string {
  const { answered, judged, parts, time } = recognise({ text });
  if (judged.ambiguous) return judged.ambiguous.sentence;
  // @ts-expect-error a text may have no payment
  judged.payment.part;
  // @ts-expect-error a time names its writer, and no clock
  time?.clock;
  const written: "answer-date" | "har-entry" | "log-line" | undefined = time?.provenance;
  if (answered?.outcome === "refused") return answered.reason ?? answered.message ?? "";
  return `${judged.payment && parts[judged.payment.part]?.provenance === "request-header"} ${written}`;
}

export async function main(): Promise<void> {
  await init();
  settlementState({ status: "200", headers: [] });
  console.log(answeredFirst(""), served(verify(question)), served(payments.verify(question)), lint({ text: "{}" }).findings.length, twice, timeless);
  // @ts-expect-error payments has no linter
  payments.lint({ text: "{}" });
  try {
    verify(question);
  } catch (error) {
    if (error instanceof X402Error) console.log(error.pointer, error.code === "malformed");
  }
  const inner = { verify: async () => ({ isValid: true }), settle: async () => ({ success: true }), getSupported: async () => ({ kinds: [] }) };
  const shielded = facilitatorShield(inner, { policy: { assumePlainAccounts: true }, log: ({ decision }) => console.log(decision) });
  console.log((await shielded.verify()).isValid);
}
