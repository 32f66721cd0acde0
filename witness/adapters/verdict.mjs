// Makes the verdicts of docs/reference/operations from the answers of a facilitator, valid or not in each state of the chain.

import { getAddress, isAddress, isHex } from "viem";
import { only, Skipped } from "./lines.mjs";
import { World } from "./chain.mjs";

let now = Date.now();
Date.now = () => now;

// The margin in the code of all three packages, in seconds.
const MARGIN = 6n;
// The settler if nobody names one.
const SETTLER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

const FACTS = [
  "accounts", "allowances", "contractSignatures", "ledgers", "lookupTables", "stellarAccounts", "stellarSimulations", "tokenDomains",
];

// The text of the payment, or its header.
function sourceOf(payment) {
  const { header, headers, text, bytes, json } = payment;
  only(payment, ["header", "headers", "text", "bytes", "json"], "input.payment");
  if (header) return header.value;
  if (headers) throw new Skipped("several headers are not for this package to choose from");
  // Duplicate members, and numbers that JavaScript cannot represent, are lost here. No question here is about them.
  const raw = bytes ? Buffer.from(bytes.slice(2), "hex") : Buffer.from(text ?? JSON.stringify(json));
  return raw.toString("base64");
}

// `verify(header, input, world)` runs a payment through the package. It returns undefined if the payment cannot be read or
// matches no offer, or else the index of the offer and the facilitator's answer. `presets` are the policies of the package,
// `knobs` gives its policy members for payments by transaction, `phases` says whether it can be asked to settle.
export function verifyWith(verify, { presets = ["default"], knobs = () => [], families = [], phases = false }) {
  const known = ["payment", "offers", "now", "profile", "facts", "policy", "declaredExtensions", "facilitators"];
  return async (input) => {
    only(input, phases ? [...known, "phase"] : known, "input");
    only(input.facts, FACTS, "input.facts");
    if (input.facts?.contractSignatures?.some((fact) => fact.caller)) {
      throw new Skipped("a contract that looks at its caller: the package asks in nobody's name");
    }
    if (input.profile === "lenient") throw new Skipped("the package has one profile, and no lenient one");
    const header = sourceOf(input.payment);
    const payload = payloadOf(header);
    checkFamily(payload, families);
    if (input.phase?.settle && payload?.authorization) throw new Skipped("the token's log is not made up here");
    checkPolicy(input, header, presets, payload?.transaction ? knobs(input) : []);
    now = input.now * 1000;
    const outcomes = [];
    for (const state of states(input, payload)) {
      for (const guess of [false, true]) {
        const world = new World(input.facts ?? {}, input.offers[0]?.asset ?? "", state, guess);
        outcomes.push({ world, answer: await ask(verify, header, input, world) });
        if (!world.guessed) break;
      }
    }
    return combine(outcomes);
  };
}

async function ask(verify, header, input, world) {
  try {
    return await verify(header, input, world);
  } catch (error) {
    if (world.unknown) return undefined;
    throw error;
  }
}

// Combines the answers. If all states agree, that is the answer. If all usual states are valid, and nobody knows
// whether it is another one, the payment is valid (E-8, P-4). Otherwise the chain decides.
function combine(outcomes) {
  const isValid = ({ answer }) => answer?.isValid === true;
  const usual = outcomes.filter(({ world }) => world.isUsual);
  const undecided = outcomes.some(({ world }) => world.unknown) || new Set(outcomes.map(isValid)).size > 1;
  const valid = usual.length > 0 && usual.every(isValid) && (usual.length < outcomes.length || !undecided);
  const [{ answer }] = outcomes;
  if (!valid) return { verdict: undecided ? "undecided" : "invalid", reason: answer?.invalidReason };
  const { offer, payer } = answer;
  return { verdict: "valid", offer, payer: isAddress(payer, { strict: false }) ? getAddress(payer) : payer };
}

// The transfer method of the payload, by its members.
function checkFamily(payload, families) {
  const other = ["permit2Authorization", "transaction", "delegationManager"]
    .filter((member) => !families.includes(member))
    .find((member) => payload?.[member] && !payload.authorization);
  if (other) throw new Skipped(`payload.${other}: this package's facilitator is not asked about it`);
}

// The states that the facts leave open, the usual ones first.
function states({ facts, facilitators, offers }, payload) {
  return codes(facts, payload).flatMap((code) =>
    owners(facilitators, offers, payload).map((owner) => ({
      code: code.code,
      owners: owner.owners,
      isUsual: code.isUsual && owner.isUsual,
    })),
  );
}

// The possible codes of the payer: the fact's, or else none, which is usual, and some.
function codes(facts, payload) {
  if (payload?.transaction) return [{ code: false, isUsual: true }];
  const accounts = Object.fromEntries(Object.entries(facts?.accounts ?? {}).map(([who, fact]) => [who.toLowerCase(), fact]));
  const payer = String((payload?.authorization ?? payload?.permit2Authorization)?.from).toLowerCase();
  const code = (accounts[payer] ?? accounts["*"])?.code;
  if (code === undefined) return [{ code: false, isUsual: true }, { code: true, isUsual: false }];
  return [{ code: code === "some" || (code !== "none" && code !== "0x" && code), isUsual: true }];
}

// The facilitator's addresses: those given, or else those that the offer names, which is usual, and others.
function owners(facilitators, offers, payload) {
  const isSolana = payload?.transaction !== undefined;
  if (facilitators) return [{ owners: facilitators.filter((address) => isHex(address) !== isSolana), isUsual: true }];
  const extra = offers[0]?.extra;
  if (isSolana) return [{ owners: [extra?.feePayer ?? SETTLER], isUsual: true }];
  const signed = payload?.permit2Authorization?.witness?.facilitator;
  if (signed === undefined) return [{ owners: [SETTLER], isUsual: true }];
  const named = extra?.facilitatorAddress;
  // The zero address belongs to nobody.
  const others = [signed, SETTLER].filter((address) => address !== named && !/^0x0*$/.test(address));
  return [
    ...(named ? [{ owners: [named], isUsual: true }] : []),
    ...others.map((address) => ({ owners: [address], isUsual: false })),
  ];
}

// The packages have few settings. A margin that makes no difference at this time is allowed.
function checkPolicy({ policy, now: present }, header, presets, knobs) {
  only(policy, ["preset", "expiryMargin", ...knobs], "input.policy");
  if (policy?.preset !== undefined && !presets.includes(policy.preset)) {
    throw new Skipped(`the policy ${policy.preset} is not this package's`);
  }
  if (policy?.expiryMargin === undefined) return;
  const margin = BigInt(policy.expiryMargin);
  const most = margin > MARGIN ? margin : MARGIN;
  for (const { last, isOver } of ends(header)) {
    const left = BigInt(last) - BigInt(present);
    if (left < most && left >= isOver) {
      throw new Skipped(`the package wants ${MARGIN} s to be left, and cannot be told another margin`);
    }
  }
}

// When the signed payment expires, and the time that must be left. EIP-3009 accepts nothing at validBefore.
function ends(header) {
  const { payload, extensions } = messageOf(header);
  const permit = extensions?.eip2612GasSponsoring?.info?.deadline;
  return [
    { last: payload?.authorization?.validBefore, isOver: 1n },
    { last: payload?.permit2Authorization?.deadline, isOver: 0n },
    { last: permit, isOver: 0n },
  ].filter(({ last }) => /^\d+$/.test(last));
}

function payloadOf(header) {
  return messageOf(header).payload;
}

function messageOf(header) {
  try {
    return JSON.parse(Buffer.from(header, "base64")) ?? {};
  } catch {
    return {};
  }
}
