// The program: the operations of docs/reference/operations and the command `x402`, by the module of wasm of packages/npm. The page asks nobody
// else, and no other file of the page knows where the answers come from.

import module from "../../npm/dist/command.wasm";
import { Engine } from "../../npm/dist/engine.js";
import { X402Error } from "../../npm/dist/error.js";
import { parse, stringify } from "../../npm/dist/json.js";

/** What a question throws that is malformed or not supported. */
export const Refused = X402Error;
/** JSON text of an answer, with every digit. */
export { stringify };

// The module is a part of the page's script, so that the page needs no right to connect to anything.
const engine = new Engine({ load: () => undefined, fetch: () => module });
const PROGRAM = "x402";

/** Makes the program ready. */
export const ready = () => engine.init();

/**
 * Answers an operation.
 * @param input the question's input as JSON text, in which no member comes twice; every digit stays
 * @throws {Refused} the question is malformed or not supported
 */
export const ask = (op, input) => engine.ask(op, parse(input));

/** Runs the command with these arguments: its exit code, and what it prints. It sees no file, no input and no clock. */
export function command(args) {
  const request = { arguments: [PROGRAM, ...args], input: "", now: 0, wantsColours: false };
  return engine.ask("command", request);
}

/** The names of the policies, each with what the command's help says of it. */
export function presets() {
  const { out } = command(["verify", "--help"]);
  const hosted = [...out.matchAll(/^ {2}(\S+@\d{4}-\d{2}) +(.+)$/gm)].map(([, name, what]) => [name, what]);
  return [["ts", ""], ["x402-rs", ""], ...hosted];
}
