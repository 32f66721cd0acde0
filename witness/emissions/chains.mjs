// The chains that the SDKs ask. They answer only what the SDKs read, and nothing is ever sent anywhere.

import { stage } from "./stage.mjs";

export const seed = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));

// Its sockets connect to nothing.
export const SOLANA_RPC = "http://127.0.0.1:1";

// What goes wrong on the EVM chain: nothing, `broke` (the payer has no token), `reverts` (the transfer fails) or `silent`
// (nobody says what became of it).
export const weather = { evm: undefined };

const word = (value) => `0x${BigInt(value).toString(16).padStart(64, "0")}`;

// By selector: balanceOf, authorizationState, allowance, PERMIT2.
const several = (broke) => ({
  "0x70a08231": broke ? 0n : 1_000_000_000n,
  "0xe94a0102": 0n,
  "0xdd62ed3e": 0n,
  "0x6afdd850": 0x000000000022d473030f116ddee9f6b43ac78ba3n,
});

export const evmChain = {
  async getCode({ address }) {
    // The x402 proxies have addresses that begin with 0x402.
    const contract = stage.contracts.includes(address.toLowerCase()) || /^0x402/i.test(address);
    return contract ? "0x60" : undefined;
  },
  async readContract({ functionName, args }) {
    const broke = weather.evm === "broke";
    switch (functionName) {
      case "balanceOf":
        return broke ? 0n : 1_000_000_000n;
      case "allowance":
      case "nonces":
        return 0n;
      case "transferWithAuthorization":
        if (broke) throw new Error("execution reverted: ERC20: transfer amount exceeds balance");
        return undefined;
      case "settle":
      case "settleWithPermit":
        return undefined;
      // Several reads at once: for the reason of a failure, and before an approval is sponsored.
      case "tryAggregate":
        return args[1].map(({ callData }) => {
          const answer = several(broke)[callData.slice(0, 10)];
          return { success: answer !== undefined, returnData: answer === undefined ? "0x" : word(answer) };
        });
      default:
        throw new Error(`nobody expected ${functionName}`);
    }
  },
  async writeContract() {
    return stage.transaction;
  },
  async waitForTransactionReceipt() {
    if (weather.evm === "silent") throw new Error("nothing heard ⌛ 🕑");
    return { status: weather.evm === "reverts" ? "reverted" : "success" };
  },
};

async function solanaAnswer(request) {
  const { id, method } = await request.json();
  // Several accounts are asked for to see whether they exist.
  const { context, value } = stage.solana.getAccountInfo;
  const result = method === "getMultipleAccounts" ? { context, value: [value, value] } : stage.solana[method];
  if (!result) throw new Error(`nobody expected ${method}`);
  return Response.json({ jsonrpc: "2.0", id, result });
}

// After this call `fetch` reaches the Solana chain above, the given hosts, and servers on this machine.
export function closeTheNetwork(hosts) {
  const network = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { host, hostname } = new URL(request.url);
    if (request.url.startsWith(SOLANA_RPC + "/")) return solanaAnswer(request);
    if (hosts[host]) return hosts[host](request);
    if (hostname === "127.0.0.1") return network(request);
    throw new Error(`the SDK went to ${request.url}`);
  };
  return network;
}
