// The sign-in message by the EIP-4361 library, its digest and signer by viem. On Solana, tweetnacl verifies the signature over
// the document's message with the names of that chain.

import { SiweMessage } from "@signinwithethereum/siwe";
import { createRequire } from "node:module";
import { getAddress, hashMessage, isAddress, recoverMessageAddress } from "viem";
import { base58 } from "@scure/base";
import { headerOf } from "../adapters/sign_in.mjs";
import { installedVersion, options, readVectors, report } from "./common.mjs";

const nacl = createRequire(import.meta.url)("tweetnacl");

const ETHEREUM = "Ethereum account:";

// The library writes the message for EVM chains. The message for Solana has the same lines, another chain name, and no empty
// line if there is no statement.
function messageOf(proof) {
  const [kind, reference] = proof.chainId.split(":");
  const { domain, uri, version, nonce, issuedAt, expirationTime, notBefore, requestId, statement, resources } = proof;
  const address = kind === "eip155" ? getAddress(proof.address) : "0x857b06519E91e3A54538791bDbb0E22373e36b66";
  const chainId = kind === "eip155" ? Number(reference) : 1;
  const parts = { domain, address, uri, version, chainId, nonce, issuedAt, expirationTime, notBefore, requestId, statement, resources };
  const text = new SiweMessage(Object.fromEntries(Object.entries(parts).filter(([, value]) => value != null))).prepareMessage();
  if (kind === "eip155") return text;
  return text
    .replace(ETHEREUM, "Solana account:")
    .replace(address, proof.address)
    .replace("Chain ID: 1\n", `Chain ID: ${reference}\n`)
    .replace(statement === undefined ? "\n\n\nURI:" : "\0", "\n\nURI:");
}

async function isSigned(proof, message) {
  if (proof.chainId.startsWith("solana:")) {
    const [key, signature] = [base58.decode(proof.address), base58.decode(proof.signature)];
    return nacl.sign.detached.verify(new TextEncoder().encode(message), signature, key);
  }
  if (!isAddress(proof.address, { strict: false })) return false;
  return (await recoverMessageAddress({ message, signature: proof.signature })) === getAddress(proof.address);
}

// Other witnesses judge members that the library refuses or rewrites.
async function finding(proof) {
  let message;
  try {
    message = messageOf(proof);
  } catch {
    return undefined;
  }
  const isEvm = proof.chainId.startsWith("eip155:");
  const found = { message, address: isEvm ? getAddress(proof.address) : proof.address };
  if (isEvm) found.digest = hashMessage(message);
  let signed = false;
  try {
    signed = await isSigned(proof, message);
  } catch {
    return undefined;
  }
  return { found, signed };
}

const findings = {};
for (const { id, op, input, expect } of readVectors(options().vectors)) {
  if (op !== "sign-in-with-x" || headerOf(input) === undefined) continue;
  // The decoding rules judge malformed headers.
  const proof = input.json ?? (expect.class === "valid" && JSON.parse(Buffer.from(headerOf(input), "base64").toString()));
  if (typeof proof?.chainId !== "string") continue;
  const result = await finding(proof);
  if (result === undefined) continue;
  // This witness does not check domain, time and nonce, and asks no contract. Only the signature can refuse.
  if (!result.signed && expect.class === "invalid") findings[id] = { verdict: "invalid" };
  if (result.signed && expect.class === "valid") findings[id] = { verdict: "valid", ...result.found };
}
const by = `viem ${installedVersion("viem")}, siwe ${installedVersion("@signinwithethereum/siwe")}, tweetnacl ${installedVersion("tweetnacl")}`;
report("siwe", by, findings, options());
