// What viem says about the EIP-3009 payment in each vector: its hashes and who signed it.

import * as viem from "viem";
import { eip3009, installedVersion, options, readVectors, report } from "./common.mjs";

// The domain's type is written out because viem, left to infer it, drops an empty version.
const types = {
  EIP712Domain: [
    { name: "name", type: "string" },
    { name: "version", type: "string" },
    { name: "chainId", type: "uint256" },
    { name: "verifyingContract", type: "address" },
  ],
  TransferWithAuthorization: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "validAfter", type: "uint256" },
    { name: "validBefore", type: "uint256" },
    { name: "nonce", type: "bytes32" },
  ],
};
const primaryType = "TransferWithAuthorization";

async function finding({ domain, authorization, signature }) {
  const found = {};
  let step = "hash";
  try {
    if (Object.values(authorization).some(isInexact)) throw new RangeError("a number that JSON.parse has rounded");
    // First the digest: only this function of viem's checks the values before it hashes them.
    const digest = viem.hashTypedData({ domain, types, primaryType, message: authorization });
    found.domainSeparator = viem.hashDomain({ domain, types });
    found.structHash = viem.hashStruct({ data: authorization, primaryType, types });
    found.digest = digest;
    step = "recover";
    const readable = readableSignature(signature);
    if (readable) found.signer = await viem.recoverAddress({ hash: digest, signature: readable });
  } catch (error) {
    found.refused = `${step}: ${error.name}`;
  }
  return found;
}

// 65 bytes with a v that an account can have made, or the 64 bytes of ERC-2098. Other bytes name nobody.
function readableSignature(signature) {
  if (typeof signature !== "string") return undefined;
  if (/^0x([0-9a-f]{2}){64}(00|01|1b|1c)$/i.test(signature)) return signature;
  if (/^0x([0-9a-f]{2}){64}$/i.test(signature)) {
    return viem.compactSignatureToSignature(viem.parseCompactSignature(signature));
  }
  return undefined;
}

function isInexact(value) {
  return typeof value === "number" && !Number.isSafeInteger(value);
}

const chosen = options();
const findings = {};
for (const vector of readVectors(chosen.vectors)) {
  const payment = eip3009(vector);
  if (payment) findings[vector.id] = await finding(payment);
}
report("viem", `viem ${installedVersion("viem")}`, findings, chosen);
