// Reads each object with the code of the official npm V1 packages that normally reads it.

import { exact } from "x402/schemes";
import {
  PaymentRequirementsSchema,
  SettleRequestSchema,
  SettleResponseSchema,
  VerifyRequestSchema,
  VerifyResponseSchema,
  settleResponseFromHeader,
} from "x402/types";
import { answerWith } from "../emissions/reading.mjs";
import { base64 } from "../emissions/tape.mjs";

await answerWith(({ kind, header, text }) => {
  switch (kind) {
    // The client reads two members of the answer, and the offers by their schema (x402-fetch).
    case "payment-required": {
      const { x402Version, accepts } = JSON.parse(text);
      return { x402Version, accepts: accepts.map((offer) => PaymentRequirementsSchema.parse(offer)) };
    }
    case "payment":
      return exact.evm.decodePayment(base64(text));
    case "verify-request":
      return VerifyRequestSchema.parse(JSON.parse(text));
    case "settle-request":
      return SettleRequestSchema.parse(JSON.parse(text));
    case "verify-response":
      return VerifyResponseSchema.parse(JSON.parse(text));
    case "settlement":
      return SettleResponseSchema.parse(header ? settleResponseFromHeader(base64(text)) : JSON.parse(text));
  }
  throw new Error(`nobody reads ${kind}`);
});
