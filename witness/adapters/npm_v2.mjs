// The official npm packages of V2, `@x402/core`, `@x402/evm` and `@x402/svm`, which also speak V1, and `@x402/stellar`: server and
// facilitator in process.

import { x402Facilitator } from "@x402/core/facilitator";
import {
  decodePaymentRequiredHeader,
  decodePaymentResponseHeader,
  decodePaymentSignatureHeader,
} from "@x402/core/http";
import { parsePaymentPayload, parsePaymentRequired } from "@x402/core/schemas";
import { x402ResourceServer } from "@x402/core/server";
import { toFacilitatorEvmSigner } from "@x402/evm";
import { ExactEvmScheme } from "@x402/evm/exact/facilitator";
import { ExactEvmSchemeV1 } from "@x402/evm/exact/v1/facilitator";
import { ExactEvmScheme as ExactEvmServer } from "@x402/evm/exact/server";
import { UptoEvmScheme } from "@x402/evm/upto/facilitator";
import { UptoEvmScheme as UptoEvmServer } from "@x402/evm/upto/server";
import { EVM_NETWORK_CHAIN_ID_MAP } from "@x402/evm/v1";
import { createErc20ApprovalGasSponsoringExtension } from "@x402/extensions";
import { ExactStellarScheme } from "@x402/stellar/exact/facilitator";
import { ExactStellarScheme as ExactStellarServer } from "@x402/stellar/exact/server";
import { ExactSvmScheme } from "@x402/svm/exact/facilitator";
import { ExactSvmScheme as ExactSvmServer } from "@x402/svm/exact/server";
import { ExactSvmSchemeV1 } from "@x402/svm/exact/v1/facilitator";
import { NETWORKS as SVM_NETWORKS } from "@x402/svm/v1";
import { echo, identifier, suffix, withExtensions } from "./extensions.mjs";
import { installed, only, serve, Skipped } from "./lines.mjs";
import { artifact } from "./offer_receipt.mjs";
import { signInOnChain } from "./sign_in.mjs";
import { SVM_KNOBS, svmOptions, svmSigner } from "./solana.mjs";
import { STELLAR_KNOBS, isOnStellar, stellarFacilitator } from "./stellar.mjs";
import { verifyWith } from "./verdict.mjs";

const TRANSACTION = `0x${"7".repeat(64)}`;

const server = withExtensions(
  new x402ResourceServer()
    .register("eip155:*", new ExactEvmServer())
    .register("eip155:*", new UptoEvmServer())
    .register("solana:*", new ExactSvmServer())
    .register("stellar:*", new ExactStellarServer()),
);

// Follows the server's middleware: read the header, find the offer, compare extensions, ask the facilitator. The server accepts
// no V1 payment, so the facilitator is asked about the only offer with the payment's scheme and network. After the service the
// facilitator is asked to settle the amount to be taken.
async function verifyIn(header, input, world) {
  const { offers, declaredExtensions, phase } = input;
  const payment = decoded(header);
  const offer =
    payment?.x402Version === 1 ? onlyOfferFor(payment, offers) : payment && server.findMatchingRequirements(offers, payment);
  if (!offer) return undefined;
  if (declaredExtensions) {
    const required = { x402Version: 2, accepts: offers, extensions: declaredExtensions };
    const echo = server.validateExtensions(required, payment);
    if (!echo.valid) return { isValid: false, ...echo };
  }
  const facilitator = facilitatorIn(world, input);
  const at = { offer: offers.indexOf(offer) };
  if (!phase?.settle) return { ...(await facilitator.verify(payment, offer)), ...at };
  const charged = { ...offer, amount: phase.settle.amount };
  const { success, errorReason, payer } = await facilitator.settle(payment, charged);
  return { isValid: success, invalidReason: errorReason, payer, ...at };
}

function onlyOfferFor(payment, offers) {
  const same = offers.filter(({ scheme, network }) => scheme === payment.scheme && network === payment.network);
  if (same.length > 1) throw new Skipped("the package's server takes no V1 payment, and so chooses none of several offers");
  return same[0];
}

