// The types of what is no operation.

export const EXPLAIN = `/**
 * The text that the command \`x402 explain\` prints: the verdict in a sentence, every check, what may have happened, and what to ask.
 * For people: it may change with any version.
 */
export function explain(question: VerifyInput): string;

`;

export const SHIELD = `/** Anything with the interface \`FacilitatorClient\` of npm \`@x402/core\`. */
export interface Facilitator<Payment = any, Requirements = any, Verified = any, Settled = any, Supported = any> {
  verify(payment: Payment, requirements: Requirements): Promise<Verified>;
  settle(payment: Payment, requirements: Requirements): Promise<Settled>;
  getSupported(): Promise<Supported>;
}

/**
 * What the shield has decided about a payment. A settlement that has passed is refused in a second event if a copy of the payment was
 * settled by then.
 */
export interface ShieldEvent {
  operation: "verify" | "settle";
  /** refused: answered with \`reason\` and \`message\`; in a first event the facilitator was not asked. passed: the facilitator is asked, once for copies at once. */
  decision: "refused" | "passed";
  /** The verdict. None if there is an \`error\`, and for the settlement by another scheme than \`exact\` and \`upto\`. */
  report?: VerifyResult;
  /** Why there is no verdict: the offer cannot be read, which passes, or the payment is of another version, which is refused. */
  error?: X402Error;
  /** The error code that was answered. */
  reason?: VerifyReason | "duplicate_settlement";
  /** The sentence that was answered. */
  message?: string;
}

export interface ShieldOptions {
  /**
   * Your own rules, as of \`verify\`. A signature by another key than the payer's is left to the facilitator, because the payer may be a
   * smart account. \`{ assumePlainAccounts: true }\` refuses it, and with it every smart account of
   * which \`facts\` do not say that it has code.
   */
  policy?: Policy;
  /** What you know of the chain, as of \`verify\`: for instance which accounts are contracts. */
  facts?: Facts;
  /**
   * How many settled payments are remembered, so that one that comes again is refused with \`duplicate_settlement\`. The default is
   * 10,000. 0 for none: then only copies at once are recognised.
   */
  replays?: number;
  /** Is told of each decision. What it throws, or rejects with, stops no payment: it goes to \`console.error\`. */
  log?: (event: ShieldEvent) => void;
  /** Seconds since 1970-01-01 UTC, of which a fraction is cut off. The default is the machine's clock. */
  clock?: () => Integer;
}

/**
 * The same facilitator behind a shield. A payment that its own bytes refute is answered at once, with the error code of the
 * specification and a sentence, and reaches no network. Everything else goes to \`inner\`: what is valid, what only the chain can
 * decide, what answers an offer that cannot be read here, and the settlement by another scheme than \`exact\` and \`upto\`. A settlement
 * that \`inner\` was asked for once is passed on after the payment's end, too, because its money may have moved. A mistake in
 * \`policy\`, \`facts\` or \`clock\` throws an \`X402Error\`: here, or at the first call where the module has to be fetched. One in
 * \`replays\` throws it here.
 */
export function facilitatorShield<F extends Facilitator>(inner: F, options?: ShieldOptions): Pick<F, "verify" | "settle" | "getSupported">;
`;
