// From what a program has to what an operation takes: amounts and times as bigint, number or string, times as Date, bytes as Uint8Array.

import { X402Error, escaped } from "./error.js";
import { ExactNumber } from "./json.js";

// Longer values go the long way, which reports what no memory can hold.
const LONGEST_HEADER = 65_536;
const DIGITS = /^(?:0|[1-9]\d*)$/;

/**
 * The question with its amounts and times as the operation takes them. `shape` says where they are: "integer" a number, "time" a number
 * that may have a fraction, "amount" a string of digits, "bytes" hexadecimal. In what travels ("offer"), only a bigint is changed: all else is for the operation to check.
 */
export function prepared(value, shape, pointer = "") {
  if (value === undefined || value === null || shape === undefined) return value;
  if (typeof shape === "string") return scalar(value, shape, pointer);
  if (Array.isArray(value)) return shape["[]"] ? changed(value, (item, index) => prepared(item, shape["[]"], `${pointer}/${index}`)) : value;
  if (typeof value !== "object" || value instanceof ExactNumber) return value;
  let copy = value;
  for (const [name, item] of Object.entries(value)) {
    const made = prepared(item, (Object.hasOwn(shape, name) ? shape[name] : undefined) ?? shape["*"], `${pointer}/${escaped(name)}`);
    if (made === item) continue;
    if (copy === value) copy = { ...value };
    copy[name] = made;
  }
  return copy;
}

function changed(array, change) {
  const made = array.map(change);
  return made.some((item, index) => item !== array[index]) ? made : array;
}

function scalar(value, shape, pointer) {
  switch (shape) {
    case "integer":
      if (typeof value === "string" && DIGITS.test(value)) return integer(BigInt(value));
      if (typeof value === "bigint") return integer(value);
      return safe(value, pointer);
    case "time":
      if (value instanceof Date) return safe(Math.floor(value.getTime() / 1000), pointer);
      // The operation cuts a fraction off, and knows milliseconds from seconds.
      return typeof value === "number" && Number.isFinite(value) ? value : scalar(value, "integer", pointer);
    case "amount":
      return typeof value === "bigint" || typeof value === "number" ? String(safe(value, pointer)) : value;
    case "offered-amount":
      return typeof value === "bigint" ? String(value) : value;
    case "bytes":
      return value instanceof Uint8Array ? `0x${Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("")}` : value;
    default:
      return value;
  }
}

const integer = (value) => (value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= 0n ? Number(value) : value);

// Behind 2^53 a number may be another than the program meant.
function safe(value, pointer) {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new X402Error("malformed", `input${pointer.replaceAll("/", ".")}: ${value} is not an exact integer; write a bigint or a string of digits`, pointer);
  }
  return value;
}

/**
 * The header's name and value, each after a line feed, if the question about an object is nothing but a header: then it needs no JSON.
 * `undefined` for every other question, and where JSON might have other fields than those that are read here.
 */
export function loneHeader(question) {
  const header = hasOnly(question, "header") ? question.header : undefined;
  if (header === null || typeof header !== "object" || !hasOnly(header, "name", "value")) return undefined;
  const { name, value } = header;
  if (typeof name !== "string" || typeof value !== "string" || name.includes("\n") || name.length + value.length > LONGEST_HEADER) return undefined;
  return `\n${name}\n${value}`;
}

// Whether these are the fields of an object in JSON.
function hasOnly(object, ...fields) {
  const prototype = Object.getPrototypeOf(object);
  if ((prototype !== Object.prototype && prototype !== null) || typeof object.toJSON === "function") return false;
  const names = Object.keys(object);
  return names.length === fields.length && fields.every((field) => names.includes(field));
}
