// Prints the codes of the type and of the field, and the name, of each serialized field of the XRP Ledger:
// `node fields.mjs node_modules/ripple-binary-codec/dist/enums/definitions.json`. The output of version 2.11.0 is
// `crates/x402-schemes/tests/it/xrpl_fields.txt`, with which a test compares the table of x402-schemes.
import { readFileSync } from "node:fs";
const { FIELDS, TYPES } = JSON.parse(readFileSync(process.argv[2]));
const rows = FIELDS.filter(([, field]) => field.isSerialized && TYPES[field.type] > 0).map(([name, field]) => [TYPES[field.type], field.nth, name]);
rows.sort(([type, field], [otherType, otherField]) => type - otherType || field - otherField);
for (const row of rows) console.log(row.join(" "));
