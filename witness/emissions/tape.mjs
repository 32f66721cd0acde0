// Records what an SDK sent, in the order of arrival, in a file.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const DIRECTORY = fileURLToPath(new URL("../../spec-vectors/generate/documents/emissions/", import.meta.url));

// The last digit of an id. The digits before it name the family and the conversation.
const DIGITS = {
  "payment-required": 1,
  payment: 2,
  "verify-request": 3,
  "verify-response": 4,
  "settle-request": 5,
  settlement: 6,
  "settlement in its header": 7,
  "payment-required once more": 8,
  supported: 9,
};

export class Tape {
  constructor(family, digit) {
    this.family = family;
    this.digit = digit;
    this.emissions = [];
  }

  // Starts a conversation in this version of the protocol. `only` names the objects to keep, if the others are as in
  // another conversation except for a nonce.
  talk(number, version, title, only = Object.keys(DIGITS)) {
    this.conversation = { number, version, title, only };
  }

  // Keeps an object. `source` is `{header: {name, value}}` or `{text}`, and `more` is what a payment is judged by.
  hear(what, by, source, more = {}) {
    const { number, version, title, only } = this.conversation;
    if (!only.includes(what)) return;
    const kind = what.split(" ")[0];
    const id = `${this.digit}${String(number).padStart(2, "0")}${DIGITS[what]}`;
    if (this.emissions.some((known) => known.id === id)) throw new Error(`${id}: ${what} was heard twice`);
    const key = JSON.stringify([kind, source]);
    const known = this.emissions.some((one) => JSON.stringify([one.kind, one.source]) === key);
    if (!known) this.emissions.push({ id, kind, version, by, title, source, ...more });
  }

  // Writes the file. With `--check` it compares, and names what differs.
  keep() {
    const file = `${DIRECTORY}${this.family}.json`;
    const text = JSON.stringify({ family: this.family, emissions: this.emissions }, null, 1) + "\n";
    if (!process.argv.includes("--check")) {
      mkdirSync(DIRECTORY, { recursive: true });
      writeFileSync(file, text);
      console.log(`${this.family}: ${this.emissions.length} emissions written`);
      return;
    }
    const then = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).emissions : [];
    const texts = (emissions) => new Map(emissions.map((emission) => [emission.id, JSON.stringify(emission)]));
    const [before, now] = [texts(then), texts(this.emissions)];
    const differing = [...new Set([...before.keys(), ...now.keys()])].filter((id) => before.get(id) !== now.get(id));
    for (const id of differing) console.log(`${this.family}: differs: ${id}`);
    if (differing.length > 0) process.exitCode = 1;
    else console.log(`${this.family}: ${this.emissions.length} emissions, all as committed`);
  }
}

export const base64 = (value) => Buffer.from(value).toString("base64");
