// Sells at /forecast on Base Sepolia and at /solana on Solana's devnet, with the official packages: node pay/shop.mjs FACILITATOR.
// It takes a free port of this machine.

import { HTTPFacilitatorClient, x402ResourceServer } from "@x402/core/server";
import { ExactEvmScheme } from "@x402/evm/exact/server";
import { paymentMiddleware } from "@x402/express";
import { ExactSvmScheme } from "@x402/svm/exact/server";
import express from "express";

const server = new x402ResourceServer(new HTTPFacilitatorClient({ url: process.argv[2] }))
  .register("eip155:*", new ExactEvmScheme())
  .register("solana:*", new ExactSvmScheme());
const sold = (network, payTo) => ({ accepts: [{ scheme: "exact", price: "$0.01", network, payTo }] });
const routes = {
  "GET /forecast": sold("eip155:84532", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"),
  "GET /solana": sold("solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1", "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4"),
};
const app = express();
app.use(paymentMiddleware(routes, server));
app.get("/:any", (_, answer) => answer.json({ forecast: "fair" }));
const listening = app.listen(0, "127.0.0.1", () => console.log(`selling http://127.0.0.1:${listening.address().port}/forecast`));
