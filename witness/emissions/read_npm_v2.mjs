// Reads each object with the code of the official npm V2 packages that normally reads it.

import { x402Client, x402HTTPClient } from "@x402/core/client";
import { decodePaymentResponseHeader, decodePaymentSignatureHeader } from "@x402/core/http";
import { validatePaymentPayload, validatePaymentRequired, validatePaymentRequirements } from "@x402/core/schemas";
import { HTTPFacilitatorClient } from "@x402/core/server";
import { answerWith } from "./reading.mjs";
import { base64 } from "./tape.mjs";

const client = new x402HTTPClient(new x402Client());
const facilitator = new HTTPFacilitatorClient({ url: "http://facilitator.test" });

async function asked(operation, text) {
  globalThis.fetch = async () => new Response(text);
  return facilitator[operation]({ x402Version: 2 }, {});
}

function readRequest(text) {
  const { x402Version, paymentPayload, paymentRequirements } = JSON.parse(text);
  const [payment, offer] = [validatePaymentPayload(paymentPayload), validatePaymentRequirements(paymentRequirements)];
  return { x402Version, paymentPayload: payment, paymentRequirements: offer };
}

await answerWith(({ kind, header, text }) => {
  switch (kind) {
    case "payment-required": {
      const ofHeader = (name) => (name === "PAYMENT-REQUIRED" && header ? base64(text) : null);
      return validatePaymentRequired(client.getPaymentRequiredResponse(ofHeader, header ? undefined : JSON.parse(text)));
    }
    case "payment":
      return validatePaymentPayload(decodePaymentSignatureHeader(base64(text)));
    case "verify-request":
    case "settle-request":
      return readRequest(text);
    case "verify-response":
      return asked("verify", text);
    case "settlement":
      // The schema is the facilitator client's. Headers have no schema.
      return asked("settle", header ? JSON.stringify(decodePaymentResponseHeader(base64(text))) : text);
    case "supported":
      return asked("getSupported", text);
  }
  throw new Error(`nobody reads ${kind}`);
});
