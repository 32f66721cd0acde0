// Testees that do what a testee must not, each by its name: what the runner of npm's package says of them is what the command says.
//
//     node testees.mjs        the names
//     node testees.mjs NAME   the testee

import { closeSync } from "node:fs";
import { createInterface } from "node:readline";

const write = (text) => process.stdout.write(text);
const say = (line) => write(`${JSON.stringify(line)}\n`);
const skip = (id) => say({ id, skipped: "not here" });
const right = ({ id, input }) => say({ id, result: input.name === undefined ? { caip2: input.caip2 } : { err: { kind: "not-network" } } });
const crash = (how) => {
  console.error("it is\n  \u0007broken");
  how();
};

/** What each does with a question, of which it gets the object and the number, from 1. */
const TESTEES = {
  // Some of this is right, and some is accepted that is not.
  wrong: right,
  introduced(question, number) {
    if (number === 1) say({ testee: { name: "made up", version: "1.2", language: "JavaScript", policies: ["own"] } });
    right(question);
  },
  stranger(question, number) {
    if (number === 1) say({ testee: { names: "made up" } });
    right(question);
  },
  "gives-up": ({ id }) => (id === "q1" ? skip(id) : process.exit(5)),
  never: () => crash(() => process.exit(4)),
  // One thing after the other.
  all({ id }) {
    const number = Number(id.slice(1));
    const kinds = [
      () => skip(id),
      () => crash(() => process.exit(3)),
      () => crash(() => process.kill(process.pid, "SIGKILL")),
      // No answer, and no more output.
      () => {},
      () => closeSync(1),
      // The first time too long by a byte, then as long as may be.
      () => write(`${"x".repeat(8 * 1024 * 1024 + (number < kinds.length ? 1 : 0))}\n`),
      () => write("junk\n"),
      () => write(Buffer.from([0xff, 0x0a])),
      () => write("\n"),
      () => write(`{"id":"${id}","result":{},"result":{}}\n`),
      () => write(`{"id":"${id}","result":{"a":1,"a":2}}\n`),
      () => write(`{"id":"q0","skipped":"x"}\n`),
      () => say({ id, error: "I do not like it" }),
      () => write(`{"id":"${id}","skipped":"in two parts`) && setTimeout(() => write(` and with \\u0007"}\r\n`), 20),
      () => say({ id, skipped: "twice" }) && say({ id, skipped: "twice" }),
      () => write(`{"id":"${id}","skipped":"without a line feed"}`) && setTimeout(() => process.exit(0), 20),
    ];
    kinds[number % kinds.length]();
  },
  "ends-badly": ({ id }) => skip(id),
  "speaks-last": ({ id }) => skip(id),
};
/** What each does after the last question. */
const ENDS = { "ends-badly": () => crash(() => process.exit(7)), "speaks-last": () => write("one more thing\n") };

const name = process.argv[2];
if (name === undefined) {
  console.log(Object.keys(TESTEES).join("\n"));
  process.exit();
}
let number = 0;
for await (const line of createInterface({ input: process.stdin })) TESTEES[name](JSON.parse(line), ++number);
ENDS[name]?.();
