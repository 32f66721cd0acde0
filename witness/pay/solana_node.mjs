// A stub of a Solana node that knows two mints and one blockhash (`solana.json`). Clients ask for nothing else.

import { readFileSync } from "node:fs";

export const solana = JSON.parse(readFileSync(new URL("solana.json", import.meta.url), "utf8"));
export const URL_OF_NODE = "http://127.0.0.1:1";
export const seed = Uint8Array.from(Buffer.from(solana.seed, "hex"));

// The demand, for this token.
export function paymentRequiredFor(token, isV1) {
  const paymentRequired = solana[isV1 ? "paymentRequiredV1" : "paymentRequired"];
  paymentRequired.accepts[0].asset = solana.tokens[token].asset;
  return paymentRequired;
}

export async function answer(request) {
  const { id, method, params } = await request.json();
  const context = { slot: 1 };
  const results = {
    getAccountInfo: () => ({ context, value: account(params[0]) }),
    getLatestBlockhash: () => ({ context, value: { blockhash: solana.blockhash, lastValidBlockHeight: 150 } }),
    // Only the V1 client asks this, for the limit of compute units.
    simulateTransaction: () => ({
      context,
      value: { err: null, logs: [], accounts: null, unitsConsumed: 6000, returnData: null },
    }),
  };
  if (!results[method]) throw new Error(`the client asked for ${method}`);
  return Response.json({ jsonrpc: "2.0", id, result: results[method]() });
}

function account(address) {
  const token = Object.values(solana.tokens).find(({ asset }) => asset === address);
  if (!token) throw new Error(`the client asked for the account ${address}`);
  const data = [solana.mint, "base64"];
  return { data, executable: false, lamports: 1, owner: token.owner, rentEpoch: 0, space: 82 };
}
