// The vectors of the x402 payment protocol. The format: README.md of this package.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { ask } from "./runner.js";
import { expanded } from "./rows.js";

const folder = new URL("../", import.meta.url);
const text = (name) => readFileSync(new URL(name, folder), "utf8");
const parsed = (name) => JSON.parse(text(name));
const entries = () => parsed("index.json").files;

/** The names of the groups, sorted as in index.json. */
export function groups() {
  return entries().map(({ file }) => file.slice("v1/".length, -".json".length));
}

/**
 * The file of a group, its digest checked. Each vector has `inputText` next to `input`: the input's JSON text.
 * Throws if there is no such group, or if the file is not the one that index.json names.
 */
export function load(group) {
  return expanded(checked(group));
}

/**
 * Compares one answer with its vector, as `run` does for this vector alone. `vector` is one of this package's, or its id: of a different object
 * only the id counts. `answer` is `{ result }`, `{ skipped }` or `{ error }`, or its JSON text. A bigint in it is an integer, and an
 * `ExactNumber` of the package x402-offline the number that it spells.
 */
export function compare(vector, answer) {
  const id = typeof vector === "string" ? vector : vector.id;
  const question = JSON.stringify({ id, answer: typeof answer === "string" ? answer : written(answer) });
  for (;;) {
    const { wants, ...comparison } = ask("compare", question);
    if (!wants) return comparison;
    for (const group of wants) ask("file", group, checked(group));
  }
}

/** JSON text with every digit, or `undefined` for what JSON leaves out. */
function written(value) {
  if (typeof value === "bigint" || isExactNumber(value)) return value.toString();
  if (value === null || typeof value !== "object" || typeof value.toJSON === "function") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${Array.from(value, (item) => written(item) ?? "null").join(",")}]`;
  const members = Object.entries(value).map(([name, item]) => [JSON.stringify(name), written(item)]);
  return `{${members.filter(([, text]) => text !== undefined).map((member) => member.join(":")).join(",")}}`;
}

// Known by what it does, because this package knows no class of another. An object that was JSON says of itself that it is an object.
const isExactNumber = (value) => /^-?\d/.test(value?.text) && typeof value.toString === "function" && value.toString() === value.text;

/** The vectors of all groups. */
export function all() {
  return groups().flatMap((group) => load(group).vectors);
}

/** The ids of the vectors that `run --quick` asks. */
export const quick = () => parsed("quick.json");

/** The checks that `expect.check` names. */
export const checks = () => parsed("checks.json").checks;

/** The rulings that the vectors cite. */
export const rulings = () => parsed("rulings.json").rulings;

/** Throws unless every file is the one that SHA256SUMS names. */
export function verify() {
  for (const line of text("SHA256SUMS").trimEnd().split("\n")) {
    const [sum, name] = line.split("  ");
    if (digest(text(name)) !== sum) throw new Error(`${name} is not the file that SHA256SUMS names`);
  }
}

/** The text of a group, its digest checked. */
function checked(group) {
  const entry = entries().find(({ file }) => file === `v1/${group}.json`);
  if (!entry) throw new Error(`no group ${group}; there are: ${groups().join(", ")}`);
  const whole = text(entry.file);
  if (digest(whole) !== entry.sha256) throw new Error(`${entry.file} is not the file that index.json names`);
  return whole;
}

const digest = (text) => createHash("sha256").update(text).digest("hex");
