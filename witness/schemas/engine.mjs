// What ajv and V8 say.
//
//     node schemas/engine.mjs DIRECTORY
//
// ajv judges the random cases (`engine.py`) again: both validators have to say the same. V8 searches for random patterns,
// which become patterns.json in the format of the official suite. The same seed makes the same cases.

import assert from "node:assert";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

const directory = process.argv[2];

function judgeAgain() {
  const files = readdirSync(directory).filter((name) => name.startsWith("random-"));
  assert(files.length > 0);
  let [tests, known] = [0, 0];
  for (const file of files) {
    for (const group of JSON.parse(readFileSync(`${directory}/${file}`, "utf8"))) {
      const text = JSON.stringify(group.schema);
      // ajv 8.20.0 takes an empty array where `contains` wants an element, if `prefixItems` stands beside it.
      const overlooks = text.includes('"contains"') && text.includes('"prefixItems"');
      const validate = new Ajv2020({ strict: false, logger: false }).compile(group.schema);
      for (const test of group.tests) {
        const data = JSON.stringify(test.data);
        const found = verdict(validate, test.data);
        if (found !== test.valid) {
          assert(found === "crashed" || (overlooks && data.includes("[]")), `${text} ${data}`);
          known += 1;
        }
        tests += 1;
      }
    }
  }
  assert(known < tests / 500);
  console.log(`ajv says the same of ${tests} random instances, but for ${known} by its own mistakes`);
}

// The code that ajv 8.20.0 makes of some schemas with several subschemas about members sets a member of undefined.
function verdict(validate, data) {
  try {
    return validate(data);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return "crashed";
  }
}

// Mulberry32.
function generator(seed) {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const ATOMS = ["a", "b", "é", "💩", ".", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "[ab]", "[^ab]", "[a-c\\d]", "[^]", "[]"];
const MORE = ["^", "$", "\\b", "\\B", "[\\s-]", "\\u0061", "\\u{1F4A9}", "\\ud83d\\udca9", "\\x61", "\\cJ", "[💨-💪]", "\\0", "[^\\W_]"];
const BROKEN = ["\\a", "{", "]", "(?", "\\u{}", "[b-a]", "\\1", "*", "a{2,1}", "\\k<n>", "\\p", "[\\d-z]", "\\c1", ")"];
const TIMES = ["", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,1}?", "{2,}", "*?"];
const LETTERS = ["a", "b", "c", "1", "_", " ", "\n", "é", "💩", "\u00a0", "\u2028", "\ufeff", "K", "-", "\0", "ſ"];

function pattern(random, depth = 0) {
  const alternatives = Array.from({ length: 1 + (random(4) === 0) }, () =>
    Array.from({ length: random(4) }, () => {
      if (random(25) === 0) return BROKEN[random(BROKEN.length)];
      if (random(5) === 0) return MORE[random(MORE.length)];
      const group = depth < 3 && random(4) === 0;
      const open = ["(?:", "(", "(?<n" + random(1e9) + ">"][random(3)];
      const atom = group ? `${open}${pattern(random, depth + 1)})` : ATOMS[random(ATOMS.length)];
      return atom + TIMES[random(TIMES.length)];
    }).join(""),
  );
  return alternatives.join("|");
}

function searched() {
  const random = generator(402);
  const [groups, broken] = [[], []];
  while (groups.length < 4000) {
    const source = pattern(random);
    let expression;
    try {
      expression = new RegExp(source, "u");
    } catch {
      broken.push(source);
      continue;
    }
    const tests = Array.from({ length: 8 }, (_, index) => {
      const data = Array.from({ length: random(7) }, () => LETTERS[random(LETTERS.length)]).join("");
      return { description: String(index), data, valid: expression.test(data) };
    });
    groups.push({ description: source, schema: { pattern: source }, tests });
  }
  for (let start = 0; start < groups.length; start += 100) {
    writeFileSync(`${directory}/patterns-${start}.json`, JSON.stringify(groups.slice(start, start + 100)));
  }
  // Of what V8 does not take for a pattern the engine has to say the same: `null` in place of a verdict.
  assert(broken.length > 100);
  const refused = broken.map((source) => ({ description: source, schema: { pattern: source }, tests: [{ description: "", data: "", valid: null }] }));
  for (let start = 0; start < refused.length; start += 100) {
    writeFileSync(`${directory}/broken-${start}.json`, JSON.stringify(refused.slice(start, start + 100)));
  }
  console.log(`V8 has searched for ${groups.length} random patterns and refused ${broken.length}`);
}

judgeAgain();
searched();
