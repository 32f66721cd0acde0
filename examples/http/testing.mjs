// What the scripts of this directory share: they start what was built, run the official clients, and count what fails.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer, request } from "node:http";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { targetOf } from "../target.mjs";

const local = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = targetOf(local("."));
export const binary = (name) => `${target}/debug/${name}`;
const witness = (path) => local(`../../witness/${path}`);

/// The Python with the official package, which witness/README.md installs. A test that needs it is passed over without it.
export const PYTHON = witness(".venv/bin/python");

class Absent extends Error {}

export const decode = (value) => JSON.parse(Buffer.from(value, "base64"));
export const encode = (value, indent) => Buffer.from(JSON.stringify(value, null, indent)).toString("base64");

/// A payment as it may come to another shop, too: without the first one's address, and without the echo of its challenge to sign in.
export function forAnyShop(value) {
  const { extensions: { "sign-in-with-x": _, ...extensions }, resource, ...rest } = decode(value);
  return encode({ ...rest, extensions });
}

const children = [];
process.on("exit", () => children.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/// Starts a service on a free port of this machine, and gives the URL that it prints.
export const start = (name, ...args) => startAs(name, [binary(name), "127.0.0.1:0", ...args]);

/// The official sellers, with their facilitator.
export const startOfficially = {
  npm: (facilitator) => startAs("npm's seller", ["node", witness("pay/shop.mjs"), facilitator]),
  PyPI: (facilitator) => startAs("PyPI's seller", [PYTHON, witness("pay/shop.py"), facilitator]),
};

async function startAs(name, [command, ...args]) {
  assertThere(command);
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const line = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${name} ended with ${code}`)));
    setTimeout(() => reject(new Error(`${name} did not start`)), 30_000).unref();
    createInterface(child.stdout).once("line", resolve);
  });
  const [, url] = line.match(/^(?:selling|settling|verifying payments at) (http:\/\/127\.0\.0\.1:\d+(?:\/forecast)?)$/) ?? [];
  assert.ok(url, line);
  return url;
}

/// A server of this process, on a free port.
export async function listen(answer) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}/` };
}

function assertThere(command) {
  if (command === PYTHON && !existsSync(PYTHON)) throw new Absent("witness/.venv is absent; witness/README.md makes it");
}

/// Runs a script of PyPI's package in a process that has loaded the package before, which takes longer than all that the script does.
/// One after the other: the answers come in the order of the questions.
let often;
function runOften([script, ...args], input = "") {
  if (!often) {
    const child = spawn(PYTHON, [witness("pay/often.py")], { stdio: ["pipe", "pipe", "inherit"] });
    children.push(child);
    const waiting = [];
    child.on("exit", (code) => waiting.forEach(({ reject }) => reject(new Error(`pay/often.py ended with ${code}`))));
    createInterface(child.stdout).on("line", (line) => waiting.shift().resolve(JSON.parse(line)));
    often = { child, waiting };
  }
  return new Promise((resolve, reject) => {
    often.waiting.push({ resolve, reject });
    often.child.stdin.write(`${JSON.stringify({ script, arguments: args, input })}\n`);
  });
}

/// Runs a command to its end.
export function run([command, ...args], input) {
  return new Promise((resolve, reject) => {
    assertThere(command);
    if (command === PYTHON) return resolve(runOften(args, input));
    const child = execFile(command, args, { timeout: 30_000 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve({ code: error ? error.code : 0, stdout, stderr });
    });
    if (input !== undefined) child.stdin.on("error", reject).end(input);
  });
}

export const buy = (url, ...args) => run([binary("client"), url, ...args]);

export const NPM = ["node", witness("pay/fetch.mjs")];
/// Pays on Stellar.
export const NPM_STELLAR = ["node", witness("pay/fetch_stellar.mjs")];
export const NPM_V1 = ["node", witness("v1/fetch.mjs")];
/// Buys by a channel of batch-settlement.
export const NPM_CHANNEL = ["node", witness("pay/channel.mjs")];
export const PYPI = [PYTHON, witness("pay/fetch.py")];
/// The official clients of a facilitator.
export const FACILITATOR_CLIENTS = {
  npm: ["node", witness("pay/facilitator.mjs")],
  PyPI: [PYTHON, witness("pay/facilitator.py")],
};

