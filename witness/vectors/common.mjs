// Shared code of the JavaScript witnesses: options, vectors, the payment of a vector, the file of findings.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { getVerifyingContract } from "@circle-fin/x402-batching";
import { CHAIN_CONFIGS } from "@circle-fin/x402-batching/client";
import { EVM_NETWORK_CHAIN_ID_MAP } from "@x402/evm/v1";
import * as chains from "viem/chains";
import { vectors as vectorsIn } from "../../spec-vectors/npm/rows.js";

const local = (path) => fileURLToPath(new URL(path, import.meta.url));

// The version that the installed package states, not the one that package.json asks for.
export function installedVersion(name) {
  return JSON.parse(readFileSync(local(`../node_modules/${name}/package.json`), "utf8")).version;
}

export function options() {
  const { values } = parseArgs({
    options: {
      vectors: { type: "string", default: local("../../spec-vectors/v1") },
      findings: { type: "string", default: local("../../target/findings") },
    },
  });
  return values;
}

export function readVectors(directory) {
  const files = readdirSync(directory).filter((name) => name.endsWith(".json")).sort();
  const vectors = files.flatMap((name) => vectorsIn(readFileSync(join(directory, name), "utf8")));
  if (vectors.length === 0) throw new Error("no vectors found");
  if (new Set(vectors.map(({ id }) => id)).size !== vectors.length) throw new Error("two vectors have one id");
  // No reason, but the generator's word for a new vector.
  for (const vector of vectors) if (vector.noWitness === "not run yet") delete vector.noWitness;
  return vectors;
}

// The vectors that the packages of x402 are asked: all but those of `later` in matrix/packages.json.
export function forPackages(vectors) {
  const { later } = JSON.parse(readFileSync(local("../matrix/packages.json"), "utf8"));
  const patterns = later.map((glob) => new RegExp(`^${glob.replaceAll("*", ".*").replaceAll("?", ".")}$`));
  return vectors.filter(({ id }) => !patterns.some((pattern) => pattern.test(id)));
}

// The EIP-3009 payment of a vector, with the domain from the server's offer, or undefined. Values stay as sent: the library
// decides how to treat an unusual one.
export function eip3009(vector) {
  if (!["verify", "digest", "replay-key"].includes(vector.op)) return undefined;
  const { payload } = readPayment(vector.input.payment) ?? {};
  const authorization = payload?.authorization;
  const offer = offerOf(vector);
  const domain = domainOf(offer);
  if (!isObject(authorization) || !domain) return undefined;
  if (hasGateway(vector.input.policy)) domain.verifyingContract = walletOf(offer, domain.chainId) ?? domain.verifyingContract;
  return { authorization, domain, signature: payload.signature };
}

// The Permit2 payment of a vector, on the offer's chain, or undefined. The scheme decides which witness was signed.
export function permit2(vector) {
  if (!["verify", "digest", "replay-key"].includes(vector.op)) return undefined;
  const { payload } = readPayment(vector.input.payment) ?? {};
  const authorization = payload?.permit2Authorization;
  const offer = offerOf(vector);
  const chainId = chainIdOf(offer?.network);
  if (!isObject(authorization) || chainId === undefined) return undefined;
  return { authorization, chainId, isUpto: offer.scheme === "upto", signature: payload.signature };
}

// The EIP-2612 permit that a Permit2 payment adds for a sponsor, with the token's domain from the server's offer, or undefined.
export function eip2612(vector) {
  const { extensions } = readPayment(vector.input.payment) ?? {};
  const info = extensions?.eip2612GasSponsoring?.info;
  const domain = domainOf(offerOf(vector));
  if (!permit2(vector) || !isObject(info) || info.signature === undefined || !domain) return undefined;
  const { from: owner, spender, amount: value, nonce, deadline, signature } = info;
  return { permit: { owner, spender, value, nonce, deadline }, domain, signature };
}

// The signed transaction that a Permit2 payment adds for a sponsor, or undefined.
export function approval(vector) {
  const { extensions } = readPayment(vector.input.payment) ?? {};
  const raw = extensions?.erc20ApprovalGasSponsoring?.info?.signedTransaction;
  return permit2(vector) && typeof raw === "string" && /^0x([0-9a-f]{2})+$/i.test(raw) ? raw.toLowerCase() : undefined;
}

// As lenient as possible: a witness need not agree about decoding, only about what was signed.
export function readPayment(source) {
  try {
    return source.json ?? JSON.parse(new TextDecoder().decode(rawBytes(source)));
  } catch {
    return undefined;
  }
}

function rawBytes({ header, headers, text, bytes }) {
  if (text !== undefined) return Buffer.from(text);
  if (bytes !== undefined) return Buffer.from(bytes.replace(/^0x/, ""), "hex");
  const value = header ? header.value : headers.find(([name]) => /^(payment-signature|x-payment)$/i.test(name))[1];
  return Buffer.from(value, "base64");
}

export function offerOf({ input, expect }) {
  const [result] = [expect?.result].flat();
  return input.offer ?? input.offers?.[result?.offer ?? 0];
}

export function domainOf(offer) {
  const { name, version } = offer?.extra ?? {};
  const chainId = chainIdOf(offer?.network);
  const allTexts = [name, version, offer?.asset].every((value) => typeof value === "string");
  return allTexts && chainId !== undefined ? { name, version, chainId, verifyingContract: offer.asset } : undefined;
}

// The Gateway's wallet, if the operator's package has the chain of the offer with this wallet and this asset (U-1).
export function walletOf(offer, chainId) {
  const same = (one, other) => typeof one === "string" && one.toLowerCase() === other.toLowerCase();
  const config = Object.values(CHAIN_CONFIGS).find(({ chain }) => BigInt(chain.id) === chainId);
  const isOffered =
    config &&
    offer.scheme === "exact" &&
    offer.maxAmountRequired === undefined &&
    (offer.extra.assetTransferMethod ?? "eip3009") === "eip3009" &&
    same(getVerifyingContract(offer), config.gatewayWallet) &&
    same(offer.asset, config.usdc);
  return isOffered ? config.gatewayWallet : undefined;
}

// The presets of packages do not know the Gateway (U-10).
function hasGateway(policy) {
  return policy?.gatewayVariant ?? !["ts", "x402-rs"].includes(policy?.preset);
}

// V1 has names where V2 has CAIP-2. The official SDK's table maps them to chains, and viem's list of chains maps the rest.
const chainIds = {
  "celo-sepolia": chains.celoSepolia.id,
  "monad-testnet": chains.monadTestnet.id,
  radius: chains.radius.id,
  "radius-testnet": chains.radiusTestnet.id,
  xdc: chains.xdc.id,
  "xrpl-evm": chains.xrplevm.id,
  ...EVM_NETWORK_CHAIN_ID_MAP,
};

export function chainIdOf(network) {
  if (typeof network !== "string") return undefined;
  if (Object.hasOwn(chainIds, network)) return BigInt(chainIds[network]);
  const reference = /^eip155:(0|[1-9][0-9]*)$/.exec(network)?.[1];
  return reference === undefined ? undefined : BigInt(reference);
}

export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Writes the findings, which `witness/run` compares with the vectors.
export function report(name, by, findings, { findings: directory }) {
  const ids = Object.keys(findings).sort();
  const found = { by, findings: Object.fromEntries(ids.map((id) => [id, findings[id]])) };
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `${name}.json`), JSON.stringify(found, null, 1) + "\n");
  console.log(`${name}: findings about ${ids.length} vectors`);
}
