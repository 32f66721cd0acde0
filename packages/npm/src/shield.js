// Keeps from a facilitator what the bytes of a payment refute.

import { X402Error } from "./error.js";

// The schemes whose request to settle has the payment itself. What it has in others is for the facilitator.
const SETTLES_THE_PAYMENT = new Set(["exact", "upto"]);
// A payment that was served is settled as long as the chain takes it. How much time was to be left is for `verify`.
const NO_MARGINS = { expiryMargin: 0, permitMargin: 0, gatewayMargin: 0 };

/** `facilitatorShield` for the `verify` and the `init` of an entry. */
export const shielding =
  (verify, init) =>
  (inner, { policy, facts, replays = 10_000, log = () => {}, clock = seconds } = {}) => {
    const settled = new Bounded(replays);

    // The middleware has read the payment already, as tolerantly as it reads.
    function judged(operation, payment, requirements) {
      const question = { payment: { json: payment }, offers: [requirements], now: clock(), profile: "lenient", policy, facts };
      if (operation === "verify") return verify(question);
      // To settle, the server names the amount that it takes. The offer is still the one that was accepted.
      const amount = payment?.accepted?.amount;
      const offer = amount === undefined ? requirements : { ...requirements, amount };
      const taken = requirements.amount ?? requirements.maxAmountRequired;
      return verify({ ...question, offers: [offer], phase: { settle: { amount: taken } }, policy: { ...policy, ...NO_MARGINS } });
    }

    // The answer to a payment that is refused, and the key of one that is not.
    async function assess(operation, payment, requirements) {
      if (operation === "settle" && !SETTLES_THE_PAYMENT.has(requirements?.scheme)) return {};
      await init();
      let report;
      try {
        report = judged(operation, payment, requirements);
      } catch (error) {
        // A question that cannot be judged here is one for the facilitator.
        if (!(error instanceof X402Error)) throw error;
        log({ operation, decision: "passed", error });
        return {};
      }
      const { verdict, payer } = report;
      // A channel takes many payments, and its vouchers are told apart by their sums.
      const replayKey = report.channel ? undefined : report.replayKey;
      // Who settles a payment again is told by the facilitator what became of it.
      const isReplay = operation === "verify" && settled.has(replayKey);
      const why = verdict === "invalid" ? reasonOf(report) : isReplay ? REPLAY : undefined;
      log({ operation, decision: why ? "refused" : "passed", report, ...why });
      return { replayKey, refused: why && { ...why, payer } };
    }

    return {
      async verify(payment, requirements) {
        const { refused } = await assess("verify", payment, requirements);
        if (!refused) return inner.verify(payment, requirements);
        const { reason, message, payer } = refused;
        return { isValid: false, invalidReason: reason, invalidMessage: message, ...(payer && { payer }) };
      },

      async settle(payment, requirements) {
        const { refused, replayKey } = await assess("settle", payment, requirements);
        if (refused) {
          const { reason, message, payer } = refused;
          const { network } = requirements;
          return { success: false, errorReason: reason, errorMessage: message, transaction: "", network, ...(payer && { payer }) };
        }
        const settlement = await inner.settle(payment, requirements);
        if (settlement?.success === true) settled.add(replayKey);
        return settlement;
      },

      getSupported: () => inner.getSupported(),
    };
  };

const REPLAY = { reason: "duplicate_settlement", message: "this payment has been settled" };

const seconds = () => Math.floor(Date.now() / 1000);

function reasonOf({ reason, check, checks }) {
  const detail = checks.find((made) => made.id === check)?.detail;
  return { reason, message: `${check}: ${detail ?? reason}` };
}

/** As many keys as it may have; the oldest goes first. */
class Bounded {
  #keys = new Set();

  constructor(most) {
    this.most = most;
  }

  has(key) {
    return this.#keys.has(key);
  }

  add(key) {
    if (key === undefined || this.most < 1) return;
    this.#keys.add(key);
    if (this.#keys.size > this.most) this.#keys.delete(this.#keys.values().next().value);
  }
}
