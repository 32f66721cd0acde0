#!/usr/bin/env node
// `npx x402-offline`: the command, and with `mcp` the tools of an agent.

// The arguments are those of the global `process`: to import `node:process` opens standard input, which then does not block any more.
const [first, ...rest] = process.argv.slice(2);
if (first === "mcp") {
  const { serve } = await import("./mcp.js");
  process.exitCode = await serve(rest);
} else {
  const { command } = await import("./command.js");
  process.exitCode = command(process.argv.slice(2));
}
