// Types in TypeScript of the questions and answers.

import { camel, definition, membersOf, operations, pascal, reasonsOf, schema, sentenceOf, TIMES } from "./schema.mjs";

// Definitions that are a type of the language: in a question, in an answer, and in what travels.
const TRAVELS = new Set(["offer", "v1-offer", "metadata"]);
const SCALARS = {
  u64: ["Integer", "number", "number | bigint"], u32: ["Integer", "number"], u8: ["Integer", "number"],
  decimal: ["Amount", "string", "string | bigint"], lamports: ["Amount", "string"], hex: ["Bytes", "string"],
};

const HEAD = `// Written by build.mjs from spec-vectors/operations.schema.json and docs/reference/operations.

/** An integer, exact: a number of at most 2^53−1, a bigint, or its digits. */
export type Integer = number | bigint | string;
/** A time: seconds since 1970-01-01 UTC, of which a fraction is cut off, or a \`Date\`. */
export type Time = Integer | Date;
/** An amount in atomic units, exact: its digits, a bigint, or a number of at most 2^53−1. */
export type Amount = string | bigint | number;
/** Bytes: hexadecimal behind 0x, or as an array. */
export type Bytes = string | Uint8Array;

/** A number of JSON in its own spelling, such as \`1.0\`, where a number of JavaScript would have another. */
export class ExactNumber {
  constructor(text: string);
  readonly text: string;
  toString(): string;
}
/** Reads JSON text without loss: an integer beyond ±(2^53−1) is a bigint, a number that JavaScript would write differently an \`ExactNumber\`. */
export function parse(text: string): any;
/** Writes JSON text, bigint and \`ExactNumber\` included. Throws an \`X402Error\` for more than 100,000 levels of objects and arrays. */
export function stringify(value: unknown): string;

/**
 * A question that cannot be answered. A payment that is invalid, or that cannot be decoded, is an answer and no error.
 */
export class X402Error extends Error {
  readonly name: "X402Error";
  /** malformed: a member is missing, or has the wrong type or value. unsupported: a member or operation is unknown here. not-ready: \`await init()\` comes first, or a bundler left the module behind. */
  readonly code: "malformed" | "unsupported" | "not-ready";
  /** The JSON pointer of the member in the question (RFC 6901), "" for the whole question. */
  readonly pointer: string;
}

// \`WebAssembly.Module\`, where the types of the environment have it. It has no members.
type Compiled = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module & object : never;
/** What a module of wasm can be made from: a \`WebAssembly.Module\`, its bytes, a \`Response\` with them, or where they are. */
export type ModuleSource =
  | Compiled
  | ArrayBuffer
  | ArrayBufferView
  | { readonly ok: boolean; readonly url: string; arrayBuffer(): Promise<ArrayBuffer> }
  | { readonly href: string; toJSON(): string }
  | string;
/** Makes the module ready. Needed where it cannot be had at once: in browsers, before the first question. Elsewhere nothing is left to do. */
export function init(source?: ModuleSource | Promise<ModuleSource>): Promise<void>;
`;

/**
 * The declarations of an entry with these operations, followed by the text of `extra`. `unknown` lists the fields of a definition, by its
 * name, that the module of the entry does not know.
 */
export function declarations({ operations, unknown, extra }) {
  const printer = new Printer(unknown);
  const functions = operations.map((op) => {
    const [input, result] = [printer.named(`${op}-input`, false, op), printer.named(`${op}-result`, true, op)];
    return `${comment(sentenceOf(op))}export function ${camel(op)}(question: ${input}): ${result};\n`;
  });
  return [HEAD, ...printer.declared.values(), ...functions, extra].join("\n");
}

