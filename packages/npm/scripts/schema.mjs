// What the package takes from spec-vectors/operations.schema.json and docs/reference/operations: the operations, where amounts and times are
// in a question, and the sentences about all of it.

import { readdirSync, readFileSync } from "node:fs";

const ROOT = new URL("../../../", import.meta.url);
export const schema = JSON.parse(readFileSync(new URL("spec-vectors/operations.schema.json", ROOT), "utf8"));
export const operations = schema.$defs.question.properties.op.enum;

/** The name of an operation, or of a definition, in JavaScript: `replay-key` is `replayKey`, and its types begin with `ReplayKey`. */
export const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
export const pascal = (name) => camel(`-${name}`);

/** The definition behind a reference, which may go on below it. */
export function definition(reference) {
  const path = reference.replace("#/", "").split("/");
  const found = path.reduce((at, name) => at?.[name], schema);
  if (found === undefined) throw new Error(`${reference} is not in the schema`);
  return found;
}

/** The members of questions that are times, in seconds since 1970. */
export const TIMES = new Set(["now"]);
const SHAPES = { u64: "integer", u32: "integer", u8: "integer", decimal: "amount", lamports: "amount", hex: "bytes" };
const TRAVELS = new Set(["offer", "v1-offer"]);

/** Where a question has amounts, times and bytes. In an offer, only a bigint is changed. `undefined` where there are none. */
export function shapeOf(node, travels = false, above = []) {
  if (typeof node !== "object") return undefined;
  if (node.$ref) {
    const name = node.$ref.replace("#/$defs/", "");
    if (above.includes(name)) return undefined;
    const shape = SHAPES[name];
    if (shape) return travels ? { amount: "offered-amount" }[shape] : shape;
    return shapeOf(definition(node.$ref), travels || TRAVELS.has(name), [...above, name]);
  }
  if (node.type === "integer") return travels ? undefined : "integer";
  let shape;
  const add = (more) => {
    shape = merged(shape, more);
  };
  for (const [name, inner] of Object.entries(node.properties ?? {})) {
    add(wrapped(name, TIMES.has(name) ? "time" : shapeOf(inner, travels, above)));
  }
  if (node.items) add(wrapped("[]", shapeOf(node.items, travels, above)));
  if (node.additionalProperties) add(wrapped("*", shapeOf(node.additionalProperties, travels, above)));
  for (const keyword of ["anyOf", "oneOf", "allOf"]) for (const inner of node[keyword] ?? []) add(shapeOf(inner, travels, above));
  return shape;
}

const { checks, mechanisms, extensions } = JSON.parse(readFileSync(new URL("spec-vectors/checks.json", ROOT), "utf8"));

/** The reason codes in the answers of an operation, by the checks that it makes: those that fit the pattern of its schema. */
export function reasonsOf(op, pattern) {
  const orders = op === "verify" ? mechanisms : extensions.filter(({ name }) => name === op);
  if (orders.length === 0) return [];
  const made = new Set(["decode", ...orders.flatMap((order) => order.checks.map((id) => id.split("/").at(-1)))]);
  const codes = checks.filter(({ id }) => made.has(id)).flatMap(({ reasons }) => [...reasons.v1, ...reasons.v2]);
  return [...new Set(codes)].filter((code) => new RegExp(pattern).test(code)).sort();
}

const wrapped = (name, shape) => (shape === undefined ? undefined : { [name]: shape });

function merged(one, other) {
  if (one === undefined || other === undefined) return one ?? other;
  if (typeof one === "string" || typeof other === "string") {
    if (one !== other) throw new Error(`one member is ${JSON.stringify(one)} and ${JSON.stringify(other)}`);
    return one;
  }
  const all = { ...one };
  for (const [name, shape] of Object.entries(other)) all[name] = merged(all[name], shape);
  return all;
}

const PAGES = new URL("docs/reference/operations/", ROOT);
const page = readdirSync(PAGES)
  .map((name) => readFileSync(new URL(name, PAGES), "utf8"))
  .join("\n");

/** The section of an operation, without its examples. */
function section(op) {
  const [, text] = page.split(new RegExp(`^## ${op}$`, "m"));
  if (!text) throw new Error(`docs/reference/operations has no section ${op}`);
  return text.split(/^## /m)[0].replace(/^```[^]*?^```$/gm, "");
}

/** Text of a page as the text of a comment: links are their words. */
const plain = (text) => text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll("\\|", "|").replaceAll("*/", "* /").trim();

/** What an operation does: the first paragraph of its section. */
export function sentenceOf(op) {
  const paragraph = section(op).trim().split(/\n\s*\n/)[0];
  return plain(paragraph.replaceAll("\n", " "));
}

/**
 * What the section's tables say of the members: of the question (`input`), of the answer (`result`), of `policy` and of `facts`. The
 * first table of members is about the question, and the second about the answer.
 */
export function membersOf(op) {
  const tables = { input: new Map(), result: new Map(), policy: new Map(), facts: new Map() };
  let table;
  let seen = 0;
  for (const line of section(op).split("\n")) {
    const row = /^\| (`\w+`(?:, `\w+`)*) \| (.+) \|$/.exec(line);
    const head = /^\| (field|input|result)(?: of `(\w+)`)? \|/.exec(line);
    if (head) {
      const [, name, of] = head;
      table = tables[of ?? (name === "field" ? ["input", "result"][seen++] : name)];
    } else if (row && table) {
      const said = plain(row[2].replace(/ \| /g, "; default: "));
      if (said) for (const [, name] of row[1].matchAll(/`(\w+)`/g)) table.set(name, said);
    } else if (!line.startsWith("|")) {
      table = undefined;
    }
  }
  return tables;
}
