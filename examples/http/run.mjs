// Our client and the official ones buy from both servers; then come payments that are not to be taken, and servers that
// our client is not to believe. Wants `cargo build` here and the packages of witness/ (its README); anything unexpected
// ends it with 1.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createServer, request } from "node:http";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const local = (path) => fileURLToPath(new URL(path, import.meta.url));
const binary = (name) => local(`target/debug/${name}`);
const decode = (value) => JSON.parse(Buffer.from(value, "base64"));
const encode = (value, indent) => Buffer.from(JSON.stringify(value, null, indent)).toString("base64");
const withTimeout = { signal: AbortSignal.timeout(120_000), timeout: 30_000 };

const children = [];
process.on("exit", () => children.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/// Starts a server on a free port; it prints where.
async function start(name) {
  const child = spawn(binary(name), { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const line = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${name} ended with ${code}`)));
    setTimeout(() => reject(new Error(`${name} did not start`)), 10_000).unref();
    createInterface(child.stdout).once("line", resolve);
  });
  assert.match(line, /^selling http:\/\/127\.0\.0\.1:\d+\/forecast$/);
  return line.slice("selling ".length);
}

/// Runs a command to its end.
async function run(command, args) {
  try {
    return { code: 0, ...(await promisify(execFile)(command, args, withTimeout)) };
  } catch (error) {
    if (typeof error.code !== "number") throw error;
    return error;
  }
}

const buy = (url) => run(binary("client"), [url]);

const witness = (path) => local(`../../witness/${path}`);
const NPM = ["node", witness("pay/fetch.mjs")];
const NPM_V1 = ["node", witness("v1/fetch.mjs")];
const PYPI = [witness(".venv/bin/python"), witness("pay/fetch.py")];

async function buyOfficially([command, ...script], url, ...flags) {
  const { code, stdout, stderr } = await run(command, [...script, url, ...flags]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/// A request with these headers; an array for a header that comes several times.
function ask(url, headers = {}, method = "GET") {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false, timeout: 10_000 }, async (response) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode, headers: response.headers, body });
    });
    sent.on("timeout", () => sent.destroy(new Error("time-out")));
    sent.on("error", reject).end();
  });
}

let failed = 0;
async function test(name, body) {
  try {
    await body();
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n${error.stack}`);
  }
}

const PAYER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const STUB = /^stub:x402:1:[0-9a-f]{64}$/;

/// A 402 that says so in V2's header and V1's body, with an error that begins so.
function assertDemand({ status, headers, body }, error) {
  assert.deepEqual([status, headers["cache-control"]], [402, "no-store"]);
  const [two, one] = [decode(headers["payment-required"]), JSON.parse(body)];
  assert.deepEqual([two.x402Version, one.x402Version], [2, 1]);
  assert.deepEqual(two.accepts.map((offer) => offer.network), ["eip155:43113", "eip155:84532"]);
  assert.deepEqual(one.accepts.map((offer) => offer.network), ["avalanche-fuji", "base-sepolia"]);
  for (const offer of two.accepts) assert.deepEqual([offer.amount, offer.payTo], ["10000", PAY_TO]);
  for (const offer of one.accepts) assert.deepEqual([offer.maxAmountRequired, offer.payTo], ["10000", PAY_TO]);
  for (const demand of [one, two]) assert.ok(demand.error.startsWith(error), demand.error);
}

async function testServer(name) {
  const url = await start(name);
  const it = (what, body) => test(`${name}: ${what}`, body);

  await it("no payment is 402 with offers for both versions", async () => {
    const answer = await ask(url);
    assertDemand(answer, "no payment: send PAYMENT-SIGNATURE or X-PAYMENT");
    assert.equal(answer.headers["payment-response"], undefined);
    assert.equal(decode(answer.headers["payment-required"]).resource.url, url);
  });
  await it("our client pays", async () => {
    const { code, stdout, stderr } = await buy(url);
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`^200 OK\nsettled for ${PAYER}:\n  stub:`, "m"));
  });

  let paid, paidV1, network;
  await it("the official client pays in version 2, and reads the settlement", async () => {
    const { status, paymentStatus, header, sent } = await buyOfficially(NPM, url);
    assert.deepEqual([status, paymentStatus, sent.name], [200, "settled", "PAYMENT-SIGNATURE"]);
    ({ network } = decode(sent.value).accepted);
    assert.deepEqual([header.success, header.network, header.payer], [true, network, PAYER]);
    assert.match(header.transaction, STUB);
    paid = sent;
  });
  await it("the official client pays in version 1, and reads the settlement", async () => {
    const { status, paymentStatus, header, sent } = await buyOfficially(NPM, url, "--v1");
    assert.deepEqual([status, paymentStatus, sent.name], [200, "settled", "X-PAYMENT"]);
    assert.deepEqual([header.success, header.network, header.payer], [true, "base-sepolia", PAYER]);
    assert.match(header.transaction, STUB);
    paidV1 = sent;
  });
  for (const [what, client, flags, name, paidOn] of [
    ["npm's client of version 1 pays", NPM_V1, [], "X-PAYMENT", ["base-sepolia"]],
    ["PyPI's client pays in version 1", PYPI, ["--v1"], "X-PAYMENT", ["avalanche-fuji", "base-sepolia"]],
    ["PyPI's client pays in version 2", PYPI, [], "PAYMENT-SIGNATURE", ["eip155:43113", "eip155:84532"]],
  ]) {
    await it(`${what}, and reads the settlement`, async () => {
      const { status, header, sent, body } = await buyOfficially(client, url, ...flags);
      assert.deepEqual([status, sent.name, body.forecast], [200, name, "fair"]);
      assert.deepEqual([header.success, header.payer, paidOn.includes(header.network)], [true, PAYER, true]);
      assert.match(header.transaction, STUB);
    });
  }
  if (!paid || !paidV1) return;

  const duplicate = (answer, response, network) => {
    assertDemand(answer, "duplicate_settlement");
    const { success, errorReason, transaction, ...rest } = decode(answer.headers[response]);
    assert.deepEqual([success, errorReason, transaction, rest], [false, "duplicate_settlement", "", { network }]);
  };
  await it("the same payment is not taken twice", async () => {
    duplicate(await ask(url, { [paid.name]: paid.value }), "payment-response", network);
    duplicate(await ask(url, { [paidV1.name]: paidV1.value }), "x-payment-response", "base-sepolia");
  });
  await it("nor the same payment in other letters", async () => {
    const { payload, ...rest } = decode(paid.value);
    payload.authorization.from = payload.authorization.from.toLowerCase();
    const respelled = encode({ payload, ...rest, note: "new" }, 2);
    duplicate(await ask(url, { [paid.name]: respelled }), "payment-response", network);
  });
  await it("nor under the other version's header", async () => {
    duplicate(await ask(url, { "X-PAYMENT": paid.value }), "payment-response", network);
    duplicate(await ask(url, { "payment-signature": paidV1.value }), "x-payment-response", "base-sepolia");
  });

  await it("another shop has not seen it: of four at once one is served", async () => {
    const other = await start(name);
    const answers = await Promise.all(Array.from({ length: 4 }, () => ask(other, { [paid.name]: paid.value })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 402, 402, 402]);
    const { status, headers } = await ask(other, { "PAYMENT-SIGNATURE": paidV1.value });
    assert.deepEqual([status, decode(headers["x-payment-response"]).payer], [200, PAYER]);
    assert.equal(headers["cache-control"], "no-store");
  });

  const edited = async (edit, error) => {
    const payment = decode(paid.value);
    edit(payment);
    const answer = await ask(url, { [paid.name]: encode(payment) });
    assertDemand(answer, error);
    assert.equal(answer.headers["payment-response"], undefined);
  };
  await it("one digit of the signed value changed: 402 with the reason", () =>
    edited(
      ({ payload }) => (payload.authorization.value = "10001"),
      "invalid_exact_evm_payload_authorization_value_mismatch: invalid: amount: ",
    ));
  await it("one digit of the nonce changed: 402 with the reason", () =>
    edited(({ payload }) => {
      const { nonce } = payload.authorization;
      payload.authorization.nonce = nonce.slice(0, -1) + (nonce.endsWith("0") ? "1" : "0");
    }, "invalid_exact_evm_payload_signature: undecided: signer: "));
  await it("one digit of the accepted amount changed: 402 with the reason", () =>
    edited(({ accepted }) => (accepted.amount = "10001"), "invalid_payment_requirements: invalid: offer: "));

  for (const [what, headers] of [
    ["no base64", { [paid.name]: "garbage!" }],
    ["nothing", { [paid.name]: "" }],
    ["half of a payment", { [paid.name]: paid.value.slice(0, 200) }],
    ["JSON without a version", { [paid.name]: "e30=" }],
    ["a byte that is not ASCII", { [paid.name]: `${paid.value}\u00e9` }],
    ["one header twice", { [paid.name]: [paid.value, paid.value] }],
    ["both versions' headers", { [paid.name]: paid.value, [paidV1.name]: paidV1.value }],
  ]) {
    await it(`malformed is 400: ${what}`, async () => {
      const answer = await ask(url, headers);
      assert.deepEqual([answer.status, answer.headers["payment-required"]], [400, undefined]);
      assert.equal(JSON.parse(answer.body).x402Version, 1);
    });
  }
  await it("another path is 404, another method 405", async () => {
    assert.equal((await ask(new URL("/", url))).status, 404);
    assert.equal((await ask(url, {}, "POST")).status, 405);
    assert.notEqual((await buy(new URL("/", url).href)).code, 0);
  });
}

