// A seller that ends when a payment comes, before it has seen it: `silent.mjs LOG COMMAND …` is the command, and notes each payment in LOG.
// The second payment in LOG, and all after it, reach the seller.

import { spawn } from "node:child_process";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [log, command, ...args] = process.argv.slice(2);
const seller = spawn(command, args, { stdio: ["pipe", "inherit", "inherit"] });
seller.on("exit", (code) => process.exit(code ?? 1));
const lines = createInterface(process.stdin);
lines.on("line", (line) => {
  const payment = JSON.parse(line).params?._meta?.["x402/payment"];
  if (payment) {
    const isFirst = !existsSync(log) || readFileSync(log, "utf8") === "";
    appendFileSync(log, `${JSON.stringify(payment)}\n`);
    if (isFirst) {
      seller.kill();
      process.exit(0);
    }
  }
  seller.stdin.write(`${line}\n`);
});
lines.on("close", () => seller.stdin.end());
