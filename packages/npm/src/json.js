// JSON without loss: what JavaScript's numbers cannot hold is kept.

// A number behind a colon, a bracket or a comma that `JSON.parse` might change: with 16 digits, a point, an exponent, or −0.
const RISKY = /(?:[:[,]|^)\s*(?:-0|-?\d+[.eE]|-?\d{16})/;
const TOKEN = /\s*(?:([{}[\],:])|"((?:[^"\\]|\\.)*)"|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/y;

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
 * `ExactNumber`. Throws a SyntaxError where the text is not JSON.
 */
export function parse(text) {
  const plain = JSON.parse(text);
  if (!RISKY.test(text)) return plain;
  // The text is JSON, so that its tokens can be taken one after the other.
  const tokens = new Tokens(text);
  return tokens.value(tokens.next());
}

class Tokens {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  next() {
    TOKEN.lastIndex = this.at;
    const token = TOKEN.exec(this.text);
    this.at = TOKEN.lastIndex;
    return token;
  }

  value([whole, sign, , number]) {
    if (number !== undefined) return exact(number);
    if (sign === "{") return this.object();
    if (sign === "[") return this.array();
    return JSON.parse(whole);
  }

  object() {
    const object = {};
    for (let token = this.next(); token[1] !== "}"; token = this.next()) {
      if (token[1] === ",") continue;
      this.next();
      const value = this.value(this.next());
      // An assignment to `__proto__` would not make a member.
      Object.defineProperty(object, JSON.parse(token[0]), { value, configurable: true, enumerable: true, writable: true });
    }
    return object;
  }

  array() {
    const array = [];
    for (let token = this.next(); token[1] !== "]"; token = this.next()) {
      if (token[1] !== ",") array.push(this.value(token));
    }
    return array;
  }
}

function exact(text) {
  const number = Number(text);
  if (/^-?\d+$/.test(text) && text !== "-0") return Number.isSafeInteger(number) ? number : BigInt(text);
  return String(number) === text ? number : new ExactNumber(text);
}

/**
 * Writes JSON text. A bigint becomes an integer and an `ExactNumber` what it was. Throws a TypeError for what JSON cannot have, such
 * as NaN, a function or a cycle. Members that are `undefined` are left out.
 */
export function stringify(value) {
  return isPlain(value, 0) ? JSON.stringify(value) : write(value, new Set());
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

function write(value, above) {
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
      break;
    default:
      throw new TypeError(`a ${typeof value} is not JSON`);
  }
  if (value === null) return "null";
  if (value instanceof ExactNumber) return value.text;
  if (typeof value.toJSON === "function") return write(value.toJSON(), above);
  if (above.has(value)) throw new TypeError("an object inside itself is not JSON");
  above.add(value);
  const text = Array.isArray(value)
    ? `[${Array.from(value, (item) => write(item ?? null, above)).join(",")}]`
    : `{${Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([name, item]) => `${JSON.stringify(name)}:${write(item, above)}`)
        .join(",")}}`;
  above.delete(value);
  return text;
}
