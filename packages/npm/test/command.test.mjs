// `npx x402-offline` says what the program `x402` says.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs, { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const bin = fileURLToPath(new URL("node_modules/.bin/x402-offline", import.meta.url));
const native = process.env.X402;
const now = "--now=1740672100";
const asked = ["--payment=@examples/payment.txt", "--offer=@examples/offer.json", now];
const read = (name) => readFileSync(`${here}examples/${name}`, "utf8");

function said(program, args, input = "") {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: here, input, encoding: "utf8", timeout: 60_000 });
  if (error) throw error;
  return { status, stdout, stderr };
}

const CASES = [
  [["--help"]], [["verify", "--help"]], [["--version"]], [[]], [["hat"]], [["verify", "--hat"]],
  [["verify", ...asked]], [["explain", ...asked]], [["explain", "--json", ...asked]], [["--color=always", "verify", ...asked]],
  [["verify", "--payment=@examples/payment.txt", "--offer=@examples/offer-other-payto.json", now]],
  [["verify", "--payment", "@examples/payment-20000.json", "--offer", "@examples/offer-20000.json", now]],
  [["verify", "--payment=-", "--offer=@examples/offer.json", now], read("payment.txt")],
  [["verify", "--payment=@nothing.txt", "--offer=@examples/offer.json", now]],
  [["verify", "--payment=examples/payment.txt", "--offer=@examples/offer.json", now]],
  [["diagnose", "--payment=@examples/payment-20000.json", "--offer=@examples/offer-20000.json", now]],
  [["lint", "@examples/faulty-demand.json"]], [["lint"], read("faulty-demand.json")], [["lint", "--fix", "@examples/faulty-demand.json"]],
  [["lint", "--format=github", "@examples/faulty-demand.json"]],
  [["draft", "--offer=@examples/offer.json", "--payer=0x857b06519E91e3A54538791bDbb0E22373e36b66", `--nonce=0x${"1".repeat(64)}`, now]],
  [["reason", "invalid_exact_evm_recipient_mismatch"]], [["reason", "hat"]],
  // What a path may be named: every object of JavaScript has such a member.
  ...["__proto__", "constructor", "toString"].flatMap((name) => [[["decode", name]], [["lint", name]], [["verify", `--payment=${name}`, "--offer=@examples/offer.json", now]]]),
  [["verify-sign-in", "@examples/sign-in.txt", "--origin=https://api.example.com", "--now=1705314630"]],
  ...readdirSync(`${here}examples`).map((name) => [["decode", `@examples/${name}`]]),
];

test("the same text, errors and exit codes", () => {
  assert.ok(native, "X402 names the program to compare with");
  for (const [args, input] of CASES) {
    const [ours, theirs] = [said(bin, args, input), said(native, args, input)];
    // The program has more commands, which its help lists, and the system's words for an error.
    if (args.length === 0 || args[0] === "--help" || args[0] === "hat") assert.deepEqual([ours.status, ours.stdout !== ""], [theirs.status, theirs.stdout !== ""]);
    else if (args.includes("--payment=@nothing.txt")) assert.deepEqual([ours.status, ours.stdout], [theirs.status, theirs.stdout]);
    // Help is broken into lines by the program alone.
    else if (args.includes("--help")) assert.deepEqual(ours.stdout.split(/\s+/), theirs.stdout.split(/\s+/));
    else assert.deepEqual(ours, theirs, args.join(" "));
  }
});

test("without --now, the clock counts", () => {
  const { status, stdout } = said(bin, ["verify", ...asked.slice(0, 2)]);
  assert.equal(status, 1);
  assert.match(stdout, /^invalid \(valid-before/);
});

test("input that is not there yet is awaited", () => {
  const shell = (program) => said("sh", ["-c", '(sleep 1; cat examples/faulty-demand.json) | "$0" lint', program]);
  assert.deepEqual(shell(bin), shell(native));
});

test("of input without an end, so much is read as the program reads", { skip: !existsSync("/dev/zero") }, () => {
  for (const input of ["lint @/dev/zero", "lint < /dev/zero", "decode @/dev/zero", `verify @examples/payment.txt --offer @examples/offer.json --facts @/dev/zero ${now}`]) {
    const shell = (program) => said("sh", ["-c", `exec timeout 60 "$0" ${input}`, program]);
    assert.deepEqual(shell(bin), shell(native), input);
  }
});

test("what is too long is refused before its writer ends", () => {
  const shell = (program) => said("sh", ["-c", '(head -c 2000000 /dev/zero; sleep 5) | timeout 4 "$0" lint', program]);
  assert.deepEqual(shell(bin), shell(native));
});

test("of input that comes byte by byte, no more is kept than came", async (t) => {
  const { readSync } = fs;
  t.after(() => {
    fs.readSync = readSync;
    syncBuiltinESMExports();
  });
  let came = 0;
  fs.readSync = (_, chunk) => (chunk.length > 0 && came < 5_000 ? chunk.write(String(came++ % 10)) : 0);
  syncBuiltinESMExports();
  const { readAtMost } = await import(new URL("node_modules/x402-offline/dist/streams.js", import.meta.url));
  const before = process.memoryUsage().arrayBuffers;
  const read = readAtMost(0, 1024 * 1024);
  const kept = process.memoryUsage().arrayBuffers - before;
  assert.equal(read.toString(), "0123456789".repeat(500));
  assert.ok(kept < 10 * 1024 * 1024, `${kept} bytes`);
  came = 0;
  assert.equal(readAtMost(0, 7).toString(), "0123456");
});

test("output and input that fail have the program's exit code", { skip: !existsSync("/dev/full") }, () => {
  for (const streams of ["reason hat > /dev/full", "decode < .", "reason hat > /dev/full 2>&1", "decode e30 2> /dev/full"]) {
    const shell = (program) => said("sh", ["-c", `exec "$0" ${streams}`, program]);
    const [ours, theirs] = [shell(bin), shell(native)];
    assert.deepEqual([ours.status, ours.stdout], [theirs.status, theirs.stdout], streams);
    // One line, in the system's words.
    assert.match(ours.stderr, streams.includes("2>") ? /^$/ : /^x402: .*\n$/, streams);
  }
});

test("a fault of the module is no verdict", (t) => {
  const broken = mkdtempSync(join(tmpdir(), "x402-offline-"));
  t.after(() => rmSync(broken, { recursive: true }));
  cpSync(new URL("node_modules/x402-offline", import.meta.url), broken, { recursive: true });
  // A module whose functions stop at once: its type, its function, its memory, what it exports, and the instruction `unreachable`.
  const exported = [["memory", 2], ["alloc", 0], ["free", 0], ["ask", 0]].flatMap(([name, kind]) => [name.length, ...Buffer.from(name), kind, 0]);
  const stops = Buffer.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 7, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f, 3, 2, 1, 0, 5, 3, 1, 0, 1,
    7, exported.length + 1, 4, ...exported, 10, 5, 1, 3, 0, 0, 0x0b,
  ]);
  for (const module of [Buffer.from("no module"), stops]) {
    writeFileSync(join(broken, "dist/command.wasm"), module);
    const { status, stdout, stderr } = said(process.execPath, [join(broken, "dist/bin.js"), "verify", ...asked]);
    assert.deepEqual([status, stdout], [70, ""]);
    assert.match(stderr, /^x402: .+\n$/);
  }
});
