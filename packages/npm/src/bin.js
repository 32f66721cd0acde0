#!/usr/bin/env node
// `npx x402-offline`: the command, and with `mcp` the tools of an agent.

import { argv } from "node:process";

const [first, ...rest] = argv.slice(2);
if (first === "mcp") {
  const { serve } = await import("./mcp.js");
  process.exitCode = await serve(rest);
} else {
  const { command } = await import("./command.js");
  process.exitCode = command(argv.slice(2));
}
