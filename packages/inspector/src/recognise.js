// Says what somebody pasted, and takes it apart into what the judge takes. It judges nothing: a part that looks like a payment
// is read as a payment, and the judge says whether it is one.

import { textInBase64, fromBase64 } from "./bytes.js";
import { has, member, read, readable, NotJson, textAt } from "./json.js";
import { isOurs, messagesIn } from "./transcript.js";

/** What each kind of part is called. */
export const NAMES = {
  payment: "a payment",
  demand: "a demand (the answer 402)",
  offers: "an offer",
  settlement: "a settlement",
  request: "the body of a request to a facilitator",
  "sign-in": "a sign-in",
  signed: "a signed offer or receipt",
  message: "a message of MCP or A2A",
  transaction: "a Solana transaction",
  "verify-response": "a facilitator's answer to /verify",
  supported: "a facilitator's answer to /supported",
  "resource-list": "a directory's list of resources",
  "search-results": "what a directory found",
  "extension-responses": "a facilitator's responses to extensions",
  question: "a saved case",
};

const KIND_OF_HEADER = {
  "payment-required": "demand",
  "payment-signature": "payment",
  "x-payment": "payment",
  "payment-response": "settlement",
  "x-payment-response": "settlement",
  "sign-in-with-x": "sign-in",
  "extension-responses": "extension-responses",
};

// Nobody pastes more quotes around quotes. Each is a call inside of a call, of which there cannot be any number.
const MOST_QUOTES = 10;

/**
 * Takes a pasted text apart.
 * @returns `{what, parts}`. `what` is the rest of a sentence that begins with "Taken for". A part has `kind` (a key of `NAMES`);
 *   `text`, its JSON text or that of the transaction; `at`, the index in the pasted text at which `text` stands, or `null` if it
 *   was encoded; and `header` with `name`, `value` and `at`, if a header holds it. With `guessed`, nothing shows the kind.
 */
export const recognise = (pasted) => recogniseInside(pasted, 0);

