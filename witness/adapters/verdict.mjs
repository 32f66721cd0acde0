// From what a facilitator says, valid or not in one state of the chain, to the verdicts of docs/operations.md.

import { getAddress, isAddress } from "viem";
import { only, Skipped } from "./lines.mjs";
import { World } from "./chain.mjs";

let now = Date.now();
Date.now = () => now;

// The margin that is written into the code of all three packages, in seconds.
const MARGIN = 6n;

// The text of the payment, or its header.
function sourceOf(payment) {
  const { header, headers, text, bytes, json } = payment;
  only(payment, ["header", "headers", "text", "bytes", "json"], "input.payment");
  if (header) return header.value;
  if (headers) throw new Skipped("several headers are not for this package to choose from");
  // Members that stand twice, and numbers that JavaScript cannot hold, are gone by now; no question here is about them.
  const raw = bytes ? Buffer.from(bytes.slice(2), "hex") : Buffer.from(text ?? JSON.stringify(json));
  return raw.toString("base64");
}

// `judge(header, input, world)` is the package's own way of a payment: undefined if it cannot be read or answers no
// offer, else the index of the offer and what the facilitator says. `presets` are the policies that it has.
export function verifyWith(presets, judge) {
  return async (input) => {
    only(input, ["payment", "offers", "now", "profile", "facts", "policy", "declaredExtensions"], "input");
    only(input.facts, ["accounts", "contractSignatures", "tokenDomains"], "input.facts");
    if (input.profile === "lenient") throw new Skipped("the package has one profile, and no lenient one");
    const header = sourceOf(input.payment);
    checkFamily(payloadOf(header));
    checkPolicy(input, header, presets);
    now = input.now * 1000;
    const outcomes = [];
    for (const code of codes(input, header)) {
      for (const guess of [false, true]) {
        const world = new World(input.facts ?? {}, input.offers[0]?.asset ?? "", code, guess);
        outcomes.push({ world, said: await ask(judge, header, input, world) });
        if (!world.guessed) break;
      }
    }
    return combine(outcomes, input);
  };
}

async function ask(judge, header, input, world) {
  try {
    return await judge(header, input, world);
  } catch (error) {
    if (world.unknown) return undefined;
    throw error;
  }
}

// The same in each state that the facts leave open: that. Valid without code, and nobody knows whether there is any:
// valid (E-8). Else the chain decides.
function combine(outcomes, input) {
  const isValid = outcomes.map(({ said }) => said?.isValid === true);
  const [first] = outcomes;
  const open = first.world.code === false && outcomes.some(({ world }) => world.code);
  const undecided = outcomes.some(({ world }) => world.unknown) || (isValid.includes(false) && isValid.includes(true));
  const valid = open ? isValid[0] : !undecided && isValid[0];
  if (!valid) return { verdict: undecided ? "undecided" : "invalid", reason: first.said?.invalidReason };
  const { offer, payer } = first.said;
  return { verdict: "valid", offer, payer: isAddress(payer, { strict: false }) ? getAddress(payer) : payer };
}

// The chain beside is a chain of EIP-3009 tokens.
function checkFamily(payload) {
  const other = ["permit2Authorization", "transaction"].find((member) => payload?.[member] && !payload.authorization);
  if (other) throw new Skipped(`payload.${other}: this adapter's chain knows EIP-3009 alone`);
}

// Whether the payer has code, or which: what the facts say, or both.
function codes({ facts }, header) {
  const given = Object.fromEntries(Object.entries(facts?.accounts ?? {}).map(([who, fact]) => [who.toLowerCase(), fact]));
  const payer = String(payloadOf(header)?.authorization?.from).toLowerCase();
  const code = (given[payer] ?? given["*"])?.code;
  if (code === undefined) return [false, true];
  return [code === "some" || (code !== "none" && code !== "0x" && code)];
}

// The packages have no knobs. A margin that makes no difference at this time is none.
function checkPolicy({ policy, now: present }, header, presets) {
  only(policy, ["preset", "expiryMargin"], "input.policy");
  if (policy?.preset !== undefined && !presets.includes(policy.preset)) {
    throw new Skipped(`the policy ${policy.preset} is not this package's`);
  }
  if (policy?.expiryMargin === undefined) return;
  const left = BigInt(payloadOf(header)?.authorization?.validBefore ?? 0) - BigInt(present);
  const margin = BigInt(policy.expiryMargin);
  if (left > 0n && left < (margin > MARGIN ? margin : MARGIN)) {
    throw new Skipped(`the package wants ${MARGIN} s to be left, and cannot be told another margin`);
  }
}

function payloadOf(header) {
  try {
    return JSON.parse(Buffer.from(header, "base64")).payload;
  } catch {
    return undefined;
  }
}
