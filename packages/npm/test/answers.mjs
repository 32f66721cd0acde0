// Answers a question of docs/reference/operations, a line of JSON, by the package's public functions.

export function answering({ parse, stringify, X402Error, ...functions }) {
  return (line) => {
    const { id, op, input } = parse(line);
    const ask = functions[op.replace(/-(.)/g, (_, letter) => letter.toUpperCase())];
    if (ask === undefined) return stringify({ id, skipped: `operation ${op} is unknown` });
    try {
      return stringify({ id, result: ask(input) });
    } catch (error) {
      if (!(error instanceof X402Error)) throw error;
      return stringify({ id, [error.code === "unsupported" ? "skipped" : "error"]: error.message });
    }
  };
}

/** Answers the lines of standard input, one after the other. A line ends in a line feed alone, other than for `node:readline`. */
export async function answerLines(answer) {
  let rest = "";
  process.stdin.setEncoding("utf8");
  for await (const part of process.stdin) {
    const lines = (rest + part).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line.trim() !== "") process.stdout.write(`${await answer(line)}\n`);
  }
}
