// The programs of docs/how-to/facilitating.md and docs/tutorials/buying.md, with a stub of a node.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  FACILITATOR_CLIENTS, NPM, PAYER, PAY_TO, PYPI, binary, buy, buyOfficially, callFacilitator, decode, encode, listen, run, start,
  startOfficially, test,
} from "./testing.mjs";

const offer = {
  scheme: "exact", network: "eip155:84532", amount: "10000", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
  payTo: PAY_TO, maxTimeoutSeconds: 60, extra: { name: "USDC", version: "2" },
};
/// The first key of every development chain.
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const word = (value) => `0x${value.toString(16).padStart(64, "0")}`;
/// The separator of USDC's domain on Base Sepolia.
const SEPARATOR = "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818";
/// A payer without code, who has enough and has paid nothing yet.
const GOOD = {
  eth_getCode: "0x",
  "0x3644e515": SEPARATOR,
  "0x70a08231": word(10_000),
  "0xe94a0102": word(0),
  "0xe3ee160e": "0x",
  "0xcf092995": "0x",
};

/// A node that answers each call by its method, or by the function that it calls. An object in place of an answer is an error.
async function node(answers) {
  return listen(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const answer = ({ id, method, params }) => {
      const known = { ...GOOD, ...answers }[method === "eth_call" ? params[0].data.slice(0, 10) : method];
      return { jsonrpc: "2.0", id, ...(typeof known === "object" ? { error: known } : { result: known }) };
    };
    // In another order than they were asked, as nodes may.
    response.end(JSON.stringify(JSON.parse(body).map(answer).reverse()));
  });
}

/// A payment that an official client makes for the offer.
async function collect(client) {
  const { server, url } = await listen((request, response) => {
    const settled = { success: true, transaction: "0x12", network: offer.network };
    if (request.headers["payment-signature"]) response.writeHead(200, { "PAYMENT-RESPONSE": encode(settled) });
    else response.writeHead(402, { "PAYMENT-REQUIRED": encode({ x402Version: 2, resource: { url: "https://a.example/" }, accepts: [offer] }) });
    response.end("{}");
  });
  const { sent } = await buyOfficially(client, url);
  server.close();
  return decode(sent.value);
}

async function testVerify(name, client, pay) {
  const refuses = word(0);
  const reverted = { code: 3, message: "execution reverted" };
  const invalid = "invalid_exact_evm_payload_signature";
  for (const [what, answers, reason] of [
    ["a plain account", {}, undefined],
    ["too few tokens", { "0x70a08231": word(9_999) }, "insufficient_funds"],
    ["a used nonce", { "0xe94a0102": word(1) }, "invalid_transaction_state"],
    ["a transfer that reverts", { "0xe3ee160e": reverted, "0xcf092995": reverted }, "invalid_transaction_state"],
    ["code that accepts", { eth_getCode: "0xef0100", "0x1626ba7e": `0x1626ba7e${"0".repeat(56)}` }, undefined],
    ["code that refuses", { eth_getCode: "0xef0100", "0x1626ba7e": refuses }, invalid],
    ["code that a busy node does not ask", { eth_getCode: "0xef0100", "0x1626ba7e": { code: -32005, message: "busy" } }, "unexpected_verify_error"],
    ["no answer about code", { eth_getCode: { code: -32601, message: "no such method" } }, "unexpected_verify_error"],
  ]) {
    await test(`facilitating.md: ${name}'s client asks about ${what}`, async () => {
      const { server, url } = await node(answers);
      const facilitator = await start("verify", url);
      const payment = await collect(pay);
      const [{ result, error }] = await callFacilitator(client, facilitator, [["verify", payment, offer]]);
      server.close();
      assert.equal(error, undefined);
      assert.deepEqual([result.isValid, result.invalidReason], [reason === undefined, reason]);
      if (reason === undefined) assert.equal(result.payer, PAYER);
    });
  }
  await test(`facilitating.md: ${name}'s client asks about another network`, async () => {
    const { server, url } = await node({});
    const facilitator = await start("verify", url);
    const elsewhere = { ...offer, network: "eip155:8453" };
    const payment = { ...(await collect(pay)), accepted: elsewhere };
    const [{ result }] = await callFacilitator(client, facilitator, [["verify", payment, elsewhere]]);
    // Our own sellers believe JSON that says that it is.
    const body = JSON.stringify({ x402Version: 2, paymentPayload: payment, paymentRequirements: elsewhere });
    const answer = await fetch(`${facilitator}/verify`, { method: "POST", body });
    server.close();
    assert.deepEqual([result.isValid, result.invalidReason], [false, "invalid_network"]);
    assert.equal(answer.headers.get("content-type"), "application/json");
  });
}

