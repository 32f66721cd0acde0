// STUB. A node that knows the channels of batch-settlement by what a facilitator settles, before which it stands:
//   node node.mjs HOST:PORT FACILITATOR
// A call to `/` is for the node, any other request for the facilitator.

import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

/// Answers requests for the node and for this facilitator.
export function nodeBefore(facilitator) {
  const states = new Map();
  return async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    response.setHeader("Content-Type", "application/json");
    if (request.url === "/") {
      const { id, params } = JSON.parse(body);
      const [, channel] = params[0].data.match(/7a7ebd7b([0-9a-f]{64})/);
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result: multicall(states.get(`0x${channel}`)) }));
      return;
    }
    const { method, headers } = request;
    const forwarded = Object.fromEntries(["content-type", "idempotency-key"].filter((name) => headers[name]).map((name) => [name, headers[name]]));
    const answer = await fetch(new URL(request.url, facilitator), { method, headers: forwarded, ...(body && { body }) });
    const text = await answer.text();
    const state = request.url === "/settle" && JSON.parse(text).extra?.channelState;
    if (state) states.set(state.channelId, state);
    response.writeHead(answer.status).end(text);
  };
}

/// What `multicall` returns: the sums of the channel, no withdrawal, and the nonce of the next refund.
function multicall({ balance, totalClaimed, refundNonce } = { balance: 0, totalClaimed: 0, refundNonce: 0 }) {
  const word = (number) => BigInt(number).toString(16).padStart(64, "0");
  const bytes = (...numbers) => word(32 * numbers.length) + numbers.map(word).join("");
  const items = [bytes(balance, totalClaimed), bytes(0, 0), bytes(refundNonce)];
  const offsets = items.map((_, index) => 96 + items.slice(0, index).join("").length / 2);
  return `0x${word(32)}${word(3)}${offsets.map(word).join("")}${items.join("")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , address, facilitator] = process.argv;
  const [host, port] = address.split(":");
  createServer(nodeBefore(facilitator)).listen(Number(port), host, () => console.log(`a node, and before ${facilitator}: http://${address}`));
}
