// The command `x402` by its module of wasm, which has no files and no streams: what it wants of them is read here, and it runs again.

import { readFileSync, statSync, writeSync } from "node:fs";
import { Engine } from "./engine.js";

const engine = new Engine({ load: () => new WebAssembly.Module(readFileSync(new URL("./command.wasm", import.meta.url))) });
const STDIN = 0;

/** Runs the command, and writes what it prints. Returns its exit code. */
export function command(args) {
  const { code, out, err } = run(args, {
    read: readFileSync,
    isFile,
    now: Math.floor(Date.now() / 1000),
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    wantsColours: Boolean(process.stdout.isTTY) && !process.env.NO_COLOR,
  });
  try {
    writeAll(1, out);
    writeAll(2, err);
  } catch (error) {
    // A reader that closes the pipe needs no more output.
    if (error.code !== "EPIPE") throw error;
  }
  return code;
}

/** What the command says in these surroundings: `{code, out, err}`. */
export function run(args, { read, isFile, now, columns, wantsColours }) {
  const question = { arguments: ["x402", ...args], files: {}, areFiles: {}, now, columns, wantsColours };
  for (;;) {
    const { wants, wantsToKnow, wantsInput, ...said } = engine.ask("command", question);
    if (wants.length === 0 && wantsToKnow.length === 0 && !wantsInput) return said;
    for (const path of wants) question.files[path] = fileAt(path, read);
    for (const path of wantsToKnow) question.areFiles[path] = isFile(path);
    if (wantsInput) question.input = Buffer.from(read(STDIN)).toString("base64");
  }
}

// An argument is rarely a path: it may be too long for one, or have a byte that none can have.
function isFile(path) {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}

function fileAt(path, read) {
  try {
    return { content: Buffer.from(read(path)).toString("base64") };
  } catch (error) {
    return { error: error.message };
  }
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
