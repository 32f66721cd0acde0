// Keeps from a facilitator what the bytes of a payment refute.

import { X402Error } from "./error.js";

// Of other schemes a facilitator is told more than one payment, and what it is told depends on the seller's records.
const JUDGED = new Set(["exact", "upto"]);
const PLAIN = { accounts: { "*": { code: "none" } } };

/** `facilitatorShield` for the `verify` and the `init` of an entry. */
export const shielding =
  (verify, init) =>
  (inner, { policy, facts, undecided = "refuse-forged", replays = 10_000, now = clock, log = () => {} } = {}) => {
    if (undecided !== "refuse-forged" && undecided !== "ask") {
      throw new X402Error("malformed", `undecided is "refuse-forged" or "ask", not ${JSON.stringify(undecided)}`, "/undecided");
    }
    const settled = new Bounded(replays);

    // What is wrong with a payment, or undefined: then the facilitator is asked.
    function judged(payment, requirements, phase) {
      const question = (known) => ({ payment: { json: payment }, offers: [requirements], now: now(), phase, policy, facts: known });
      const report = verify(question(facts));
      if (report.verdict !== "undecided" || undecided === "ask") return report;
      if (!report.needs.some((need) => need.kind === "account-code")) return report;
      // Whether an account without code could have signed this. What is known of an account counts more.
      return verify(question({ ...facts, accounts: { ...PLAIN.accounts, ...facts?.accounts } }));
    }

    // The answer to a payment that is refused, and the key of one that is not.
    async function assess(operation, payment, requirements, phase) {
      if (!JUDGED.has(requirements?.scheme)) return {};
      await init();
      let report;
      try {
        report = judged(payment, requirements, phase);
      } catch (error) {
        // A question that cannot be judged here is one for the facilitator.
        if (!(error instanceof X402Error)) throw error;
        log({ operation, decision: "passed", error });
        return {};
      }
      const { verdict, replayKey, payer } = report;
      const isReplay = operation === "verify" && verdict !== "invalid" && settled.has(replayKey);
      const why = isReplay ? REPLAY : verdict === "invalid" ? reasonOf(report) : undefined;
      log({ operation, decision: why ? "refused" : "passed", report, ...why });
      return { replayKey, refused: why && { ...why, payer } };
    }

    return {
      async verify(payment, requirements) {
        const { refused } = await assess("verify", payment, requirements, "verify");
        if (!refused) return inner.verify(payment, requirements);
        const { reason, message, payer } = refused;
        return { isValid: false, invalidReason: reason, invalidMessage: message, ...(payer && { payer }) };
      },

      async settle(payment, requirements) {
        // After the service, an offer of `upto` has the amount that is taken.
        const isUpto = requirements?.scheme === "upto" && payment?.accepted?.amount !== undefined;
        const offer = isUpto ? { ...requirements, amount: payment.accepted.amount } : requirements;
        const phase = isUpto ? { settle: { amount: requirements.amount } } : "verify";
        const { refused, replayKey } = await assess("settle", payment, offer, phase);
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

const REPLAY = { reason: "invalid_transaction_state", message: "this payment is settled already: a payment pays once" };

const clock = () => Math.floor(Date.now() / 1000);

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
