// A testee in TypeScript, to begin with: `network`, `decode` of a settlement, `verify` but for signatures.
// The rest is skipped. What the lines are: docs/reference/operations. What the rulings say (C-1, B-2, E-2, …): docs/reference/rulings.

import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";

// What V1 calls networks.
const names = new Map<string, string>([
  ["abstract", "eip155:2741"],
  ["abstract-testnet", "eip155:11124"],
  ["avalanche", "eip155:43114"],
  ["avalanche-fuji", "eip155:43113"],
  ["base", "eip155:8453"],
  ["base-sepolia", "eip155:84532"],
  ["celo", "eip155:42220"],
  ["celo-sepolia", "eip155:11142220"],
  ["educhain", "eip155:41923"],
  ["ethereum", "eip155:1"],
  ["flare", "eip155:14"],
  ["iotex", "eip155:4689"],
  ["megaeth", "eip155:4326"],
  ["monad", "eip155:143"],
  ["monad-testnet", "eip155:10143"],
  ["peaq", "eip155:3338"],
  ["polygon", "eip155:137"],
  ["polygon-amoy", "eip155:80002"],
  ["radius", "eip155:723487"],
  ["radius-testnet", "eip155:72344"],
  ["sei", "eip155:1329"],
  ["sei-testnet", "eip155:1328"],
  ["sepolia", "eip155:11155111"],
  ["skale-base-sepolia", "eip155:324705682"],
  ["solana", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"],
  ["solana-devnet", "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"],
  ["solana-testnet", "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z"],
  ["stable", "eip155:988"],
  ["stable-testnet", "eip155:2201"],
  ["story", "eip155:1514"],
  ["xdc", "eip155:50"],
  ["xrpl-evm", "eip155:1440000"],
]);
// Names that are read and never written (U-44).
const readOnly = new Map<string, string>([
  ["xlayer", "eip155:196"],
  ["skale-base", "eip155:1187947933"],
  ["robinhood", "eip155:4663"],
]);
// The checks of `exact` by EIP-3009 in their order, and the reason if one fails (docs/reference/checks.md).
const reasons = new Map<string, string>([
  ["decode", "invalid_payload"],
  ["offer", "invalid_payment_requirements"],
  ["method", "unsupported_scheme"],
  ["flow", "unsupported_payment_flow"],
  ["payload", "invalid_payload"],
  ["asset-address", "invalid_payment_requirements"],
  ["domain", "invalid_payment_requirements"],
  ["pay-to-address", "invalid_payment_requirements"],
  ["payer-address", "invalid_payload"],
  ["recipient", "invalid_exact_evm_payload_recipient_mismatch"],
  ["amount", "invalid_exact_evm_payload_authorization_value_mismatch"],
  ["charge", "invalid_exact_evm_payload_authorization_value_mismatch"],
  ["valid-before", "invalid_exact_evm_payload_authorization_valid_before"],
  ["expiry-margin", "invalid_exact_evm_payload_authorization_valid_before"],
  ["valid-after", "invalid_exact_evm_payload_authorization_valid_after"],
  ["window", "invalid_exact_evm_payload_authorization_valid_before"],
  ["horizon", "invalid_exact_evm_payload_authorization_valid_before"],
  ["extension-echo", "extension_echo_mismatch"],
  ["policy", "invalid_payload"],
  ["factory", "eip6492_factory_not_allowed"],
  ["signature-form", "invalid_exact_evm_payload_signature"],
  ["signature-range", "invalid_exact_evm_payload_signature"],
  ["signature-low-s", "invalid_exact_evm_payload_signature"],
  ["signer", "invalid_exact_evm_payload_signature"],
  ["contract-signature", "invalid_exact_evm_payload_signature"],
]);
// The members of objects (docs/reference/tables.md): object, member, type, with a question mark if it may be absent.
const members: [string, string, string][] = [
  ["V2 accepted", "scheme", "string"],
  ["V2 accepted", "network", "string"],
  ["V2 accepted", "amount", "decimal"],
  ["V2 accepted", "asset", "string"],
  ["V2 accepted", "payTo", "string"],
  ["V2 accepted", "maxTimeoutSeconds", "integer"],
  ["V2 accepted", "extra", "object?"],
  ["V2 ResourceInfo", "url", "string"],
  ["V2 ResourceInfo", "description", "string?"],
  ["V2 ResourceInfo", "mimeType", "string?"],
  ["V2 ResourceInfo", "serviceName", "string?"],
  ["V2 ResourceInfo", "tags", "array?"],
  ["V2 ResourceInfo", "iconUrl", "string?"],
  ["V2 PaymentPayload", "x402Version", "integer"],
  ["V2 PaymentPayload", "resource", "object?"],
  ["V2 PaymentPayload", "accepted", "object"],
  ["V2 PaymentPayload", "payload", "object"],
  ["V2 PaymentPayload", "extensions", "object?"],
  ["payload of a V2 payment", "signature", "string"],
  ["payload of a V2 payment", "authorization", "object"],
  ["authorization of a V2 payment", "from", "string"],
  ["authorization of a V2 payment", "to", "string"],
  ["authorization of a V2 payment", "value", "decimal"],
  ["authorization of a V2 payment", "validAfter", "decimal"],
  ["authorization of a V2 payment", "validBefore", "decimal"],
  ["authorization of a V2 payment", "nonce", "string"],
];
const byIdentifier = new Map([...names].map(([name, identifier]) => [identifier, name]));
const evm = /^eip155:(0|[1-9][0-9]{0,19})$/;
const other = /^(?!eip155:)[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/;
// Algorand's networks as the whole genesis hash, of which the identifier is the beginning (G-1).
const wholeHashes = [
  "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=",
  "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDexi9/cOUJOiI=",
];
const notNetwork = { err: { kind: "not-network" } };

function network(input: { name?: string; caip2?: string }): object {
  if (input.name !== undefined) {
    if (readOnly.has(input.name)) return { caip2: readOnly.get(input.name) };
    const caip2 = names.get(input.name);
    return caip2 === undefined ? notNetwork : { name: input.name, caip2 };
  }
  const caip2 = input.caip2 ?? "";
  if (wholeHashes.includes(caip2)) return { caip2: caip2.slice(0, 41) };
  const reference = evm.exec(caip2)?.[1];
  const isEvm = reference !== undefined && BigInt(reference) < 2n ** 64n;
  if (!isEvm && !other.test(caip2)) return notNetwork;
  const name = byIdentifier.get(caip2);
  return name === undefined ? { caip2 } : { name, caip2 };
}

/** Why a question is not answered. */
class Skipped extends Error {}

/** A number as it is written: an extension may have one that no double holds (C-16). */
class Numeral {
  constructor(readonly text: string) {}
}

/** The value of a JSON text. Throws if it is none (C-2 to C-4). */
function parse(text: string): any {
  JSON.parse(text);
  const tokens = text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]|[^\s,:{}[\]"]+/g);
  const next = (): string => tokens.next().value![0];
  const read = (token: string): any => {
    if (token === "{") {
      const object = Object.create(null);
      for (let name = next(); name !== "}"; name = next()) {
        if (read(name) in object) throw new Error(`${name} occurs twice`);
        object[read(name)] = read(next());
      }
      return object;
    }
    if (token === "[") {
      const elements = [];
      for (let element = next(); element !== "]"; element = next()) elements.push(read(element));
      return elements;
    }
    if (/^[-0-9]/.test(token)) return new Numeral(token);
    const value = JSON.parse(token);
    if (typeof value === "string" && !value.isWellFormed()) throw new Error("half of a surrogate pair");
    return value;
  };
  return read(next());
}

/** The text in a header. Throws if it is not in base64 (C-1). */
function headerText(value: string): string {
  const bytes = Buffer.from(value, "base64");
  if (bytes.toString("base64") !== value) throw new Error("base64");
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

const decimal = /^(0|[1-9][0-9]{0,77})$/;

/** Whether a text is an amount of an issued currency of the XRP Ledger. */
function isIssued(text: string): boolean {
  if (!/^(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(text) || text.length > 128) return false;
  const [whole, fraction = ""] = text.split(".");
  const digits = (whole + fraction).replace(/^0+/, "");
  const counting = digits.replace(/0+$/, "");
  // As m * 10^e, where m has 16 digits.
  const exponent = digits.length - fraction.length - 16;
  return counting.length >= 1 && counting.length <= 16 && exponent >= -96 && exponent <= 80;
}

/** Throws unless the text is a settlement. */
function checkSettlement(text: string): void {
  const read = parse(text);
  if (!isObject(read)) throw new Error("not an object");
  if (typeof read.success !== "boolean") throw new Error("success");
  if (typeof read.transaction !== "string") throw new Error("transaction");
  for (const name of ["errorReason", "payer", "amount"]) if (read[name] != null && !isText(read[name])) throw new Error(name);
  if (read.extensions != null && !isObject(read.extensions)) throw new Error("extensions");
  const where = read.network === undefined ? "" : read.network;
  if (typeof where !== "string" || (where === "" && read.success)) throw new Error("network");
  if (read.amount && !(decimal.test(read.amount) && BigInt(read.amount) < 2n ** 256n)) {
    // Only the XRP Ledger has amounts with a point.
    if (!where.startsWith("xrpl:") || !isIssued(read.amount)) throw new Error("amount");
  }
  // What has no colon is a name of V1, known or not.
  if (where.includes(":") && network({ caip2: where }) === notNetwork) throw new Error("network");
}

function decode(input: any): object | string {
  const isHeader = /^(x-)?payment-response$/i.test(input.header?.name ?? "");
  const isSettlement = input.kind === "settlement" && input.text !== undefined;
  if ((input.profile ?? "strict") !== "strict" || !(isHeader || isSettlement)) throw new Skipped("not written yet");
  let text: string;
  try {
    text = isSettlement ? input.text : headerText(input.header.value);
    checkSettlement(text);
  } catch (error) {
    return { err: String(error) };
  }
  // As it came, so that no number changes; a line feed in JSON is white space.
  return `{"ok":${text.replaceAll("\n", " ")}}`;
}

const isText = (value: any): value is string => typeof value === "string";
const isObject = (value: any): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Numeral);
/** `0x` and 40 hexadecimal digits (E-3). */
const isAddress = (value: any): boolean => isText(value) && /^0x[0-9a-fA-F]{40}$/.test(value);
/** An address that is not zero (E-3). */
const isAccount = (value: any): boolean => isAddress(value) && BigInt(value) !== 0n;

const types: Record<string, (value: any) => boolean> = {
  string: isText,
  object: isObject,
  array: Array.isArray,
  decimal: (value) => isText(value) && decimal.test(value) && BigInt(value) < 2n ** 256n, // C-6
  integer: (value) => value instanceof Numeral && /^[0-9]+$/.test(value.text) && BigInt(value.text) < 2n ** 64n, // C-5
};
// What a member has to be besides (C-9, C-10, E-3 to E-5).
const forms: Record<string, (text: string) => boolean> = {
  scheme: (text) => text !== "",
  network: (text) => network({ caip2: text }) !== notNetwork,
  from: isAddress,
  to: isAddress,
  nonce: (text) => /^0x[0-9a-fA-F]{64}$/.test(text),
  signature: (text) => /^0x([0-9a-fA-F]{2})*$/.test(text),
};

/** Whether a value is an object with the members in a table. Null for an optional one is as absent (C-7, C-8). */
function hasMembers(value: any, table: string): boolean {
  const isRight = (name: string, type: string): boolean => {
    if (value[name] == null) return type.endsWith("?");
    return types[type.replace("?", "")](value[name]) && (forms[name]?.(value[name]) ?? true);
  };
  return isObject(value) && members.every(([of, name, type]) => of !== table || isRight(name, type));
}

/** The payment as JSON. Throws if there is none. */
function readPayment(source: any): any {
  if (source.json !== undefined) return source.json;
  if (source.text !== undefined) return parse(source.text);
  if (/^(payment-signature|x-payment)$/i.test(source.header?.name ?? "")) return parse(headerText(source.header.value));
  throw new Skipped("a payment from this source is not read yet");
}

function isPayment(value: any): boolean {
  return (
    hasMembers(value, "V2 PaymentPayload") &&
    hasMembers(value.accepted, "V2 accepted") &&
    (value.resource == null || hasMembers(value.resource, "V2 ResourceInfo"))
  );
}

const hasNumber = (value: any): boolean =>
  value instanceof Numeral || (typeof value === "object" && value !== null && Object.values(value).some(hasNumber));

/** Whether theirs has what ours has. It may have more members, and lack those that are null in ours (B-2). */
function contains(theirs: any, ours: any): boolean {
  if (!isObject(theirs) || !isObject(ours)) return isDeepStrictEqual(theirs, ours);
  return Object.entries(ours).every(([name, value]) => (name in theirs ? contains(theirs[name], value) : value === null));
}

/** Whether two texts are one address, in any letter case (B-2). */
function sameAddress(theirs: string, ours: string): boolean {
  return theirs === ours || (isAddress(theirs) && isAddress(ours) && theirs.toLowerCase() === ours.toLowerCase());
}

/** Whether the client accepted this offer of ours (B-2). */
function answers(accepted: any, offer: any): boolean {
  return (
    ["scheme", "network", "amount"].every((name) => accepted[name] === offer[name]) &&
    accepted.maxTimeoutSeconds.text === offer.maxTimeoutSeconds.text &&
    sameAddress(accepted.asset, offer.asset) &&
    sameAddress(accepted.payTo, offer.payTo) &&
    contains(accepted.extra ?? parse("{}"), offer.extra ?? parse("{}"))
  );
}

/** Whether the payment is of `exact` by EIP-3009, and of nothing that may change its verdict (B-4). */
function isEip3009(payment: any, offer: any): boolean {
  const extra = offer.extra ?? {};
  const theirs = payment.accepted.extra ?? {};
  const method = "assetTransferMethod" in extra ? extra.assetTransferMethod : theirs.assetTransferMethod;
  return (
    offer.scheme === "exact" &&
    (method === undefined || method === "eip3009") &&
    extra.name !== "GatewayWalletBatched" &&
    !("paymentFlow" in extra) &&
    Object.keys(payment.payload).every((name) => name === "authorization" || name === "signature")
  );
}

/** The first check that fails, of those that need no cryptography (B-8). */
function failedCheck(payload: any, offer: any, input: any): string | undefined {
  const signed = payload.authorization;
  const extra = offer.extra ?? {};
  const isRead = hasMembers(payload, "payload of a V2 payment") && hasMembers(signed, "authorization of a V2 payment");
  if (!isRead) return "payload";
  const [after, before, now] = [BigInt(signed.validAfter), BigInt(signed.validBefore), BigInt(input.now.text)];
  const phase = input.phase ?? "verify";
  // Our offer counts, and not what the client accepted (B-1).
  const checks: [string, boolean][] = [
    ["asset-address", isAccount(offer.asset)],
    ["domain", isText(extra.name) && isText(extra.version)], // E-1
    ["pay-to-address", isAccount(offer.payTo)],
    ["payer-address", isAccount(signed.from)],
    ["recipient", sameAddress(signed.to, offer.payTo)],
    ["amount", signed.value === offer.amount], // no less, and no more (B-7)
    ["charge", phase === "verify" || signed.value === phase.settle.amount],
    ["valid-before", now < before], // E-2
    ["expiry-margin", now + 6n <= before],
    ["valid-after", after <= now],
    ["window", after + 2n <= before],
  ];
  return checks.find(([, holds]) => !holds)?.[0];
}

/** Who signed (E-1, E-6, E-8), and whether the declared extensions are echoed (B-6). */
function verifySignature(payment: any, offer: any, input: any): object {
  throw new Skipped("the signature needs a library: put yours here");
}

function invalid(check: string, reason = reasons.get(check)): object {
  return { verdict: "invalid", check, reason };
}

const known = ["payment", "offers", "now", "phase", "facilitators", "facts", "declaredExtensions"];

function verify(input: any): object {
  if (!Object.keys(input).every((name) => known.includes(name))) throw new Skipped("not written yet");
  let payment: any;
  try {
    payment = readPayment(input.payment);
  } catch (error) {
    if (error instanceof Skipped) throw error;
    return invalid("decode");
  }
  const version = payment?.x402Version;
  if (version instanceof Numeral && version.text === "1") throw new Skipped("version 1 is not written yet");
  if (types.integer(version) && version.text !== "2") return invalid("decode", "invalid_x402_version");
  const where = payment?.accepted?.network;
  if (isText(where) && where.startsWith("xrpl:")) {
    throw new Skipped("amounts of issued currencies are not written yet (R-13)");
  }
  if (!isPayment(payment)) return invalid("decode");
  const offers: any[] = input.offers;
  if (!offers.every((offer) => evm.test(offer.network))) throw new Skipped("chains without EVM are not written yet");
  if (offers.some((offer) => hasNumber(offer.extra))) throw new Skipped("numbers are not compared by value yet (C-16)");
  const answered = offers.filter((offer) => answers(payment.accepted, offer));
  if (answered.length === 0) return invalid("offer");
  if (answered.length > 1 || !isEip3009(payment, answered[0])) {
    throw new Skipped("several offers, and other methods than EIP-3009, are not written yet");
  }
  const check = failedCheck(payment.payload, answered[0], input);
  return check === undefined ? verifySignature(payment, answered[0], input) : invalid(check);
}

// Put your implementation here: an operation, and the function that answers it, or throws Skipped.
const operations = new Map<string, (input: any) => object | string>([
  ["network", network],
  ["decode", decode],
  ["verify", verify],
]);

// Who answers: the name and version of your implementation.
const testee = { name: "skeleton", language: "TypeScript", operations: [...operations.keys()] };
process.stdout.write(`${JSON.stringify({ testee })}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const question = parse(line);
  let answer: string;
  try {
    const operation = operations.get(question.op);
    if (operation === undefined) throw new Skipped("not written yet");
    const result = operation(question.input);
    answer = `"result":${typeof result === "string" ? result : JSON.stringify(result)}`;
  } catch (error) {
    if (!(error instanceof Skipped)) throw error;
    answer = `"skipped":${JSON.stringify(error.message)}`;
  }
  process.stdout.write(`{"id":${JSON.stringify(question.id)},${answer}}\n`);
}
