// What is signed for a payment by batch-settlement, as typed data (N-2, N-15, N-16).

import * as viem from "viem";
import { chainIdOf, domainOf, isObject, offerOf, readPayment } from "./common.mjs";

const SETTLEMENT = "0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003";
const COLLECTOR = "0x4020806089470a89826cB9fB1f4059150b550004";
const PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3";

// A struct's members from "type name, type name".
const members = (text) => text.split(", ").map((member) => ({ type: member.split(" ")[0], name: member.split(" ")[1] }));
const EIP712Domain = members("string name, string version, uint256 chainId, address verifyingContract");
const types = {
  EIP712Domain,
  ChannelConfig: members(
    "address payer, address payerAuthorizer, address receiver, address receiverAuthorizer, address token, uint40 withdrawDelay, bytes32 salt",
  ),
  Voucher: members("bytes32 channelId, uint128 maxClaimableAmount"),
  Refund: members("bytes32 channelId, uint256 nonce, uint128 amount"),
  ClaimEntry: members("bytes32 channelId, uint128 maxClaimableAmount, uint128 totalClaimed"),
  ClaimBatch: members("ClaimEntry[] claims"),
};
const receiveTypes = {
  EIP712Domain,
  ReceiveWithAuthorization: members(
    "address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce",
  ),
};
const permitTypes = {
  EIP712Domain: members("string name, uint256 chainId, address verifyingContract"),
  PermitWitnessTransferFrom: members(
    "TokenPermissions permitted, address spender, uint256 nonce, uint256 deadline, DepositWitness witness",
  ),
  TokenPermissions: members("address token, uint256 amount"),
  DepositWitness: members("bytes32 channelId"),
};

// The messages by the names of the answer of `digest`, each with the typed data and the signature; undefined for other payments,
// and for a payload of which an id cannot be computed.
export function batchSettlement(vector) {
  if (!["verify", "digest", "replay-key"].includes(vector.op)) return undefined;
  const { payload } = readPayment(vector.input.payment) ?? {};
  const offer = offerOf(vector);
  const chainId = chainIdOf(offer?.network);
  if (offer?.scheme !== "batch-settlement" || chainId === undefined || !isObject(payload)) return undefined;
  try {
    return messages(payload, offer, chainId);
  } catch {
    return undefined;
  }
}

function messages({ channelConfig, voucher, deposit, claims, refundNonce, amount, ...signatures }, offer, chainId) {
  const domain = { name: "x402 Batch Settlement", version: "1", chainId, verifyingContract: SETTLEMENT };
  const typed = (primaryType, message) => ({ domain, types, primaryType, message });
  const idOf = (config) => viem.hashTypedData(typed("ChannelConfig", config));
  const voucherOf = (channelId, maxClaimableAmount, signature) => ({ ...typed("Voucher", { channelId, maxClaimableAmount }), signature });
  const found = {};
  if (channelConfig) {
    found.channelId = idOf(channelConfig);
    found.voucher = voucherOf(found.channelId, voucher.maxClaimableAmount, voucher.signature);
  }
  if (deposit) found.deposit = depositOf(deposit, channelConfig, found.channelId, offer, chainId);
  if (claims) {
    const ids = claims.map(({ voucher: { channel } }) => idOf(channel));
    const most = (row) => row.voucher.maxClaimableAmount;
    found.rows = claims.map((row, index) => voucherOf(ids[index], most(row), row.signature));
    const entries = claims.map((row, index) => ({ channelId: ids[index], maxClaimableAmount: most(row), totalClaimed: row.totalClaimed }));
    if (claims.length > 0) found.batch = { ...typed("ClaimBatch", { claims: entries }), signature: signatures.claimAuthorizerSignature };
  }
  if (refundNonce !== undefined) {
    const refund = { channelId: found.channelId, nonce: refundNonce, amount };
    found.refund = { ...typed("Refund", refund), signature: signatures.refundAuthorizerSignature };
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

function depositOf({ amount, authorization }, { payer }, channelId, offer, chainId) {
  const { erc3009Authorization: signed, permit2Authorization: permit } = authorization;
  if (permit) {
    const domain = { name: "Permit2", chainId, verifyingContract: PERMIT2 };
    return { family: "permit2", domain, types: permitTypes, primaryType: "PermitWitnessTransferFrom", message: permit, signature: permit.signature };
  }
  const nonce = viem.keccak256(viem.concat([channelId, signed.salt]));
  const message = { from: payer, to: COLLECTOR, value: amount, validAfter: signed.validAfter, validBefore: signed.validBefore, nonce };
  const domain = domainOf(offer);
  return { family: "eip3009", domain, types: receiveTypes, primaryType: "ReceiveWithAuthorization", message, signature: signed.signature };
}

// The form of a signature by its bytes.
export function formOf(signature) {
  if (/^0x([0-9a-f]{2}){32,}(6492){16}$/i.test(signature)) return "erc6492";
  if (/^0x([0-9a-f]{2}){64}$/i.test(signature)) return "erc2098";
  if (/^0x([0-9a-f]{2}){64}(1b|1c)$/i.test(signature)) return "ecdsa65";
  return /^0x([0-9a-f]{2}){64}(00|01)$/i.test(signature) ? "y-parity" : "other";
}
