// Keeps from a facilitator what the bytes of a payment refute.

import { X402Error } from "./error.js";
import { stringify } from "./json.js";

// The schemes whose request to settle has the payment itself. What it has in others is for the facilitator.
const SETTLES_THE_PAYMENT = new Set(["exact", "upto"]);
// As many settlements may be pending, however few payments are remembered as settled.
const MOST_HANDED_OVER = 10_000;
// The shield serves nobody: a request for a refund goes on to the facilitator, and the server knows what it is.
const ASKED = { offers: [], profile: "lenient", purpose: "any" };
// Text that is no payment. If a question about it has no verdict, that is the shop's doing.
const NOTHING = "";

/** `facilitatorShield` for the functions of an entry, and the margins that a policy may have there. */
export const shielding =
  ({ verify, decode, init, margins }) =>
  (inner, { policy, facts, replays = 10_000, log = () => {}, clock = seconds } = {}) => {
    if (!Number.isSafeInteger(replays) || replays < 0) {
      throw new X402Error("malformed", `replays is ${String(replays)}, and has to be a whole number from 0`, "/replays");
    }
    const tell = (event) => told(log, event);
    const settled = new Bounded(replays);
    // The settlements that the facilitator has not answered yet, one for each payment.
    const underWay = new Map();
    // The payments whose settlement the facilitator was asked for, each with the time of the verdict.
    const handedOver = new Bounded(Math.max(replays, MOST_HANDED_OVER));
    // A payment that was served is settled as long as the chain takes it. How much time was to be left is for `verify`.
    const settling = { ...policy, ...Object.fromEntries(margins.map((margin) => [margin, 0])) };
    let areOptionsRight = false;

    // The middleware has read the payment already, as tolerantly as it reads. As text it always has a verdict.
    const ask = (text, question) => verify({ ...ASKED, payment: { text }, now: whole(clock()), policy, facts, ...question });

    // By a mistake in the options, or in the margins, no payment has a verdict, and the shield would keep none back.
    function check() {
      if (areOptionsRight) return;
      ask(NOTHING);
      ask(NOTHING, { policy: settling });
      areOptionsRight = true;
    }

    function questionOf(operation, text, requirements) {
      if (operation === "verify") return { offers: [requirements] };
      const question = { offers: [requirements], policy: settling };
      // It takes what was signed, which may be more than the price where the policy says so.
      if (requirements.scheme === "exact") return question;
      // To settle, the server names the amount that it takes. The offer is still the one that was accepted, as it is read.
      const { version, ok } = decode({ text, kind: "payment", profile: "lenient" });
      const { amount, maxAmountRequired } = requirements;
      // An amount that no offer may have stays, so that the offer cannot be read.
      const isAmount = typeof amount === "string" || typeof amount === "bigint";
      const offer = version === 2 && isAmount ? { ...requirements, amount: ok.accepted.amount } : requirements;
      return { ...question, offers: [offer], phase: { settle: { amount: amount ?? maxAmountRequired } } };
    }

    // The verdict, or an error: with `why` if it is the payment's doing, and without if the offer cannot be read.
    function checked(operation, json, requirements, now) {
      const text = json ?? NOTHING;
      const reason = (report) => (json === undefined ? NO_JSON : reasonOf(report));
      const question = { ...questionOf(operation, text, requirements), now };
      try {
        const report = ask(text, question);
        return { report, why: report.verdict === "invalid" ? reason(report) : undefined };
      } catch (error) {
        if (!(error instanceof X402Error)) throw error;
        // The clock may be wrong only now.
        ask(NOTHING);
        if (errorOf(() => ask(NOTHING, { ...question, offers: [requirements] }))) return { error };
        const alone = ask(text);
        return { error, why: alone.stage === "decode" ? reason(alone) : OTHER_VERSION };
      }
    }

    // A settlement that was pending may be asked for again after the payment's end, when its money may have moved: the facilitator knows.
    // The verdict is that of the time when it was first asked for, so that nothing passes then that would not have passed at once.
    async function checkedToSettle(json, requirements, now) {
      const first = checked("settle", json, requirements, now);
      if (!first.report) return first;
      // Every byte counts: the replay key says nothing about the signature.
      const handed = await digest(json ?? NOTHING);
      const before = first.why && handedOver.get(handed);
      if (before === undefined) return { ...first, handed, at: now };
      return { ...checked("settle", json, requirements, before), handed, at: before };
    }

    // The answer to a payment that is refused. Of one that is not, its key, and what is remembered when it is handed over.
    async function assess(operation, payment, requirements) {
      await init();
      check();
      if (operation === "settle" && !SETTLES_THE_PAYMENT.has(requirements?.scheme)) {
        tell({ operation, decision: "passed" });
        return {};
      }
      const now = whole(clock());
      const given = [textOf(asTaken(payment, requirements)), requirements, now];
      const { report, error, why, handed, at } = operation === "settle" ? await checkedToSettle(...given) : checked("verify", ...given);
      const [text] = given;
      // A channel takes many payments, and its vouchers are told apart by their sums. A payment in the flow `escrow`, which is settled
      // twice, is not verified and has no key.
      const replayKey = report?.channel ? undefined : report?.replayKey;
      const refused = why ?? (settled.has(replayKey) ? REPLAY : undefined);
      tell({ operation, decision: refused ? "refused" : "passed", ...(report ? { report } : { error }), ...refused });
      return { report, replayKey, text, handed, at, refused };
    }

    // Asks the facilitator, once for all copies of a payment that come while it is asked. Only one of them succeeds. The first one's failure is
    // the answer to those that ask for the same, byte by byte. The others say something else of the same money, such as another signature: they
    // are asked for after it, one at a time.
    async function settleOnce(replayKey, asked, call, replayed) {
      if (replayKey === undefined) return call();
      for (let first; ; ) {
        if (settled.has(replayKey)) return replayed(settled.get(replayKey));
        first = underWay.get(replayKey);
        if (!first) break;
        const { settlement, error } = await first.ended;
        if (settlement?.success === true) return replayed(transactionOf(settlement));
        if (first.asked !== asked) continue;
        if (error) throw error.cause;
        return copyOf(settlement);
      }
      // Nothing may wait between the look at what is under way and this.
      let end;
      const ended = new Promise((resolve) => (end = resolve));
      underWay.set(replayKey, { asked, ended });
      try {
        const settlement = await call();
        if (settlement?.success === true) settled.add(replayKey, transactionOf(settlement));
        end({ settlement });
        return settlement;
      } catch (cause) {
        end({ error: { cause } });
        throw cause;
      } finally {
        underWay.delete(replayKey);
      }
    }

    const mistake = errorOf(check);
    // Where the module has to be fetched, the first call checks.
    if (mistake && mistake.code !== "not-ready") throw mistake;

    return {
      async verify(payment, requirements) {
        const { report, refused } = await assess("verify", payment, requirements);
        if (!refused) return inner.verify(payment, requirements);
        return { isValid: false, invalidReason: refused.reason, invalidMessage: refused.message, ...payerOf(report) };
      },

      async settle(payment, requirements) {
        const { report, refused, replayKey, text, handed, at } = await assess("settle", payment, requirements);
        const failed = ({ reason, message }, transaction = "") => {
          const { network } = requirements;
          return { success: false, errorReason: reason, errorMessage: message, transaction, network, ...payerOf(report) };
        };
        if (refused) return failed(refused, refused === REPLAY ? settled.get(replayKey) : "");
        const replayed = (transaction) => {
          tell({ operation: "settle", decision: "refused", report, ...REPLAY });
          return failed(REPLAY, transaction);
        };
        const call = async () => {
          // Before the answer, which may never come.
          handedOver.add(handed, at);
          return inner.settle(payment, requirements);
        };
        return settleOnce(replayKey, `${text}\n${textOf(requirements)}`, call, replayed);
      },

      getSupported: () => inner.getSupported(),
    };
  };

