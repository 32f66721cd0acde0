// The JSON lines of docs/reference/operations, for JavaScript adapters.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Thrown for what an adapter does not support. The answer is `skipped`, with this reason.
export class Skipped extends Error {}

// Throws `Skipped` with the name of a member that the adapter does not know, because an ignored constraint would change the
// answer.
export function only(value, known, where) {
  for (const name of Object.keys(value ?? {})) {
    if (!known.includes(name)) throw new Skipped(`${where}.${name} is not known here`);
  }
}

// The introduction of an npm package, with the version that is installed. `resolved` is the address of one of its modules, which
// the adapter resolves, because each folder has its own packages.
export function installed(name, resolved) {
  for (let folder = dirname(fileURLToPath(resolved)); folder !== dirname(folder); folder = dirname(folder)) {
    const about = manifest(join(folder, "package.json"));
    if (about?.name === name) return { name, version: about.version, language: "TypeScript", repository: REPOSITORY };
  }
  throw new Error(`${resolved} is not in a package ${name}`);
}

// The official packages name it in their manifests.
const REPOSITORY = "https://github.com/x402-foundation/x402";

function manifest(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

// Introduces the package, and answers line after line. An operation is a function of the input that returns the result or throws. An
// error of the SDK is an `error`, as it would be for any caller.
export async function serve(about, operations) {
  process.stdout.write(JSON.stringify({ testee: { ...about, operations: Object.keys(operations) } }) + "\n");
  for await (const line of lines()) {
    if (line.trim() !== "") process.stdout.write(JSON.stringify(await answer(operations, line)) + "\n");
  }
}

// `node:readline` is not used, because it ends lines at U+2028, which a JSON text may contain.
async function* lines() {
  let rest = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop();
    yield* parts;
  }
  yield rest;
}

async function answer(operations, line) {
  let id = null;
  try {
    const { id: questionId, op, input } = JSON.parse(line);
    id = questionId;
    if (!Object.hasOwn(operations, op)) throw new Skipped(`${op} is not an operation of this adapter`);
    return { id, result: await operations[op](input) };
  } catch (error) {
    return error instanceof Skipped ? { id, skipped: error.message } : { id, error: String(error?.message ?? error) };
  }
}
