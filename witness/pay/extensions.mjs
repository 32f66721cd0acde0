// Uses the extensions of a shop with the official packages: node pay/extensions.mjs URL IDENTIFIER. Signs in, pays with the
// identifier, signs in again, and checks the signed offers and the receipt. Prints the results as JSON.

import { readFileSync } from "node:fs";
import { ExactEvmScheme } from "@x402/evm/exact/client";
import {
  extractOffersFromPaymentRequired, extractReceiptFromResponse, verifyOfferSignatureEIP712, verifyReceiptSignatureEIP712,
} from "@x402/extensions/offer-receipt";
import { appendPaymentIdentifierToExtensions } from "@x402/extensions/payment-identifier";
import { wrapFetchWithSIWx } from "@x402/extensions/sign-in-with-x";
import { wrapFetchWithPayment, x402Client, x402HTTPClient } from "@x402/fetch";
import { privateKeyToAccount } from "viem/accounts";
import { installedVersion } from "../vectors/common.mjs";

const [url, identifier] = process.argv.slice(2);
const order = JSON.parse(readFileSync(new URL("order.json", import.meta.url), "utf8"));
const account = privateKeyToAccount(order.privateKey);

/// A fetch that reaches only this server, and records one header of each request.
const recording = (name) => {
  const recorded = async (...asked) => {
    const request = new Request(...asked);
    if (new URL(request.url).origin !== new URL(url).origin) throw new Error(`the client went to ${request.url}`);
    if (request.headers.has(name)) recorded.sent = { name, value: request.headers.get(name) };
    return fetch(request, { signal: AbortSignal.timeout(10_000) });
  };
  return recorded;
};

const signIn = async () => {
  const recorded = recording("SIGN-IN-WITH-X");
  const response = await wrapFetchWithSIWx(recorded, account)(url);
  return { status: response.status, sent: recorded.sent, body: await response.json() };
};

const before = await signIn();

let offers;
const core = new x402Client().register("eip155:*", new ExactEvmScheme(account));
core.onBeforePaymentCreation(async ({ paymentRequired }) => {
  offers = extractOffersFromPaymentRequired(paymentRequired);
  appendPaymentIdentifierToExtensions(paymentRequired.extensions, identifier);
});
const recorded = recording("PAYMENT-SIGNATURE");
const response = await wrapFetchWithPayment(recorded, new x402HTTPClient(core))(url);
const receipt = extractReceiptFromResponse(response);
const paid = {
  status: response.status,
  sent: recorded.sent,
  offers: await Promise.all(offers.map(verifyOfferSignatureEIP712)),
  receipt: receipt && (await verifyReceiptSignatureEIP712(receipt)),
  body: await response.json(),
};
const by = `@x402/extensions ${installedVersion("@x402/extensions")} (npm)`;
console.log(JSON.stringify({ by, before, paid, after: await signIn() }, null, 1));
