// Findings of npm's @stellar/stellar-sdk about the Stellar transaction of each vector: whether it can be read, what the payer signs,
// and who signed.

import { Address, Keypair, Networks, StrKey, buildAuthorizationEntryPreimage, hash, inspectAuthEntry, xdr } from "@stellar/stellar-sdk";
import { installedVersion, isObject, offerOf, options, readPayment, readVectors, report } from "./common.mjs";

const PASSPHRASES = { "stellar:pubnet": Networks.PUBLIC, "stellar:testnet": Networks.TESTNET };
const KINDS = { address: "v1", addressV2: "v2" };

const hex = (bytes) => "0x" + Buffer.from(bytes).toString("hex");
const same = (one, other) => Buffer.from(one.toXdr()).equals(Buffer.from(other.toXdr()));

// The bytes that the base64 text encodes, or undefined if there is no such text or the payment is not on Stellar.
function transactionOf(vector) {
  if (!["verify", "digest", "replay-key"].includes(vector.op)) return undefined;
  const network = (vector.input.offer ?? vector.input.offers?.[0] ?? offerOf(vector))?.network;
  const text = readPayment(vector.input.payment)?.payload?.transaction;
  if (!Object.hasOwn(PASSPHRASES, network) || typeof text !== "string") return undefined;
  const raw = Buffer.from(text, "base64");
  return raw.toString("base64") === text ? { raw, passphrase: PASSPHRASES[network] } : undefined;
}

// The transaction of version 1, if the library reads the bytes and writes exactly these.
function envelopeOf(raw) {
  try {
    const envelope = xdr.TransactionEnvelope.fromXdr(raw);
    return Buffer.from(envelope.toXdr()).equals(raw) && envelope.type === "envelopeTypeTx" ? envelope.v1.tx : undefined;
  } catch {
    return undefined;
  }
}

function finding({ raw, passphrase }, isDigest) {
  const transaction = envelopeOf(raw);
  if (!transaction) return { reads: false };
  const [operation, ...others] = transaction.operations;
  const { hostFunction, auth } = operation?.body.invokeHostFunctionOp ?? {};
  const call = hostFunction?.invokeContract;
  const [payer] = call?.args ?? [];
  if (others.length > 0 || call?.args.length !== 3 || payer.type !== "scvAddress") return { reads: true };
  const ofPayer = auth.filter(({ credentials }) => {
    const address = credentials.address ?? credentials.addressV2;
    return isObject(address) && same(address.address, payer.address);
  });
  if (ofPayer.length !== 1) return { reads: true };
  return { reads: true, ...entryOf(ofPayer[0], passphrase, isDigest) };
}

function entryOf(entry, passphrase, isDigest) {
  const { credentialType, signatureExpirationLedger, signers: [node] } = inspectAuthEntry(entry);
  if (!Object.hasOwn(KINDS, credentialType)) return {};
  const preimage = buildAuthorizationEntryPreimage(entry, signatureExpirationLedger, passphrase).toXdr();
  const digest = hash(preimage);
  const found = { credentials: KINDS[credentialType], digest: hex(digest) };
  if (isDigest) Object.assign(found, { preimage: hex(preimage), networkId: hex(hash(passphrase)) });
  if (!node.signed) return { ...found, form: "none", signers: [] };
  if (node.address.startsWith("C")) return { ...found, form: "opaque", signers: [] };
  const signatures = signaturesOf(node.rawSignature);
  if (!signatures) return found;
  const signers = signatures.map(([key, signature]) => verifies(key, signature, digest) && StrKey.encodeEd25519PublicKey(key));
  return { ...found, form: "account", signers: signers.filter(Boolean), signed: signers.every(Boolean) };
}

// Pairs of a key and a signature, or undefined if the value has another form.
function signaturesOf({ vec }) {
  const pairs = vec?.map(({ map }) => {
    const members = Object.fromEntries(map?.map(({ key, val }) => [String(key.sym), val.bytes]) ?? []);
    return [members.public_key, members.signature].map((bytes) => bytes?.value ?? bytes);
  });
  const isWhole = pairs?.every(([key, signature]) => key?.length === 32 && signature?.length === 64);
  return isWhole && pairs.length > 0 ? pairs : undefined;
}

function verifies(key, signature, digest) {
  try {
    return Keypair.fromPublicKey(StrKey.encodeEd25519PublicKey(key)).verify(digest, signature);
  } catch {
    return false;
  }
}

const chosen = options();
const findings = {};
for (const vector of readVectors(chosen.vectors)) {
  const transaction = transactionOf(vector);
  if (transaction) findings[vector.id] = finding(transaction, vector.op === "digest");
}
report("stellar-sdk", `@stellar/stellar-sdk ${installedVersion("@stellar/stellar-sdk")}`, findings, chosen);