/// Runs the program of docs/tutorials/buying.md with a ledger of its own.
async function buyByGuide(url) {
  const directory = mkdtempSync(join(tmpdir(), "x402-buy-"));
  try {
    return await run(["env", "-C", directory, `PAYER_KEY=${KEY}`, binary("buy"), url]);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/// Starts a server that requires a payment, and answers one with `answer`.
async function shop(edit, answer) {
  const accepts = [{ ...offer, ...edit }];
  return listen((request, response) => {
    const paid = request.headers["payment-signature"];
    if (paid) response.writeHead(...answer);
    else response.writeHead(402, { "PAYMENT-REQUIRED": encode({ x402Version: 2, resource: { url: "https://a.example/" }, accepts }) });
    response.end(paid ? "fair" : "");
  });
}

async function testBuy() {
  const settled = { success: true, transaction: `0x${"ab".repeat(32)}`, network: offer.network, payer: PAYER };
  const paid = (edit) => ({ "PAYMENT-RESPONSE": encode({ ...settled, ...edit }) });
  for (const [what, edit, answer, code, message] of [
    ["an honest shop", {}, [200, paid({})], 0, "200 OK: fair"],
    ["a dear shop", { amount: "20001" }, [200, paid({})], 1, "costs 20001, but the budget is 20000"],
    ["a shop that settles on another network", {}, [200, paid({ network: "eip155:8453" })], 1, "eip155:8453"],
    ["a shop that says nothing", {}, [200, {}], 1, "sign no new one"],
    ["a shop that settles and serves nothing", {}, [500, paid({})], 1, "reports that the payment is settled"],
  ]) {
    await test(`buying.md: buys from ${what}`, async () => {
      const { server, url } = await shop(edit, answer);
      const found = await buyByGuide(url);
      server.close();
      assert.equal(found.code, code, found.stderr);
      assert.ok(`${found.stdout}${found.stderr}`.includes(message), found.stdout + found.stderr);
    });
  }
  await test("buying.md: buys from the example shop", async () => {
    const url = await start("server", await start("facilitator"));
    const { code, stdout, stderr } = await buyByGuide(url);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^200 OK: \{"forecast":"fair"\}/);
  });
}

/// A blockhash, which the stub of a chain remembers like any.
const BLOCKHASH = "EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N";

async function testBuyOfOfficialSellers() {
  const facilitator = await start("facilitator");
  for (const [name, startSeller] of Object.entries(startOfficially)) {
    await test(`buying.md: buys from ${name}'s seller, and our client does on Solana`, async () => {
      const url = await startSeller(facilitator);
      const bought = await buyByGuide(url);
      assert.equal(bought.code, 0, bought.stderr);
      assert.match(bought.stdout, /^200 OK: \{"forecast":"fair"\}/);
      const { href } = new URL("/solana", url);
      const without = await buy(href);
      assert.deepEqual([without.code, without.stderr.includes("needs a blockhash: getLatestBlockhash")], [1, true], without.stderr);
      const onSolana = await buy(href, "--blockhash", BLOCKHASH);
      assert.equal(onSolana.code, 0, onSolana.stderr);
      assert.match(onSolana.stdout, /\n200 OK\nserved, and settled; transaction [1-9A-HJ-NP-Za-km-z]{86,88}\n/);
    });
  }
}

export async function testGuides() {
  await testBuy();
  await testBuyOfOfficialSellers();
  await testVerify("npm", FACILITATOR_CLIENTS.npm, NPM);
  await testVerify("PyPI", FACILITATOR_CLIENTS.PyPI, PYPI);
}
