// Answers the questions of `round_trip.py`, one per line: `{kind, version, header, text}`. The answer is `{read}` with the
// result of `reader`, or `{refused}` with its exception.

import { createInterface } from "node:readline";

export async function answerWith(reader) {
  for await (const line of createInterface({ input: process.stdin })) {
    let answer;
    try {
      answer = { read: await reader(JSON.parse(line)) };
    } catch (error) {
      const issues = error.issues?.map(({ path, code, received }) => `${path.join(".")}: ${code}, received ${received}`);
      answer = { refused: issues?.join("; ") ?? error.message };
    }
    console.log(JSON.stringify(answer));
  }
}