/// A server that sells for `demand` and answers a payment with these headers.
async function dubiousShop(demand, headers, status = 200) {
  const server = createServer((request, response) => {
    const paid = request.headers["payment-signature"];
    if (paid) response.writeHead(status, headers);
    else response.writeHead(402, { "PAYMENT-REQUIRED": encode(demand) });
    response.end(paid ? "fair" : "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const result = await buy(`http://127.0.0.1:${server.address().port}/`);
  server.close();
  return result;
}

async function testClient() {
  const offer = {
    scheme: "exact",
    network: "eip155:84532",
    amount: "20000",
    asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    payTo: PAY_TO,
    maxTimeoutSeconds: 60,
    extra: { name: "USDC", version: "2" },
  };
  const demandOf = (edit) => ({ x402Version: 2, resource: { url: "" }, accepts: [{ ...offer, ...edit }] });
  const settled = { success: true, transaction: "0x12", network: "eip155:84532", payer: PAYER };
  const response = (edit) => ({ "PAYMENT-RESPONSE": encode({ ...settled, ...edit }) });
  const refused = { success: false, errorReason: "insufficient_funds", transaction: "" };
  for (const [what, demand, headers, error] of [
    ["what it pays for", {}, response({}), null],
    ["the amount repeated", {}, response({ amount: "20000" }), null],
    ["another price", { amount: "20001" }, response({}), "no offer is within budget"],
    ["another token", { asset: PAY_TO }, response({}), "no offer is within budget"],
    ["no token domain", { extra: {} }, response({}), "extra.name"],
    ["no settlement", {}, {}, "no settlement: neither PAYMENT-RESPONSE"],
    ["two settlements", {}, { ...response({}), "X-PAYMENT-RESPONSE": encode(settled) }, "more than one header"],
    ["a settlement that failed", {}, response(refused), "insufficient_funds"],
    ["no transaction", {}, response({ transaction: "" }), "without a transaction"],
    ["another network", {}, response({ network: "eip155:8453" }), "another network"],
    ["another payer", {}, response({ payer: PAY_TO }), "another payer"],
    ["another amount", {}, response({ amount: "1" }), "another amount"],
  ]) {
    await test(`client: ${error ? "does not take" : "takes"} ${what}`, async () => {
      const { code, stderr } = await dubiousShop(demandOf(demand), headers);
      assert.equal(code, error ? 1 : 0, stderr);
      assert.ok(stderr.includes(error ?? ""), stderr);
    });
  }
  await test("client: says why it was refused", async () => {
    const again = { "PAYMENT-REQUIRED": encode({ ...demandOf({}), error: "not today" }) };
    const { code, stderr } = await dubiousShop(demandOf({}), again, 402);
    assert.equal(code, 1);
    assert.ok(stderr.includes("not today"), stderr);
  });
}

for (const name of ["server", "bare"]) await testServer(name);
await testClient();
console.log(failed ? `${failed} failed` : "all as expected");
process.exit(failed ? 1 : 0);
