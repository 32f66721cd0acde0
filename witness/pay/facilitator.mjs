// Calls a facilitator with the official npm client: node pay/facilitator.mjs URL. Reads [[call, payment, requirements], …] from
// standard input, makes the calls in order, and prints a list of { result } and { error }. The calls are "supported", "verify"
// and "settle" of the facilitator client, and "resource-server": a settlement by the official resource server, which asks once
// more if the settlement is pending.

import { text } from "node:stream/consumers";
import { HTTPFacilitatorClient, x402ResourceServer } from "@x402/core/server";
import { ExactEvmScheme } from "@x402/evm/exact/server";

const client = new HTTPFacilitatorClient({ url: process.argv[2], timeoutMs: 10_000 });

async function settleAsServer(payment, requirements) {
  const server = new x402ResourceServer(client).register("eip155:*", new ExactEvmScheme());
  await server.initialize();
  return server.settlePayment(payment, requirements);
}

const calls = {
  supported: () => client.getSupported(),
  verify: (payment, requirements) => client.verify(payment, requirements),
  settle: (payment, requirements) => client.settle(payment, requirements),
  "resource-server": settleAsServer,
};

const answers = [];
for (const [call, ...args] of JSON.parse(await text(process.stdin))) {
  try {
    answers.push({ result: await calls[call](...args) });
  } catch (error) {
    answers.push({ error: error.message });
  }
}
console.log(JSON.stringify(answers));
