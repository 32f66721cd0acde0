#!/usr/bin/env node
// The command `x402-spec-vectors`: `x402 conformance`, with the vectors of this package.

import { readFileSync, readdirSync, writeFileSync, writeSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ask } from "./runner.js";
import { Program } from "./program.js";

const FOLDER = resolve(fileURLToPath(new URL("..", import.meta.url)));
const USAGE = `x402-spec-vectors: asks an implementation the vectors of this package

  npx x402-spec-vectors run -- node testee.mjs   a report on the program
  npx x402-spec-vectors run --help               how to select vectors, and in which formats reports are written
  npx x402-spec-vectors show ID                  a whole vector
  npx x402-spec-vectors coverage --checks        the vectors that test each check

It is \`x402 conformance\`, with the vectors in ${FOLDER}, and asks one process of the program at a time.
Exit codes: those of that command; 64 usage.
`;
const VERBS = ["run", "show", "coverage"];
const USAGE_ERROR = 64;
let running;

async function main([verb, ...rest]) {
  if (verb === undefined || verb === "-h" || verb === "--help") {
    return printed({ code: verb === undefined ? USAGE_ERROR : 0, out: USAGE, err: "", writes: [] });
  }
  if (!VERBS.includes(verb)) {
    const err = `x402-spec-vectors: run, show or coverage, and not '${verb}'; x402-spec-vectors --help\n`;
    return printed({ code: USAGE_ERROR, out: "", err, writes: [] });
  }
  const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
  const now = Math.floor(Date.now() / 1000);
  const begun = begin(JSON.stringify({ arguments: ["x402", "conformance", verb, "--vectors", FOLDER, ...rest], now, columns }));
  return printed(begun.command ? await run(begun) : begun);
}

/** Gives the runner the files that it wants, until it has them all. */
function begin(request) {
  for (;;) {
    const { wants = [], wantsNames = [], ...begun } = ask("begin", request);
    if (wants.length + wantsNames.length === 0) return begun;
    for (const path of wants) give(path);
    for (const path of wantsNames) giveDirectory(path);
  }
}

function give(path) {
  try {
    ask("file", path, readFileSync(path));
  } catch (error) {
    ask("no-file", path, error.message);
  }
}

function giveDirectory(path) {
  let names;
  try {
    names = readdirSync(path);
  } catch (error) {
    ask("no-file", path, error.message);
    return;
  }
  ask("names", path, names.join("\n"));
  // All of its files are going to be wanted, and one at a time would be read from the first again.
  for (const name of names.filter((name) => name.endsWith(".json"))) give(join(path, name));
}

async function run({ command, timeout, patience }) {
  const inSeconds = 1000;
  for (let question; (question = ask("question")) !== null; ) {
    try {
      running ??= await Program.start(command);
    } catch (error) {
      return ask("not-started", error.message);
    }
    running.write(question);
    let heard;
    do heard = ask(...(await running.hear(timeout * inSeconds)));
    while (heard.next === "line");
    if (heard.next === "restart") stop();
    progress(heard);
  }
  const end = running ? await running.finish(patience * inSeconds) : ["finish"];
  stop();
  return ask(...end);
}

function stop() {
  running?.kill();
  running = undefined;
}

function progress({ done, all }) {
  if (process.stderr.isTTY && (done % 50 === 0 || done === all)) process.stderr.write(`\r${done} of ${all}${done === all ? "\n" : ""}`);
}

/** Writes what the command says, and the files that it writes. Returns the exit code. */
function printed({ code, out, err, writes }) {
  for (const [path, text] of writes) {
    try {
      writeFileSync(path, text);
    } catch (error) {
      return printed({ code: USAGE_ERROR, out: "", err: `x402: ${path}: ${error.message}\n`, writes: [] });
    }
  }
  try {
    writeAll(1, out);
    writeAll(2, err);
  } catch (error) {
    // A reader that closes the pipe needs no more output.
    if (error.code !== "EPIPE") throw error;
  }
  return code;
}

// A pipe may take a part of the text.
function writeAll(to, text) {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(to, rest));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

// The program is in a group of its own, which an interruption of this one does not reach.
process.on("exit", stop);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => {
    stop();
    process.kill(process.pid, signal);
  });
}
process.exitCode = await main(process.argv.slice(2));
