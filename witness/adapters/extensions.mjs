// Asks the official npm package about payment identifiers, echoed extensions, and suffixes of calldata.

import { x402Client } from "@x402/core/client";
import { decodePaymentSignatureHeader, x402HTTPClient } from "@x402/core/http";
import { parsePaymentPayload } from "@x402/core/schemas";
import { x402ResourceServer } from "@x402/core/server";
import {
  bazaarResourceServerExtension,
  builderCodeResourceServerExtension,
  createOfferReceiptExtension,
  createSIWxResourceServerExtension,
  extractAndValidatePaymentIdentifier,
  InMemorySIWxStorage,
  parseBuilderCodeSuffixFromCalldata,
  validatePaymentIdentifierRequirement,
} from "@x402/extensions";
import { only, Skipped } from "./lines.mjs";

// A server with every extension whose echo the package compares by specific rules.
export function withExtensions(server) {
  return server
    .registerExtension(bazaarResourceServerExtension)
    .registerExtension(builderCodeResourceServerExtension)
    // It signs nothing here; it names the members of `info` that it generates for each response.
    .registerExtension(createOfferReceiptExtension({}))
    .registerExtension(
      createSIWxResourceServerExtension({ storage: new InMemorySIWxStorage(), origin: "https://api.example.com" }),
    );
}

// Whether the server accepts the payment, and the identifier that it reads. The first function checks that a required
// identifier is present, and the second reads it.
export function identifier({ required, ...source }) {
  const payment = read(source);
  if (!payment) return { verdict: "invalid" };
  const wanted = validatePaymentIdentifierRequirement(payment, required);
  const { id, validation } = extractAndValidatePaymentIdentifier(payment);
  if (!wanted.valid || !validation.valid) return { verdict: "invalid" };
  return { verdict: "valid", ...(id !== null && { id }) };
}

function read({ header, headers, text, bytes, json, ...rest }) {
  only(rest, [], "input");
  if (headers) throw new Skipped("several headers are not for this package to choose from");
  try {
    if (header) return decodePaymentSignatureHeader(header.value);
    const value = json ?? JSON.parse(text ?? Buffer.from(bytes.slice(2), "hex").toString());
    return parsePaymentPayload(value).success ? value : undefined;
  } catch {
    return undefined;
  }
}

const server = withExtensions(new x402ResourceServer());

export function echo({ declared, echoed, ...rest }) {
  only(rest, [], "input");
  const verdict = server.validateExtensions({ x402Version: 2, extensions: declared }, { x402Version: 2, extensions: echoed });
  return { verdict: verdict.valid ? "valid" : "invalid" };
}

export function suffix({ calldata, ...rest }) {
  only(rest, [], "input");
  const codes = parseBuilderCodeSuffixFromCalldata(calldata);
  return codes === undefined ? { err: { kind: "refused" } } : { codes };
}

const client = new x402HTTPClient(new x402Client());

// The official client distinguishes only settled from everything else.
export function settlementState({ status, headers, ...rest }) {
  only(rest, [], "input");
  if (status === undefined) throw new Skipped("without an answer there is nothing to read");
  const getHeader = (name) => headers.find(([found]) => found.toLowerCase() === name.toLowerCase())?.[1];
  const { paymentStatus } = client.parsePaymentResult({ status, getHeader, body: undefined });
  return { state: paymentStatus === "settled" ? "settled" : "not settled" };
}
