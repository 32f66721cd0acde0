// The tools of an agent, as a server of the Model Context Protocol over standard input and output. They use no network.

import { readFileSync } from "node:fs";
import { run } from "./command.js";

const TEXT = "a header's value, a header line such as `PAYMENT-SIGNATURE: …`, a transcript of curl -v, a curl command, a log line, or JSON text";
// A directory's page has half of it, and objects of x402 have at most 2^20 bytes. A longer text is refused before it is copied into the module.
const LONGEST = 2 ** 21;
const NOW = {
  type: "string",
  description: "The time of the verdict: seconds since 1970, or a time such as 2025-02-27T16:01:40Z. The default is this machine's clock, also for a transcript of the past",
};
const AT_RECORDED_TIME = {
  enum: ["true"],
  description:
    "The verdict at the time that the text recorded, which its client cannot have written: the Date of the server's answer, or else the time of the HAR entry or of the log line. Without it the verdict is the clock's, and the text names the recorded time. Not with now",
};
const ANSWER =
  " If the text has an answer of the seller or the facilitator, that comes first: a payment that it refuses is not paid, whatever its bytes are. The text also names where payment, offer and time came from.";
const VERIFIED = {
  payment: { type: "string", description: `The payment: ${TEXT}. A transcript, or the body of a request to a facilitator, may have the offer, too` },
  offer: { type: "string", description: "The seller's own offer: a PaymentRequirements, an array of them, or the demand of the 402 with them" },
  now: NOW,
  atRecordedTime: AT_RECORDED_TIME,
  accountCode: { enum: ["none", "some"], description: "Whether the payer's account has code (eth_getCode). Leave it out if nobody asked" },
};

// Exit codes of the command: it could not be used as it was asked.
const USAGE = 64;
const IO = 74;

// Each tool is a command. `argumentsOf` makes its arguments: a text that begins with a dash is no option.
const argumentsFor = (name) => ({ payment, offer, now, atRecordedTime, accountCode }) => {
  const options = [
    ...(now === undefined ? [] : [`--now=${now}`]),
    ...(atRecordedTime === undefined ? [] : ["--at-recorded-time"]),
    ...(accountCode === undefined ? [] : [`--account-code=${accountCode}`]),
  ];
  if (offer === undefined) return [name, ...options, "--", payment];
  return [name, ...options, `--payment=${payment}`, `--offer=${offer}`];
};
const TOOLS = [
  {
    name: "decode",
    description:
      "Shows what a header or an object of the x402 payment protocol contains: a demand (402 response), a payment, a settlement, a sign-in. Use it first when somebody pastes base64 or JSON of x402. It verifies nothing.",
    properties: { object: { type: "string", description: `The object: ${TEXT}, or a whole response with its headers` } },
    required: ["object"],
    argumentsOf: ({ object }) => ["decode", "--", object],
  },
  {
    name: "verify",
    description:
      "The verdict on an x402 payment against the seller's offer in a line or two: valid, invalid (with the error code and the reason), or undecided (with what to ask the chain). Use it when only the answer counts." +
      ANSWER,
    properties: VERIFIED,
    required: ["payment"],
    argumentsOf: argumentsFor("verify"),
  },
  {
    name: "explain",
    description:
      "The verdict on an x402 payment with every check, what may have happened, and what to ask the chain before settling. Use it to find out why a payment bounced." +
      ANSWER,
    properties: VERIFIED,
    required: ["payment"],
    argumentsOf: argumentsFor("explain"),
  },
  {
    name: "diagnose",
    description:
      "Guesses what the payer of a refused x402 payment signed instead: another token domain, chain, amount, time unit, an offer that has changed. Use it after verify says that the signature is not the payer's." +
      ANSWER,
    properties: VERIFIED,
    required: ["payment"],
    argumentsOf: argumentsFor("diagnose"),
  },
  {
    name: "lint",
    description:
      "Finds the faults in a demand for x402 payments (the body of a 402, or its header PAYMENT-REQUIRED), and says how to correct each. Use it when a client cannot pay a server, or before a server goes live.",
    properties: { demand: { type: "string", description: `The demand: ${TEXT}, or a whole 402 response with its headers` } },
    required: ["demand"],
    argumentsOf: ({ demand }) => ["lint", "--", demand],
  },
];

// What an agent was told is text, and never the name of a file or of a stream.
const CLOSED = {
  read: () => {
    throw new Error("the tools read no files");
  },
  isFile: () => false,
  columns: undefined,
  wantsColours: false,
};

/** What a tool says: the text of the command, and whether it could not be used. A payment that is invalid is no error. */
export function call(name, given) {
  const tool = TOOLS.find((tool) => tool.name === name);
  if (!tool) throw new Error(`there is no tool ${name}`);
  if (typeof given !== "object" || given === null || Array.isArray(given)) return failed(`the arguments of ${name} are not an object`);
  for (const [member, value] of Object.entries(given)) {
    if (!Object.hasOwn(tool.properties, member)) return failed(`${name} has no argument of this name: ${printable(member)}`);
    if (typeof value !== "string") return failed(`${member} is not a string`);
    if (value.length > LONGEST) return failed(`${member} has ${value.length} characters, and the longest text that is read has ${LONGEST}`);
    if (!value.isWellFormed()) return failed(`${member} has half of a surrogate pair`);
    if (value === "-" || value.startsWith("@")) return failed(`${member}: give the text itself, not the name of a file`);
  }
  if (given.atRecordedTime !== undefined && given.atRecordedTime !== "true") return failed('atRecordedTime is "true", or left out');
  for (const member of tool.required) if (given[member] === undefined) return failed(`${member} is missing`);
  const { code, out, err } = run(tool.argumentsOf(given), { ...CLOSED, now: Math.floor(Date.now() / 1000) });
  return { content: [{ type: "text", text: out + err }], isError: code === USAGE || code === IO };
}

// A name that a stranger may have made up, in ASCII and not too long.
const printable = (text) => JSON.stringify(text.slice(0, 100)).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

const failed = (text) => ({ content: [{ type: "text", text }], isError: true });

export const tools = () =>
  TOOLS.map(({ name, description, properties, required }) => ({
    name,
    description,
    inputSchema: { type: "object", properties, required, additionalProperties: false },
    annotations: { readOnlyHint: true, openWorldHint: false },
  }));

/** Serves until the client closes standard input. Returns the exit code. */
export async function serve(args) {
  if (args.length > 0) {
    process.stderr.write("x402-offline mcp: serves the tools decode, verify, explain, diagnose and lint on standard input and output; it takes no arguments\n");
    return args.includes("--help") || args.includes("-h") ? 0 : 64;
  }
  const sdk = await load();
  if (!sdk) {
    process.stderr.write("x402-offline mcp: the package @modelcontextprotocol/sdk is not installed; npm install @modelcontextprotocol/sdk\n");
    return 64;
  }
  const { Server, StdioServerTransport, CallToolRequestSchema, ListToolsRequestSchema } = sdk;
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const server = new Server({ name: "x402-offline", version }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools() }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => call(params.name, params.arguments ?? {}));
  const closed = new Promise((resolve) => {
    server.onclose = resolve;
  });
  await server.connect(new StdioServerTransport());
  process.stdin.on("end", () => server.close());
  await closed;
  return 0;
}

async function load() {
  try {
    return {
      ...(await import("@modelcontextprotocol/sdk/server/index.js")),
      ...(await import("@modelcontextprotocol/sdk/server/stdio.js")),
      ...(await import("@modelcontextprotocol/sdk/types.js")),
    };
  } catch (error) {
    if (error.code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
