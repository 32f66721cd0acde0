// A module of wasm, and the questions to it.

import { X402Error } from "./error.js";
import { parse, stringify } from "./json.js";
import { loneHeader, prepared } from "./question.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const HEAD = 8;
const SKIPPED = 1;
const ERROR = 2;
const DECODED = 3;
// More than any question about a payment needs. Memory of wasm only grows.
const MOST_MEMORY = 64 * 1024 * 1024;

/**
 * Answers questions by a module. `load` gives the module where it can be had at once, and `fetch` where only `init` can. An instance
 * is made at the first question, and again after one that stopped it or took much memory.
 */
export class Engine {
  #load;
  #fetch;
  #module;
  #exports;
  #ready;

  constructor({ load = () => undefined, fetch }) {
    this.#load = load;
    this.#fetch = fetch;
  }

  /** Makes the module ready, once. With a source it is made ready by that one. */
  init = (source) => {
    if (source === undefined && this.#ready) return this.#ready;
    const ready = this.#start(source);
    this.#ready = ready;
    // A failed attempt is made again by the next call.
    ready.catch(() => {
      if (this.#ready === ready) this.#ready = undefined;
    });
    return ready;
  };

  async #start(source) {
    if (source === undefined) this.#module ??= this.#load();
    if (source !== undefined || !this.#module) this.#module = await compiled(source ?? this.#fetch());
    this.#exports = (await WebAssembly.instantiate(this.#module)).exports;
  }

  /** The operation as a function of its input. */
  operation(op, shape) {
    return (input) => {
      if (input === null || typeof input !== "object") {
        throw new X402Error("malformed", "the question is not an object", "");
      }
      if (op === "decode") {
        const header = loneHeader(input);
        const answer = header && this.#answer(`decode-header${header}`, true);
        if (answer) return answer;
      }
      return this.ask(op, prepared(input, shape));
    };
  }

  ask(op, input) {
    return this.#answer(`${op}\n${text(input)}`);
  }

  // A question that `isAscii` is not asked if it has any other character, of which JSON may need an escape. Then there is no answer.
  #answer(question, isAscii = false) {
    const { memory, alloc, free, ask } = this.#instance();
    let pointer;
    try {
      // A character of UTF-16 has at most three bytes, and only one of ASCII has one.
      const room = isAscii ? question.length : question.length * 3;
      const begin = alloc(room);
      const { read, written } = encoder.encodeInto(question, new Uint8Array(memory.buffer, begin, room));
      if (read === question.length) pointer = ask(begin, written);
      free(begin, room);
      if (pointer === undefined) return undefined;
    } catch (error) {
      // What a module leaves behind when it stops, for instance for lack of memory, is not used again.
      this.#exports = undefined;
      throw error;
    }
    // Answering may have moved the memory's buffer, so that it is asked for only now.
    const head = new DataView(memory.buffer, pointer, HEAD);
    const [kind, length] = [head.getUint32(0, true), head.getUint32(4, true)];
    const answer = decoder.decode(new Uint8Array(memory.buffer, pointer + HEAD, length));
    free(pointer, HEAD + length);
    if (memory.buffer.byteLength > MOST_MEMORY) this.#exports = undefined;
    if (kind === SKIPPED) throw new X402Error("unsupported", answer);
    if (kind === ERROR) throw new X402Error("malformed", answer);
    return kind === DECODED ? decoded(answer) : parse(answer);
  }

  #instance() {
    if (this.#exports) return this.#exports;
    this.#module ??= this.#load();
    if (!this.#module) throw new X402Error("not-ready", "the module is not there yet: call `await init()` first", "");
    this.#exports = new WebAssembly.Instance(this.#module).exports;
    return this.#exports;
  }
}

// The answer of `decode`: a line with its other fields, and then the text of the object.
function decoded(answer) {
  const end = answer.indexOf("\n");
  const canonical = answer.slice(end + 1);
  const { version, flags } = JSON.parse(answer.slice(0, end));
  const ok = parse(canonical);
  return version === undefined ? { ok, canonical, flags } : { ok, version, canonical, flags };
}

/**
 * The module that `read` reads from the file beside an entry. A bundler takes the entry elsewhere, and leaves the file: then the error says
 * what to do.
 */
export function fromFile(read, file, entry) {
  let bytes;
  try {
    bytes = read();
  } catch (error) {
    // A bundle of CommonJS has no URL of its own.
    if (error.code !== "ENOENT" && error.code !== "ERR_INVALID_URL") throw error;
    const where = error.path === undefined ? "" : ` at ${error.path}`;
    const outs = `import "${entry}/inline", which has the module inside, or leave x402-offline out of the bundle (esbuild: --external:x402-offline)`;
    throw new X402Error("not-ready", `the file ${file} is not there${where}, because a bundler left it behind: ${outs}`, "");
  }
  return new WebAssembly.Module(bytes);
}

async function compiled(source) {
  const given = await source;
  if (given instanceof WebAssembly.Module) return given;
  if (typeof given === "string" || given instanceof URL) return compiled(fetch(given));
  if (typeof Response !== "undefined" && given instanceof Response) {
    if (!given.ok) throw new Error(`${given.url}: status ${given.status}`);
    return WebAssembly.compile(await given.arrayBuffer());
  }
  return WebAssembly.compile(given);
}

function text(input) {
  try {
    return stringify(input);
  } catch (error) {
    throw new X402Error("malformed", error.message, "");
  }
}
