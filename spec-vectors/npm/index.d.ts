/** What a flag means. */
export interface Note {
  class: string;
  text: string;
  effect: string;
  severity: "money" | "revert" | "ambiguity" | "resources" | "refusal" | "policy";
  sources: string[];
  links: string[];
}

/** A vector; README.md and vectors.schema.json describe every member. */
export interface Vector {
  id: string;
  title: string;
  comment?: string;
  flags: string[];
  /** What binds an implementation to the verdict: a document or an execution, the official SDKs, or this project's choice. */
  level: "must" | "should" | "policy";
  rulings: string[];
  requirements: string[];
  op: string;
  /** As `JSON.parse` reads it: integers above 2^53 are rounded, and of members that stand twice the last is left. */
  input: any;
  /** The JSON text of `input`, as it is to be put to an implementation. */
  inputText: string;
  parent?: string;
  change?: { path: string; from: string; to: string };
  expect: {
    class: "valid" | "invalid" | "acceptable" | "undecided";
    result: any;
    ours?: { strict: any; lenient: any };
    derived?: string[];
    reason?: string;
    stage?: string;
    check?: string;
  };
  intermediate?: Record<string, any>;
  witness?: { by: string; confirms: string[] }[];
  noWitness?: string;
}

/** A file of v1/. */
export interface VectorFile {
  format: "x402-vectors/2";
  group: string;
  license: string;
  generated: { by: string; version: string };
  documents: { name: string; commit: string; date: string }[];
  notes: Record<string, Note>;
  vectors: Vector[];
}

/** An answer of the implementation, as docs/reference/operations has it. */
export type Answer = { result: unknown } | { skipped: string } | { error: string };

/** The result of a comparison. */
export interface Comparison {
  outcome: "pass" | "skipped" | "differs";
  /** The expectation and the answer, in a few words that stay the same from run to run. */
  expected: string;
  actual: string;
  /** Why there is no answer: the reason for a skip or an error, or the rule that a malformed answer breaks. */
  detail?: string;
  /** The places where a result differs, as JSON pointers, with both values as JSON. */
  diff: { pointer: string; expected: string | null; given: string | null }[];
  /** The fields next to a right verdict that differ. They do not decide. */
  fields?: { pointer: string; expected: string | null; given: string | null }[];
}

/** The names of the groups, sorted as in index.json. */
export function groups(): string[];
/** The file of a group, its digest checked. Throws if there is no such group, or if the digest is another. */
export function load(group: string): VectorFile;
/**
 * Compares one answer with its vector, as `npx x402-spec-vectors run` does for this vector alone. `vector` is one of this package's, or its
 * id: of a different object only the id counts. An answer is an object, or its JSON text. Where a number of JavaScript would lose
 * digits, the object may have a bigint, or an `ExactNumber` of the package x402-offline.
 * Throws if there is no such vector.
 */
export function compare(vector: Pick<Vector, "id"> | string, answer: Answer | string): Comparison;
/** The vectors of all groups. */
export function all(): Vector[];
/** The ids of the vectors that `run --quick` asks. */
export function quick(): string[];
/** The checks that `expect.check` names. */
export function checks(): { id: string; stage: string; sentence: string; reasons: { v1: string[]; v2: string[] }; rulings: string[] }[];
/** What decided a ruling. */
export type Basis = "contract" | "text" | "sdks" | "stricter";
/**
 * The rulings that the vectors cite. `parts` are those that something else decided: of some checks, or in words, and then with patterns
 * of the ids, flags or titles of their vectors.
 */
export function rulings(): {
  id: string;
  basis: Basis;
  parts?: { basis: Basis; checks?: string[]; words?: string; vectors?: string[] }[];
  ruling: string;
  lenient?: string;
}[];
/** Throws unless every file is the one that SHA256SUMS names. */
export function verify(): void;
