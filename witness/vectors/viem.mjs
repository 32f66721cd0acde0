// Findings of viem about the EVM payment of each vector: its hashes and its signer.

import * as viem from "viem";
import { batchSettlement, formOf } from "./batch_settlement.mjs";
import { approval, eip2612, eip3009, installedVersion, options, permit2, readVectors, report } from "./common.mjs";

// The domain's type is explicit, because viem drops an empty version when it infers the type.
const eip3009Types = {
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

function eip3009Message({ domain, authorization }) {
  return { domain, types: eip3009Types, primaryType: "TransferWithAuthorization", message: authorization };
}

const permit2Types = (isUpto) => ({
  EIP712Domain: [
    { name: "name", type: "string" },
    { name: "chainId", type: "uint256" },
    { name: "verifyingContract", type: "address" },
  ],
  PermitWitnessTransferFrom: [
    { name: "permitted", type: "TokenPermissions" },
    { name: "spender", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
    { name: "witness", type: "Witness" },
  ],
  TokenPermissions: [
    { name: "token", type: "address" },
    { name: "amount", type: "uint256" },
  ],
  Witness: [
    { name: "to", type: "address" },
    ...(isUpto ? [{ name: "facilitator", type: "address" }] : []),
    { name: "validAfter", type: "uint256" },
  ],
});

function permit2Message({ authorization, chainId, isUpto }) {
  const domain = { name: "Permit2", chainId, verifyingContract: "0x000000000022D473030F116dDEE9F6B43aC78BA3" };
  return { domain, types: permit2Types(isUpto), primaryType: "PermitWitnessTransferFrom", message: authorization };
}

const eip2612Types = {
  EIP712Domain: eip3009Types.EIP712Domain,
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

function eip2612Message({ domain, permit }) {
  return { domain, types: eip2612Types, primaryType: "Permit", message: permit };
}

// Most vectors change what is around a payment. A signature is recovered once, which takes five milliseconds.
const signers = new Map();
function signerOf(digest, signature) {
  const key = JSON.stringify([digest, signature]);
  if (!signers.has(key)) signers.set(key, viem.recoverAddress({ hash: digest, signature }));
  return signers.get(key);
}

async function finding({ domain, types, primaryType, message }, signature) {
  const found = {};
  let step = "hash";
  try {
    if (numbersOf(message).some(isInexact)) throw new RangeError("a number that JSON.parse has rounded");
    // The digest comes first, because only this function of viem checks the values before it hashes them.
    const digest = viem.hashTypedData({ domain, types, primaryType, message });
    found.domainSeparator = viem.hashDomain({ domain, types });
    found.structHash = viem.hashStruct({ data: message, primaryType, types });
    found.digest = digest;
    step = "recover";
    const readable = readableSignature(signature);
    if (readable) found.signer = await signerOf(digest, readable);
  } catch (error) {
    found.refused = `${step}: ${error.name}`;
  }
  return found;
}

// The members of a signed transaction. viem omits absent members, which are 0 or empty on the chain.
async function transactionFinding(raw) {
  const found = {};
  let step = "parse";
  try {
    const { r, s, v, yParity, ...unsigned } = viem.parseTransaction(raw);
    const { gasPrice, maxFeePerGas, maxPriorityFeePerGas, to } = unsigned;
    const isDynamic = unsigned.type === "eip1559";
    const number = (value) => String(value ?? 0);
    found.type = { legacy: "0", eip2930: "1", eip1559: "2" }[unsigned.type] ?? unsigned.type;
    found.chainId = number(unsigned.chainId);
    found.nonce = number(unsigned.nonce);
    found.maxPriorityFeePerGas = number(isDynamic ? maxPriorityFeePerGas : gasPrice);
    found.maxFeePerGas = number(isDynamic ? maxFeePerGas : gasPrice);
    found.gasLimit = number(unsigned.gas);
    if (to) found.to = viem.getAddress(to);
    found.value = number(unsigned.value);
    found.data = unsigned.data ?? "0x";
    found.hash = viem.keccak256(raw);
    step = "hash";
    found.digest = viem.keccak256(viem.serializeTransaction(unsigned));
    step = "recover";
    found.signer = await viem.recoverTransactionAddress({ serializedTransaction: raw });
  } catch (error) {
    found.refused = `${step}: ${error.name}`;
  }
  return found;
}

// The values of a message and of the structs in it.
function numbersOf(message) {
  return Object.values(message).flatMap((value) => (typeof value === "object" && value ? numbersOf(value) : [value]));
}

// Whether a signer can be recovered: 65 bytes with a v of an account, or the 64 bytes of ERC-2098.
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

// All messages of a payment by batch-settlement, or for other operations than `digest` the first: the voucher, or the batch.
async function batchFinding(messages, { op }) {
  const one = async ({ family, signature, ...typed }) => {
    const found = await finding(typed, signature);
    // Without a signer there is still a form.
    if (found.refused?.startsWith("recover")) delete found.refused;
    if (found.refused === undefined && signature !== undefined) found.form = formOf(signature);
    return family ? { family, ...found } : found;
  };
  const first = messages.voucher ?? messages.batch;
  if (op !== "digest") return first && finding(first, first.signature);
  const found = {};
  for (const [name, message] of Object.entries(messages)) {
    if (typeof message === "string") found[name] = message;
    else found[name] = Array.isArray(message) ? await Promise.all(message.map(one)) : await one(message);
  }
  return found;
}

const chosen = options();
const findings = {};
for (const vector of readVectors(chosen.vectors)) {
  const [authorized, permitted] = [eip3009(vector), permit2(vector)];
  if (authorized) findings[vector.id] = await finding(eip3009Message(authorized), authorized.signature);
  else if (permitted) findings[vector.id] = await finding(permit2Message(permitted), permitted.signature);
  const sponsored = permitted && eip2612(vector);
  if (sponsored) findings[vector.id].permit = await finding(eip2612Message(sponsored), sponsored.signature);
  const raw = approval(vector);
  if (raw) findings[vector.id].approval = await transactionFinding(raw);
  const messages = batchSettlement(vector);
  const found = messages && (await batchFinding(messages, vector));
  if (found) findings[vector.id] = found;
}
report("viem", `viem ${installedVersion("viem")}`, findings, chosen);
