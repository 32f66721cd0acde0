// Questions of `round_trip.py`, one a line: `{kind, version, header, text}`. What `reader` makes of the text is answered
// as `{read}`, what it throws as `{refused}`.

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