// A shop has served before it settles: a log that fails, at once or later, is no reason not to.
async function told(log, event) {
  try {
    await log(event);
  } catch (error) {
    console.error("x402-offline: the shield's log failed:", error);
  }
}

// A refusal that names the transaction of the settlement tells a buyer that nothing is to be paid again. Facilitators name short ones.
const transactionOf = ({ transaction }) => (typeof transaction === "string" && transaction.length <= 256 ? transaction : "");

// Each caller may change its own.
const copyOf = (settlement) => (typeof settlement === "object" && settlement !== null ? { ...settlement } : settlement);

const REPLAY = { reason: "duplicate_settlement", message: "this payment has been settled" };
const NO_JSON = { reason: "invalid_payload", message: "decode: the payment has something that JSON cannot have, or is nested too deep" };
const OTHER_VERSION = { reason: "invalid_x402_version", message: "offer: the payment is of another version than the offer" };

const payerOf = (report) => (report?.payer ? { payer: report.payer } : {});

const seconds = () => Date.now() / 1000;

const whole = (time) => (typeof time === "number" ? Math.floor(time) : time);

function errorOf(question) {
  try {
    question();
  } catch (error) {
    if (error instanceof X402Error) return error;
    throw error;
  }
}

// The payment without a method that the buyer alone names. The official servers and facilitators do not look at that name: the members of
// the payload say what it is. If they are of another method, such as a delegation, the name is all there is.
function asTaken(payment, requirements) {
  const { assetTransferMethod, ...extra } = payment?.accepted?.extra ?? {};
  const { authorization, permit2Authorization } = payment?.payload ?? {};
  const isNamedAlone = assetTransferMethod !== undefined && requirements?.extra?.assetTransferMethod === undefined;
  const isKnown = [authorization, permit2Authorization].some((member) => member !== undefined && member !== null);
  return isNamedAlone && isKnown ? { ...payment, accepted: { ...payment.accepted, extra } } : payment;
}

// The payment as text. `JSON.parse` makes Infinity of a number that is too large, and nests deeper than anything is written.
function textOf(payment) {
  try {
    return stringify(payment);
  } catch {
    return undefined;
  }
}

function reasonOf({ reason, check, checks }) {
  const detail = checks.find((made) => made.id === check)?.detail;
  return { reason, message: `${check}: ${detail ?? reason}` };
}

// A page that is not secure has no `subtle`. There the text is its own digest.
async function digest(text) {
  if (!globalThis.crypto?.subtle) return text;
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return String.fromCharCode(...new Uint8Array(bytes));
}

/** As many keys as it may have, each with what is told of it; the oldest goes first. */
class Bounded {
  #keys = new Map();

  constructor(most) {
    this.most = most;
  }

  has(key) {
    return this.#keys.has(key);
  }

  get(key) {
    return this.#keys.get(key);
  }

  /** Whether the key was new. */
  add(key, told) {
    if (key === undefined || this.most < 1) return true;
    const isNew = !this.#keys.delete(key);
    this.#keys.set(key, told);
    if (this.#keys.size > this.most) this.#keys.delete(this.#keys.keys().next().value);
    return isNew;
  }
}
