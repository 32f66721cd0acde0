// Checks the JSON Schemas against the cases of `cases.py`, with ajv in strict mode.
//
//     node schemas/compare.mjs FILE

import assert from "node:assert";
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { installedVersion } from "../vectors/common.mjs";

const local = (path) => fileURLToPath(new URL(path, import.meta.url));
const read = (path) => JSON.parse(readFileSync(path, "utf8"));
// JavaScript reads numbers as doubles.
const { everyReader, readersOfDoubles } = read(local("exceptions.json"));
const exceptions = { ...everyReader, ...readersOfDoubles };

function validators() {
  const ajv = new Ajv2020({ strict: true, strictTypes: true, strictRequired: false });
  const directory = local("../../schemas/");
  const names = readdirSync(directory, { recursive: true }).filter((name) => name.endsWith(".schema.json"));
  const found = names.map((name) => {
    const schema = read(directory + name);
    // Checks against the 2020-12 meta schema; throws on a fault.
    ajv.validateSchema(schema, true);
    return [name, schema, ajv.compile(schema)];
  });
  const wrong = found.flatMap(([name, schema, validate]) => faults(schema, validate).map((fault) => `${name}: ${fault}`));
  return [new Map(found.map(([name, , validate]) => [name, validate])), wrong];
}

// The annotations that a schema lacks for readers and generators of types.
function faults(schema, validate) {
  const lacking = ["title", "description", "examples"].filter((member) => !schema[member]?.length);
  const refused = (schema.examples ?? []).filter((example) => !validate(example));
  return [
    ...lacking.map((member) => `no ${member}`),
    ...refused.map((example) => `refuses its example ${JSON.stringify(example).slice(0, 200)}`),
  ];
}

const fits = (pattern, name) => (pattern.startsWith("*") ? name.endsWith(pattern.slice(1)) : name === pattern);

// The faults: wrong verdicts, schemas without cases, needless exceptions.
function compare(cases, exceptions) {
  const wrong = [];
  const needed = new Set();
  const verdicts = new Map([...schemas.keys()].map((schema) => [schema, { true: 0, false: 0 }]));
  for (const { id, names = [], schema, text, accept, found } of cases) {
    verdicts.get(schema)[found] += 1;
    if (found === accept) continue;
    // The name of an exception is an id, a title or a flag, as a pattern.
    const known = Object.keys(exceptions).filter((key) => names.some((name) => fits(key, name)));
    if (found && known.length > 0) known.forEach((key) => needed.add(key));
    else wrong.push(`${schema}: ${found ? "taken" : "refused"}: ${id ?? "spoiled"}: ${text.slice(0, 600)}`);
  }
  for (const [schema, count] of verdicts) {
    if (count.true === 0) wrong.push(`${schema}: no document was taken`);
    if (count.false === 0) wrong.push(`${schema}: no document was refused`);
  }
  for (const id of Object.keys(exceptions)) {
    if (!needed.has(id)) wrong.push(`exceptions.json: ${id} is not needed any more`);
  }
  return cases.length === 0 ? ["no cases found"] : wrong;
}

// Tests the comparison itself: it must object to a wrong expectation for each schema, in both directions, to a stale exception,
// and to an empty list of cases.
function selfTest(cases) {
  const flips = new Map(cases.map((one, index) => [`${one.schema} ${one.accept}`, index]));
  for (const [what, index] of flips) {
    const flipped = cases.with(index, { ...cases[index], accept: !cases[index].accept });
    assert(compare(flipped, exceptions).length > 0, `a wrong expectation is not noticed: ${what}`);
  }
  assert(compare(cases, { ...exceptions, stale: "for the test" }).length > 0, "a stale exception is not noticed");
  assert(compare([], exceptions).length > 0, "the absence of cases is not noticed");
  assert.equal(faults({}, Boolean).length, 3, "a bare schema is not noticed");
  assert(faults({ title: "T", description: "D", examples: [0] }, Boolean).length > 0, "a wrong example is not noticed");
  return flips.size;
}

const [schemas, faulty] = validators();
const lines = readFileSync(process.argv[2], "utf8").split("\n").slice(0, -1);
const cases = lines.map((line) => {
  const one = JSON.parse(line);
  return { ...one, found: schemas.get(one.schema)(JSON.parse(one.text)) };
});
const wrong = [...faulty, ...compare(cases, exceptions)];
for (const line of wrong.slice(0, 40)) console.log(line);
const flips = wrong.length > 0 ? 0 : selfTest(cases);
const vectors = cases.filter(({ id }) => id !== undefined).length;
console.log(
  `ajv ${installedVersion("ajv")}: ${schemas.size} schemas, ${vectors} cases of vectors, ${cases.length - vectors} of spoiled` +
    ` documents, ${Object.keys(exceptions).length} exceptions, ${wrong.length} wrong; ${flips} wrong expectations noticed`,
);
process.exitCode = wrong.length > 0 ? 1 : 0;
