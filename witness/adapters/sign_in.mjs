// Asks the official npm package about a sign-in.

import {
  formatSIWEMessage,
  formatSIWSMessage,
  parseSIWxHeader,
  validateSIWxMessage,
  verifySIWxSignature,
} from "@x402/extensions/sign-in-with-x";
import { getAddress } from "viem";
import { World } from "./chain.mjs";
import { only, Skipped } from "./lines.mjs";

// The question's time replaces the package's clock.
export async function at(now, run) {
  const real = globalThis.Date;
  globalThis.Date = class extends real {
    constructor(...parts) {
      super(...(parts.length === 0 ? [now * 1000] : parts));
    }
    static now() {
      return now * 1000;
    }
  };
  try {
    return await run();
  } finally {
    globalThis.Date = real;
  }
}

export function headerOf({ header, json, text, bytes }) {
  if (header) return header.value;
  const raw = bytes ? Buffer.from(bytes.slice(2), "hex") : (text ?? JSON.stringify(json));
  return raw && Buffer.from(raw).toString("base64");
}

// Without a verifier only a key's signature is accepted.
export async function signIn(input, evmVerifier) {
  let proof;
  try {
    proof = parseSIWxHeader(headerOf(input));
  } catch {
    return { verdict: "invalid", reason: "invalid_siwx_header" };
  }
  return at(input.now, async () => {
    const checkNonce = input.nonce === undefined ? undefined : (nonce) => nonce === input.nonce;
    const stated = await validateSIWxMessage(proof, new URL(input.origin), { checkNonce });
    if (!stated.isValid) return { verdict: "invalid", reason: stated.invalidReason };
    // The package throws if it cannot write a member into the message.
    const signed = await verifySIWxSignature(proof, { evmVerifier }).catch(() => ({ invalidReason: "invalid_siwx_header" }));
    if (!signed.isValid) return { verdict: "invalid", reason: signed.invalidReason };
    const [address, write] = proof.chainId.startsWith("eip155:")
      ? [getAddress(signed.payer), formatSIWEMessage]
      : [signed.payer, formatSIWSMessage];
    return { verdict: "valid", address, message: write(proof, proof.address) };
  });
}

// The same with a chain that answers from the facts. If the facts leave the account's code or its contract's answer open, each
// state is tried. If all agree, that is the answer. If the sign-in is valid without code, it is valid (E-8). Otherwise the
// chain decides.
export async function signInOnChain(input) {
  only(input, ["header", "headers", "json", "text", "bytes", "origin", "now", "nonce", "facts"], "input");
  if (input.headers) throw new Skipped("several headers are not for this package to choose from");
  const { facts = {} } = input;
  const known = facts.accounts?.["*"]?.code;
  const answers = [];
  for (const code of known === undefined ? [false, true] : [known !== "none"]) {
    for (const guess of [false, true]) {
      const world = new World(facts, "", { code }, guess);
      answers.push(await signIn(input, world.client().verifyMessage));
      if (!world.guessed) break;
    }
  }
  const [usual] = answers;
  const isOpen = answers.some(({ verdict }) => verdict !== usual.verdict);
  if (isOpen && (usual.verdict !== "valid" || known !== undefined)) return { verdict: "undecided", reason: usual.reason };
  return usual;
}