function comment(text, indent = "") {
  if (!text) return "";
  const words = text.split(" ");
  const lines = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 120) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join("")}${indent} */\n`;
}

class Printer {
  /** The declarations by the names of their definitions. */
  declared = new Map();

  constructor(unknown) {
    this.unknown = unknown;
  }

  /** The type of a definition, which is declared where it has members. */
  named(name, isResult, op) {
    // In what travels, digits and numbers are as they are.
    if (SCALARS[name]) return this.travels ? SCALARS[name][2] : SCALARS[name][Number(isResult)];
    const node = without(schema.$defs[name], this.unknown[name]);
    if (!this.isDeclared(node)) return this.type(node, isResult, op);
    const key = `${name} ${isResult}`;
    if (!this.declared.has(key)) {
      if (this.declared.has(`${name} ${!isResult}`)) throw new Error(`${name} is in questions and in answers`);
      this.declared.set(key, "");
      const before = [this.at, this.of];
      const about = name.replace(/-(input|result)$/, "");
      this.of = operations.includes(about) ? about : name === "policy" || name === "facts" ? "verify" : op;
      this.travels = TRAVELS.has(name);
      this.at = { policy: "policy", facts: "facts" }[name] ?? (isResult ? "result" : "input");
      const type = this.type(node, isResult, op);
      this.travels = false;
      [this.at, this.of] = before;
      this.declared.set(key, `${comment(node.description)}export type ${pascal(name)} = ${type};\n`);
    }
    return pascal(name);
  }

  isDeclared(node) {
    return Boolean(node.properties || node.$ref || node.anyOf || node.oneOf || node.allOf || (node.enum && node.enum.length > 8));
  }

  type(node, isResult, op, indent = "") {
    if (node === true) return "unknown";
    if (node === false) return "undefined";
    if (node.$ref) {
      const name = node.$ref.replace("#/$defs/", "");
      return name.includes("/") ? this.type(definition(node.$ref), isResult, op, indent) : this.named(name, isResult, op);
    }
    if ("const" in node) return JSON.stringify(node.const);
    if (node.enum) return node.enum.map((value) => JSON.stringify(value)).join(" | ");
    const verdicts = this.verdicts(node, isResult, op, indent);
    if (verdicts) return verdicts;
    const parts = [];
    const base = this.base(node, isResult, op, indent);
    if (base) parts.push(base);
    for (const inner of node.allOf ?? []) if (inner.$ref) parts.push(this.type(inner, isResult, op, indent));
    for (const keyword of ["anyOf", "oneOf"]) {
      const branches = (node[keyword] ?? []).filter((inner) => Object.keys(inner).some((key) => key !== "required" && key !== "properties") || !node.properties);
      if (branches.length) parts.push(this.union(branches.map((inner) => this.type(inner, isResult, op, indent))));
    }
    return parts.length ? parts.map((part) => (parts.length > 1 && part.includes(" | ") ? `(${part})` : part)).join(" & ") : "unknown";
  }

  union(types) {
    return [...new Set(types)].join(" | ");
  }

  base(node, isResult, op, indent) {
    const types = [node.type ?? (node.properties ? "object" : [])].flat();
    const shown = types.map((type) => {
      switch (type) {
        case "object":
          return this.object(node, isResult, op, indent);
        case "array":
          return this.array(node, isResult, op, indent);
        case "integer":
          return isResult ? "number" : "Integer";
        default:
          return type;
      }
    });
    return this.union(shown);
  }

  array(node, isResult, op, indent) {
    if (node.prefixItems) return `[${node.prefixItems.map((item) => this.type(item, isResult, op, indent)).join(", ")}]`;
    const item = node.items ? this.type(node.items, isResult, op, indent) : "unknown";
    return item.includes(" | ") ? `(${item})[]` : `${item}[]`;
  }

  object(node, isResult, op, indent) {
    if (!node.properties) {
      const value = node.additionalProperties ? this.type(node.additionalProperties, isResult, op, indent) : "unknown";
      return `{ [name: string]: ${value} }`;
    }
    // One of several members, and none of the others.
    const choices = (node.oneOf ?? []).filter((inner) => Object.keys(inner).join() === "required").map((inner) => inner.required);
    if (choices.length) {
      const all = new Set(choices.flat());
      const options = choices.map((wanted) => {
        const properties = Object.fromEntries(
          Object.entries(node.properties).map(([name, inner]) => [name, all.has(name) && !wanted.includes(name) ? false : inner]),
        );
        return this.members({ ...node, properties, required: [...(node.required ?? []), ...wanted] }, isResult, op, indent);
      });
      return this.union(options);
    }
    return this.members(node, isResult, op, indent);
  }

  members(node, isResult, op, indent) {
    const said = membersOf(this.of)[this.at];
    const inner = `${indent}  `;
    const lines = Object.entries(node.properties).map(([name, value]) => {
      const optional = node.required?.includes(name) ? "" : "?";
      const text = indent === "" ? said.get(name) : undefined;
      return `${value === false ? "" : comment(text ?? value.description, inner)}${inner}${/^\w+$/.test(name) ? name : JSON.stringify(name)}${optional}: ${this.member(name, value, isResult, op, inner)};\n`;
    });
    // What travels may have members that nobody here knows.
    const open = !isResult && node.additionalProperties !== false ? `${inner}[member: string]: unknown;\n` : "";
    return `{\n${lines.join("")}${open}${indent}}`;
  }

  /** The type of a member. Some are wider than the schema, because the package takes more, or narrower, because it knows the codes. */
  member(name, value, isResult, op, indent) {
    if (!isResult && TIMES.has(name)) return "Time";
    const type = this.type(value, isResult, op, indent);
    if (!isResult && value.$ref === "#/$defs/payment") return `${type} | string`;
    if (!isResult || name !== "reason" || !value.pattern) return type;
    const codes = reasonsOf(op, value.pattern);
    if (codes.length === 0) return type;
    const own = `${pascal(op)}Reason`;
    const said = `/** The reason codes of \`${camel(op)}\`. A later version may add some. */\n`;
    const members = codes.map((code) => `  | ${JSON.stringify(code)}\n`).join("");
    this.declared.set(own, `${said}export type ${own} =\n${members}  | (string & {});\n`);
    return own;
  }

  /** An answer with a verdict, as a union of what it is for each verdict. */
  verdicts(node, isResult, op, indent) {
    const verdicts = isResult ? node.properties?.verdict?.enum : undefined;
    if (!verdicts) return undefined;
    return verdicts
      .map((verdict) => {
        const only = { ...node, properties: { ...node.properties, verdict: { const: verdict } }, required: [...node.required] };
        for (const rule of rules(node, verdict)) {
          only.required.push(...(rule.required ?? []));
          for (const [name, value] of Object.entries(rule.properties ?? {})) if (value === false) only.properties[name] = false;
        }
        return this.members(only, isResult, op, indent);
      })
      .join(" | ");
  }
}

/** A schema without these properties. */
function without(node, names = []) {
  if (names.length === 0) return node;
  return { ...node, properties: Object.fromEntries(Object.entries(node.properties).filter(([name]) => !names.includes(name))) };
}

/** The parts of a schema that hold for a verdict. */
function* rules(node, verdict) {
  for (const rule of [node, ...(node.allOf ?? [])]) {
    const wanted = rule.if?.properties?.verdict?.const;
    if (wanted !== undefined) {
      const taken = wanted === verdict ? rule.then : rule.else;
      if (taken) yield taken;
    }
  }
  for (const branch of node.oneOf ?? []) if (branch.properties?.verdict?.const === verdict) yield branch;
}

export { operations };
