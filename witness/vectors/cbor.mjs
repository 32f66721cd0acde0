// Findings of the npm package `cborg`, in strict mode, about the CBOR in suffixes of calldata.

import { decode } from "cborg";
import { installedVersion, options, readVectors, report } from "./common.mjs";

const MARKER = "80218021802180218021802180218021";
const STRICT = { allowIndefinite: false, allowUndefined: false, rejectDuplicateMapKeys: true, strict: true, useMaps: true };

// The CBOR before length, schema and marker, if these are present and agree with the calldata.
function cborOf(calldata) {
  const hex = calldata.slice(2);
  if (!hex.endsWith(`02${MARKER}`)) return undefined;
  const end = hex.length - 38;
  const start = end - 2 * parseInt(hex.slice(end, end + 4), 16);
  return start < 0 || end < 0 ? undefined : Buffer.from(hex.slice(start, end), "hex");
}

// Whether this is an unsigned integer, a text, or a list or map of such values.
function isMetadata(value) {
  if (value instanceof Map) return [...value].every(([key, inside]) => typeof key === "string" && isMetadata(inside));
  if (Array.isArray(value)) return value.every(isMetadata);
  return typeof value === "string" || ((Number.isSafeInteger(value) || typeof value === "bigint") && value >= 0);
}

// The value as JSON has it, or undefined: an integer beyond 2^53 has no exact form here, and readers of the findings take
// JSON of 128 levels.
function plain(value, levels = 100) {
  if (value instanceof Map || Array.isArray(value)) {
    const inside = [...value.values()].map((one) => plain(one, levels - 1));
    if (inside.includes(undefined) || levels === 0) return undefined;
    return Array.isArray(value) ? inside : Object.fromEntries([...value.keys()].map((key, index) => [key, inside[index]]));
  }
  return typeof value === "bigint" ? undefined : value;
}

function read(cbor) {
  try {
    const value = decode(cbor, STRICT);
    const isMap = value instanceof Map && [...value.keys()].every((key) => ["a", "w", "s", "m"].includes(key));
    const m = value instanceof Map ? value.get("m") : undefined;
    if (m !== undefined && !(m instanceof Map && isMetadata(m))) return { accepts: false };
    const metadata = m === undefined || plain(m) === undefined ? {} : { metadata: plain(m) };
    if (isMap) value.delete("m");
    const isText = (code) => typeof code === "string";
    const isRight = ([key, code]) => (key === "s" ? isText(code) || (Array.isArray(code) && code.every(isText)) : isText(code));
    if (!isMap || ![...value].every(isRight)) return { accepts: false };
    const members = [...value].map(([key, code]) => [key, key === "s" ? [code].flat() : code]);
    const codes = Object.fromEntries(members.filter(([, code]) => code.length > 0));
    return { accepts: true, codes, ...metadata };
  } catch {
    return { accepts: false };
  }
}

const findings = {};
for (const { id, op, input } of readVectors(options().vectors)) {
  if (op !== "builder-code") continue;
  const cbor = cborOf(input.calldata);
  findings[id] = cbor === undefined ? { accepts: false } : read(cbor);
}
report("cborg", `cborg ${installedVersion("cborg")} (npm)`, findings, options());
