// What the official npm package says of a sign-in.

import { parseSIWxHeader, validateSIWxMessage, verifySIWxSignature } from "@x402/extensions/sign-in-with-x";

// The clock is the package's own; the time of the question takes its place.
async function at(now, run) {
  const real = globalThis.Date;
  globalThis.Date = class extends real {
    constructor(...given) {
      super(...(given.length === 0 ? [now * 1000] : given));
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

export function headerOf(input) {
  if (input.json !== undefined) return Buffer.from(JSON.stringify(input.json)).toString("base64");
  return input.header?.value;
}

// Nothing is asked of a chain here, so a signature is that of a key or none.
export async function signIn(input) {
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
    // It throws at what it cannot write into a message.
    const signed = await verifySIWxSignature(proof).catch(() => ({ isValid: false, invalidReason: "invalid_siwx_header" }));
    return signed.isValid ? { verdict: "valid" } : { verdict: "invalid", reason: signed.invalidReason };
  });
}