function recogniseInside(pasted, quotes) {
  const text = pasted.replace(/^\ufeff/, " ");
  const trimmed = text.trim();
  const at = text.indexOf(trimmed);
  if (trimmed === "") return { what: "nothing yet", parts: [] };
  if (/^[[{]/.test(trimmed)) return ofJson(trimmed, at);
  const messages = messagesIn(text);
  if (messages) return ofMessages(messages, quotes);
  const quoted = quotes < MOST_QUOTES && /^(["'`])([^]*)\1[,;]?$/.exec(trimmed);
  if (quoted) return ofQuoted(trimmed, quoted, at, quotes + 1);
  return ofValue(trimmed, at);
}

function ofQuoted(whole, [, mark, inner], at, quotes) {
  const isJson = mark === '"' && readable(whole)?.type === "string";
  if (!isJson) {
    const { what, parts } = recogniseInside(inner, quotes);
    return { what: `${what}, in quotes`, parts: parts.map((part) => moved(part, at + 1)) };
  }
  const { what, parts } = recogniseInside(JSON.parse(whole), quotes);
  return { what: `${what}, in a JSON string`, parts: parts.map(encoded) };
}

const moved = (part, by) => ({
  ...part,
  at: part.at === null ? null : part.at + by,
  ...(part.header && { header: { ...part.header, at: part.header.at === null ? null : part.header.at + by } }),
});
const encoded = (part) => ({ ...part, at: null, ...(part.header && { header: { ...part.header, at: null } }) });

function ofJson(text, at) {
  try {
    const node = read(text);
    const part = partOfJson(node, text, at);
    return { what: whatOf(part, node), parts: [part] };
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
  }
  // A request and its answer, one on each line.
  const lines = linesOf(text);
  const nodes = lines.map(({ line }) => readable(line));
  if (lines.length > 1 && nodes.every((node) => has(node, "jsonrpc"))) {
    const parts = lines.map(({ line, start }) => ({ kind: "message", text: line, at: at + start }));
    return { what: `${lines.length} messages of MCP or A2A, one on each line`, parts };
  }
  // Nothing reads it. Its words show what it was meant to be, and the judge says where it breaks.
  const kind = /"accepts"/.test(text) ? "demand" : /"success"/.test(text) ? "settlement" : "payment";
  return { what: `${NAMES[kind]}, as JSON that breaks off or has a fault`, parts: [{ kind, text, at, guessed: true }] };
}

// The lines that are not blank, each with its index in the text.
function linesOf(text) {
  let next = 0;
  const lines = text.split("\n").map((line) => {
    const start = next;
    next += line.length + 1;
    return { line, start };
  });
  return lines.filter(({ line }) => line.trim() !== "");
}

function partOfJson(node, text, at) {
  if (has(node, "op", "input")) return { kind: "question", text, at };
  const kind = kindOf(node);
  return { kind: kind ?? "payment", text, at, ...(kind ? {} : { guessed: true }) };
}

/** The kind of object with these members, or undefined. */
function kindOf(node) {
  if (node.type === "array") {
    if (node.items.length === 0) return undefined;
    // Each item is looked at once: twice at each level would be as 2 to the power of the levels.
    const [first, ...others] = node.items;
    const kind = kindOf(first);
    if (kind !== "offers" && kind !== "message") return undefined;
    return others.every((item) => kindOf(item) === kind) ? kind : undefined;
  }
  if (has(node, "jsonrpc") || has(node, "kind", "status") || has(node, "role", "parts")) return "message";
  if (has(node, "paymentPayload") && has(node, "paymentRequirements")) return "request";
  if (has(node, "accepts")) return "demand";
  if (has(node, "payload", "signature", "format") || (has(node, "signature") && textAt(node, "format") === "jws")) return "signed";
  if (has(node, "payload")) return "payment";
  if (has(node, "domain", "uri", "nonce") || has(node, "domain", "address", "signature")) return "sign-in";
  if (has(node, "success")) return "settlement";
  if (has(node, "isValid")) return "verify-response";
  if (has(node, "kinds")) return "supported";
  if (has(node, "items", "pagination") || has(node, "items", "x402Version")) return "resource-list";
  if (has(node, "resources", "x402Version")) return "search-results";
  if (has(node, "scheme", "network")) return "offers";
  if (has(node, "transaction") && node.members.length === 1) return "transaction";
  return undefined;
}

function whatOf({ kind, guessed }, node) {
  const version = textAt(node, "x402Version");
  const count = node.items?.length;
  if (guessed) return "a payment, though nothing in the JSON shows what it is";
  const name = kind === "offers" && count > 1 ? `${count} offers` : NAMES[kind];
  return `${name}${version === undefined ? "" : ` of version ${version}`}, as JSON`;
}

function ofMessages(messages, quotes) {
  const found = messages.flatMap(({ status, headers, body }) => {
    const parts = headers.filter(({ name }) => isOurs(name)).map((header) => partOfHeader(header));
    const answer = headers.map(({ name, value }) => [name, value]);
    const rest = body ? recogniseInside(body.text, quotes).parts : [];
    const kinds = new Set(parts.map(({ kind }) => kind));
    for (const part of rest) {
      // Version 2 has its demand in a header; the body says the same again, or is an error for people.
      if (part.guessed || kinds.has(part.kind)) continue;
      kinds.add(part.kind);
      parts.push(moved(part, body.at));
    }
    return parts.map((part) => ({ ...part, ...(part.kind === "demand" && status !== undefined && { answer }) }));
  });
  // The last of each kind is that of the last attempt.
  const last = new Map(found.map(({ kind }, index) => [kind, index]));
  const parts = found.filter(({ kind }, index) => last.get(kind) === index);
  const statuses = messages.flatMap(({ status }) => (status === undefined ? [] : [status]));
  const names = parts.map(({ kind, header }) => (header ? `${NAMES[kind]} in ${header.name.toUpperCase()}` : `${NAMES[kind]} in the body`));
  const of = names.length > 0 ? `with ${listed(names)}` : "without anything of x402";
  if (statuses.length > 0) return { what: `a transcript with status ${statuses.join(", then ")}, ${of}`, parts };
  return { what: parts.length === 1 ? names[0].replace(" in ", ", in the header ") : `headers ${of}`, parts };
}

const listed = (names) => (names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0]);

function partOfHeader(header) {
  const kind = KIND_OF_HEADER[header.name.toLowerCase()];
  return { kind, header, text: textInBase64(header.value.trim()), at: null };
}

/** A header's value without its name, a JWS, or a transaction. */
function ofValue(trimmed, start) {
  const lines = trimmed.split(/\s+/);
  // A terminal breaks long lines.
  const value = lines.join("");
  const broken = lines.length > 1 ? ", with line breaks that are left out" : "";
  const at = lines.length > 1 ? null : start;
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(value) && has(readable(textInBase64(value.split(".")[0]) ?? ""), "alg")) {
    return { what: `a signed offer or receipt, as a JWS${broken}`, parts: [{ kind: "signed", text: value, at, jws: true }] };
  }
  const inner = textInBase64(value);
  const node = inner === undefined ? undefined : readable(inner);
  if (node === undefined && isTransaction(value)) {
    return { what: `a Solana transaction in base64${broken}`, parts: [{ kind: "transaction", text: JSON.stringify({ transaction: value }), at: null }] };
  }
  const kind = node && kindOf(node);
  const name = headerOf(kind, textAt(node, "x402Version"), textAt(node, "network"));
  const header = { name: name ?? "PAYMENT-SIGNATURE", value, at };
  if (name === undefined) {
    if (kind === "offers" || kind === "request" || kind === "message") {
      return { what: `${NAMES[kind]}, in base64${broken}`, parts: [{ kind, text: inner, at: null }] };
    }
    const what = `the value of a header, though nothing shows of which${broken}`;
    return { what, parts: [{ kind: "payment", header, text: inner, at: null, guessed: true }] };
  }
  const what = `${NAMES[kind]}, as the value of the header ${name}${broken}`;
  return { what, parts: [{ kind, header, text: inner, at: null }] };
}

function headerOf(kind, version, network) {
  if (kind === "payment") return version === "1" ? "X-PAYMENT" : "PAYMENT-SIGNATURE";
  if (kind === "demand") return "PAYMENT-REQUIRED";
  // A settlement has no version. The spelling of its network shows it.
  if (kind === "settlement") return network?.includes(":") ? "PAYMENT-RESPONSE" : "X-PAYMENT-RESPONSE";
  return kind === "sign-in" ? "SIGN-IN-WITH-X" : undefined;
}

/** Whether these are the signatures of a transaction and bytes after them. */
function isTransaction(value) {
  const bytes = fromBase64(value);
  if (!bytes) return false;
  const signatures = bytes[0];
  return signatures >= 1 && signatures <= 12 && bytes.length > 64 * signatures + 36 && bytes.length <= 4096;
}

/** The offers in a pasted text, as the JSON text of each: an offer, several, a demand, a request, a transcript with one of them. */
export function offersIn(pasted) {
  for (const part of recognise(pasted).parts) {
    const node = part.text === undefined ? undefined : readable(part.text);
    if (!node) continue;
    const raw = (inner) => inner.raw;
    if (part.kind === "offers") return node.items ? node.items.map(raw) : [node.raw];
    if (part.kind === "demand") return (member(node, "accepts").items ?? []).map(raw);
    if (part.kind === "request") return [member(node, "paymentRequirements").raw];
  }
  return [];
}