function facilitatorIn(world, input) {
  if (isOnStellar(input)) return new x402Facilitator().register("stellar:*", new ExactStellarScheme(...stellarFacilitator(input, world)));
  const signer = {
    ...toFacilitatorEvmSigner({ ...world.client(), address: world.owners[0] }),
    getAddresses: () => world.owners,
    writeContract: async () => TRANSACTION,
    waitForTransactionReceipt: async () => ({ status: "success" }),
  };
  const svm = svmSigner(world);
  return new x402Facilitator()
    .register("eip155:*", new ExactEvmScheme(signer))
    .register("eip155:*", new UptoEvmScheme(signer))
    .register("solana:*", new ExactSvmScheme(svm, undefined, svmOptions(input)))
    .registerV1(Object.keys(EVM_NETWORK_CHAIN_ID_MAP), new ExactEvmSchemeV1(signer))
    .registerV1(SVM_NETWORKS, new ExactSvmSchemeV1(svm))
    .registerExtension(createErc20ApprovalGasSponsoringExtension(bundler(signer)));
}

// Sends several transactions at once. Their simulation succeeds.
function bundler(signer) {
  const sendTransactions = async (all) => all.map(() => TRANSACTION);
  return { ...signer, sendTransactions, simulateTransactions: async () => true };
}

function decoded(header) {
  try {
    return decodePaymentSignatureHeader(header);
  } catch {
    return undefined;
  }
}

const CODECS = {
  payment: [decodePaymentSignatureHeader, "payment-signature", "x-payment"],
  "payment-required": [decodePaymentRequiredHeader, "payment-required"],
  settlement: [decodePaymentResponseHeader, "payment-response", "x-payment-response"],
};
const SCHEMAS = { payment: parsePaymentPayload, "payment-required": parsePaymentRequired };

// Decodes a header by the codec, which checks no member, and a text by the schemas, which the package has for two kinds.
function decode({ kind, header, text, ...rest }) {
  only(rest, [], "input");
  if (!header && !SCHEMAS[kind]) throw new Skipped(`the package has no schema for ${kind}`);
  try {
    const value = header ? decodeHeader(kind, header) : decodeText(kind, text);
    return { ok: value, canonical: JSON.stringify(value) };
  } catch (error) {
    return { err: { stage: "decode", kind: error.name } };
  }
}

// Headers are looked up by name, so a header of another kind is absent.
function decodeHeader(wanted, { name, value }) {
  const [kind, [decode]] = Object.entries(CODECS).find(([, names]) => names.includes(name.toLowerCase())) ?? ["", []];
  if (!decode || (wanted ?? kind) !== kind) throw new Error("no such header");
  return decode(value);
}

function decodeText(kind, text) {
  const value = JSON.parse(text);
  const { success, error } = SCHEMAS[kind](value);
  if (!success) throw error;
  return value;
}

function network({ name, caip2 }) {
  const ids = Object.entries(EVM_NETWORK_CHAIN_ID_MAP);
  const found = ids.find(([known, id]) => known === name || `eip155:${id}` === caip2);
  if (!found) throw new Skipped("the package's table has EVM chains alone");
  return { name: found[0], caip2: `eip155:${found[1]}` };
}

function match({ version, accepted, offers, rule, ...rest }) {
  only(rest, [], "input");
  if (version !== 2) throw new Skipped("a V1 payment says nothing of what it accepted");
  if (rule !== undefined && rule !== "sdk") throw new Skipped(`the rule ${rule} is another implementation's`);
  const found = server.findMatchingRequirements(offers, { x402Version: 2, accepted, payload: {} });
  return { offer: found === undefined ? null : offers.indexOf(found) };
}

const verify = verifyWith(verifyIn, {
  presets: ["default", "ts"],
  knobs: (input) => (isOnStellar(input) ? STELLAR_KNOBS : SVM_KNOBS),
  families: ["permit2Authorization", "transaction"],
  phases: true,
});

await serve(installed("@x402/core", import.meta.resolve("@x402/core/facilitator")), {
  verify,
  decode,
  match,
  network,
  "builder-code": suffix,
  "match-extensions": echo,
  "offer-receipt": artifact,
  "payment-identifier": identifier,
  "sign-in-with-x": signInOnChain,
});
