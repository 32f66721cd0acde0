// Findings of independent packages about the parts of a demand: whether they accept the part. @x402/core and @x402/extensions
// judge the parts that they know, ajv (also through the official validator) schemas, viem addresses, siwe challenges.

import { SiweMessage } from "@signinwithethereum/siwe";
import { parsePaymentRequired } from "@x402/core/schemas";
import {
  declareBuilderCodeExtension,
  findAcceptsObjectFromSignedOffer,
  isPaymentIdentifierExtension,
  isValidIconUrl,
  isValidRouteTemplate,
  isValidServiceName,
  sanitizeTags,
  validateDiscoveryExtension,
  validateDiscoveryExtensionSpec,
  validateSIWxMessage,
  verifyOfferSignatureEIP712,
} from "@x402/extensions";
import { Ajv2020 } from "ajv/dist/2020.js";
import { isAddress } from "viem";
import { at } from "../adapters/sign_in.mjs";
import { installedVersion, options, readVectors, report } from "./common.mjs";

const WALLET = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";

const findings = {};
for (const { id, op, input } of readVectors(options().vectors)) {
  // The hosts of icons are a rule alone (Z-9), and so are channels (N-40).
  if (id.startsWith("icon-host-") || id.startsWith("batch-settlement-")) continue;
  const paymentRequired = op === "lint" ? read(input) : undefined;
  if (paymentRequired !== undefined) findings[id] = { takes: await parts(paymentRequired) };
}
const by = ["@x402/extensions", "@x402/core", "ajv", "viem", "@signinwithethereum/siwe"];
report("lint-npm", by.map((name) => `${name} ${installedVersion(name)}`).join(", "), findings, options());

// The demand, or undefined without JSON. python-stdlib judges how texts and headers are decoded.
function read({ json, header, headers }) {
  if (json !== undefined) return json;
  const values = (headers ?? [[header?.name, header?.value]]).filter(([name]) => /^payment-required$/i.test(name ?? ""));
  if (values.length !== 1) return undefined;
  try {
    return JSON.parse(Buffer.from(values[0][1], "base64").toString());
  } catch {
    return undefined;
  }
}

async function parts(paymentRequired) {
  const { accepts = [], resource, extensions = {} } = paymentRequired;
  // The schema also refuses a demand for members that a directory would only drop.
  const { serviceName, tags, iconUrl, ...bare } = resource ?? {};
  const takes = { demand: parsePaymentRequired({ ...paymentRequired, resource: resource && bare }).success };
  const evm = accepts.filter(({ network }) => /^(eip155:|base)/.test(network));
  const addresses = evm.flatMap(({ asset, payTo }) => [asset, payTo]).filter((address) => address !== undefined);
  if (addresses.length > 0) takes.address = addresses.every((address) => isAddress(address, { strict: false }));
  if (resource?.url !== undefined) takes.url = URL.canParse(resource.url);
  if (resource?.serviceName !== undefined) takes.serviceName = isValidServiceName(resource.serviceName);
  if (resource?.tags !== undefined) takes.tags = sanitizeTags(resource.tags)?.length === new Set(resource.tags.map(lower)).size;
  if (resource?.iconUrl !== undefined) takes.icon = isValidIconUrl(resource.iconUrl);
  const { bazaar } = extensions;
  // In version 1, where a vector has an empty declaration, the extension has no meaning.
  if (bazaar !== undefined && paymentRequired.x402Version === 2) {
    takes.declaration = validateDiscoveryExtensionSpec(bazaar).valid;
    takes.schema = quietly(() => validateDiscoveryExtension(bazaar).valid);
    if (bazaar.routeTemplate !== undefined) takes.route = isValidRouteTemplate(bazaar.routeTemplate);
  }
  const identifier = extensions["payment-identifier"];
  if (identifier !== undefined) takes.identifier = isPaymentIdentifierExtension(identifier);
  const codes = extensions["builder-code"]?.info;
  if (codes !== undefined) takes.codes = passes(() => declareBuilderCodeExtension(codes.a ?? "some_code", codes.s));
  // The schema is the one that the document prints.
  const hints = extensions["auth-hints"];
  if (hints !== undefined) takes.hints = new Ajv2020().validate(hints.schema, hints.info);
  const challenge = extensions["sign-in-with-x"];
  if (challenge?.supportedChains?.[0]?.type === "eip191") takes.challenge = await takesChallenge(challenge);
  const [offer] = extensions["offer-receipt"]?.info?.offers ?? [];
  if (offer !== undefined) {
    takes.offer = await verifyOfferSignatureEIP712(offer).then(() => true, () => false);
    takes.terms = findAcceptsObjectFromSignedOffer(offer, accepts) !== undefined;
  }
  return takes;
}

function lower(text) {
  return text.toLowerCase();
}

function passes(run) {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}

// ajv prints a line for each unknown keyword.
function quietly(run) {
  const { warn, error } = console;
  console.warn = console.error = () => {};
  try {
    return run();
  } finally {
    Object.assign(console, { warn, error });
  }
}

// Whether a wallet can answer the challenge, and the server would accept the answer at the time of the challenge.
async function takesChallenge({ info, supportedChains: [chain] }) {
  const proof = { ...info, ...chain, address: WALLET, signature: "0x" };
  const now = Date.parse(info.issuedAt) / 1000;
  const stated = await at(now, () => validateSIWxMessage(proof, new URL(new URL(info.uri).origin)));
  const chainId = Number(chain.chainId.split(":")[1]);
  return stated.isValid && passes(() => new SiweMessage({ ...info, chainId, address: WALLET }));
}