/// Programs that use the extensions, by the official packages.
export const USE_EXTENSIONS = {
  npm: ["node", witness("pay/extensions.mjs")],
  PyPI: [PYTHON, witness("pay/extensions.py")],
};

async function runJson(command, input) {
  const { code, stdout, stderr } = await run(command, input);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

export const buyOfficially = (client, url, ...flags) => runJson([...client, url, ...flags]);

export const callJson = (command, ...args) => runJson([...command, ...args]);

/// A facilitator before another one, that counts what is settled, and what is verified.
export async function counting(facilitator, count) {
  const { url } = await listen(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    if (request.url === "/settle") count.settled += 1;
    if (request.url === "/verify") count.verified += 1;
    const { method } = request;
    const init = method === "GET" ? { method } : { method, body };
    const answer = await (await fetch(`${facilitator}${request.url}`, init)).text();
    response.setHeader("Content-Type", "application/json").end(answer);
  });
  return url;
}

/// STUB. A node of Stellar, on which a transfer of this amount takes the place of each payment, or of the payment's own without one.
export const stellarNode = (amount) =>
  listen(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { id, method, params } = JSON.parse(body);
    const latestLedger = Math.floor(Date.now() / 1000 / 5);
    const results = {
      getLatestLedger: () => ({ id: "00".repeat(32), protocolVersion: 23, sequence: latestLedger }),
      simulateTransaction: () => simulation(latestLedger, Buffer.from(params.transaction, "base64"), amount),
    };
    const result = results[method]();
    response.setHeader("Content-Type", "application/json").end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  });

/// What a node answers to a transaction whose call is `transfer`, as XDR.
function simulation(latestLedger, transaction, amount) {
  const words = (...numbers) => Buffer.concat(numbers.map((number) => Buffer.from(number.toString(16).padStart(8, "0"), "hex")));
  // The contract is before the name of the function and its length; payer, recipient and amount are behind it and their number.
  const name = transaction.indexOf("transfer");
  const [contract, topics, paid] = [[-36, -4], [12, 100], [100, 120]].map(([from, to]) => transaction.subarray(name + from, name + to));
  if (amount !== undefined) paid.writeBigInt64BE(amount, 12);
  const event = Buffer.concat([words(1, 0, 1), contract, words(1, 0, 3, 15, 8), Buffer.from("transfer"), topics, paid]);
  const transactionData = words(0, 0, 0, 1, 2, 3, 0, 94_000).toString("base64");
  return { latestLedger, minResourceFee: "94000", transactionData, events: [event.toString("base64")] };
}

/// What an official client of a facilitator makes of these calls: [[call, payment, requirements], …].
export const callFacilitator = (client, url, calls) => runJson([...client, url], JSON.stringify(calls));

/// A request with these headers; an array for a header that comes several times.
export function ask(url, headers = {}, method = "GET") {
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
let passedOver = 0;
export async function test(name, body) {
  try {
    await body();
    console.log(`ok   ${name}`);
  } catch (error) {
    if (error instanceof Absent) {
      passedOver += 1;
      console.log(`passed over ${name}: ${error.message}`);
      return;
    }
    failed += 1;
    console.log(`FAIL ${name}\n${error.stack}`);
  }
}

/// Ends the process: with 1 if anything failed.
export function finish() {
  const rest = passedOver ? `, ${passedOver} passed over` : "";
  console.log((failed ? `${failed} failed` : "all as expected") + rest);
  process.exit(failed ? 1 : 0);
}

export const PAYER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
export const PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
export const STELLAR = "stellar:testnet";
export const STELLAR_PAY_TO = "GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U";
/// The hash of a transaction, as the facilitator makes it for EVM chains and for Stellar.
export const STUB = /^(?:0x)?[0-9a-f]{64}$/;
