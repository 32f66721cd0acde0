// JSON without loss: what JavaScript's numbers cannot hold is kept.

import { X402Error } from "./error.js";

// A number behind a colon, a bracket or a comma that `JSON.parse` might change: with 16 digits, a point, an exponent, or −0.
const RISKY = /(?:[:[,]|^)\s*(?:-0|-?\d+[.eE]|-?\d{16})/;
// A number, true, false or null.
const WORD = /[^\s,\]}]+/y;
// How deep `stringify` goes. It ends objects that grow as they are read.
const DEEPEST = 100_000;
// Some engines have no longer bigint than 2^20 bits.
const LONGEST_BIGINT = 300_000;

/** A number in the spelling that it has in JSON text, such as `1.0` or `1e400`, where a number of JavaScript would have another. */
export class ExactNumber {
  constructor(text) {
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) throw new TypeError("not a number of JSON");
    this.text = text;
    Object.freeze(this);
  }

  toString() {
    return this.text;
  }
}

/**
 * Reads JSON text. An integer beyond ±(2^53−1) becomes a bigint, and any other number that JavaScript would write differently an
 * `ExactNumber`, as does an integer of more than 300,000 digits. Throws a SyntaxError where the text is not JSON.
 */
export function parse(text) {
  // `JSON.parse` takes a Buffer, too.
  text = String(text);
  const plain = JSON.parse(text);
  return RISKY.test(text) ? parseExactly(text) : plain;
}

// Of text that is JSON. Without recursion, so that nesting takes no stack; and without a pattern for strings, because one that
// knows escapes takes stack, too, for each character.
function parseExactly(text) {
  const whole = [];
  const above = [];
  let into = whole;
  // Of the member whose value comes next.
  let name;
  const put = (value) => {
    if (Array.isArray(into)) return into.push(value);
    // An assignment to `__proto__` would not make a member.
    Object.defineProperty(into, name, { value, configurable: true, enumerable: true, writable: true });
    name = undefined;
  };
  for (let at = 0; at < text.length; ) {
    const start = at++;
    switch (text[start]) {
      case "{":
      case "[": {
        const inner = text[start] === "{" ? {} : [];
        put(inner);
        above.push(into);
        into = inner;
        break;
      }
      case "}":
      case "]":
        into = above.pop();
        break;
      case '"': {
        at = endOfString(text, at);
        const string = JSON.parse(text.slice(start, at));
        if (Array.isArray(into) || name !== undefined) put(string);
        else name = string;
        break;
      }
      case ",":
      case ":":
      case " ":
      case "\t":
      case "\n":
      case "\r":
        break;
      default: {
        WORD.lastIndex = start;
        const [word] = WORD.exec(text);
        at = WORD.lastIndex;
        put(/[tfn]/.test(word[0]) ? JSON.parse(word) : exact(word));
      }
    }
  }
  return whole[0];
}

// Behind the quotation mark that has no odd number of backslashes before it.
function endOfString(text, from) {
  for (let at = text.indexOf('"', from); ; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
}

function exact(text) {
  const number = Number(text);
  if (/^-?\d+$/.test(text) && text !== "-0") {
    if (Number.isSafeInteger(number)) return number;
    return text.length > LONGEST_BIGINT ? new ExactNumber(text) : BigInt(text);
  }
  return String(number) === text ? number : new ExactNumber(text);
}

/**
 * Writes JSON text. A bigint becomes an integer and an `ExactNumber` what it was. Throws a TypeError for what JSON cannot have, such
 * as NaN, a function or a cycle, and an `X402Error` for more than 100,000 levels. Members that are `undefined` are left out, and −0
 * becomes 0, as in JavaScript.
 */
export function stringify(value) {
  return isPlain(value, 0) ? JSON.stringify(value) : write(value);
}

// Whether `JSON.stringify` loses nothing. What is deeper than any question is looked at by `write`, which finds a cycle.
function isPlain(value, depth) {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      break;
    default:
      return value === undefined && depth > 0;
  }
  if (value === null) return true;
  if (depth > 40 || value instanceof ExactNumber || typeof value.toJSON === "function") return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!isPlain(item, depth + 1)) return false;
    return true;
  }
  for (const name in value) if (!isPlain(value[name], depth + 1)) return false;
  return true;
}

// Without recursion, so that nesting takes no stack.
function write(whole) {
  const open = [];
  const above = new Set();
  let [text, value] = ["", whole];
  for (;;) {
    if (value !== null && typeof value === "object" && typeof value.toJSON === "function") value = value.toJSON();
    const alone = scalar(value);
    if (alone === undefined) {
      if (above.has(value)) throw new TypeError("an object inside itself is not JSON");
      if (open.length === DEEPEST) throw new X402Error("malformed", `there are more than ${DEEPEST} levels of objects and arrays`, "");
      above.add(value);
      const [begin, end] = Array.isArray(value) ? "[]" : "{}";
      open.push({ value, inside: inside(value), end });
      text += begin;
    } else text += alone;
    let next = open.at(-1)?.inside.next();
    while (next?.done) {
      const closed = open.pop();
      above.delete(closed.value);
      text += closed.end;
      next = open.at(-1)?.inside.next();
    }
    if (!next) return text;
    const [before, item] = next.value;
    text += before;
    value = item;
  }
}

// The values of an object or an array, each with what is before it.
function* inside(value) {
  let comma = "";
  if (Array.isArray(value)) {
    for (const item of value) {
      yield [comma, item ?? null];
      comma = ",";
    }
    return;
  }
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    yield [`${comma}${JSON.stringify(name)}:`, item];
    comma = ",";
  }
}

// What has nothing inside; undefined for an object and an array.
function scalar(value) {
  switch (typeof value) {
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "bigint":
      return value.toString();
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${value} is not a number of JSON`);
      return JSON.stringify(value);
    case "object":
      if (value === null) return "null";
      return value instanceof ExactNumber ? value.text : undefined;
    default:
      throw new TypeError(`a ${typeof value} is not JSON`);
  }
}
