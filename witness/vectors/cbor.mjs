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

function read(cbor) {
  try {
    const value = decode(cbor, STRICT);
    const isMap = value instanceof Map && [...value.keys()].every((key) => ["a", "w", "s"].includes(key));
    const isText = (code) => typeof code === "string";
    const isRight = ([key, code]) => (key === "s" ? isText(code) || (Array.isArray(code) && code.every(isText)) : isText(code));
    if (!isMap || ![...value].every(isRight)) return { accepts: false };
    const members = [...value].map(([key, code]) => [key, key === "s" ? [code].flat() : code]);
    return { accepts: true, codes: Object.fromEntries(members.filter(([, code]) => code.length > 0)) };
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
