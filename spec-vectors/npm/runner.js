// The runner: a module of wasm with the code of `x402 conformance`. It has no files and starts no programs.

import { readFileSync } from "node:fs";

const HEAD = 8;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
let exports;

/** Asks the module: the name of a step, and its parts, with a line feed between each and the next. Returns its answer. */
export function ask(step, ...parts) {
  exports ??= new WebAssembly.Instance(new WebAssembly.Module(readFileSync(new URL("./runner.wasm", import.meta.url)))).exports;
  const question = joined([`run/${step}`, ...(parts.length > 0 ? parts : [""])]);
  const begin = exports.alloc(question.length);
  new Uint8Array(exports.memory.buffer, begin, question.length).set(question);
  const pointer = exports.ask(begin, question.length);
  exports.free(begin, question.length);
  // Answering may have moved the memory's buffer, so that it is asked for only now.
  const [isWrong, length] = new Uint32Array(exports.memory.buffer.slice(pointer, pointer + HEAD));
  const answer = decoder.decode(new Uint8Array(exports.memory.buffer, pointer + HEAD, length));
  exports.free(pointer, HEAD + length);
  if (isWrong) throw new Error(answer);
  return JSON.parse(answer);
}

function joined(parts) {
  const bytes = parts.map((part) => (typeof part === "string" ? encoder.encode(part) : part));
  const all = new Uint8Array(bytes.reduce((length, part) => length + part.length + 1, -1));
  let at = 0;
  for (const [index, part] of bytes.entries()) {
    if (index > 0) all[at++] = 10;
    all.set(part, at);
    at += part.length;
  }
  return all;
}
