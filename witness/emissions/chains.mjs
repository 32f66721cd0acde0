// The chains that the SDKs ask: no more than what they read, and nothing that is ever sent anywhere.

export const USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
export const USDC_MINT = "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU";
// Its sockets lead nowhere.
export const SOLANA_RPC = "http://127.0.0.1:1";
export const BLOCKHASH = "EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N";
export const PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
export const PAY_TO_SOLANA = "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4";

// The first and the second key of the mnemonic `test test test test test test test test test test test junk`.
export const PAYER_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
export const FACILITATOR_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
export const PAYER_SEED = new Uint8Array(32).fill(1);
export const FACILITATOR_SEED = new Uint8Array(32).fill(2);

// What goes wrong on the EVM chain: nothing, `broke` (the payer has no token) or `reverts` (the transfer fails).
export const weather = { evm: undefined };

const TRANSACTION = `0x${"12".repeat(32)}`;
const word = (value) => `0x${BigInt(value).toString(16).padStart(64, "0")}`;
const CONTRACTS = [USDC, "0x000000000022D473030F116dDEE9F6B43aC78BA3"].map((address) => address.toLowerCase());

export const evmChain = {
  async getCode({ address }) {
    return CONTRACTS.includes(address.toLowerCase()) || /^0x402/i.test(address) ? "0x60" : undefined;
  },
  async getBytecode(asked) {
    return this.getCode(asked);
  },
  async readContract({ functionName, args }) {
    const broke = weather.evm === "broke";
    switch (functionName) {
      case "balanceOf":
        return broke ? 0n : 1_000_000_000n;
      case "allowance":
      case "nonces":
        return 0n;
      case "version":
        return "2";
      case "transferWithAuthorization":
        if (broke) throw new Error("execution reverted: ERC20: transfer amount exceeds balance");
        return undefined;
      case "settle":
      case "settleWithPermit":
        return undefined;
      // The SDK asks for several things at once only when it looks for the reason of a failure: here, no balance.
      case "tryAggregate":
        return args[1].map(({ callData }) => {
          const known = callData.startsWith("0x70a08231") || callData.startsWith("0xe94a0102");
          return { success: known, returnData: known ? word(0) : "0x" };
        });
      default:
        throw new Error(`nobody expected ${functionName}`);
    }
  },
  async writeContract() {
    return TRANSACTION;
  },
  async sendTransaction() {
    return TRANSACTION;
  },
  async waitForTransactionReceipt() {
    return { status: weather.evm === "reverts" ? "reverted" : "success" };
  },
};

// A mint of six decimals: no authority, no freeze.
const MINT = Buffer.alloc(82);
MINT.writeUInt8(6, 44);
MINT.writeUInt8(1, 45);

const TOKEN_PROGRAM = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
const SIGNATURE = "5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW";

const ACCOUNT = {
  data: [MINT.toString("base64"), "base64"],
  executable: false,
  lamports: 1,
  owner: TOKEN_PROGRAM,
  rentEpoch: 0,
  space: 82,
};
const inContext = (value) => ({ context: { slot: 1 }, value });

const SOLANA = {
  getAccountInfo: inContext(ACCOUNT),
  getMultipleAccounts: inContext([ACCOUNT, ACCOUNT]),
  getLatestBlockhash: inContext({ blockhash: BLOCKHASH, lastValidBlockHeight: 150 }),
  simulateTransaction: inContext({ err: null, logs: [], accounts: null, unitsConsumed: 6000, returnData: null }),
  sendTransaction: SIGNATURE,
  getSignatureStatuses: inContext([
    { slot: 1, confirmations: null, err: null, confirmationStatus: "finalized", status: { Ok: null } },
  ]),
  getTokenAccountBalance: inContext({ amount: "1000000000", decimals: 6, uiAmountString: "1000" }),
};

async function solanaAnswer(request) {
  const { id, method } = await request.json();
  if (!SOLANA[method]) throw new Error(`nobody expected ${method}`);
  return Response.json({ jsonrpc: "2.0", id, result: SOLANA[method] });
}

// From here on `fetch` reaches the Solana chain above, the hosts given, and servers on this machine.
export function closeTheNetwork(hosts) {
  const network = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { host, hostname } = new URL(request.url);
    if (request.url.startsWith(SOLANA_RPC)) return solanaAnswer(request);
    if (hosts[host]) return hosts[host](request);
    if (hostname === "127.0.0.1") return network(request);
    throw new Error(`the SDK went to ${request.url}`);
  };
  return network;
}
