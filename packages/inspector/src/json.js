// JSON text as a tree that loses nothing: digits of numbers, repeated members, and where each value stands. The program reads
// JSON with its own reader. This one is for showing JSON and for pointing at a place in it.

// A document of the protocol has a tenth of this depth.
const MOST_DEPTH = 200;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

/** Where a text stops being JSON. */
export class NotJson extends Error {
  /** @param {number} at the index of the character */
  constructor(at) {
    super(`not JSON at character ${at}`);
    this.at = at;
  }
}

/**
 * Reads JSON text.
 * @returns `{type, start, end, raw}`; with `members`, a list of `{name, value}`, of an object; with `items` of an array;
 *   with `value` of a string.
 * @throws {NotJson}
 */
export function read(text) {
  let at = 0;
  const take = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const expect = (character) => {
    if (text[at] !== character) throw new NotJson(at);
    at += 1;
  };
  const string = () => {
    const raw = take(STRING);
    if (raw === undefined) throw new NotJson(at);
    return JSON.parse(raw);
  };
  // The items between two brackets, each read by `item`.
  const list = (open, close, item) => {
    const found = [];
    expect(open);
    take(SPACE);
    if (text[at] !== close) {
      for (;;) {
        take(SPACE);
        found.push(item());
        take(SPACE);
        if (text[at] !== ",") break;
        at += 1;
      }
    }
    expect(close);
    return found;
  };
  const value = (depth) => {
    if (depth > MOST_DEPTH) throw new NotJson(at);
    take(SPACE);
    const start = at;
    const node = (type, rest) => ({ type, start, end: at, raw: text.slice(start, at), ...rest });
    if (text[at] === "{") {
      const members = list("{", "}", () => {
        const name = string();
        take(SPACE);
        expect(":");
        return { name, value: value(depth + 1) };
      });
      return node("object", { members });
    }
    if (text[at] === "[") {
      const items = list("[", "]", () => value(depth + 1));
      return node("array", { items });
    }
    if (text[at] === '"') {
      const found = string();
      return node("string", { value: found });
    }
    if (take(NUMBER) !== undefined) return node("number");
    const word = take(WORD);
    if (word === undefined) throw new NotJson(at);
    return node(word === "null" ? "null" : "boolean");
  };
  const root = value(0);
  take(SPACE);
  if (at < text.length) throw new NotJson(at);
  return root;
}

/** The tree, or undefined if the text is not JSON. */
export function readable(text) {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

/** The value of an object's member with this name; of repeated ones the first. */
export const member = (node, name) => node?.members?.find((entry) => entry.name === name)?.value;

/** Whether the node is an object with all of these members. */
export const has = (node, ...names) => names.every((name) => member(node, name) !== undefined);

/** The text of a string or number at a path of members, or undefined. */
export function textAt(node, ...path) {
  const found = path.reduce((inner, name) => (Array.isArray(inner?.items) ? inner.items[name] : member(inner, name)), node);
  if (found?.type === "string") return found.value;
  return found?.type === "number" ? found.raw : undefined;
}

/** The name of a member that an object has twice, at any depth, or undefined. */
export function repeated(node) {
  const seen = new Set();
  const twice = node.members?.find(({ name }) => seen.size === seen.add(name).size)?.name;
  const inner = node.items ?? (node.members ?? []).map(({ value }) => value);
  return twice ?? inner.map(repeated).find((name) => name !== undefined);
}

/** A step of a JSON pointer (RFC 6901) for this member. */
export const step = (name) => `/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** The node at a JSON pointer, or else the nearest one above it that is there. */
export function nearest(root, pointer) {
  let node = root;
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const inner = node.items ? node.items[name] : member(node, name);
    if (!inner) break;
    node = inner;
  }
  return node;
}
