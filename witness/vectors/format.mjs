// Checks with ajv that spec-vectors/vectors.schema.json accepts every file and refuses wrong ones.

import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { vectors as vectorsIn } from "../../spec-vectors/npm/rows.js";

const FOLDER = new URL("../../spec-vectors/", import.meta.url);
const text = (name) => readFileSync(new URL(name, FOLDER), "utf8");
const read = (name) => JSON.parse(text(name));

const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: true });
const schema = { $id: "https://vectors.invalid/", ...read("vectors.schema.json") };
const file = ajv.compile(schema);
const also = (name) => ajv.compile({ $ref: `${schema.$id}#/$defs/${name}` });
const [index, checks, rulings] = ["index", "checks", "rulings"].map(also);

const failures = [];
function taken(validate, value, name) {
  if (!validate(value)) failures.push(`${name}: ${ajv.errorsText(validate.errors.slice(0, 3))}`);
}

// Each edit turns a valid file into a wrong one, and returns whether it found anything to change.
const vector = (pick, change) => (file) => {
  const found = file.vectors.find(pick);
  if (found) change(found);
  return Boolean(found);
};
const any = () => true;
const refused = (vector) => vector.expect.class === "invalid";
const row = (change) => vector((vector) => vector.base, change);
const edits = {
  "a row without base and members": row((row) => delete row.base),
  "a base that is no id": row((row) => (row.base = "a base")),
  "an unknown member of a row": row((row) => (row.note = "x")),
  "an edit of one text": row((row) => (row.edits = [["a"]])),
  "an edit of the occurrence 0": row((row) => (row.edits = [["a", "b", 0]])),
  "another format": (file) => (file.format = "x402-vectors/1"),
  "a group with a slash": (file) => (file.group = "a/b"),
  "no licence": (file) => delete file.license,
  "an unknown member of the file": (file) => (file.licence = "MIT"),
  "no version": (file) => delete file.generated.version,
  "a short commit": (file) => (file.documents[0].commit = "de2e55bc"),
  "no vectors": (file) => (file.vectors = []),
  "a note without severity": (file) => {
    const [note] = Object.values(file.notes);
    return Boolean(note) && delete note.severity;
  },
  "a note with an unknown severity": (file) => {
    const [note] = Object.values(file.notes);
    return Boolean(note) && Boolean((note.severity = "high"));
  },
  "no id": vector(any, (vector) => delete vector.id),
  "an id without number": vector(any, (vector) => (vector.id = "eip3009")),
  "a title of two lines": vector(any, (vector) => (vector.title += "\nmore")),
  "no level": vector(any, (vector) => delete vector.level),
  "an unknown level": vector(any, (vector) => (vector.level = "may")),
  "an unknown operation": vector(any, (vector) => (vector.op = "refund")),
  "an unknown class": vector(any, (vector) => (vector.expect.class = "maybe")),
  "an unknown member": vector(any, (vector) => (vector.note = "x")),
  "an unknown member of expect": vector(any, (vector) => (vector.expect.results = {})),
  "a result that is a text": vector(any, (vector) => (vector.expect.result = "valid")),
  "one result in a list": vector(any, (vector) => (vector.expect.result = [{}])),
  "input as a text": vector(any, (vector) => (vector.input = "{}")),
  "neither witness nor reason": vector(any, (vector) => {
    delete vector.witness;
    delete vector.noWitness;
  }),
  "witness and reason": vector((vector) => vector.witness, (vector) => (vector.noWitness = "nobody")),
  "a witness of nothing": vector((vector) => vector.witness, (vector) => (vector.witness[0].confirms = [])),
  "to be refused, and no flag says which bug": vector(refused, (vector) => (vector.flags = ["missing-padding"])),
  "to be taken, with a flag of a bug": vector(
    (vector) => vector.expect.class === "valid",
    (vector) => (vector.flags = ["accepts-unknown-networks"]),
  ),
  "a parent without change": vector((vector) => vector.parent, (vector) => delete vector.change),
  "a change without parent": vector((vector) => vector.parent, (vector) => delete vector.parent),
  "our answers beside another operation than decode": vector(
    (vector) => vector.op !== "decode",
    (vector) => (vector.expect.ours = { strict: {}, lenient: {} }),
  ),
  "decode without our answers": vector((vector) => vector.op === "decode", (vector) => delete vector.expect.ours),
  "a call that moves and reverts": vector(
    (vector) => vector.intermediate?.chain?.[0].moved,
    (vector) => (vector.intermediate.chain[0].reverted = "no"),
  ),
  "a digest without its last character": vector(
    (vector) => vector.intermediate?.structHash,
    (vector) => (vector.intermediate.structHash = vector.intermediate.structHash.slice(0, -1)),
  ),
};

taken(index, read("index.json"), "index.json");
taken(checks, read("checks.json"), "checks.json");
taken(rulings, read("rulings.json"), "rulings.json");
const used = new Set();
let count = 0;
for (const { file: name } of read("index.json").files) {
  const written = read(name);
  taken(file, written, name);
  const right = { ...written, vectors: vectorsIn(text(name)).map(({ inputText, ...vector }) => vector) };
  taken(file, right, `${name}, expanded`);
  count += 1;
  // Only the first vectors of each kind are spoiled: this is enough and fast.
  const kinds = new Map(
    right.vectors.map((vector) => [`${vector.op} ${vector.expect.class} ${Boolean(vector.parent)} ${Boolean(vector.witness)}`, vector]),
  );
  const small = { ...right, vectors: [...kinds.values(), ...written.vectors.filter((row) => row.base).slice(0, 1)] };
  taken(file, small, `${name}, shortened`);
  for (const [edit, spoil] of Object.entries(edits)) {
    const spoiled = structuredClone(small);
    if (!spoil(spoiled)) continue;
    used.add(edit);
    if (file(spoiled)) failures.push(`${name}: takes ${edit}`);
  }
}
const spoilIndex = read("index.json");
spoilIndex.files[0].sha256 = spoilIndex.files[0].sha256.toUpperCase();
if (index(spoilIndex)) failures.push("index.json: takes a digest in capitals");
const spoilChecks = read("checks.json");
delete spoilChecks.checks[0].stage;
if (checks(spoilChecks)) failures.push("checks.json: takes a check without stage");
const spoilRulings = read("rulings.json");
spoilRulings.rulings[0].id = "C1";
if (rulings(spoilRulings)) failures.push("rulings.json: takes C1 for a ruling");
const lawless = read("rulings.json");
lawless.rulings[0].basis = "law";
if (rulings(lawless)) failures.push("rulings.json: takes law for a basis");
for (const edit of Object.keys(edits)) if (!used.has(edit)) failures.push(`no file to try this on: ${edit}`);

for (const failure of failures.slice(0, 40)) console.log(failure);
console.log(`${count} files, ${Object.keys(edits).length + 4} wrong edits, ${failures.length} failures`);
process.exit(failures.length || !count ? 1 : 0);
