// The command `x402` by its module of wasm, which has no files and no streams: what it wants of them is read here, and it runs again.

import { readFileSync, statSync } from "node:fs";
import { Engine } from "./engine.js";
import { readAtMost, writeAll } from "./streams.js";

const engine = new Engine({ load: () => new WebAssembly.Module(readFileSync(new URL("./command.wasm", import.meta.url))) });
const STDIN = 0;
// The exit code of the native command when a stream fails.
const IO = 74;
// The exit code of `sysexits.h` for a fault of the program. That of an uncaught error is 1, which says that a payment is invalid.
const SOFTWARE = 70;
// As much as the native command reads, and one byte more, which shows that there is more.
const MOST = 16 * 1024 * 1024 + 1;

/** Runs the command, and writes what it prints. Returns its exit code. */
export function command(args) {
  let said;
  try {
    said = run(args, {
      read: (from) => readAtMost(from, MOST),
      isFile,
      now: Math.floor(Date.now() / 1000),
      columns: process.stdout.isTTY ? process.stdout.columns : undefined,
      wantsColours: Boolean(process.stdout.isTTY) && !process.env.NO_COLOR,
    });
  } catch (error) {
    // A fault of the module has no system call.
    return failed(error, error.syscall === undefined ? SOFTWARE : IO);
  }
  try {
    writeAll(1, said.out);
  } catch (error) {
    // A reader that closes the pipe needs no more output.
    if (error.code !== "EPIPE") return failed(error, IO);
  }
  complain(said.err);
  return said.code;
}

function failed({ message }, code) {
  complain(`x402: ${message}\n`);
  return code;
}

// If standard error is closed too, only the exit code tells of the error.
function complain(text) {
  try {
    writeAll(2, text);
  } catch {}
}

/** What the command says in these surroundings: `{code, out, err}`. */
export function run(args, { read, isFile, now, columns, wantsColours }) {
  // No prototype, because an argument may be any name, such as __proto__.
  const [files, areFiles] = [Object.create(null), Object.create(null)];
  const question = { arguments: ["x402", ...args], files, areFiles, now, columns, wantsColours };
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
