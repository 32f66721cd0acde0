// The tools of an agent, by the official client over standard input and output.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const read = (name) => readFileSync(new URL(`examples/${name}`, import.meta.url), "utf8").trim();
const command = fileURLToPath(new URL("node_modules/.bin/x402-offline", import.meta.url));
const now = "1740672100";
const asked = { payment: read("payment.txt"), offer: read("offer.json"), now };

test("the official client lists the tools, and is told verdicts", async (t) => {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(new StdioClientTransport({ command, args: ["mcp"] }));
  t.after(() => client.close());
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }) => name), ["decode", "verify", "explain", "diagnose", "lint"]);
  for (const { description, inputSchema } of tools) assert.ok(description.includes("Use it") && inputSchema.required.length === 1);
  const say = async (name, given) => {
    const { content, isError } = await client.callTool({ name, arguments: given });
    assert.deepEqual(content.map(({ type }) => type), ["text"]);
    return [content[0].text, isError];
  };
  const says = async (name, given, text, isError = false) => {
    const said = await say(name, given);
    assert.match(said[0], text);
    assert.equal(said[1], isError, said[0]);
  };
  await says("decode", { object: read("payment.txt") }, /^x402 payment, version 2\n/);
  await says("decode", { object: "e" }, /base64|character/i);
  await says("verify", asked, /^valid: 0x857b06519E91e3A54538791bDbb0E22373e36b66 pays 0\.010000 USDC/);
  await says("verify", { ...asked, now: "1740672200" }, /^invalid \(valid-before/);
  await says("verify", { ...asked, payment: read("payment-20000.json"), offer: read("offer-20000.json"), accountCode: "none" }, /^invalid \(signer/);
  await says("explain", asked, /\nchecks\n[^]*\nto ask before settling/);
  await says("diagnose", { ...asked, offer: read("offer.json").replace('"USDC"', '"USD Coin"') }, /^other-domain: [^\n]*\noffer-changed: /);
  await says("lint", { demand: read("faulty-demand.json") }, /error/);
  // The answer of the seller comes first. The time is the clock's, unless the agent asks for another.
  const bounced = { payment: read("bounced.txt"), accountCode: "none" };
  await says("verify", bounced, /^The seller refused the payment \(status 402\): invalid_exact_evm_payload_signature[^]*\ninvalid \(valid-before[^]*--at-recorded-time[^]*time from this machine's clock/);
  await says("verify", { ...bounced, atRecordedTime: "true" }, /^The seller refused[^]*\ninvalid \(signer[^]*time from the Date of the server's answer/);
  await says("explain", { ...bounced, atRecordedTime: "true" }, /\nchecks\n/);
  await says("diagnose", { ...bounced, atRecordedTime: "true" }, /\ndomain-names: /);
  await says("verify", { ...bounced, now: "2026-11-28T19:55:25Z" }, /\ninvalid \(signer/);
  await says("verify", { ...asked, now: undefined, atRecordedTime: "true" }, /the text has no time that others than the client recorded/, true);
  await says("verify", { ...bounced, atRecordedTime: "false" }, /atRecordedTime is "true", or left out/, true);
  await says("verify", { ...bounced, now, atRecordedTime: "true" }, /cannot be used with/, true);
  // An agent is told what is wrong with its question, and no file is read for it.
  await says("verify", { payment: "@examples/payment.txt", offer: asked.offer }, /give the text itself/, true);
  await says("verify", { payment: "-", offer: asked.offer }, /give the text itself/, true);
  await says("verify", { ...asked, hat: "1" }, /no argument of this name: "hat"/, true);
  await says("verify", { ...asked, toString: "1" }, /no argument of this name: "toString"/, true);
  await says("verify", { ...asked, ["\u001b[2J\u202e".repeat(1000)]: "1" }, /^verify has no argument of this name: "[ -~]{1,700}"$/, true);
  await says("verify", { ...asked, now: 5 }, /now is not a string/, true);
  await says("lint", {}, /demand is missing/, true);
  await says("lint", { demand: "\ud800" }, /demand has half of a surrogate pair/, true);
  await says("lint", { demand: '{"a":"\\ud800"}' }, /^invalid: [^]*half of a surrogate pair/);
  await says("decode", { object: "--help" }, /taken for payment/);
  await says("decode", { object: "__proto__" }, /base64|character/i);
  await says("lint", { demand: "__proto__" }, /base64|character/i);
  // What is too long is refused before the module sees it. The longest text is read.
  await says("decode", { object: " ".repeat(2 ** 21 - 2) + "{}" }, /cannot be decoded \(limit: body-size\)/);
  // Of messages above 10 MB, the kit of the protocol itself drops the beginning.
  for (const text of [" ".repeat(2 ** 21 + 1), "[".repeat(2 ** 22)]) {
    for (const [name, argument] of [["decode", "object"], ["verify", "payment"], ["explain", "offer"], ["diagnose", "now"], ["lint", "demand"]]) {
      await says(name, { [argument]: text }, /^[a-z]+ has [0-9]+ characters, and the longest text that is read has 2097152$/, true);
    }
  }
});

test("an argument of 10 MB costs no time and no memory, and no arguments are no crash", async () => {
  const { call } = await import(new URL("node_modules/x402-offline/dist/mcp.js", import.meta.url));
  const text = "a".repeat(10 * 2 ** 20);
  const [began, before] = [performance.now(), process.memoryUsage().rss];
  for (let times = 0; times < 20; times++) assert.equal(call("decode", { object: text }).isError, true);
  const [milliseconds, grown] = [performance.now() - began, process.memoryUsage().rss - before];
  assert.ok(milliseconds < 500 && grown < 50 * 2 ** 20, `${milliseconds} ms, ${grown} bytes`);
  for (const given of [null, undefined, [], "text", 5]) assert.match(call("decode", given).content[0].text, /^the arguments of decode are not an object$/);
});
